# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from .kinds import ACCOUNT_TRIGGERS

_CUSTOMERS_KEY = 'customer_archive_retention_customers'


class CustomerArchive(models.Model):
    """Archives follow what happens in the books, once in a transaction."""

    _inherit = 'customer.archive'

    # === BUSINESS METHODS === #

    @api.model
    def _has_retention_by_account(self):
        """Tell whether a rule in force looks into the books; nothing is asked of the database.

        :rtype: bool
        """
        return any(
            trigger in ACCOUNT_TRIGGERS
            for _id, _kind, trigger in self.env['customer.archive.retention.rule']._get_in_force()
        )

    @api.model
    def _follow_customers(self, customers):
        """Compute the periods of customers' archives anew when the transaction ends.

        Posting writes an invoice several times, and a run posts many: the archives are looked for
        once, and written once.

        :param recordset customers: commercial entities
        """
        if not customers.ids:
            return
        precommit = self.env.cr.precommit
        if _CUSTOMERS_KEY not in precommit.data:
            precommit.data[_CUSTOMERS_KEY] = set()
            # Whoever invoices need not see the archive of his customer.
            precommit.add(self.sudo()._follow_noted_customers)
        precommit.data[_CUSTOMERS_KEY].update(customers.ids)

    @api.model
    def _follow_noted_customers(self):
        """Compute the periods of the customers that were noted in this transaction."""
        customer_ids = self.env.cr.precommit.data.pop(_CUSTOMERS_KEY, ())
        self.search([('partner_id', 'in', list(customer_ids))])._refresh_retention()
