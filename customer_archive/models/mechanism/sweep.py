# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging
from typing import NamedTuple

import psycopg2

from odoo import models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)


class SweepResult(NamedTuple):
    """What a sweep did: numbers of records, and the ids that failed."""

    due: int
    done: int
    failed: tuple


class CustomerArchiveSweep(models.AbstractModel):
    """Scheduled work in chunks: commits its progress, survives a kill, says what it did."""

    _name = 'customer.archive.sweep'
    _description = "Archive: Sweep"

    def _sweep(self, name, due_ids, work, size=2000):
        """Do `work` on all records that are due, chunk by chunk.

        The caller reads the due ids once. `work` must take a record off the due ones, by what it
        writes: that is what makes a killed sweep go on where it stopped, and a second run do
        nothing. A record that fails is isolated by halving its chunk, logged, and left due.

        :param str name: what the sweep does, for the log
        :param Iterable[int] due_ids: the ids, read once
        :param Callable work: does one chunk, given as a recordset, in as few statements as it can
        :param int size: records a chunk
        :rtype: SweepResult
        """
        due_ids = tuple(due_ids)
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(due_ids))
        done, failed = 0, []
        for chunk in split_every(size, due_ids):
            # Locked by somebody else: he changes it now, the next run looks at it again.
            records = self.browse(chunk).try_lock_for_update(allow_referencing=True)
            broken = records._work_isolated(name, work)
            failed += broken
            done += len(records) - len(broken)
            if not cron._commit_progress(len(chunk)):
                break  # Out of time: the scheduler calls again at once.
        result = SweepResult(len(due_ids), done, tuple(failed))
        if due_ids:
            _logger.info(
                "%s: %s due, %s done, %s failed %s", name, len(due_ids), done, len(failed), failed,
            )
        return result

    def _work_isolated(self, name, work):
        """Do `work` on the records; return the ids of those that cannot be done."""
        if not self:
            return []
        try:
            with self.env.cr.savepoint():
                work(self)
                self.env.flush_all()
        except psycopg2.OperationalError:
            raise  # The connection or a conflict, not the record: the next run tries again.
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                _logger.exception("%s: %s is left as it was", name, self)
                return self.ids
            half = len(self) // 2
            return self[:half]._work_isolated(name, work) + self[half:]._work_isolated(name, work)
        return []
