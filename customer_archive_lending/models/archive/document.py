# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveDocument(models.Model):
    """A document that is on loan stays what and where it is."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.lent.contents', 'customer.archive.document']

    _holding_column = 'document_id'
