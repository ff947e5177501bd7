# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ..models.rights.purpose import PURPOSES


class CustomerArchivePurposeState(models.TransientModel):
    """Asks what for, and opens confidential archives."""

    _name = 'customer.archive.purpose.state'
    _description = "Archive: State a Purpose"

    confidential_ids = fields.Many2many(
        'customer.archive.confidential', string="Archives", required=True,
        relation='customer_archive_purpose_state_rel', column1='state_id', column2='archive_id',
    )
    kind = fields.Selection(PURPOSES, string="Purpose", required=True)
    note = fields.Char(
        string="Details", help="Kept in the access log, where the auditor reads it.",
    )

    # === ACTION METHODS === #

    def action_confirm(self):
        """State the purpose, and show what it opens."""
        self.ensure_one()
        self.env['customer.archive.purpose']._state(
            self.confidential_ids.ids, self.kind, self.note,
        )
        return self.confidential_ids._action_view_archive()
