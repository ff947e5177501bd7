# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from .kinds import KINDS

_logger = logging.getLogger(__name__)

# Ids a statement. Ranges of ids, never lists of them: a million archives take no memory here.
CHUNK = 5000
_ATTEMPTS = 3
_POSITION_KEY = 'customer_archive_retention.sweep_position'


class CustomerArchiveRetentionRule(models.Model):
    """The daily sweep: it computes, lists what is due, and destroys nothing (RE-02, RE-03)."""

    _inherit = 'customer.archive.retention.rule'

    # === CRON METHODS === #

    @api.model
    def _cron_retention(self):
        """Compute all periods anew, and tell the archivists what there is to be done."""
        self.env.flush_all()
        if self._sweep_all():
            self._warn_of_expiry()
            self.env['customer.archive']._tell_inactive()

    @api.model
    def _sweep_all(self):
        """Compute the periods of all archives, volumes and documents, and look for archives that
        nobody uses, a range of ids at a time.

        Nothing is written where nothing differs, so that a run that was killed is simply done
        again. A run that is out of time notes where it stopped, and goes on from there.

        :return: whether all are done
        :rtype: bool
        """
        cron = self.env['ir.cron']
        ranges = self._get_sweep_ranges()
        cron._commit_progress(remaining=len(ranges))
        written = 0
        for position, (kind, start) in enumerate(ranges, 1):
            written += self._sweep_range(kind, start)
            if not cron._commit_progress(1) and position < len(ranges):
                self._note_sweep_position(*ranges[position])
                cron._commit_progress()
                return False
        self._note_sweep_position()
        if written:
            _logger.info("Retention: %s rows written", written)
        return True

    @api.model
    def _sweep_range(self, kind, start):
        """Sweep a range of ids.

        :param str kind: one of `KINDS`, or `inactive`
        :param int start: the first id
        :return: how many were written
        :rtype: int
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                written = self._write_range(kind, start)
                # Nothing of the range is needed again.
                self.env.invalidate_all()
                return written
            except psycopg2.errors.SerializationFailure:
                # Somebody changed one of them meanwhile: what was committed before stays.
                if attempt == _ATTEMPTS:
                    raise
                self.env.cr.rollback()
        return 0

    @api.model
    def _write_range(self, kind, start):
        if kind == 'inactive':
            return self.env['customer.archive']._write_inactive(start)
        return self.env[KINDS[kind]]._write_retention(
            SQL("unit.id >= %s AND unit.id < %s", start, start + CHUNK),
        )

    @api.model
    def _get_sweep_ranges(self):
        """Return what is still to be swept: all, or the rest of a run that was out of time.

        :return: kinds and first ids
        :rtype: list[tuple[str, int]]
        """
        ranges = []
        for kind, name in (*KINDS.items(), ('inactive', 'customer.archive')):
            [[last]] = self.env.execute_query(SQL(
                "SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(self.env[name]._table),
            ))
            ranges += [(kind, start) for start in range(1, last + 1, CHUNK)]
        parameters_sudo = self.env['ir.config_parameter'].sudo()  # Ours, whoever runs it.
        signature, _sep, rest = (parameters_sudo.get_param(_POSITION_KEY) or '').partition(' ')
        kind, _sep, start = rest.partition(' ')
        if signature == self._get_sweep_signature() and (
            position := (kind, int(start or 0))
        ) in ranges:
            return ranges[ranges.index(position):]
        return ranges

    @api.model
    def _get_sweep_signature(self):
        """Return what a run was about: whoever goes on another day, or by other rules, begins
        again.
        """
        rule_ids = [rule[0] for rule in self._get_in_force()]
        return f"{fields.Date.today()}:{','.join(map(str, rule_ids))}"

    @api.model
    def _note_sweep_position(self, kind=None, start=0):
        """Note where the next run goes on.

        :param str kind: as in :meth:`_sweep_range`, `None` for the beginning
        :param int start: the first id
        """
        parameters_sudo = self.env['ir.config_parameter'].sudo()  # Ours, whoever runs it.
        value = f'{self._get_sweep_signature()} {kind} {start}' if kind else False
        if (parameters_sudo.get_param(_POSITION_KEY) or False) != value:
            parameters_sudo.set_param(_POSITION_KEY, value)
