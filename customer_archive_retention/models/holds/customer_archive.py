# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class CustomerArchive(models.Model):
    """An archive is held as a whole, with its customer, or because something in it is."""

    _name = 'customer.archive'
    _inherit = ['customer.archive.held', 'customer.archive']

    # === BUSINESS METHODS === #

    def _after_create(self):
        """Override to let holds on the customer take in what is opened later."""
        super()._after_create()
        # Whoever opens an archive knows nothing of holds: they take it in by themselves.
        items = self.env['customer.archive.hold.item'].sudo().search([
            ('held', '=', True), ('kind', '=', 'customer'),
            ('partner_id', 'in', self.partner_id.ids), ('company_id', 'in', self.company_id.ids),
        ])
        items.hold_id._hold_more()

    def _get_event_labels(self):
        """Override to name what holds do."""
        return {
            **super()._get_event_labels(),
            'held': self.env._("Held"), 'hold_released': self.env._("Hold released"),
        }

    def _get_held_archives_sudo(self):
        """Override: it is one."""
        return self.sudo()  # Whoever may not see it is refused by its hold as well.

    def _get_hold_columns(self):
        """Override to be reached by the customer."""
        return ['partner_id', 'company_id']

    def _get_hold_joins(self):
        """Override to be held by any item in it."""
        return [
            SQL("JOIN customer_archive unit ON unit.id = item.archive_id"),
            SQL(
                "JOIN customer_archive unit ON unit.partner_id = item.partner_id"
                " AND unit.company_id = item.company_id",
            ),
        ]
