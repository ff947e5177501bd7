# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveCopyRequestRestore(models.TransientModel):
    """Asks how many pages the original has, and puts it back (LE-15)."""

    _name = 'customer.archive.copy.request.restore'
    _description = "Archive: Put an Original Back"

    request_id = fields.Many2one(
        'customer.archive.copy.request', required=True, ondelete='cascade',
    )
    original_id = fields.Many2one(related='request_id.original_id')
    home_location_id = fields.Many2one(
        related='request_id.original_id.home_location_id', string="Goes Back To",
    )
    pages_counted = fields.Integer(required=True)
    note = fields.Char(string="Findings")

    # === ACTION METHODS === #

    def action_restore(self):
        """Put the original back, as counted."""
        self.ensure_one()
        self.request_id._restore(self.pages_counted, note=self.note)
        return {'type': 'ir.actions.act_window_close'}
