# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How strictly a company looks after the rights on its archives."""

    _inherit = 'res.company'

    archive_four_eyes = fields.Boolean(
        string="Four Eyes for Archivists", default=True,
        help="Archivists, too, change protected fields of formal archives and of their customers by"
             " a request that another person approves. Everybody else always does (CA-32).",
        prefetch='archive',
    )
    archive_share_days = fields.Integer(
        string="Longest Share", default=90, required=True,
        help="Days after which a share ends at the latest (CA-69).", prefetch='archive',
    )

    archive_purpose_hours = fields.Integer(
        string="A Purpose Holds For", default=8, required=True,
        help="Hours that a confidential archive stays open to who said what for.",
        prefetch='archive',
    )

    _archive_share_days_positive = models.Constraint(
        'CHECK (archive_share_days > 0)', "A share lasts at least one day.",
    )
    _archive_purpose_hours_positive = models.Constraint(
        'CHECK (archive_purpose_hours BETWEEN 1 AND 720)',
        "A purpose holds for at least one hour, and for a month at most.",
    )
