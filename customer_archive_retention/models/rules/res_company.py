# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """When a company is told of what will be due, and of archives that nobody uses."""

    _inherit = 'res.company'

    archive_retention_warning_days = fields.Integer(
        string="Warn Before Expiry", default=30, required=True,
        help="Days before the end of a period on which the archivist is told, once (ND-29);"
             " 0 for never.",
        prefetch='archive',
    )
    archive_inactive_months = fields.Integer(
        string="Inactive After", default=24, required=True,
        help="Months without a transaction or communication after which an archive is proposed for"
             " closing (RE-04); 0 for never.",
        prefetch='archive',
    )

    _archive_retention_settings = models.Constraint(
        'CHECK (archive_retention_warning_days BETWEEN 0 AND 3660'
        ' AND archive_inactive_months BETWEEN 0 AND 1200)',
        "Days and months are 0 or more: at most 3660 days before expiry, and 1200 months without"
        " activity.",
    )
