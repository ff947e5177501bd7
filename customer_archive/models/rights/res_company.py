# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How strictly a company looks after the rights on its archives."""

    _inherit = 'res.company'

    archive_four_eyes = fields.Boolean(
        string="Four Eyes for Archivists", default=True,
        help="Archivists, too, change protected fields of formal archives and of their customers by"
             " a request that another person approves. Everybody else always does (CA-32).",
    )
    archive_share_days = fields.Integer(
        string="Longest Share", default=90, required=True,
        help="Days after which a share ends at the latest (CA-69).",
    )

    _archive_share_days_positive = models.Constraint(
        'CHECK (archive_share_days > 0)', "A share lasts at least one day.",
    )
