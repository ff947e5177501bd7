# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """When a document is borrowed so often that a standing copy pays (LE-17)."""

    _inherit = 'res.company'

    archive_standing_loans = fields.Integer(
        string="Loans for a Standing Copy", default=3, required=True,
        help="A document that was borrowed this often within the period should have a copy that"
             " stays in the archive, and is lent instead of the original.",
        prefetch='archive',
    )
    archive_standing_days = fields.Integer(
        string="Period for Standing Copies", default=90, required=True,
        help="The last days in which loans are counted.", prefetch='archive',
    )

    _archive_standing_positive = models.Constraint(
        'CHECK (archive_standing_loans > 0 AND archive_standing_days > 0)',
        "A standing copy is suggested after one or more loans, within one or more days.",
    )
