# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How soon a company answers who asks for his data, and how long its accounts are kept."""

    _inherit = 'res.company'

    archive_erasure_days = fields.Integer(
        string="Answer to Requests Within", default=15, required=True,
        help="Days from the receipt of a request for erasure or access. The Personal Information"
             " Protection Law of China is answered in 15 days, the GDPR within a month (30).",
        prefetch='archive',
    )
    archive_accounting_years = fields.Integer(
        string="Accounting Entries Are Kept", default=30, required=True,
        help="Years, counted from the end of the year of the entry. China: 30 (Order 79 on"
             " accounting archives). Other countries have 6 to 10.",
        prefetch='archive',
    )
    archive_accounting_basis = fields.Char(
        string="Basis of Keeping Accounts",
        default="Measures for the Administration of Accounting Archives, art. 14",
        prefetch='archive',
    )

    _archive_erasure_days_positive = models.Constraint(
        'CHECK (archive_erasure_days BETWEEN 1 AND 90)',
        "A request is answered within 1 to 90 days.",
    )
    _archive_accounting_years_positive = models.Constraint(
        'CHECK (archive_accounting_years BETWEEN 1 AND 100)',
        "Accounting entries are kept for 1 to 100 years.",
    )
