# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveVolume(models.Model):
    """A volume is measured anew in the transaction that changes it."""

    _inherit = 'customer.archive.volume'

    _measured_by = (
        'archive_id.class_ids', 'archive_id.customer_type', 'sale_order_id',
        'document_ids.type_id', 'document_ids.state', 'document_ids.valid_until',
        'document_ids.signed_on',
    )

    # === BUSINESS METHODS === #

    def _get_asker(self):
        """Override to let the project leader ask for what is missing, while work runs."""
        return self.manager_id if self.state == 'temporary' else super()._get_asker()
