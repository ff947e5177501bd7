"""Finding few archives among many."""

import itertools

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from .. import client
from ..fill import people
from ..measure import Work
from ..row import Row
from .listing import MODEL

TERMS = 12

# Numbers from all over the table.
_NUMBERS = """
    SELECT name, 1 FROM customer_archive
    WHERE id %% (SELECT 1 + count(*) / %(terms)s FROM customer_archive) = 7
    ORDER BY id
"""

# Names that nobody else has.
_NAMES = """
    SELECT name, 1 FROM res_partner AS partner
    WHERE customer_rank = 1 AND is_company AND name ~ '^[^a-z]+$'
      AND NOT EXISTS (
          SELECT FROM res_partner AS other
          WHERE other.name = partner.name AND other.id != partner.id
      )
      AND id %% (SELECT 1 + count(*) / %(terms)s / 4 FROM customer_archive) < 20
    ORDER BY id
"""

# The brands of companies, which stand behind the name of their city.
_PAIRS = """
    SELECT substr(name, 3, 2), count(*) FROM res_partner
    WHERE customer_rank = 1 AND is_company AND name ~ '^[^a-z]+$'
    GROUP BY 1
    HAVING count(*) BETWEEN %(few)s AND %(many)s
    ORDER BY 2, 1
"""


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    rounds = 2 if smoke else 60
    rows = [
        Row(
            name, f"search a {what} at {databases.large.label}{who}",
            f"the same at {databases.small.label}", limit,
            candidate=_Terms(databases.large, statement).make_work(_search, login),
            reference=_Terms(databases.small, statement).make_work(_search, login),
            rounds=rounds,
        )
        for name, what, statement, who, login, limit in (
            ('search-number', "number", _NUMBERS, "", people.ARCHIVIST, 1.5),
            ('search-name', "rare name", _NAMES, "", people.ARCHIVIST, 1.5),
            ('search-name-department', "rare name", _NAMES, " as a user of a big department",
             people.BIG, None),
        )
    ]
    # Two characters as a user types them find some archives, neither none nor a tenth of all.
    pairs = _Terms(databases.large, _PAIRS, few=1 if smoke else 10, many=1000)
    rows.append(Row(
        'search-chinese', f"search two Chinese characters at {databases.large.label}",
        "ILIKE over the names of contacts there", 1 / 30,
        candidate=pairs.make_work(_find_archives, people.ARCHIVIST),
        reference=pairs.make_work(_find_partners, people.ARCHIVIST),
        rounds=2 if smoke else 24, details=pairs.describe,
    ))
    return rows


class _Terms:
    """What is searched for in a database, one term after the other.

    :param Database database: where
    :param str statement: finds the terms, and how often each of them is there
    :param values: what the statement needs
    """

    def __init__(self, database, statement, **values):
        self._database = database
        self._statement = statement
        self._values = {'terms': TERMS, **values}
        self._found = None

    def make_work(self, search, login):
        """Return the work of searching.

        :param Callable search: searches; is given the environment and a term
        :param str login: who searches
        :rtype: Work
        """
        turns = itertools.count()
        return Work(
            self._database, search, lambda _env: self._choose(next(turns)), login,
        )

    def describe(self):
        """Return how often the terms are there."""
        counts = [count for _term, count in self._found]
        return f"{min(counts)} to {max(counts)} names have them"

    def _choose(self, turn):
        """Return the term whose turn it is."""
        if self._found is None:
            with self._database.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                found = env.execute_query(SQL(self._statement, **self._values))
            # Some of the first, of the middle and of the last.
            count = min(TERMS, len(found))
            self._found = [found[number * len(found) // count] for number in range(count)]
        return self._found[turn % len(self._found)][0]


def _search(env, term):
    return client.search_read(env, MODEL, [('lookup', 'ilike', term)])


def _find_archives(env, pair):
    return env[MODEL].search([('lookup', 'ilike', pair)])


def _find_partners(env, pair):
    return env['res.partner'].search([('name', 'ilike', pair)])
