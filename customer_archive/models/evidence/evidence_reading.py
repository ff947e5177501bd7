# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from .pending_access import PendingAccess


class CustomerArchiveEvidence(models.AbstractModel):
    """Whoever reads evidence leaves a line in the access log as well (ND-19)."""

    _inherit = 'customer.archive.evidence'

    def _fetch_query(self, query, fields):
        """Override to note that somebody reads."""
        rows = super()._fetch_query(query, fields)
        if rows and not self.env.su:
            PendingAccess.of(self.env).note_evidence(self._name)
        return rows
