"""What custody costs: a whole shelf that moves, a scan while a room is counted."""

from odoo import SUPERUSER_ID, fields

from .. import client
from ..fill import people
from ..measure import Work
from ..row import Row

HOLDING = 'customer.archive.holding'
DESK = 'customer.archive.inspection.desk'


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    small = databases.small
    rounds, holdings = (2, 100) if smoke else (20, 10_000)
    return [
        Row(
            'shelf', f"move a shelf of {holdings:,} holdings",
            "one SQL UPDATE and the INSERTs of its evidence rows", 2.0,
            candidate=Work(small, _move_shelf, lambda env: _fill_shelf(env, holdings)),
            reference=Work(small, _move_by_sql, lambda env: _fill_shelf(env, holdings)),
            rounds=rounds, clock='cpu',
        ),
        Row(
            'count', "scan a holding while a room is counted",
            "`web_read` of the same holding's form", 1.5,
            candidate=Work(small, _scan, _prepare_count, people.ARCHIVIST),
            reference=Work(small, _open_holding, _prepare_count, people.ARCHIVIST),
            rounds=2 if smoke else 60, clock='cpu',
        ),
    ]


# ============================================================
# A whole shelf
# ============================================================

def _fill_shelf(env, size):
    """Put so many things on one shelf, and return it and an empty one."""
    places = env['customer.archive.location']
    source, target = places.create([{'name': "From"}, {'name': "To"}])
    env.flush_all()
    env.cr.execute(
        "UPDATE customer_archive_holding SET home_location_id = %s, location_id = %s,"
        " folder_id = NULL WHERE id IN ("
        " SELECT id FROM customer_archive_holding WHERE state = 'available'"
        " AND loan_line_id IS NULL ORDER BY id LIMIT %s)", [source.id, source.id, size],
    )
    assert env.cr.rowcount == size, "The small database has fewer holdings than a shelf."
    env.invalidate_all(flush=False)
    return source.id, target.id


def _move_shelf(env, shelves):
    places = env(user=SUPERUSER_ID, su=True)['customer.archive.location']
    source, target = map(places.browse, shelves)
    source._move_all(target, "Shelf reorganised")


def _move_by_sql(env, shelves):
    """Write what moving a shelf writes, by statements alone."""
    source, target = shelves
    env.cr.execute(
        "UPDATE customer_archive_holding SET home_location_id = %s, location_id = %s,"
        " write_uid = %s, write_date = %s WHERE home_location_id = %s",
        [target, target, SUPERUSER_ID, fields.Datetime.now(), source],
    )
    env.cr.execute(
        """
        WITH moved AS MATERIALIZED (
            SELECT nextval('customer_archive_register_id_seq') AS id, holding.barcode,
                   archive.name AS archive, holding.company_id,
                   replace(gen_random_uuid()::text, '-', '') AS salt
              FROM customer_archive_holding AS holding
              JOIN customer_archive AS archive ON archive.id = holding.archive_id
             WHERE holding.home_location_id = %(target)s
        ), entered AS (
            INSERT INTO customer_archive_register (
                id, at, actor, event, model, subject, archive, company, facts, note_commitment
            )
            SELECT id, %(now)s, '__system__', 'move', 'customer.archive.holding', barcode, archive,
                   company_id,
                   '{"location_id": ["From", "To"], "home_location_id": ["From", "To"]}'::jsonb,
                   encode(sha256(convert_to(salt || %(reason)s, 'UTF8')), 'hex')
              FROM moved
        )
        INSERT INTO customer_archive_evidence_note (chain, row, salt, text)
        SELECT 'customer.archive.register', id, salt, %(reason)s FROM moved
        """,
        {'target': target, 'now': fields.Datetime.now(), 'reason': "Shelf reorganised"},
    )


# ============================================================
# A scan
# ============================================================

def _prepare_count(env):
    """Start to count the room where a holding stands, and return it."""
    holding = env[HOLDING].search([
        ('kind', '=', 'folder'), ('state', '=', 'available'), ('confidentiality', '=', '1'),
        ('location_id', '!=', False),
    ], limit=1)
    place = holding.location_id
    while place.parent_id:
        place = place.parent_id
    inspection = env['customer.archive.inspection'].create({'location_id': place.id})
    inspection.action_start()
    answer = env[DESK].scan(holding.location_id.barcode)
    assert answer['message']['kind'] == 'success', answer
    return holding.id, holding.barcode


def _scan(env, holding):
    answer = env[DESK].scan(holding[1])
    assert answer['message']['kind'] == 'success', answer


def _open_holding(env, holding):
    client.form_read(env, HOLDING, holding[0])
