# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveDocument(models.Model):
    """A document of which any copy is waited for."""

    _inherit = 'customer.archive.document'

    _index_fields = frozenset({'reservation_ids'})

    reservation_ids = fields.One2many(
        'customer.archive.reservation', 'document_id', string="Reservations of Any Copy",
    )

    # === ACTION METHODS === #

    def action_reserve(self):
        """Begin a reservation of any copy of the document."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Reserve"),
            'res_model': 'customer.archive.reservation', 'view_mode': 'form',
            'context': {'default_document_id': self.id},
        }
