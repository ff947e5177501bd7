# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveDocumentType(models.Model):
    """A type says which number its documents bear."""

    _inherit = 'customer.archive.document.type'

    number_format = fields.Selection(
        [('company', "Registration number of a company"),
         ('identity', "Number of an identity document")],
        string="Number",
        help="A document of this type has such a number. Where it is stated, it must be one of the"
             " customer's country before the document is verified: in China the unified social"
             " credit code and the resident identity number, elsewhere the tax number (CA-24).",
    )
