# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class CustomerArchiveDocument(models.Model):
    """A document is held itself, with its volume, or with its archive."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.held', 'customer.archive.document']

    # === BUSINESS METHODS === #

    def _get_hold_columns(self):
        """Override to be reached by archive and volume."""
        return ['archive_id', 'volume_id']

    def _get_hold_joins(self):
        """Override to be held by itself and by its volume."""
        return [
            *super()._get_hold_joins(),
            SQL("JOIN customer_archive_document unit ON unit.id = item.document_id"),
            SQL("JOIN customer_archive_document unit ON unit.volume_id = item.volume_id"),
        ]
