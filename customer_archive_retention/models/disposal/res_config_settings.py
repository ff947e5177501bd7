# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of disposal, a company at a time."""

    _inherit = 'res.config.settings'

    archive_cooling_days = fields.Integer(
        related='company_id.archive_cooling_days', readonly=False,
    )
    archive_disposal_lines = fields.Integer(
        related='company_id.archive_disposal_lines', readonly=False,
    )
