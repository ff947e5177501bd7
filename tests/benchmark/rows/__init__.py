"""What is measured, one module a topic."""

from . import business
from . import communication
from . import disposal
from . import erasure
from . import evidence
from . import lending
from . import listing
from . import opening
from . import partners
from . import retention
from . import searching
from . import content, disposal, evidence, lending, listing, opening, partners, retention, searching
from . import custody, disposal, evidence, lending, listing, opening, partners, retention, searching

__all__ = ['make_rows']

TOPICS = (
    partners,
    opening,
    listing,
    searching,
    evidence,
    lending,
    disposal,
    retention,
    erasure,
    business,
    communication,
)


def make_rows(databases, smoke=False):
    """Return all rows of the benchmark.

    :param Databases databases: where they are measured
    :param bool smoke: whether only to try that they can be measured
    :rtype: list[Row]
    """
    return [row for topic in TOPICS for row in topic.make_rows(databases, smoke)]
    return [
        row
        for topic in (
            partners, opening, listing, searching, evidence, lending, disposal, retention, content,
            partners, opening, listing, searching, evidence, lending, custody, disposal, retention,
        )
        for row in topic.make_rows(databases, smoke)
    ]
