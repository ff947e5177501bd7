# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError


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
        transitions = self.env[self.model]._get_transitions() if self.model in gates else {}
        # Steps without a reason have conditions of their own, which their buttons look after.
        if self.verb not in transitions or not transitions[self.verb].needs_reason:
            raise UserError(self.env._("This step is not taken from here."))
        records = self.env[self.model].browse(
            record_id for record_id in self.record_ids if isinstance(record_id, int)
        )
        records._transition(self.verb, reason=self.reason)
        return {'type': 'ir.actions.act_window_close'}
