# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveComplaint(models.Model):
    """A complaint starts a period when it is closed; while it is open, nothing is destroyed."""

    _inherit = 'customer.archive.complaint'

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to let the dates of the archive follow."""
        super()._after_create()
        self.archive_id._follow_retention()

    def write(self, vals):
        """Override to let the dates follow what it is about."""
        res = super().write(vals)
        if 'volume_id' in vals:
            self.archive_id._follow_retention()
        return res

    # === BUSINESS METHODS === #

    def _after_transition(self, verb):
        """Override to let the dates of the archive follow."""
        super()._after_transition(verb)
        self.archive_id._follow_retention()
