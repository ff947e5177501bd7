# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class CustomerArchiveHolding(models.Model):
    """A sheet is held with its document, a folder with all that lies in its volume."""

    _name = 'customer.archive.holding'
    _inherit = ['customer.archive.held', 'customer.archive.holding']

    # === BUSINESS METHODS === #

    def _get_hold_columns(self):
        """Override to be reached by archive, volume and document."""
        return ['archive_id', 'volume_id', 'document_id', 'kind']

    def _get_hold_joins(self):
        """Override to be held by its document, its volume, and what lies in the folder."""
        return [
            *super()._get_hold_joins(),
            SQL("JOIN customer_archive_holding unit ON unit.document_id = item.document_id"),
            SQL("JOIN customer_archive_holding unit ON unit.volume_id = item.volume_id"),
            SQL(
                "JOIN customer_archive_document document ON document.id = item.document_id"
                " JOIN customer_archive_holding unit ON unit.volume_id = document.volume_id"
                " AND unit.kind = 'folder'",
            ),
        ]
