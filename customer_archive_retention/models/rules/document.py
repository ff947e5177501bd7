# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveDocument(models.Model):
    """A superseded document goes when its own period is over, before its volume (RE-12)."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.document', 'customer.archive.retained']
