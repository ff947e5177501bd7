# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from .destroyable import DESTROYED, refuse_to_forget


class CustomerArchiveHolding(models.Model):
    """A sheet or a folder ends on paper; its barcode is never given again.

    What is missing cannot be destroyed: it stays missing, and the certificate says so.
    """

    _name = 'customer.archive.holding'
    _inherit = ['customer.archive.destroyable', 'customer.archive.holding']

    _destroyed_from = ('available',)
    _content_fields = ('location_id', 'home_location_id', 'folder_id')

    state = fields.Selection(
        selection_add=[(DESTROYED, "Destroyed")], ondelete={DESTROYED: refuse_to_forget},
    )
