# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of complaints and services, a company at a time."""

    _inherit = 'res.config.settings'

    archive_response_hours_low = fields.Float(
        related='company_id.archive_response_hours_low', readonly=False,
    )
    archive_response_hours_normal = fields.Float(
        related='company_id.archive_response_hours_normal', readonly=False,
    )
    archive_response_hours_high = fields.Float(
        related='company_id.archive_response_hours_high', readonly=False,
    )
    archive_settlement_hours_low = fields.Float(
        related='company_id.archive_settlement_hours_low', readonly=False,
    )
    archive_settlement_hours_normal = fields.Float(
        related='company_id.archive_settlement_hours_normal', readonly=False,
    )
    archive_settlement_hours_high = fields.Float(
        related='company_id.archive_settlement_hours_high', readonly=False,
    )
    archive_escalation_hours = fields.Float(
        related='company_id.archive_escalation_hours', readonly=False,
    )
    archive_ask_satisfaction = fields.Boolean(
        related='company_id.archive_ask_satisfaction', readonly=False,
    )
    archive_rating_days = fields.Integer(related='company_id.archive_rating_days', readonly=False)
