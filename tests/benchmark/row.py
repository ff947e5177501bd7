"""One line of the table: a work, its reference, and how much slower it may be."""

import statistics
from collections.abc import Callable
from typing import NamedTuple

from .measure import Work, compare, quartiles

# Megabytes above idle that work over a whole database may take.
MEMORY = 200


class Row(NamedTuple):
    """Something that has a limit.

    :param str name: what `--only` selects it by
    :param str work: what is judged, in words
    :param str against: what it is compared with, in words
    :param float|None limit: the highest ratio allowed; `None` where it is only told
    :param Work candidate: what is judged
    :param Work reference: what it is compared with
    :param int rounds: how often
    :param Callable details: tells more about what was measured, afterwards
    :param int|None memory: megabytes that the work may take above idle; `None` where it is not told
    :param str clock: what judges. Work in one process and one connection is judged by its
                      processor time, which other processes disturb less, where that can be seen
    """

    name: str
    work: str
    against: str
    limit: float | None
    candidate: Work
    reference: Work
    rounds: int
    clock: str = 'elapsed'
    details: Callable = lambda: ""
    memory: int | None = None

    def measure(self, judge=True):
        """Measure the row.

        :param bool judge: whether the limit counts
        :return: plain values
        :rtype: dict
        """
        comparison = compare(self.reference, self.candidate, self.rounds)
        clock = self.clock if comparison.has_cpu() else 'elapsed'
        ratios = comparison.ratios(clock)
        low, high = quartiles(ratios)
        ratio, peak = statistics.median(ratios), comparison.peak()
        return {
            'name': self.name,
            'work': self.work,
            'reference': self.against,
            'details': ", ".join(filter(None, (self.details(), self._tell(peak)))),
            'memory': peak if self.memory else None,
            'limit': self.limit,
            'ratio': ratio,
            'ratio_quartiles': [low, high],
            'clock': clock,
            'verdict': self._judge(ratio, peak) if judge else 'told',
            'rounds': self.rounds,
            'elapsed': {
                'ratio': statistics.median(comparison.ratios('elapsed')),
                'reference': comparison.median('reference', 'elapsed'),
                'candidate': comparison.median('candidate', 'elapsed'),
            },
        }

    def _judge(self, ratio, peak):
        if self.memory and (peak or 0) > self.memory:
            return 'over'
        if self.limit is None:
            return 'told'
        return 'ok' if ratio <= self.limit else 'over'

    def _tell(self, peak):
        """Return what the work took of memory, in words."""
        if not self.memory:
            return ""
        taken = "cannot be seen" if peak is None else f"{peak:.0f} of at most {self.memory} MB"
        return f"peak memory above idle: {taken}"
