# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class AccountMove(models.Model):
    """What an archive must hold follows from real invoices."""

    _inherit = 'account.move'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to measure the archives of the customers anew when invoices are posted, or are
        no longer.
        """
        res = super().write(vals)
        if 'state' in vals:
            invoices = self.filtered(lambda move: move.move_type == 'out_invoice')
            if invoices:
                self.env['customer.archive']._measure_customers(invoices.partner_id)
        return res
