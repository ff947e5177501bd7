# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the contents, a company at a time."""

    _inherit = 'res.config.settings'

    archive_ask_authorization = fields.Boolean(
        related='company_id.archive_ask_authorization', readonly=False,
    )
    archive_verify_by_other = fields.Boolean(
        related='company_id.archive_verify_by_other', readonly=False,
    )
    archive_renewal_days = fields.Integer(
        related='company_id.archive_renewal_days', readonly=False,
    )
    archive_form_days = fields.Integer(related='company_id.archive_form_days', readonly=False)
    archive_form_megabytes = fields.Integer(
        related='company_id.archive_form_megabytes', readonly=False,
    )
    archive_campaign_days = fields.Integer(
        related='company_id.archive_campaign_days', readonly=False,
    )
