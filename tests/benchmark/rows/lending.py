"""What lending costs: a hand-over, the hourly run, the month's list, a scan at the desk."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tools import SQL, split_every

from .. import client
from ..fill import bulk, loans, people
from ..measure import Timing, Work
from ..row import Row

LOAN = 'customer.archive.loan'
LINE = 'customer.archive.loan.line'
HOLDING = 'customer.archive.holding'
CLIENTS = 8
# Enough that a company with a million loans behind it has them.
BORROWERS = 400
# The index that lets a holding be on loan once.
ONCE = 'customer_archive_loan_line_holding_out_once'
# A transparent pixel stands for a drawn signature.
SIGNATURE = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
)


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    small, large = databases.small, databases.large
    rounds, lines, loans_each = (2, 2000, 2) if smoke else (60, 1_000_000, 12)
    return [
        Row(
            'checkout', f"{CLIENTS} clients hand over {loans_each} loans of distinct holdings each",
            "the same without the unique index", 1.05,
            candidate=HandingOver(small, loans_each, True),
            reference=HandingOver(small, loans_each, False), rounds=2 if smoke else 30,
        ),
        Row(
            'overdue', f"the hourly run over {lines:,} lines, of which 1 % are due",
            "its SQL: the statements that it sends, alone", 2.0,
            candidate=Work(large, _remind, lambda env: _fill_loans(env, lines)),
            reference=Work(large, _replay, lambda env: _record_run(env, lines)),
            rounds=2 if smoke else 10, clock='cpu',
        ),
        Row(
            'month', f"the month's list of {lines // 10:,} lines that are out",
            "one INSERT … SELECT of the lines", 2.0,
            candidate=Work(large, _make_list, lambda env: _fill_loans(env, lines)),
            reference=Work(large, _insert_lines, lambda env: _prepare_list(env, lines)),
            rounds=2 if smoke else 10, clock='cpu',
        ),
        Row(
            'scan', "scan a holding at the desk, which adds it to the list",
            "`web_read` of the same holding's form", 1.5,
            candidate=Work(small, _scan, _prepare_scan, people.ARCHIVIST),
            reference=Work(small, _open_holding, _prepare_scan, people.ARCHIVIST),
            rounds=rounds, clock='cpu',
        ),
    ]


# ============================================================
# Handing over
# ============================================================

class HandingOver(NamedTuple):
    """Clients hand over at once, each loan in a transaction of its own; like :class:`Work`.

    :param Database database: where
    :param int count: loans a client
    :param bool is_guarded: whether the unique index is there
    """

    database: object
    count: int
    is_guarded: bool

    def measure(self):
        """Hand over, and make sure that all of it was."""
        total = CLIENTS * self.count
        with self.database.registry.cursor() as cr:
            loan_ids = _ready_loans(api.Environment(cr, SUPERUSER_ID, {}), total)
            cr.execute("SELECT pg_get_indexdef(%s::regclass)", [ONCE])
            [definition] = cr.fetchone()
            if not self.is_guarded:
                cr.execute(SQL("DROP INDEX %s", SQL.identifier(ONCE)))
        with ThreadPoolExecutor(CLIENTS) as pool:
            begin = time.perf_counter()
            list(pool.map(self._hand_over, split_every(self.count, loan_ids)))
            elapsed = time.perf_counter() - begin
        with self.database.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            assert set(env[LOAN].browse(loan_ids).mapped('state')) == {'handed_over'}
            if not self.is_guarded:
                cr.execute(definition)
        return Timing(elapsed)

    def _hand_over(self, loan_ids):
        for loan_id in loan_ids:
            with self.database.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                archivist = env['res.users'].search([('login', '=', people.ARCHIVIST)])
                loan = env(user=archivist.id, su=False)[LOAN].browse(loan_id)
                retrying(lambda loan=loan: loan._hand_over(SIGNATURE), loan.env)


def _ready_loans(env, number):
    """Return loans that wait for their hand-over, of a holding each; none that is out is theirs.

    They are made once and stay; each measuring begins with them as they were made.
    """
    waiting = env[LOAN].search([('purpose_note', '=', "Checkout")], limit=number, order='id')
    if len(waiting) < number:
        waiting += _make_loans(env, number - len(waiting))
    env.cr.execute(
        "UPDATE customer_archive_holding SET loan_line_id = NULL, location_id = home_location_id"
        " WHERE loan_line_id = ANY(%s)", [waiting.line_ids.ids],
    )
    env.cr.execute(
        "UPDATE customer_archive_loan_line SET state = 'requested', is_open = false,"
        " out_at = NULL, due_at = NULL WHERE loan_id = ANY(%s)", [waiting.ids],
    )
    env.cr.execute(
        "UPDATE customer_archive_loan SET state = 'approved', signature = NULL,"
        " verified_by_id = %s, approved_by_id = %s, requested_at = now() AT TIME ZONE 'UTC'"
        " WHERE id = ANY(%s)",
        [SUPERUSER_ID, SUPERUSER_ID, waiting.ids],
    )
    env.invalidate_all(flush=False)
    return waiting.ids


def _make_loans(env, number):
    """Make loans, each of one holding of an archive of its own, by a borrower of its own."""
    env.cr.execute(
        "SELECT min(id) FROM customer_archive_holding WHERE kind = 'original'"
        " AND state = 'available' AND loan_line_id IS NULL AND confidentiality = '1'"
        " AND id NOT IN (SELECT holding_id FROM customer_archive_loan_line)"
        " AND archive_id IN (SELECT id FROM customer_archive WHERE state != 'void')"
        " GROUP BY archive_id ORDER BY 1 LIMIT %s", [number],
    )
    holdings = [row[0] for row in env.cr.fetchall()]
    borrowers = env['hr.employee'].create([
        {'name': f"Checkout {index}", 'company_id': env.company.id} for index in range(number)
    ])
    return env[LOAN].create([
        {
            'borrower_id': borrower.id, 'purpose_note': "Checkout",
            'line_ids': [Command.create({'holding_id': holding_id})],
        }
        for borrower, holding_id in zip(borrowers, holdings, strict=True)
    ])


# ============================================================
# The hourly run
# ============================================================

def _fill_loans(env, size):
    """Fill the database up to so many lines; they stay."""
    env.cr.commit()  # What it has read would keep the tables' indexes from being remade.
    with env.registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM customer_archive_loan WHERE name LIKE 'LN-BENCH-%'")
        if cr.fetchone()[0]:
            return
        own = api.Environment(cr, SUPERUSER_ID, {})
        facts = {
            'company': own.ref('base.main_company').id, 'uid': SUPERUSER_ID,
            'borrowers': _make_borrowers(own).ids, 'now': fields.Datetime.now(),
        }
        own.flush_all()
        loans.insert(cr, size, facts)
    bulk.settle(env.registry, *loans.TABLES, 'customer_archive_holding')


def _make_borrowers(env):
    """Make employees who are told in their inbox."""
    users = env['res.users'].with_context(no_reset_password=True).create([
        {
            'name': f"Borrower {number}", 'login': f'bench_borrower_{number}',
            'notification_type': 'inbox',
            'group_ids': [Command.set([env.ref(people.GROUP % 'user').id])],
        }
        for number in range(BORROWERS)
    ])
    return env['hr.employee'].create([
        {'name': user.name, 'user_id': user.id, 'company_id': env.company.id} for user in users
    ])


def _remind(env, _none):
    lines = env(user=SUPERUSER_ID, su=True)[LINE]
    levels = lines._get_notice_levels()
    for chunk in split_every(lines._notice_chunk, levels):
        found = lines.browse(chunk).try_lock_for_update(allow_referencing=True)
        found._remind(levels)


def _record_run(env, size):
    """Do the run once, undo it, and return the statements that it has sent."""
    _fill_loans(env, size)
    statements = []
    execute = env.cr._obj.execute

    class Recording:
        """A cursor of psycopg2's that notes what it is given."""

        def __init__(self, cursor):
            self._cursor = cursor

        def __getattr__(self, name):
            return getattr(self._cursor, name)

        def execute(self, query, params=None):
            statements.append((query, params))
            return execute(query, params)

    env.cr.execute("SELECT last_value FROM mail_message_id_seq")
    [last] = env.cr.fetchone()
    savepoint = env.cr.savepoint()
    plain, env.cr._obj = env.cr._obj, Recording(env.cr._obj)
    try:
        _remind(env, None)
        env.flush_all()
    finally:
        env.cr._obj = plain
    savepoint.close(rollback=True)
    # The notifications name the messages by the ids that they were given.
    env.cr.execute("SELECT setval('mail_message_id_seq', %s)", [last])
    return statements


def _replay(env, statements):
    for query, params in statements:
        env.cr.execute(query, params)


# ============================================================
# The month's list
# ============================================================

def _month(env):
    return fields.Date.start_of(env.company._get_archive_today(), 'month')


def _make_list(env, _none):
    reports = env(user=SUPERUSER_ID, su=True)['customer.archive.loan.report']
    reports._make(env.company, _month(env))


def _prepare_list(env, size):
    """Return a list without lines."""
    _fill_loans(env, size)
    month = _month(env)
    env.cr.execute(
        "INSERT INTO customer_archive_loan_report (name, state, company_id, month, as_of, deadline,"
        " made_at) VALUES ('LR', 'made', %s, %s, %s, %s, now()) RETURNING id",
        [env.company.id, month, env.company._get_archive_midnight(month), month],
    )
    return env.cr.fetchone()[0]


def _insert_lines(env, report_id):
    report = env(user=SUPERUSER_ID, su=True)['customer.archive.loan.report'].browse(report_id)
    env.cr.execute(report.line_ids._get_insert_statement(report))


# ============================================================
# A scan
# ============================================================

def _prepare_scan(env):
    """Return a holding that may be lent, and put a borrower with a list before the desk."""
    holdings = env[HOLDING].search([
        ('kind', '=', 'original'), ('loan_line_id', '=', False), ('confidentiality', '=', '1'),
    ], limit=2)
    borrower = env['hr.employee'].sudo().create({
        'name': "At the Desk", 'barcode': 'BENCHBADGE', 'company_id': env.company.id,
    })
    for code in (borrower.barcode, holdings[0].barcode):
        answer = env['customer.archive.loan.desk'].scan(code)
        assert answer['message']['kind'] == 'success', answer
    return holdings[1].id, holdings[1].barcode


def _scan(env, holding):
    answer = env['customer.archive.loan.desk'].scan(holding[1])
    assert len(answer['draft']['lines']) == 2, answer


def _open_holding(env, holding):
    client.form_read(env, HOLDING, holding[0])
