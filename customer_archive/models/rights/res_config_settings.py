# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the rights, a company at a time."""

    _inherit = 'res.config.settings'

    archive_four_eyes = fields.Boolean(related='company_id.archive_four_eyes', readonly=False)
    archive_share_days = fields.Integer(related='company_id.archive_share_days', readonly=False)
    archive_purpose_hours = fields.Integer(
        related='company_id.archive_purpose_hours', readonly=False,
    )
