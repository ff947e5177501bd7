# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrder(models.Model):
    """What an archive must hold follows from real orders."""

    _inherit = 'sale.order'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to measure the archives of the customers anew when orders become contracts, or
        are no longer.
        """
        res = super().write(vals)
        if 'state' in vals:
            self.env['customer.archive']._measure_customers(self.partner_id)
        return res
