"""What is measured, one module a topic."""

from . import business
from . import communication
from . import content
from . import custody
from . import disposal
from . import erasure
from . import evidence
from . import lending
from . import listing
from . import opening
from . import partners
from . import preservation
from . import retention
from . import searching

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
    content,
    custody,
    preservation,
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
