# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of reporting, a company at a time."""

    _inherit = 'res.config.settings'

    archive_assessment_low = fields.Integer(
        related='company_id.archive_assessment_low', readonly=False,
    )
    archive_late_days = fields.Integer(related='company_id.archive_late_days', readonly=False)
