# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass

from .destroyable import DESTROYED, refuse_to_forget


class CustomerArchiveDocument(models.Model):
    """A document ends with its scan and its sheets; number, type and title stay for ever."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.destroyable', 'customer.archive.document']

    _destroyed_from = ('unverified', 'verified', 'superseded')
    _content_fields = (
        'source', 'scan_name', 'scan_sha256', 'scan_size', 'scan_mimetype', 'scan_checked_on',
        'on_paper', 'number', 'carrier',
    )

    state = fields.Selection(
        selection_add=[(DESTROYED, "Destroyed")], ondelete={DESTROYED: refuse_to_forget},
    )

    # === BUSINESS METHODS === #

    def _get_disposal_parts(self):
        """Override to end with its sheets."""
        return [*super()._get_disposal_parts(), self.holding_ids]

    def _ensure_scan_replaceable(self):
        """Override to let go of a scan when the document is destroyed, verified or not."""
        if not has_pass(self):
            super()._ensure_scan_replaceable()

    def _ensure_volumes_open(self, volumes):
        """Override to take nothing into a volume that is destroyed."""
        volumes.sudo()._ensure_not_destroyed()  # Whether it is destroyed is no secret.
        return super()._ensure_volumes_open(volumes)
