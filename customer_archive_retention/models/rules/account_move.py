# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

_WATCHED_FIELDS = frozenset({
    'state', 'date', 'partner_id', 'commercial_partner_id', 'company_id', 'move_type',
})


class AccountMove(models.Model):
    """What a customer was last invoiced starts periods: they follow what becomes of it (ND-06)."""

    _inherit = 'account.move'

    _archive_retention_idx = models.Index(
        "(commercial_partner_id, company_id, date)"
        " WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let the archives of the customers follow."""
        if vals.keys().isdisjoint(_WATCHED_FIELDS) or not (
            self.env['customer.archive']._has_retention_by_account()
        ):
            return super().write(vals)
        before = self._get_retention_customers()
        res = super().write(vals)
        self.env['customer.archive']._follow_customers(before | self._get_retention_customers())
        return res

    # === BUSINESS METHODS === #

    def _get_retention_customers(self):
        """Return the customers whose periods may begin with one of the moves.

        :rtype: recordset
        """
        return self.filtered(lambda move: move.state == 'posted' and (
            move.move_type in ('out_invoice', 'out_refund') or move.origin_payment_id
        )).commercial_partner_id
