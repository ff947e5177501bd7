# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveReason(models.TransientModel):
    """Asks why, and takes records along a step that needs a reason."""

    _name = 'customer.archive.reason'
    _description = "Archive: Give a Reason"

    model = fields.Char(required=True, readonly=True)
    verb = fields.Char(required=True, readonly=True)
    record_ids = fields.Json(required=True, readonly=True)
    reason = fields.Text(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        gates = self.env.registry.descendants(['customer.archive.transition'], '_inherit')
        if self.model in gates:
            records = self.env[self.model].browse(self.record_ids)
            records._transition(self.verb, reason=self.reason)
        return {'type': 'ir.actions.act_window_close'}
