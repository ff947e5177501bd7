"""What customers buy: their transactions, and their evaluation."""

from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from .. import client
from ..fill import bulk, business, people
from ..measure import Work
from ..row import Row

TABLE = 'customer_archive_evaluation'


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large, small = databases.large, databases.small
    rounds = 1 if smoke else 3
    return [
        *(
            Row(
                name, f"the {name} of one customer, {large.label} lines",
                f"the same at {small.label} lines", 1.5,
                candidate=Work(large, partial(_list, model), _choose, login=people.ARCHIVIST),
                reference=Work(small, partial(_list, model), _choose, login=people.ARCHIVIST),
                rounds=2 if smoke else 60,
            )
            for name, model in (
                ('transactions', 'customer.archive.transaction'),
                ('history', 'customer.archive.timeline'),
            )
        ),
        Row(
            'evaluation-first', f"evaluating all customers at {large.label}, a line each",
            "one statement made for these criteria that writes the same", 1.5,
            candidate=Work(large, _evaluate, _forget), reference=Work(large, _insert, _forget),
            rounds=rounds,
        ),
        Row(
            'evaluation-daily', f"the same on a day when nothing changed, {large.label}",
            "the statement that writes it", 0.6,
            candidate=Work(large, _evaluate, _evaluate_for_good),
            reference=Work(large, _insert, _forget), rounds=rounds,
        ),
    ]


def _choose(env):
    """Return an archive whose customer buys."""
    _ensure_business(env)
    [[archive_id]] = env.execute_query(SQL(
        "SELECT archive.id FROM customer_archive archive JOIN account_move move"
        " ON move.commercial_partner_id = archive.partner_id"
        " WHERE archive.confidentiality = '1' AND archive.state = 'formal'"
        " ORDER BY archive.id LIMIT 1",
    ))
    return archive_id


def _ensure_business(env):
    """Add what customers buy where it is not there; nobody may hold a table meanwhile."""
    env.cr.rollback()
    business.ensure(env.registry)
    env.invalidate_all()


def _list(model, env, archive_id):
    return client.search_read(env, model, [('archive_id', '=', archive_id)])


def _evaluate(env, _none):
    env(su=True)['customer.archive.evaluation']._evaluate(env.company)


def _forget(env):
    """Leave no customer evaluated; evaluations are kept for ever where this is no benchmark."""
    _ensure_business(env)
    with env.registry.cursor() as cr:
        cr.execute(SQL("SELECT EXISTS (SELECT FROM %s)", SQL.identifier(TABLE)))
        if cr.fetchone()[0]:
            cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(TABLE)))
            cr.execute(SQL("TRUNCATE %s", SQL.identifier(TABLE)))
            cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(TABLE)))
    _begin(env)


def _evaluate_for_good(env):
    """Evaluate everybody, committed, so that the next time is one of a day like others."""
    _ensure_business(env)
    with env.registry.cursor() as cr:
        root = api.Environment(cr, SUPERUSER_ID, {})
        root['customer.archive.evaluation']._evaluate(env.company.with_env(root))
    _begin(env)


def _begin(env):
    """Let the transaction that is measured begin after what others have committed."""
    bulk.settle(env.registry, TABLE)
    env.cr.rollback()
    env.invalidate_all()


def _insert(env, _none):
    """Write the same by one statement, made for the criteria that a company begins with."""
    env.cr.execute(_INSERT, {
        'company': env.company.id, 'today': env.company._get_archive_today(), 'uid': env.uid,
    })


_INSERT = """
    INSERT INTO customer_archive_evaluation (
        archive_id, company_id, department_id, confidentiality, value, potential, loyalty,
        evaluated_on, method, figures, create_uid, create_date
    )
    SELECT archive_id, company_id, department_id, confidentiality,
           COALESCE(round((p_frequency * 20 + p_amount * 60 + COALESCE(p_delay, 0) * 20)::numeric
               / (80 + (p_delay IS NOT NULL)::int * 20)), 0),
           COALESCE(round((COALESCE(p_recency, 0) * 25 + p_frequency * 25
               + COALESCE(p_growth, 0) * 50)::numeric
               / (25 + (p_recency IS NOT NULL)::int * 25 + (p_growth IS NOT NULL)::int * 50)), 0),
           COALESCE(round((COALESCE(p_recency, 0) * 30 + p_frequency * 30
               + COALESCE(p_delay, 0) * 20 + COALESCE(p_complaints, 0) * 20)::numeric
               / (30 + (p_recency IS NOT NULL)::int * 30 + (p_delay IS NOT NULL)::int * 20
                  + (p_complaints IS NOT NULL)::int * 20)), 0),
           %(today)s, 'computed', jsonb_build_object(
               'recency', jsonb_build_array(recency, p_recency, 0, 25, 30),
               'frequency', jsonb_build_array(frequency, p_frequency, 20, 25, 30),
               'amount', jsonb_build_array(amount, p_amount, 60, 0, 0),
               'growth', jsonb_build_array(growth, p_growth, 0, 50, 0),
               'delay', jsonb_build_array(delay, p_delay, 20, 0, 20),
               'complaints', jsonb_build_array(complaints, p_complaints, 0, 0, 20)
           ), %(uid)s, now()
      FROM (
        SELECT *,
               CASE WHEN recency <= 30 THEN 100 WHEN recency <= 90 THEN 75
                    WHEN recency <= 180 THEN 50 WHEN recency <= 365 THEN 25
                    WHEN recency IS NOT NULL THEN 0 END AS p_recency,
               CASE WHEN frequency >= 12 THEN 100 WHEN frequency >= 6 THEN 75
                    WHEN frequency >= 3 THEN 50 WHEN frequency >= 1 THEN 25 ELSE 0 END
                    AS p_frequency,
               CASE WHEN amount >= 1000000 THEN 100 WHEN amount >= 200000 THEN 75
                    WHEN amount >= 50000 THEN 50 WHEN amount >= 10000 THEN 25 ELSE 0 END
                    AS p_amount,
               CASE WHEN growth >= 25 THEN 100 WHEN growth >= 10 THEN 75 WHEN growth >= 0 THEN 50
                    WHEN growth >= -25 THEN 25 WHEN growth IS NOT NULL THEN 0 END AS p_growth,
               CASE WHEN delay <= 0 THEN 100 WHEN delay <= 10 THEN 75 WHEN delay <= 30 THEN 50
                    WHEN delay <= 60 THEN 25 WHEN delay IS NOT NULL THEN 0 END AS p_delay,
               CASE WHEN complaints <= 0 THEN 100 WHEN complaints <= 1 THEN 75
                    WHEN complaints <= 3 THEN 50 WHEN complaints <= 5 THEN 25
                    WHEN complaints IS NOT NULL THEN 0 END AS p_complaints
          FROM (
            SELECT archive.id AS archive_id, archive.company_id, archive.department_id,
                   archive.confidentiality, %(today)s::date - invoiced.last_on AS recency,
                   COALESCE(invoiced.invoices, 0) AS frequency,
                   COALESCE(invoiced.amount, 0) AS amount,
                   CASE WHEN before > 0 THEN round(100 * COALESCE(amount, 0) / before) - 100
                        WHEN amount > 0 THEN 100 END AS growth, delayed.days AS delay,
                   CASE WHEN last_on IS NOT NULL THEN COALESCE(complained.complaints, 0) END
                       AS complaints
              FROM customer_archive archive
              LEFT JOIN (
                SELECT commercial_partner_id AS partner, max(invoice_date) AS last_on,
                       count(*) FILTER (WHERE invoice_date > %(today)s::date - interval '1 year')
                           AS invoices,
                       sum(amount_untaxed_signed) FILTER (
                           WHERE invoice_date > %(today)s::date - interval '1 year') AS amount,
                       sum(amount_untaxed_signed) FILTER (
                           WHERE invoice_date <= %(today)s::date - interval '1 year'
                             AND invoice_date > %(today)s::date - interval '2 years') AS before
                  FROM account_move
                 WHERE company_id = %(company)s AND state = 'posted'
                   AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                 GROUP BY 1
              ) invoiced ON invoiced.partner = archive.partner_id
              LEFT JOIN (
                SELECT term.partner_id, round(avg(GREATEST(0, CASE WHEN term.reconciled
                           THEN paid.paid_on ELSE %(today)s END - term.date_maturity))) AS days
                  FROM account_move_line term JOIN account_move move ON move.id = term.move_id
                  LEFT JOIN (
                    SELECT debit_move_id, max(max_date) AS paid_on
                      FROM account_partial_reconcile GROUP BY 1
                  ) paid ON paid.debit_move_id = term.id
                 WHERE term.company_id = %(company)s AND term.display_type = 'payment_term'
                   AND term.parent_state = 'posted' AND move.move_type = 'out_invoice'
                   AND term.date_maturity > %(today)s::date - interval '2 years'
                   AND term.date_maturity <= %(today)s
                 GROUP BY 1
              ) delayed ON delayed.partner_id = archive.partner_id
              LEFT JOIN (
                SELECT archive_id, count(*) AS complaints FROM customer_archive_complaint
                 WHERE received_on > %(today)s::date - interval '1 year' GROUP BY 1
              ) complained ON complained.archive_id = archive.id
             WHERE archive.company_id = %(company)s AND archive.state IN ('temporary', 'formal')
          ) figure
      ) pointed
"""
