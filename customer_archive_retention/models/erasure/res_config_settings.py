# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of requests for erasure and access, a company at a time."""

    _inherit = 'res.config.settings'

    archive_erasure_days = fields.Integer(
        related='company_id.archive_erasure_days', readonly=False,
    )
    archive_accounting_years = fields.Integer(
        related='company_id.archive_accounting_years', readonly=False,
    )
    archive_accounting_basis = fields.Char(
        related='company_id.archive_accounting_basis', readonly=False,
    )
