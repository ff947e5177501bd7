# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerArchiveHoldingMove(models.TransientModel):
    """Moves holdings to another home, or to another place for a while (CA-53)."""

    _name = 'customer.archive.holding.move'
    _description = "Archive: Move Holdings"

    holding_ids = fields.Many2many('customer.archive.holding', required=True)
    location_id = fields.Many2one('customer.archive.location', string="To", required=True)
    is_home = fields.Boolean(
        string="New Home", default=True,
        help="Whether they belong there from now on, or only lie there for a while.",
    )
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Move the holdings."""
        self.ensure_one()
        self.holding_ids.check_access('write')
        if not self.reason.strip():
            raise UserError(self.env._("Say why they are moved."))
        self.holding_ids._relocate(
            home=self.location_id if self.is_home else None, current=self.location_id,
            reason=self.reason,
        )
        return {'type': 'ir.actions.act_window_close'}
