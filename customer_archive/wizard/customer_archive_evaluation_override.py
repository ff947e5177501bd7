# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..models.relation.evaluation_criterion import SCORES


class CustomerArchiveEvaluationOverride(models.TransientModel):
    """Asks how a customer is evaluated by hand, and why."""

    _name = 'customer.archive.evaluation.override'
    _description = "Archive: Evaluate by Hand"

    archive_id = fields.Many2one('customer.archive', required=True, readonly=True)
    value = fields.Integer(compute='_compute_scores', store=True, readonly=False)
    potential = fields.Integer(compute='_compute_scores', store=True, readonly=False)
    loyalty = fields.Integer(compute='_compute_scores', store=True, readonly=False)
    reason = fields.Text(required=True)
    due_on = fields.Date(
        string="Look At It Again On",
        default=lambda self: fields.Date.add(self.env.company._get_archive_today(), years=1),
    )

    # === COMPUTE METHODS === #

    @api.depends('archive_id')
    def _compute_scores(self):
        for override in self:
            for score in SCORES:
                override[score] = override.archive_id[score]

    # === ACTION METHODS === #

    def action_confirm(self):
        """Evaluate the customer by hand."""
        self.ensure_one()
        self.archive_id._override_evaluation(
            {score: self[score] for score in SCORES}, self.reason, self.due_on,
        )
        return {'type': 'ir.actions.act_window_close'}
