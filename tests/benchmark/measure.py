"""Measuring two works against each other, so that the state of the machine cancels out."""

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from odoo import api

FEW = 5


class Timing(NamedTuple):
    """What one run of a work took.

    :param float elapsed: seconds by the clock on the wall
    :param float|None cpu: seconds on processors, here and in the database server; `None` where that
                           cannot be seen from here
    :param float|None memory: megabytes that this process held at most beyond those before; `None`
                              where that cannot be seen
    """

    elapsed: float
    cpu: float | None = None
    memory: float | None = None


class Work(NamedTuple):
    """Something to measure: a function that works in a fresh environment, as a request does.

    :param Database database: where
    :param Callable run: does the work; is given the environment and what `prepare` returned
    :param Callable prepare: readies a run, unmeasured; is given the environment
    :param str login: who does it
    """

    database: object
    run: Callable
    prepare: Callable = lambda _env: None
    login: str = 'admin'

    def measure(self):
        """Do the work once and undo what it wrote.

        :rtype: Timing
        """
        with self.database.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            user = env['res.users'].search([('login', '=', self.login)])
            env = env(user=user.id, su=False, context={
                'lang': 'zh_CN', 'tz': 'Asia/Shanghai', 'uid': user.id,
                'allowed_company_ids': user.company_id.ids,
            })
            prepared = self.prepare(env)
            cr.flush()
            env.invalidate_all()
            gc.collect()  # What the preparation left behind is not the work's to clean up.
            clock = _Clock(cr)
            self.run(env, prepared)
            cr.flush()
            timing = clock.stop()
            cr.rollback()
        return timing


class _Clock:
    """Runs from when it is made until it is stopped."""

    def __init__(self, cr):
        self._server = Path(f'/proc/{cr.connection.info.backend_pid}')
        self._memory = _reset_peak()
        self._cpu = self._read_cpu()
        self._elapsed = time.perf_counter()

    def stop(self):
        """Return what has passed.

        :rtype: Timing
        """
        elapsed = time.perf_counter() - self._elapsed
        cpu, peak = self._read_cpu(), _read_status('VmHWM')
        return Timing(
            elapsed, None if cpu is None else cpu - self._cpu,
            None if None in (peak, self._memory) else (peak - self._memory) / 1024,
        )

    def _read_cpu(self):
        """Return the processor time of this process and of the server's for this connection."""
        try:
            if b'postgres' not in (self._server / 'cmdline').read_bytes():
                return None  # The server is elsewhere, and this is some other process.
            nanoseconds = int((self._server / 'schedstat').read_text().split()[0])
        except OSError:
            return None
        return time.process_time() + nanoseconds / 1e9


def _reset_peak():
    """Let the kernel measure the peak memory anew; return what is in use now, in kB."""
    try:
        Path('/proc/self/clear_refs').write_text('5')
    except OSError:
        return None
    return _read_status('VmRSS')


def _read_status(name):
    """Return a number that the kernel tells of this process, in kB; `None` where it does not."""
    try:
        for line in Path('/proc/self/status').read_text().splitlines():
            if line.startswith(f'{name}:'):
                return int(line.split()[1])
    except OSError:
        pass
    return None


class Comparison(NamedTuple):
    """The runs of a candidate and of its reference, pair by pair."""

    reference: list
    candidate: list

    def ratios(self, clock):
        """Return the ratio of each pair, in order, by one of the clocks of a timing."""
        return sorted(
            getattr(candidate, clock) / max(getattr(reference, clock), 1e-9)
            for reference, candidate in zip(self.reference, self.candidate, strict=True)
        )

    def median(self, side, clock):
        """Return the median of one side by one of the clocks."""
        return statistics.median(getattr(timing, clock) for timing in getattr(self, side))

    def peak(self):
        """Return the most memory that a run of the candidate took, in megabytes."""
        known = [timing.memory for timing in self.candidate if timing.memory is not None]
        return max(known, default=None)

    def has_cpu(self):
        """Tell whether the processor time could be seen."""
        return all(timing.cpu is not None for timing in (*self.reference, *self.candidate))


def compare(reference, candidate, rounds):
    """Measure two works in turns, each round in the other order.

    A few long rounds need no warming up; many short ones do.

    :param Work reference: what is compared with
    :param Work candidate: what is judged
    :param int rounds: how often
    :rtype: Comparison
    """
    if rounds > FEW:
        reference.measure()
        candidate.measure()
    comparison = Comparison([], [])
    for number in range(rounds):
        turns = [(reference, comparison.reference), (candidate, comparison.candidate)]
        for work, timings in turns if number % 2 else reversed(turns):
            timings.append(work.measure())
    return comparison


def quartiles(values):
    """Return the values at a quarter and at three quarters of sorted values."""
    last = len(values) - 1
    return values[round(last * 0.25)], values[round(last * 0.75)]
