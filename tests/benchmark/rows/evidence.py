"""What evidence costs: lines for reads, rows of the register, seals, and their verification."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from .. import client
from ..fill import bulk, people
from ..measure import Timing, Work
from ..row import Row

REGISTER = 'customer.archive.register'
CLIENTS = 8
# What happens is told in a transaction that knows its user by then: the first row looks him up.
ROWS = 10


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    small, large = databases.small, databases.large
    rounds, rows, appends = (2, 2000, 5) if smoke else (60, 1_000_000, 60)
    return [
        Row(
            'form-logged', "open the form of a confidential archive", "the same without the log",
            1.15, candidate=Work(small, _open_form, _prepare_form, people.ARCHIVIST),
            reference=Work(small, _open_form_unlogged, _prepare_form, people.ARCHIVIST),
            rounds=rounds,
        ),
        Row(
            'register-row', f"enter {ROWS} rows in the register, one by one",
            "create as many of a like model", 1.15,
            candidate=Work(small, _enter_rows), reference=Work(small, _create_like_rows),
            rounds=rounds * 2, clock='cpu',
        ),
        Row(
            'append', f"{CLIENTS} clients append {appends} rows each while they are sealed",
            "the same without sealing", 1.1, candidate=Appending(small, appends, True),
            reference=Appending(small, appends, False), rounds=2 if smoke else 10,
        ),
        Row(
            'verify', f"verify a register of {rows:,} rows",
            "SHA-256 of each row's bytes alone, by one process of PostgreSQL",
            3.0, candidate=Work(large, _verify, lambda env: _fill_register(env, rows)),
            reference=Work(large, _hash, lambda env: _ready_bytes(env, rows)),
            rounds=2 if smoke else 5,
        ),
    ]


# ============================================================
# Reading
# ============================================================

def _prepare_form(env):
    """Return a confidential archive whose reader has stated his purpose."""
    archive = env['customer.archive'].sudo().search([('volume_ids', '!=', False)], limit=1)
    for table, column in (
        ('customer_archive', 'id'), ('customer_archive_volume', 'archive_id'),
        ('customer_archive_document', 'archive_id'), ('customer_archive_holding', 'archive_id'),
    ):
        env.cr.execute(SQL(
            "UPDATE %s SET confidentiality = '2' WHERE %s = %s",
            SQL.identifier(table), SQL.identifier(column), archive.id,
        ))
    env.invalidate_all()
    env['customer.archive.purpose']._state(archive.ids, 'service')
    return archive.id


def _open_form(env, archive_id):
    client.form_read(env, 'customer.archive', archive_id)


def _open_form_unlogged(env, archive_id):
    log = env.registry['customer.archive.access.log']
    with patch.object(log, '_note', lambda *_args: None):
        client.form_read(env, 'customer.archive', archive_id)


# ============================================================
# Appending and sealing
# ============================================================

def _enter(env):
    env[REGISTER]._enter([{
        'event': 'open', 'model': 'customer.archive', 'subject': "KH-2026-00001",
        'archive': "KH-2026-00001", 'company': env.company.id, 'facts': {'from': 'a', 'to': 'b'},
    }])


def _enter_rows(env, _none):
    for _number in range(ROWS):
        _enter(env)


def _create_like_rows(env, _none):
    for _number in range(ROWS):
        _create_like(env)


def _create_like(env):
    """Create a row of a model of Odoo's own that is as wide."""
    env['ir.logging'].sudo().create([{
        'name': 'customer.archive', 'type': 'server', 'dbname': "KH-2026-00001", 'level': 'INFO',
        'message': '{"from": "a", "to": "b"}', 'path': "KH-2026-00001", 'func': 'open',
        'line': '1',
    }])


class Appending(NamedTuple):
    """Clients append at once, each row in a transaction of its own; a work like :class:`Work`.

    :param Database database: where
    :param int count: rows a client
    :param bool is_sealed: whether a single writer seals them meanwhile
    """

    database: object
    count: int
    is_sealed: bool

    def measure(self):
        """Append, and make sure that nothing is lost or told twice."""
        before = self._count()
        over = threading.Event()
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            sealer = pool.submit(self._seal_until, over) if self.is_sealed else None
            begin = time.perf_counter()
            for future in [pool.submit(self._append) for _number in range(CLIENTS)]:
                future.result()
            elapsed = time.perf_counter() - begin
            over.set()
            if sealer:
                sealer.result()
        assert self._count() - before == CLIENTS * self.count
        return Timing(elapsed)

    def _append(self):
        for _number in range(self.count):
            with self.database.registry.cursor() as cr:
                _enter(api.Environment(cr, SUPERUSER_ID, {}))

    def _seal_until(self, over):
        while not over.wait(0.1):
            self._seal()
        self._seal()

    def _seal(self):
        with self.database.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})['customer.archive.seal']._seal(REGISTER)

    def _count(self):
        with self.database.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM customer_archive_register")
            return cr.fetchone()[0]


# ============================================================
# Verifying
# ============================================================

def _fill_register(env, size):
    """Fill the register up to so many rows, and seal them; they stay."""
    with env.registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM customer_archive_register")
        missing = size - cr.fetchone()[0]
    # A transaction each, as sweeps and imports leave them: seals never split one.
    for start in range(0, missing, 2000):
        with env.registry.cursor() as cr:
            cr.execute(
                """
                INSERT INTO customer_archive_register
                       (at, actor, event, model, subject, archive, company, facts)
                SELECT now() AT TIME ZONE 'UTC', 'user' || number %% 50, 'move',
                       'customer.archive.holding', 'H' || number, 'KH-2026-' || number / 20, 1,
                       '{"location_id": ["Room 1 / Shelf 3", "Room 2 / Shelf 7"]}'
                  FROM generate_series(%s, %s) AS number
                """, [start, min(start + 2000, missing) - 1],
            )
    while True:
        with env.registry.cursor() as cr:
            if not api.Environment(cr, SUPERUSER_ID, {})['customer.archive.seal']._seal(REGISTER):
                break
    if missing > 0:
        bulk.settle(env.registry, 'customer_archive_register')


def _verify(env, _none):
    from odoo.addons.customer_archive.models.evidence.chain_check import ChainCheck  # noqa: PLC0415

    findings = ChainCheck(env(su=True), REGISTER).run()
    assert not [finding for finding in findings if finding.broken], findings


def _ready_bytes(env, size):
    """Keep the bytes that the rows are hashed as in a table, where the server finds them."""
    from odoo.addons.customer_archive.models.mechanism.canonical import (  # noqa: PLC0415
        get_canonical_sql,
    )

    _fill_register(env, size)
    register = env[REGISTER]
    with env.registry.cursor() as cr:
        cr.execute("SELECT to_regclass('benchmark_bytes')")
        if cr.fetchone()[0]:
            return
        cr.execute(SQL(
            "CREATE UNLOGGED TABLE benchmark_bytes AS SELECT convert_to((%s)::text, 'UTF8')"
            " AS bytes FROM customer_archive_register AS evidence",
            SQL(get_canonical_sql(cr, register._table, register._get_sealed_columns())),
        ))
    bulk.settle(env.registry, 'benchmark_bytes')


def _hash(env, _none):
    # By one process, as the bytes of a single digest have to be.
    env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    env.cr.execute("SELECT count(sha256(bytes)) FROM benchmark_bytes")
