"""Loans of what the archives hold: most of them closed, some out, of which some are overdue."""

from . import bulk

# A loan asks for so many holdings.
LINES = 10
# Of a hundred lines so many are out, and so many of these overdue.
OUT, OVERDUE = 10, 1

_LOANS = """
    INSERT INTO customer_archive_loan (
        name, state, company_id, borrower_id, borrower_user_id, department_id, requester_id,
        purpose, purpose_note, place, is_oral, needs_second, requested_at, verified_by_id,
        verified_at, approved_by_id, approved_at, confirmed_by_id, confirmed_at,
        handed_over_by_id, handed_over_at, closed_at, due_at, out_count,
        create_uid, write_uid, create_date, write_date
    )
    SELECT 'LN-BENCH-' || number, CASE WHEN number <= %(out_loans)s THEN 'handed_over'
                                       ELSE 'closed' END,
           %(company)s, employee.id, employee.user_id, (SELECT min(id) FROM hr_department), employee.user_id,
           'contract', 'Benchmark', 'premises', false, false, handed, %(uid)s,
           handed, %(uid)s, handed, employee.user_id, handed,
           %(uid)s, handed, CASE WHEN number > %(out_loans)s THEN handed + interval '5 hours' END,
           CASE WHEN number <= %(overdue_loans)s THEN %(now)s - interval '3 hours'
                WHEN number <= %(out_loans)s THEN %(now)s + interval '30 days' END,
           CASE WHEN number <= %(out_loans)s THEN %(lines)s ELSE 0 END,
           %(uid)s, %(uid)s, handed, handed
    FROM generate_series(1, %(loans)s) AS number
    CROSS JOIN LATERAL (SELECT CASE
        WHEN number <= %(out_loans)s THEN %(now)s - interval '60 days'
        ELSE %(now)s - (100 + number %% 1000) * interval '1 day' END AS handed) AS moment
    JOIN LATERAL (SELECT (%(borrowers)s::int[])[1 + number %% %(borrower_count)s] AS id) AS who
      ON true
    JOIN hr_employee AS employee ON employee.id = who.id
    ORDER BY number
"""
# Holdings go round: each loan has some that follow each other, what is out has none twice.
_LINES = """
    INSERT INTO customer_archive_loan_line (
        loan_id, holding_id, place, state, is_open, company_id, borrower_id, kind, barcode,
        archive_id, out_at, due_at, pages_out, items_out, returned_at, received_by_id,
        pages_counted, items_counted, condition, discharged_at, discharged_by_id, renewal_count,
        notice_level, create_uid, write_uid, create_date, write_date
    )
    SELECT loan.id, holding.id, 'premises', CASE WHEN is_out THEN 'out' ELSE 'discharged' END,
           is_out, loan.company_id, loan.borrower_id, holding.kind, holding.barcode,
           holding.archive_id, handed_over_at,
           COALESCE(loan.due_at, handed_over_at + interval '8 hours'), 10, 0, closed_at,
           CASE WHEN NOT is_out THEN %(uid)s END, 10, 0, CASE WHEN NOT is_out THEN 'good' END,
           closed_at, CASE WHEN NOT is_out THEN %(uid)s END, 0, 0, %(uid)s, %(uid)s,
           handed_over_at, handed_over_at
    FROM (
        SELECT loan.*, state = 'handed_over' AS is_out,
               substr(name, length('LN-BENCH-') + 1)::bigint AS number
        FROM customer_archive_loan AS loan WHERE name LIKE 'LN-BENCH-%%'
    ) AS loan
    CROSS JOIN generate_series(0, %(lines)s - 1) AS item
    JOIN (
        SELECT holding.*, row_number() OVER (ORDER BY id) - 1 AS place_number
        FROM customer_archive_holding AS holding WHERE state = 'available'
    ) AS holding ON place_number = ((number - 1) * %(lines)s + item) %% %(holdings)s
    ORDER BY loan.id, item
"""
_AWAY = """
    UPDATE customer_archive_holding AS holding SET loan_line_id = line.id, location_id = NULL
    FROM customer_archive_loan_line AS line WHERE line.holding_id = holding.id AND line.is_open
"""

TABLES = ('customer_archive_loan', 'customer_archive_loan_line')


def insert(cr, size, facts):
    """Insert so many lines.

    :param Cursor cr: a cursor
    :param int size: how many lines, at most; less where the archives hold less than is out
    :param dict facts: `company`, `uid`, the ids of the `borrowers`, and the time `now`
    """
    cr.execute("SELECT count(*) FROM customer_archive_holding WHERE state = 'available'")
    [holdings] = cr.fetchone()
    loans = size // LINES
    out_loans = min(loans * OUT // 100, holdings // LINES)
    values = {
        **facts, 'loans': loans, 'lines': LINES, 'holdings': holdings, 'out_loans': out_loans,
        'overdue_loans': max(out_loans * OVERDUE // OUT, 1),
        'borrower_count': len(facts['borrowers']),
    }
    with bulk.without_indexes(cr, *TABLES):
        cr.execute(_LOANS, values)
        cr.execute("ANALYZE customer_archive_loan")
        cr.execute(_LINES, values)
    cr.execute(_AWAY)
