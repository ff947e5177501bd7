# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

_WATCHED_FIELDS = frozenset({'state', 'date', 'partner_id', 'partner_type', 'company_id'})


class AccountPayment(models.Model):
    """What a customer last paid starts periods: they follow what becomes of it (ND-06)."""

    _inherit = 'account.payment'

    _archive_retention_idx = models.Index(
        "(partner_id, company_id, date)"
        " WHERE state IN ('in_process', 'paid') AND partner_type = 'customer'",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let the archives of the customers follow."""
        if vals.keys().isdisjoint(_WATCHED_FIELDS) or not (
            self.env['customer.archive']._has_retention_by_account()
        ):
            return super().write(vals)
        before = self.partner_id
        res = super().write(vals)
        self.env['customer.archive']._follow_customers(
            (before | self.partner_id).commercial_partner_id,
        )
        return res
