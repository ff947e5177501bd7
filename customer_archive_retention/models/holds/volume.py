# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class CustomerArchiveVolume(models.Model):
    """A volume is held itself, with its archive, or because a document in it is."""

    _name = 'customer.archive.volume'
    _inherit = ['customer.archive.held', 'customer.archive.volume']

    # === BUSINESS METHODS === #

    def _get_hold_columns(self):
        """Override to be reached by the archive."""
        return ['archive_id']

    def _get_hold_dependencies(self):
        """Override to follow documents that move."""
        return [*super()._get_hold_dependencies(), 'document_ids']

    def _get_hold_joins(self):
        """Override to be held by itself and by its documents."""
        return [
            *super()._get_hold_joins(),
            SQL("JOIN customer_archive_volume unit ON unit.id = item.volume_id"),
            SQL(
                "JOIN customer_archive_document document ON document.id = item.document_id"
                " JOIN customer_archive_volume unit ON unit.id = document.volume_id",
            ),
        ]
