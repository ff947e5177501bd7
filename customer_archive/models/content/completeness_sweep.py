# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL

# The states in which completeness is kept up to date.
_MEASURED = {
    'archive': ('temporary', 'formal'), 'volume': ('temporary', 'handed_in', 'filed'),
}


class CustomerArchiveContainer(models.AbstractModel):
    """What changes by itself, or for all at once, is measured by a sweep: documents expire,
    checklists change.
    """

    _inherit = 'customer.archive.container'

    # === BUSINESS METHODS === #

    @api.model
    def _sweep_completeness(self):
        """Measure all records anew and write what is no longer right.

        :rtype: SweepResult
        """
        return self._sweep(
            f"Completeness of {self._table}", self._get_completeness_due_ids(),
            lambda records: records._write_completeness(), size=5000,
        )

    @api.model
    def _get_completeness_due_ids(self):
        """Return the ids of the records whose completeness is no longer right.

        :rtype: list[int]
        """
        measure = self._get_measure()
        self.flush_model(['state', 'completeness'])
        return [record_id for [record_id] in self.env.execute_query(SQL(
            "SELECT id FROM (%s) measured WHERE percent IS DISTINCT FROM completeness ORDER BY id",
            measure.percent(SQL("subject.state IN %s", _MEASURED[self._asked_for])),
        ))]

    def _write_completeness(self):
        """Measure the records and write what differs, by one statement."""
        measure = self._get_measure()
        self.flush_model(['completeness'])
        self.env.cr.execute(SQL(
            "UPDATE %s target SET completeness = measured.percent FROM (%s) measured"
            " WHERE target.id = measured.id"
            " AND target.completeness IS DISTINCT FROM measured.percent",
            SQL.identifier(self._table), measure.percent(SQL("subject.id IN %s", self._ids)),
        ))
        self.invalidate_recordset(['completeness'], flush=False)


class CustomerArchive(models.Model):
    """One job looks after archives and volumes alike."""

    _inherit = 'customer.archive'

    # === CRON METHODS === #

    @api.model
    def _cron_completeness(self):
        """Measure archives and volumes against their checklists (CA-26)."""
        self._sweep_completeness()
        self.env['customer.archive.volume']._sweep_completeness()
