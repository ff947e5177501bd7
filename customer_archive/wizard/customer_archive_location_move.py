# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveLocationMove(models.TransientModel):
    """Moves a whole shelf at once, or what stands on it (CA-53)."""

    _name = 'customer.archive.location.move'
    _description = "Archive: Move a Location"

    location_id = fields.Many2one(
        'customer.archive.location', string="From", required=True, readonly=True,
    )
    what = fields.Selection(
        [('contents', "All that stands there"), ('location', "The location itself")],
        required=True, default='contents',
        help="What stands there goes to another shelf, boxes included; or the location itself goes,"
             " with all that lies in it.",
    )
    target_id = fields.Many2one('customer.archive.location', string="To", required=True)
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Move it."""
        self.ensure_one()
        self.location_id.check_access('write')
        if self.what == 'contents':
            self.location_id._move_all(self.target_id, self.reason)
        else:
            self.location_id._move_into(self.target_id, self.reason)
        return {'type': 'ir.actions.act_window_close'}
