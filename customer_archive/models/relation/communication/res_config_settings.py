# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of the communication log, a company at a time."""

    _inherit = 'res.config.settings'

    archive_log_hours = fields.Integer(related='company_id.archive_log_hours', readonly=False)
    archive_contact_days = fields.Integer(
        related='company_id.archive_contact_days', readonly=False,
    )
