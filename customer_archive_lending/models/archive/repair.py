# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveRepair(models.Model):
    """Damage that was seen on the return of a loan belongs to that loan (LE-22)."""

    _inherit = 'customer.archive.repair'

    loan_line_id = fields.Many2one(
        'customer.archive.loan.line', string="Damaged on Loan", index='btree_not_null',
        readonly=True, ondelete='restrict',
    )
