# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the list of each month."""

    _inherit = 'res.config.settings'

    archive_general_manager_id = fields.Many2one(
        related='company_id.archive_general_manager_id', readonly=False,
    )
    archive_report_day = fields.Integer(related='company_id.archive_report_day', readonly=False)
