# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# How many purchases it takes to know a customer's habit, how many times his usual interval may
# pass before he is overdue, and how far back one looks.
_ENOUGH, _PATIENCE, _YEARS = 3, 1.5, 3
_TOP = 5


class CustomerArchive(models.Model):
    """An archive shows how its customer buys (CA-52), as it is invoiced."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({'transaction_count', 'company_currency_id'})

    transaction_count = fields.Integer(
        string="Transactions", compute='_compute_transaction_count',
    )
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Currency of the Company",
    )
    last_purchase_on = fields.Date(
        string="Last Purchase", compute='_compute_buying', compute_sudo=False,
    )
    purchase_interval = fields.Integer(
        string="Usual Interval (Days)", compute='_compute_buying', compute_sudo=False,
        help="Days from one purchase to the next, on average over three years.",
    )
    purchased_amount = fields.Monetary(
        string="Bought in Twelve Months", compute='_compute_buying', compute_sudo=False,
        currency_field='company_currency_id',
    )
    purchase_trend = fields.Float(
        string="Trend", compute='_compute_buying', compute_sudo=False,
        help="What was bought in the last twelve months, against the twelve months before.",
    )
    is_overdue_to_buy = fields.Boolean(
        string="Overdue to Buy", compute='_compute_buying', compute_sudo=False,
        search='_search_is_overdue_to_buy',
        help="Half as much again as the usual interval has passed since the last purchase.",
    )
    top_products = fields.Html(
        compute='_compute_top_products', compute_sudo=False, sanitize=False,
        help="What the customer bought for most in three years.",
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_transaction_count(self):
        self._count_by_archive('transaction_count', 'customer.archive.transaction', [])

    @api.depends('partner_id', 'company_id')
    def _compute_buying(self):
        self.check_access('read')  # What follows is read below the ORM.
        self._flush_invoices()
        found = {row[0]: row[1:] for row in self.env.execute_query(SQL(
            "SELECT id, last_on, days, amount, trend, overdue FROM (%s) buying",
            self._get_buying_query(SQL("archive.id IN %s", tuple(self.ids) or (0,))),
        ))}
        for archive in self:
            (
                archive.last_purchase_on, archive.purchase_interval, archive.purchased_amount,
                archive.purchase_trend, archive.is_overdue_to_buy,
            ) = found.get(archive._origin.id, (False, 0, 0.0, 0.0, False))

    @api.model
    def _search_is_overdue_to_buy(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self._flush_invoices()
        return Domain('id', 'in', SQL(
            "(SELECT id FROM (%s) buying WHERE overdue)", self._get_buying_query(SQL(
                "archive.company_id IN %s", tuple(self.env.companies.ids),
            )),
        ))

    @api.depends('partner_id', 'company_id')
    @api.depends_context('lang')
    def _compute_top_products(self):
        self.check_access('read')  # What follows is read below the ORM.
        self._flush_invoices()
        for archive in self:
            # A form that is not filled in yet has no customer.
            archive.top_products = bool(archive.partner_id) and archive._get_top_products()

    # === ACTION METHODS === #

    def action_view_transactions(self):
        """Show what the customer ordered, was invoiced, returned and paid."""
        return self._action_view_contents('customer_archive.customer_archive_transaction_action')

    # === HELPERS === #

    @api.model
    def _flush_invoices(self):
        """Write what is read below the ORM."""
        self.env['customer.archive'].flush_model(['partner_id', 'company_id'])
        for name in ('account.move', 'account.move.line'):
            self.env[name].flush_model()

    @api.model
    def _get_buying_query(self, condition):
        """Return the query for how the customers of some archives buy.

        :param SQL condition: which archives
        :rtype: SQL
        """
        today = self.env.company._get_archive_today()
        return SQL(
            """
            SELECT id, last_on, days, amount,
                   CASE WHEN before > 0 THEN round((amount - before) / before, 2)::float
                        ELSE 0 END AS trend,
                   count >= %(enough)s AND %(today)s - last_on > %(patience)s * days AS overdue
              FROM (
                SELECT archive.id, max(bought_on) AS last_on, count(DISTINCT bought_on) AS count,
                       COALESCE(round((max(bought_on) - min(bought_on))
                           / NULLIF(count(DISTINCT bought_on) - 1, 0)::numeric), 0)::int AS days,
                       COALESCE(sum(amount) FILTER (WHERE invoice_date > %(year)s), 0) AS amount,
                       COALESCE(sum(amount) FILTER (WHERE invoice_date <= %(year)s
                           AND invoice_date > %(before)s), 0) AS before
                  FROM customer_archive archive JOIN (
                    SELECT commercial_partner_id, company_id, invoice_date,
                           amount_untaxed_signed AS amount,
                           CASE WHEN move_type != 'out_refund' THEN invoice_date END AS bought_on
                      FROM account_move
                     WHERE state = 'posted' AND invoice_date > %(since)s
                       AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                  ) move ON move.commercial_partner_id = archive.partner_id
                        AND move.company_id = archive.company_id
                 WHERE %(condition)s
                 GROUP BY archive.id
              ) purchases
            """,
            condition=condition, today=today, enough=_ENOUGH, patience=_PATIENCE,
            year=fields.Date.subtract(today, years=1), before=fields.Date.subtract(today, years=2),
            since=fields.Date.subtract(today, years=_YEARS),
        )

    def _get_top_products(self):
        """Return a table of what the customer bought for most, empty where there is nothing.

        :rtype: Markup|bool
        """
        self.ensure_one()
        since = fields.Date.subtract(self.env.company._get_archive_today(), years=_YEARS)
        rows = self.env.execute_query(SQL(
            """
            SELECT line.product_id, sum(line.quantity * sign.sign), -sum(line.balance)
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
                   AND line.display_type = 'product' AND line.product_id IS NOT NULL
             CROSS JOIN LATERAL (
                SELECT CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS sign
             ) sign
             WHERE move.commercial_partner_id = %s AND move.company_id = %s
               AND move.state = 'posted' AND move.invoice_date > %s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
             GROUP BY line.product_id HAVING sum(line.balance) < 0
             ORDER BY sum(line.balance), line.product_id LIMIT %s
            """, self.partner_id.id, self.company_id.id, since, _TOP,
        ))
        if not rows:
            return False
        # The names of products are no secret of the customer, nor of who reads his archive.
        products = self.env['product.product'].sudo().browse(row[0] for row in rows)
        return self.env['ir.qweb']._render('customer_archive.customer_archive_top_products', {
            'rows': [
                (product.display_name, quantity, float(amount))
                for product, (_id, quantity, amount) in zip(products, rows, strict=True)
            ],
            'currency': self.company_id.currency_id,
        })
