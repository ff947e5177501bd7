# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ('order', "Order"), ('invoice', "Invoice"), ('return', "Return"), ('payment', "Payment"),
]
PAYMENT_STATES = [
    ('not_paid', "Not Paid"), ('partial', "Partly Paid"), ('paid', "Paid"),
    ('returned', "Returned"),
]
# What the document of a row is.
SOURCE_MODELS = {
    'order': 'sale.order', 'invoice': 'account.move', 'return': 'account.move',
    'payment': 'account.payment',
}


class CustomerArchiveTransaction(models.Model):
    """What a customer ordered, was invoiced, returned and paid, as it is booked (CA-43 to CA-45).

    Nothing is copied: the rows are read from orders and accounting. Who may open the archive sees
    them, whatever he may see in sales or accounting. Amounts are those without taxes, as booked;
    what was paid is as it was paid. Days are those of the current company.
    """

    _name = 'customer.archive.transaction'
    _inherit = ['customer.archive.dealing']
    _description = "Archive Transaction"
    _auto = False
    _order = 'date desc, id desc'

    # What has to stand in the database before it is read from there.
    _depends = {
        'customer.archive': [
            'state', 'partner_id', 'company_id', 'department_id', 'confidentiality', 'region_id',
            'industry_id', 'importance_id', 'spend_level_id',
        ],
        'res.company': ['currency_id'],
        'res.currency': ['decimal_places'],
        'res.partner': ['commercial_partner_id'],
        'sale.order': [
            'name', 'state', 'partner_id', 'company_id', 'date_order', 'currency_id',
            'currency_rate',
        ],
        'sale.order.line': [
            'order_id', 'name', 'product_id', 'product_uom_qty', 'price_subtotal', 'price_total',
            'display_type', 'is_downpayment', 'invoice_lines', 'invoice_status',
        ],
        'account.move': [
            'name', 'state', 'move_type', 'commercial_partner_id', 'company_id', 'invoice_date',
            'invoice_date_due', 'payment_state',
        ],
        'account.move.line': [
            'move_id', 'name', 'product_id', 'quantity', 'balance', 'amount_currency',
            'price_total', 'currency_id', 'display_type', 'tax_repartition_line_id',
        ],
        'account.payment': [
            'name', 'state', 'partner_type', 'payment_type', 'partner_id', 'company_id', 'date',
            'currency_id', 'amount', 'amount_company_currency_signed', 'memo',
        ],
    }
    # When something was ordered or paid says little; what, and for how much, says all.
    _index_fields = frozenset({'date'})

    date = fields.Date(readonly=True)
    kind = fields.Selection(KINDS, readonly=True)

    # What.
    product_id = fields.Many2one('product.product', readonly=True)
    specification = fields.Text(readonly=True)
    quantity = fields.Float(readonly=True, digits='Product Unit')
    is_return = fields.Boolean(
        string="Returned", readonly=True,
        help="A credit note, or an invoice that was credited as a whole.",
    )

    # How much.
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount_currency = fields.Monetary(
        string="Amount in Currency", readonly=True, currency_field='currency_id', aggregator=None,
        help="In the currency of the document, without taxes; of a payment, what was paid.",
    )
    total_currency = fields.Monetary(
        string="Total in Currency", readonly=True, currency_field='currency_id', aggregator=None,
        help="In the currency of the document, with taxes.",
    )
    company_currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(
        readonly=True, currency_field='company_currency_id',
        help="In the currency of the company as it is booked, without taxes; of a payment, what"
             " was paid. Of an order, at the rate of the order.",
    )
    payment_state = fields.Selection(PAYMENT_STATES, string="Payment", readonly=True)
    is_overdue = fields.Boolean(
        string="Overdue", readonly=True, help="An invoice is past its due date and not paid.",
    )

    # Where the customer belongs, for analyses.
    region_id = fields.Many2one('res.country.state', string="Province", readonly=True)
    industry_id = fields.Many2one('res.partner.industry', readonly=True)
    importance_id = fields.Many2one('customer.archive.class', readonly=True)
    spend_level_id = fields.Many2one('customer.archive.class', readonly=True)
    opened_on = fields.Date(
        related='archive_id.opened_on', string="Archive Opened",
        help="Customers of the same time are compared by it, a cohort each.",
    )

    # === BUSINESS METHODS === #

    def _get_document(self):
        """Override to find the order, invoice or payment."""
        self.ensure_one()
        return self.env[SOURCE_MODELS[self.kind]].browse(self.source_id)

    # === BUSINESS METHODS - QUERY === #

    @api.model
    def _get_parts(self):
        """Override to show what was ordered, invoiced, returned and paid."""
        return [
            *super()._get_parts(),
            self._get_order_part(), self._get_invoice_part(), self._get_payment_part(),
        ]

    @api.model
    def _get_archive_columns(self):
        """Override to say of what kind the customer is, for analyses."""
        return [
            *super()._get_archive_columns(),
            SQL("archive.region_id, archive.industry_id, archive.importance_id"),
            SQL("archive.spend_level_id, company.currency_id AS company_currency_id"),
        ]

    @api.model
    def _get_order_part(self):
        """Return the lines of confirmed orders."""
        return SQL(
            """
                document.id AS source_id, document.name::varchar AS document,
                'order'::varchar AS kind,
                (document.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS date,
                line.product_id, line.name::text AS specification,
                line.product_uom_qty::numeric AS quantity, false AS is_return,
                document.currency_id, line.price_subtotal::numeric AS amount_currency,
                line.price_total::numeric AS total_currency,
                round((line.price_subtotal / COALESCE(NULLIF(document.currency_rate, 0), 1)
                    )::numeric, currency.decimal_places) AS amount,
                COALESCE((
                    SELECT CASE WHEN bool_and(paid) AND line.invoice_status = 'invoiced' THEN 'paid'
                                WHEN bool_or(paid OR payment_state = 'partial') THEN 'partial' END
                      FROM (%(invoices)s) invoice
                ), 'not_paid')::varchar AS payment_state,
                EXISTS (SELECT FROM (%(invoices)s) invoice
                         WHERE NOT paid AND invoice_date_due < %(today)s) AS is_overdue
            FROM %(archives)s
            JOIN res_currency currency ON currency.id = company.currency_id
            JOIN res_partner partner ON partner.commercial_partner_id = archive.partner_id
            JOIN sale_order document ON document.partner_id = partner.id
                 AND document.company_id = archive.company_id AND document.state = 'sale'
            JOIN sale_order_line line ON line.order_id = document.id
                 AND line.display_type IS NULL AND line.is_downpayment IS NOT TRUE
            """,
            archives=self._get_archives(), today=self.env.company._get_archive_today(),
            tz=str(self.env.company._get_archive_tz()), invoices=SQL(
                """
                SELECT move.payment_state, move.invoice_date_due, %s AS paid
                  FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line invoiced ON invoiced.id = rel.invoice_line_id
                  JOIN account_move move ON move.id = invoiced.move_id
                   AND move.state = 'posted' AND move.move_type = 'out_invoice'
                 WHERE rel.order_line_id = line.id
                """, _is_paid(SQL.identifier('move')),
            ),
        )

    @api.model
    def _get_invoice_part(self):
        """Return the lines of posted invoices, receipts and credit notes.

        They are those that make up the untaxed amount in accounting, roundings included.
        """
        return SQL(
            """
                document.id, document.name::varchar,
                CASE document.move_type WHEN 'out_refund' THEN 'return'
                     ELSE 'invoice' END::varchar,
                COALESCE(document.invoice_date, document.date),
                line.product_id, line.name::text,
                (CASE document.move_type WHEN 'out_refund' THEN -line.quantity
                      ELSE line.quantity END)::numeric,
                document.move_type = 'out_refund' OR document.payment_state = 'reversed',
                line.currency_id, -line.amount_currency::numeric,
                (CASE document.move_type WHEN 'out_refund' THEN -line.price_total
                      ELSE line.price_total END)::numeric,
                -line.balance::numeric,
                CASE WHEN document.payment_state = 'reversed' THEN 'returned'
                     WHEN %(paid)s THEN 'paid'
                     WHEN document.payment_state = 'partial' THEN 'partial'
                     ELSE 'not_paid' END::varchar,
                document.move_type != 'out_refund' AND NOT %(paid)s
                    AND document.invoice_date_due < %(today)s
            FROM %(archives)s
            JOIN account_move document ON document.commercial_partner_id = archive.partner_id
                 AND document.company_id = archive.company_id AND document.state = 'posted'
                 AND document.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
            JOIN account_move_line line ON line.move_id = document.id AND (
                 line.display_type = 'product'
                 OR line.display_type = 'rounding' AND line.tax_repartition_line_id IS NULL)
            """,
            archives=self._get_archives(), today=self.env.company._get_archive_today(),
            paid=_is_paid(SQL.identifier('document')),
        )

    @api.model
    def _get_payment_part(self):
        """Return the payments of customers, and what was paid back to them."""
        return SQL(
            """
                line.id, line.name::varchar, 'payment'::varchar, line.date, NULL::int,
                line.memo::text, NULL::numeric, false, line.currency_id,
                (CASE line.payment_type WHEN 'outbound' THEN -line.amount
                      ELSE line.amount END)::numeric,
                (CASE line.payment_type WHEN 'outbound' THEN -line.amount
                      ELSE line.amount END)::numeric,
                line.amount_company_currency_signed::numeric, NULL::varchar, false
            FROM %(archives)s
            JOIN res_partner partner ON partner.commercial_partner_id = archive.partner_id
            JOIN account_payment line ON line.partner_id = partner.id
                 AND line.company_id = archive.company_id AND line.partner_type = 'customer'
                 AND line.state IN ('in_process', 'paid')
            """,
            archives=self._get_archives(),
        )


def _is_paid(move):
    """Return the condition that an invoice is settled, by money or by a credit note."""
    return SQL(
        "%s.payment_state IN ('paid', 'in_payment', 'reversed', 'invoicing_legacy')", move,
    )
