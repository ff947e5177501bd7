# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of custody, a company at a time."""

    _inherit = 'res.config.settings'

    archive_key_hours = fields.Integer(related='company_id.archive_key_hours', readonly=False)
    archive_inspection_months = fields.Integer(
        related='company_id.archive_inspection_months', readonly=False,
    )
    archive_search_days = fields.Integer(related='company_id.archive_search_days', readonly=False)
