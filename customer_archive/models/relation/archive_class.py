# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveClass(models.Model):
    """The importance of a customer may follow from his evaluation (CA-39)."""

    _inherit = 'customer.archive.class'

    score_from = fields.Integer(
        string="Value From",
        help="Customers whose value is at least this much are of this class; the importance is set"
             " by hand as long as no class of it has a number here.",
    )
    is_importance = fields.Boolean(compute='_compute_is_importance')

    _score_from_in_range = models.Constraint(
        'CHECK (score_from BETWEEN 0 AND 100)', "A value lies between 0 and 100.",
    )

    # === COMPUTE METHODS === #

    @api.depends('dimension_id')
    def _compute_is_importance(self):
        importance = self._get_dimension('importance')
        for record in self:
            record.is_importance = record.dimension_id == importance
