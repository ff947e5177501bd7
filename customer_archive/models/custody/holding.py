# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError

# What waits for the end of a repair.
_BLOCKED_VERBS = ('lend', 'move', 'withdraw', 'destroy')
# How many reasons are named of those that stand against thousands.
_NAMED = 10


class CustomerArchiveHolding(models.Model):
    """A holding in repair stays where it is (CA-59); what is missing is searched for (X-06)."""

    _inherit = 'customer.archive.holding'

    _index_fields = frozenset({'repair_ids', 'search_ids'})

    repair_ids = fields.One2many('customer.archive.repair', 'holding_id', string="Repairs")

    search_ids = fields.One2many('customer.archive.search', 'holding_id', string="Searches")

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

    def _find_blockable(self, verb):
        """Override to name what is in repair."""
        found = super()._find_blockable(verb)
        if verb in _BLOCKED_VERBS:
            # It stands in the way of everybody.
            found |= self.browse(self.env['customer.archive.repair'].sudo().search([
                ('holding_id', 'in', self.ids), ('state', '=', 'open'),
            ]).holding_id.ids)
        return found

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

    def _transition(self, verb, vals=None, reason=None):
        """Override to search for what is missing, and to end the search for what is found."""
        res = super()._transition(verb, vals=vals, reason=reason)
        searches_sudo = self.env['customer.archive.search'].sudo()  # They follow from the step.
        if verb == 'miss':
            searches_sudo._open_for(self.sudo(), reason)
        elif verb == 'find':
            searches_sudo._get_unfound(self)._transition('find')
        elif verb == 'withdraw':
            searches_sudo._get_unfound(self).filtered(
                lambda search: search.state == 'open',
            )._transition('drop', reason=reason)
        return res

    def _ensure_all_movable(self):
        """Check that nothing stands against moving any of the holdings.

        :raise UserError: naming the first ones, and why
        """
        problems = []
        for holding in self:
            problems += holding._get_blockers('move')
            if len(problems) >= _NAMED:
                break
        if problems:
            raise UserError('\n'.join([
                self.env._("Not all of it can be moved now:"), *problems[:_NAMED],
            ]))
