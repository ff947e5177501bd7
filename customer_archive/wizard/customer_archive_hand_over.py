# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.archive.states import ACTIVE_STATES


class CustomerArchiveHandOver(models.TransientModel):
    """Hands archives over to somebody else who answers for them from now on (CA-30)."""

    _name = 'customer.archive.hand.over'
    _description = "Archive: Hand Over"

    archive_ids = fields.Many2many('customer.archive', required=True)
    from_id = fields.Many2one(
        'res.users', string="All of", context={'active_test': False},
        domain="[('share', '=', False), ('active', 'in', (True, False))]",
        help="Everything that this person looks after, as far as you may change it.",
    )
    successor_id = fields.Many2one(
        'res.users', required=True, domain="[('share', '=', False)]",
        help="Answers for the archives from now on.",
    )
    reason = fields.Char(required=True)
    archive_count = fields.Integer(string="Archives", compute='_compute_archive_count')

    # === COMPUTE METHODS === #

    @api.depends('archive_ids')
    def _compute_archive_count(self):
        for wizard in self:
            wizard.archive_count = len(wizard.archive_ids)

    # === ONCHANGE METHODS === #

    @api.onchange('from_id')
    def _onchange_from_id(self):
        if self.from_id:
            self.archive_ids = [Command.set(self.env['customer.archive'].search(
                Domain('custodian_id', '=', self.from_id.id)
                & Domain('state', 'in', ACTIVE_STATES),
            )._filtered_access('write').ids)]

    # === ACTION METHODS === #

    def action_confirm(self):
        """Hand the archives over, with what is on somebody's list about them."""
        self.ensure_one()
        self.check_access('read')
        if not self.archive_ids:
            raise UserError(self.env._("No archive is chosen."))
        self.archive_ids._hand_over(self.successor_id, self.reason)
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'message': self.env._(
                    "%(person)s answers for %(count)s archives from now on.",
                    person=self.successor_id.name, count=len(self.archive_ids),
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
