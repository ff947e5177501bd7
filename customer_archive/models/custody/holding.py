# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

# What waits for the end of a repair.
_BLOCKED_VERBS = ('lend', 'move', 'withdraw', 'destroy')


class CustomerArchiveHolding(models.Model):
    """A holding in repair stays where it is (CA-59)."""

    _inherit = 'customer.archive.holding'

    _index_fields = frozenset({'repair_ids'})

    repair_ids = fields.One2many('customer.archive.repair', 'holding_id', string="Repairs")

    # === ACTION METHODS === #

    def action_report_damage(self):
        """Report damage to the holding."""
        self.ensure_one()
        self.env['customer.archive.repair'].check_access('create')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Report Damage"),
            'res_model': 'customer.archive.repair', 'view_mode': 'form', 'target': 'new',
            'context': {'default_holding_id': self.id},
        }

    # === BUSINESS METHODS === #

    def _get_blockers(self, verb):
        """Override to wait for the end of a repair."""
        blockers = super()._get_blockers(verb)
        if verb in _BLOCKED_VERBS:
            open_sudo = self.sudo().repair_ids.filtered(  # It stands in the way of everybody.
                lambda repair: repair.state == 'open',
            )
            blockers += [
                self.env._(
                    "%(holding)s is in repair (%(repair)s).", holding=self.barcode,
                    repair=repair.name,
                )
                for repair in open_sudo
            ]
        return blockers
