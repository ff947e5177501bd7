# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchive(models.Model):
    """What the customer does, besides his industry (CA-14)."""

    _inherit = 'customer.archive'

    business_scope = fields.Text(
        help="What the customer's licence allows him to do, or what he says he does.",
    )
    key_business = fields.Char(help="What the customer lives on, in a few words.")
