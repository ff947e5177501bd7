"""What destroying costs: a list of thousands of volumes, looked at once more and entered twice."""

from odoo import fields
from odoo.tools import SQL

from ..measure import Work
from ..row import MEMORY, Row

REGISTER = 'customer.archive.register'
PARTS = (
    ('customer.archive.holding', 'volume_id', 'barcode'),
    ('customer.archive.document', 'volume_id', 'name'),
    ('customer.archive.volume', 'id', 'name'),
)


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large, lines = databases.large, 20 if smoke else 10_000
    return [
        Row(
            'dispose', f"execute a list of {lines:,} volumes without scans",
            "one SQL statement of the same row work and evidence", 3.0,
            candidate=Work(large, _execute, lambda env: _prepare_list(env, lines)),
            reference=Work(large, _execute_by_sql, lambda env: _prepare_list(env, lines)),
            rounds=2 if smoke else 5, clock='cpu', memory=MEMORY,
        ),
    ]


def _prepare_list(env, size):
    """Return a list that is being executed, with volumes that are due."""
    from odoo.addons.customer_archive.models.mechanism.inner_pass import (  # noqa: PLC0415
        with_pass,
    )

    env = env(su=True)
    people = env['res.users'].search([('login', '=like', 'bench_%')], limit=5)
    rules = env['customer.archive.retention.rule']
    rule = rules.create({
        'name': "A month", 'code': 'BENCH', 'citation': "Benchmark", 'applies_to': 'volume',
        'trigger': 'filing', 'period_months': 1, 'action': 'destroy',
    })
    env.flush_all()
    with_pass(rule).write({
        'state': 'in_force', 'proposed_by_id': people[0].id, 'approved_by_id': people[1].id,
    })
    env.flush_all()
    env.registry.clear_cache()
    volumes = env['customer.archive.volume'].search([
        ('state', '=', 'filed'), ('sale_order_id', '=', False),
        ('filed_on', '<', fields.Date.subtract(fields.Date.today(), months=3)),
        ('company_id', '=', env.company.id),
        # The rows of lending may have left some with borrowers.
        ('holding_ids', 'not any', [('loan_line_id', '!=', False)]),
    ], limit=12 * size)
    volumes._recompute_retention()
    # Other rules, of the rows of retention, keep some of them longer.
    volumes = volumes.filtered(lambda volume: not volume._get_retention_reasons())[:size]
    assert len(volumes) == size, "There are too few volumes that are due: choose larger databases."
    disposal = with_pass(env['customer.archive.disposal']).create({
        'name': 'BENCH', 'title': "Benchmark", 'company_id': env.company.id, 'state': 'executing',
        'proposer_id': people[0].id, 'approver_id': people[1].id, 'witness_id': people[2].id,
        'executor_id': people[3].id, 'method': 'shredding', 'place': "Here", 'items_sha256': 'x',
        'started_at': fields.Datetime.now(),
    })
    env.flush_all()
    env.cr.execute(SQL(
        """
        INSERT INTO customer_archive_disposal_line
               (disposal_id, company_id, kind, volume_id, number, archive_number, confidentiality,
                decision, state, due_on)
        SELECT %s, volume.company_id, 'volume', volume.id, volume.name, archive.name,
               volume.confidentiality, 'destroy', 'open', volume.retention_due_on
          FROM customer_archive_volume volume
          JOIN customer_archive archive ON archive.id = volume.archive_id
         WHERE volume.id IN %s
        """, disposal.id, volumes._ids,
    ))
    for table in ('customer_archive_disposal_line', 'customer_archive_retention_rule'):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    return disposal.id


def _execute(env, disposal_id):
    from odoo.addons.customer_archive_retention.models.disposal.execution import (  # noqa: PLC0415
        CHUNK,
    )

    disposal = env(su=True)['customer.archive.disposal'].browse(disposal_id)
    line_ids = disposal._get_open_line_ids()
    for start in range(0, len(line_ids), CHUNK):
        disposal._execute_lines(line_ids[start:start + CHUNK])
        disposal.env.flush_all()
        disposal.env.invalidate_all()  # As after a commit.
    disposal._finish()
    disposal.env.flush_all()
    left = disposal.line_ids.filtered(lambda line: line.state != 'verified')
    assert not left, left[:3].mapped('outcome')


def _execute_by_sql(env, disposal_id):
    """Do to the rows what execution does, without asking anything."""
    units = SQL(
        "SELECT volume_id FROM customer_archive_disposal_line WHERE disposal_id = %s", disposal_id,
    )
    steps, entries = [], []
    for model, column, key in PARTS:
        table = env[model]._table
        contents = {name: None for name in env[model]._content_fields
                    if env[model]._fields[name].store and env[model]._fields[name].column_type}
        steps.append(SQL(
            "%(name)s AS (UPDATE %(table)s SET state = 'destroyed', write_date = now(),"
            " write_uid = %(uid)s%(contents)s WHERE %(column)s IN (%(units)s)"
            " RETURNING id, %(key)s AS subject, %(archive)s AS archive_id, company_id)",
            name=SQL.identifier(f'new_{table}'), table=SQL.identifier(table), uid=env.uid,
            contents=SQL("").join(SQL(", %s = NULL", SQL.identifier(name)) for name in contents),
            column=SQL.identifier(column), units=units, key=SQL.identifier(key),
            archive=SQL.identifier('archive_id'),
        ))
        entries += [
            SQL("SELECT %s::varchar AS model, %s::varchar AS event, row.* FROM %s AS row",
                model, event, SQL.identifier(f'new_{table}'))
            for event in (('destroy', 'verify_destroyed') if column == 'id' else ('destroy',))
        ]
    env.cr.execute(SQL(
        """
        WITH %(steps)s, line AS (
            UPDATE customer_archive_disposal_line
               SET state = 'verified', removed_at = now(), verified_at = now(), missing_count = 0
             WHERE disposal_id = %(disposal)s
        )
        INSERT INTO customer_archive_register
               (at, actor, event, model, subject, archive, company, facts)
        SELECT now(), 'bench', entry.event, entry.model, entry.subject, archive.name,
               entry.company_id, '{"from": "filed", "to": "destroyed"}'
          FROM (%(entries)s) AS entry JOIN customer_archive archive ON archive.id = entry.archive_id
        """,
        steps=SQL(", ").join(steps), disposal=disposal_id,
        entries=SQL(" UNION ALL ").join(entries),
    ))
