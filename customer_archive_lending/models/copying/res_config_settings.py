# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of standing copies."""

    _inherit = 'res.config.settings'

    archive_standing_loans = fields.Integer(
        related='company_id.archive_standing_loans', readonly=False,
    )
    archive_standing_days = fields.Integer(
        related='company_id.archive_standing_days', readonly=False,
    )
