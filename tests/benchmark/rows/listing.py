"""A page of the list of archives."""

from .. import client
from ..fill import people
from ..measure import Work
from ..row import Row

MODEL = 'customer.archive'


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    rounds = 2 if smoke else 60
    return [
        Row(
            name, f"list {client.PAGE} archives at {databases.large.label} as {who}",
            f"the same at {databases.small.label}", limit,
            candidate=Work(databases.large, _list, login=login),
            reference=Work(databases.small, _list, login=login),
            rounds=rounds,
        )
        for name, who, login, limit in (
            ('list', "an archivist", people.ARCHIVIST, 1.2),
            ('list-department', "a user of a big department", people.BIG, 2.5),
            ('list-small-department', "a user of a small department", people.SMALL, 2.5),
        )
    ]


def _list(env, _none):
    return client.search_read(env, MODEL, [])
