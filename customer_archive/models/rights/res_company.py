# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How long a stated purpose holds."""

    _inherit = 'res.company'

    archive_purpose_hours = fields.Integer(
        string="A Purpose Holds For", default=8, required=True,
        help="Hours that a confidential archive stays open to who said what for.",
    )

    _archive_purpose_hours_positive = models.Constraint(
        'CHECK (archive_purpose_hours BETWEEN 1 AND 720)',
        "A purpose holds for at least one hour, and for a month at most.",
    )
