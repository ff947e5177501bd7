# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..models.archive.states import ACTIVE_STATES


class CustomerArchiveCommunicationFill(models.TransientModel):
    """Has the history of all archives entered in their logs, and shows how far that is."""

    _name = 'customer.archive.communication.fill'
    _description = "Archive: Enter the History of Communication"

    total = fields.Integer(string="Archives", compute='_compute_counts')
    pending = fields.Integer(string="Waiting", compute='_compute_counts')
    progress = fields.Float(compute='_compute_counts')

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_counts(self):
        archives = self.env['customer.archive']
        total = archives.search_count([('state', 'in', ACTIVE_STATES)])
        pending = archives.search_count([
            ('state', 'in', ACTIVE_STATES), ('history_pending', '=', True),
        ])
        for wizard in self:
            wizard.total, wizard.pending = total, pending
            wizard.progress = 100 * (total - pending) / total if total else 100

    # === ACTION METHODS === #

    def action_start(self):
        """Have the history of all archives entered that the user keeps."""
        self.ensure_one()
        return self.env['customer.archive'].search([
            ('state', 'in', ACTIVE_STATES),
        ]).action_enter_history()
