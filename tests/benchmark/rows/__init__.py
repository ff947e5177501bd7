"""What is measured, one module a topic."""

from . import custody, disposal, evidence, lending, listing, opening, partners, retention, searching

__all__ = ['make_rows']


def make_rows(databases, smoke=False):
    """Return all rows of the benchmark.

    :param Databases databases: where they are measured
    :param bool smoke: whether only to try that they can be measured
    :rtype: list[Row]
    """
    return [
        row
        for topic in (
            partners, opening, listing, searching, evidence, lending, custody, disposal, retention,
        )
        for row in topic.make_rows(databases, smoke)
    ]
