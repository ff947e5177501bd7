# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of retention."""

    _inherit = 'res.config.settings'

    archive_retention_warning_days = fields.Integer(
        related='company_id.archive_retention_warning_days', readonly=False,
    )
    archive_inactive_months = fields.Integer(
        related='company_id.archive_inactive_months', readonly=False,
    )
