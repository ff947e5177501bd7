# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

# The dimensions whose classes may follow from the value, with the name of the work for the log.
SCORED_DIMENSIONS = {'importance': "Importance", 'spend_level': "Spend levels by value"}


class CustomerArchiveClass(models.Model):
    """Importance and spend level may follow from the evaluation (CA-38, CA-39)."""

    _inherit = 'customer.archive.class'

    score_from = fields.Integer(
        string="Value From",
        help="Customers whose value is at least this much are of this class. As long as no class of"
             " the dimension has a number here, importance is set by hand, and the spend level"
             " follows the amounts.",
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

    # === BUSINESS METHODS === #

    @api.model
    def _follows_value(self, name):
        """Return whether the classes of a dimension say from which value on they apply.

        :param str name: the dimension
        :rtype: bool
        """
        # What scheduled work does, and what it leaves alone, does not depend on who sets it off.
        return bool(self.sudo().search_count([
            ('dimension_id', '=', self._get_dimension(name).id), ('score_from', '>', 0),
        ], limit=1))
