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
        return [*super()._get_disposal_parts(), *(
            self.env[model].search([('volume_id', 'in', self.ids)], order='id')
            for model in ('customer.archive.holding', 'customer.archive.document')
        )]

    def _get_unsettled(self):
        """Override to wait until its contract is invoiced and paid, and no complaint is open.

        A complaint that names no volume may be about any of them.
        """
        found = super()._get_unsettled()
        cases = self._get_open_cases(self.archive_id)
        nothing = self.browse()
        for volume in self:
            archive = volume.archive_id
            found.setdefault(volume.id, []).extend([
                *volume._get_unsettled_contract(),
                *cases.get((archive, volume), []), *cases.get((archive, nothing), []),
            ])
        return found

    def _get_unsettled_contract(self):
        """Return the names of its contract, if that is not invoiced, and of unpaid invoices.

        :rtype: list[str]
        """
        self.ensure_one()
        if not (order := self.sale_order_id):
            return []
        running = order.filtered(
            lambda each: each.state == 'sale' and each.invoice_status != 'invoiced',
        )
        moves = order.invoice_ids.filtered(
            lambda move: move.state == 'draft' or move.state == 'posted' and move.amount_residual,
        )
        return [*running.mapped('display_name'), *moves.mapped('display_name')]
