"""What customers buy: a tenth of them, ten lines of invoices each, with orders and payments.

It is added when it is first measured, so that the other rows are measured without it.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from . import bulk

TABLES = ('account_move', 'account_move_line', 'account_partial_reconcile', 'account_payment',
          'sale_order', 'sale_order_line')
# Of those who buy: invoices, lines of an invoice, and lines of the one order.
_INVOICES, _LINES, _ORDERED = 5, 2, 5

_FUNCTION = """
    CREATE OR REPLACE FUNCTION pg_temp.draw(row_number bigint, salt int, below int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ((hashint8extended(row_number, salt) & 9223372036854775807) % below)::int
    $$;
    CREATE TEMP TABLE buyer ON COMMIT DROP AS
        SELECT partner_id, company_id, row_number() OVER (ORDER BY id) AS i
          FROM customer_archive WHERE state IN ('temporary', 'formal') ORDER BY id LIMIT %(buyers)s
"""
_INVOICE = """
    INSERT INTO account_move (
        name, state, move_type, partner_id, commercial_partner_id, company_id, journal_id,
        currency_id, auto_post, date, invoice_date, invoice_date_due, payment_state,
        amount_untaxed_signed, amount_total_signed, amount_residual_signed, invoice_origin,
        create_uid, create_date
    )
    SELECT 'BENCH/' || i || '/' || serial, 'posted', 'out_invoice', partner_id, partner_id,
           company_id, %(journal)s, %(currency)s, 'no', day, day, day + 30,
           CASE WHEN paid THEN 'paid' ELSE 'not_paid' END, amount, amount,
           CASE WHEN paid THEN 0 ELSE amount END, 'BENCH', %(uid)s, day
      FROM buyer CROSS JOIN generate_series(1, %(invoices)s) AS serial
     CROSS JOIN LATERAL (
        SELECT CURRENT_DATE - pg_temp.draw(i * 8 + serial, 1, 1000) AS day,
               100 * (1 + pg_temp.draw(i * 8 + serial, 2, 1000)) AS amount,
               pg_temp.draw(i * 8 + serial, 3, 10) < 8 AS paid
     ) drawn
"""
_INVOICE_LINE = """
    INSERT INTO account_move_line (
        move_id, display_type, company_id, partner_id, currency_id, company_currency_id,
        account_id, journal_id, parent_state, date, name, product_id, quantity, price_unit,
        price_subtotal, price_total, balance, debit, credit, amount_currency, date_maturity,
        reconciled, create_uid, create_date
    )
    SELECT move.id, part.kind, move.company_id, move.partner_id, %(currency)s, %(currency)s,
           part.account, move.journal_id, 'posted', move.date, part.name, part.product, 1,
           part.amount, part.amount, part.amount, part.balance, GREATEST(part.balance, 0),
           GREATEST(-part.balance, 0), part.balance, part.due, part.paid, %(uid)s, move.date
      FROM account_move move CROSS JOIN LATERAL (
        SELECT 'product' AS kind, %(income)s AS account, 'DN ' || n AS name,
               %(product)s AS product, amount_untaxed_signed / %(lines)s AS amount,
               -amount_untaxed_signed / %(lines)s AS balance, NULL::date AS due, false AS paid
          FROM generate_series(1, %(lines)s) AS n
        UNION ALL
        SELECT 'payment_term', %(receivable)s, NULL, NULL, 0, amount_untaxed_signed,
               invoice_date_due, payment_state = 'paid'
     ) part
     WHERE move.invoice_origin = 'BENCH'
"""
_RECONCILE = """
    INSERT INTO account_partial_reconcile (
        debit_move_id, credit_move_id, company_id, amount, max_date, create_uid, create_date
    )
    SELECT line.id, line.id, line.company_id, line.balance,
           line.date_maturity - 20 + pg_temp.draw(line.id, 4, 40), %(uid)s, line.date
      FROM account_move_line line JOIN account_move move ON move.id = line.move_id
     WHERE move.invoice_origin = 'BENCH' AND line.reconciled
"""
_PAYMENT = """
    INSERT INTO account_payment (
        name, journal_id, company_id, state, payment_type, partner_type, partner_id, date,
        currency_id, amount, amount_company_currency_signed, create_uid, create_date
    )
    SELECT 'P' || move.name, %(bank)s, move.company_id, 'paid', 'inbound', 'customer',
           move.partner_id, move.date + 20, %(currency)s, amount_untaxed_signed,
           amount_untaxed_signed, %(uid)s, move.date
      FROM account_move move WHERE invoice_origin = 'BENCH' AND payment_state = 'paid'
"""
_ORDER = """
    INSERT INTO sale_order (
        name, state, company_id, partner_id, partner_invoice_id, partner_shipping_id, date_order,
        currency_id, currency_rate, origin, create_uid, create_date
    )
    SELECT 'BENCH/' || i, 'sale', company_id, partner_id, partner_id, partner_id,
           CURRENT_DATE - pg_temp.draw(i, 5, 1000), %(currency)s, 1, 'BENCH', %(uid)s, now()
      FROM buyer
"""
_ORDER_LINE = """
    INSERT INTO sale_order_line (
        order_id, name, product_id, product_uom_qty, price_unit, price_subtotal, price_total,
        customer_lead, invoice_status, company_id, currency_id, state, create_uid, create_date
    )
    SELECT document.id, 'DN ' || n, %(product)s, 1, 100, 100, 100, 0, 'to invoice', company_id,
           %(currency)s, 'sale', %(uid)s, now()
      FROM sale_order document CROSS JOIN generate_series(1, %(ordered)s) AS n
     WHERE document.origin = 'BENCH'
"""


def ensure(registry):
    """Add business to a database that has none yet.

    :param Registry registry: the registry of a database with archives
    """
    with registry.cursor() as cr:
        cr.execute("SELECT EXISTS (SELECT FROM account_move WHERE invoice_origin = 'BENCH')")
        if cr.fetchone()[0]:
            return
        facts = _gather_facts(api.Environment(cr, SUPERUSER_ID, {}))
        cr.execute("SET LOCAL session_replication_role = 'replica'")
        with bulk.without_indexes(cr, *TABLES):
            for statement in (_FUNCTION, _INVOICE, _INVOICE_LINE, _RECONCILE, _PAYMENT, _ORDER,
                              _ORDER_LINE):
                # Percent signs of the functions' own stand in no placeholder.
                cr.execute(SQL(statement.replace('7) % below', '7) %% below'), **facts))
    bulk.settle(registry, *TABLES)


def _gather_facts(env):
    """Return what the statements need to know of the database, made where it is not there."""
    company = env.ref('base.main_company')
    env = env(context={'allowed_company_ids': company.ids})
    income, receivable = env['account.account'].create([
        {'name': name, 'code': code, 'account_type': kind}
        for name, code, kind in (
            ('Income', 'B4000', 'income'), ('Receivable', 'B1200', 'asset_receivable'),
        )
    ])
    journal, bank = env['account.journal'].create([
        {'name': "Sales", 'code': 'BSAL', 'type': 'sale', 'default_account_id': income.id},
        {'name': "Bank", 'code': 'BBNK', 'type': 'general'},
    ])
    product = env['product.product'].create({'name': "Valve", 'type': 'service'})
    env.flush_all()
    return {
        'buyers': max(env['customer.archive'].search_count([]) // 10, 10),
        'journal': journal.id, 'bank': bank.id, 'income': income.id, 'product': product.id,
        'receivable': receivable.id, 'currency': company.currency_id.id, 'uid': env.uid,
        'invoices': _INVOICES, 'lines': _LINES, 'ordered': _ORDERED,
    }
