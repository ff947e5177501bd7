# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from .destroyable import DESTROYED, refuse_to_forget


class CustomerArchiveVolume(models.Model):
    """A volume ends with its documents and its folder; number, title and dates stay for ever."""

    _name = 'customer.archive.volume'
    _inherit = [
        'customer.archive.unsettled', 'customer.archive.destroyable', 'customer.archive.volume',
    ]

    _destroyed_from = ('filed', 'closed', 'void')
    _content_fields = ('hand_in_note', 'member_ids')

    state = fields.Selection(
        selection_add=[(DESTROYED, "Destroyed")], ondelete={DESTROYED: refuse_to_forget},
    )

    # === BUSINESS METHODS === #

    def _get_disposal_parts(self):
        """Override to end with what lies in it."""
        return [*super()._get_disposal_parts(), self.holding_ids, self.document_ids]

    def _get_unsettled(self):
        """Override to wait until its contract is invoiced, and its invoices are paid."""
        found = super()._get_unsettled()
        for volume in self.filtered('sale_order_id'):
            order = volume.sale_order_id
            running = order.state == 'sale' and order.invoice_status != 'invoiced'
            moves = order.invoice_ids.filtered(
                lambda move: move.state == 'draft'
                or move.state == 'posted' and move.amount_residual,
            )
            found.setdefault(volume.id, []).extend([
                *(order.mapped('display_name') if running else []), *moves.mapped('display_name'),
            ])
        return found
