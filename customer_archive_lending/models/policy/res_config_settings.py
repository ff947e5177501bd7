# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of lending, a company at a time."""

    _inherit = 'res.config.settings'

    archive_loan_approver = fields.Selection(
        related='company_id.archive_loan_approver', readonly=False,
    )
    archive_loan_second_level = fields.Selection(
        related='company_id.archive_loan_second_level', readonly=False,
    )
    archive_loan_days = fields.Integer(related='company_id.archive_loan_days', readonly=False)
    archive_loan_oral_alone = fields.Boolean(
        related='company_id.archive_loan_oral_alone', readonly=False,
    )
    archive_closing_hour = fields.Float(related='company_id.archive_closing_hour', readonly=False)
