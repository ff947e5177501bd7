# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from ..mechanism.ruled_one2many import RuledOne2many


class SaleOrder(models.Model):
    """A confirmed order is a contract: it opens the temporary volume of its project (CA-07)."""

    _inherit = 'sale.order'

    archive_volume_ids = RuledOne2many(
        'customer.archive.volume', 'sale_order_id', string="Archive Volumes",
        groups='customer_archive.customer_archive_group_user',
    )

    # === ACTION METHODS === #

    def action_view_archive_volume(self):
        """Show the volume of the contract."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_volume_action',
        )
        return {
            **action, 'views': [(False, 'form')], 'res_id': self.archive_volume_ids[:1].id,
        }

    # === BUSINESS METHODS === #

    def _action_confirm(self):
        """Override to open the volumes of the contracts, and archives where the company wants."""
        res = super()._action_confirm()
        # Who sells need not have rights on archives: the order opens them, not he.
        orders_sudo = self.sudo()
        for company, orders in orders_sudo.grouped('company_id').items():
            if company.archive_open_on_order:
                archives_sudo = self.env['customer.archive'].sudo().with_company(company)
                archives_sudo._open_for(
                    archives_sudo._take_openable(orders.partner_id, company), company,
                )
        # As above: the order opens the volumes.
        self.env['customer.archive.volume'].sudo()._open_for_orders(orders_sudo)
        return res
