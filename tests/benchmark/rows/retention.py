"""The sweep of retention: computing all periods for the first time, and every day after."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.tools import SQL

from ..measure import Work
from ..row import MEMORY, Row

KINDS = {
    'archive': 'customer_archive', 'volume': 'customer_archive_volume',
    'document': 'customer_archive_document',
}
# The share of archives whose period is over.
DUE = 0.2
_RULES = {
    'BENCH-ARCHIVE': ('archive', 'filing'), 'BENCH-VOLUME': ('volume', 'filing'),
    'BENCH-CONTRACT': ('document', 'document_date'),
}


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large = databases.large
    first, daily = Sweep(), Sweep()
    return [
        Row(
            'retention-first', f"first sweep of {large.label}, {DUE:.0%} due",
            "one UPDATE a table with the same effect", 1.5,
            candidate=Work(large, first.run, _unsweep), reference=Work(large, _update, _unsweep),
            rounds=1 if smoke else 3, details=first.tell, memory=MEMORY,
        ),
        Row(
            'retention-daily', f"daily sweep of {large.label}", "its SQL, a statement a table", 2.0,
            candidate=Work(large, daily.run, _sweep_for_good),
            reference=Work(large, _calculate, _sweep_for_good),
            rounds=1 if smoke else 3, details=daily.tell, memory=MEMORY,
        ),
    ]


class Sweep:
    """The scheduled job itself, without its commits."""

    def __init__(self):
        self._share = 0.0

    def run(self, env, _none):
        """Sweep, as the scheduler does."""
        with patch.object(
            env.registry['ir.cron'], '_commit_progress', lambda *_args, **_kwargs: float('inf'),
        ):
            env(su=True)['customer.archive.retention.rule']._cron_retention()
        env.cr.execute("SELECT avg((retention_listed_on IS NOT NULL)::int) FROM customer_archive")
        [self._share] = env.cr.fetchone()

    def tell(self):
        """Return what else was measured."""
        return f"archives due: {self._share:.1%}"


# ============================================================
# Rules and states, which stay in the database
# ============================================================

def _see_all(env):
    """Let the transaction that is measured begin after what others have committed."""
    env.cr.rollback()
    env.registry.clear_cache()
    env.invalidate_all()


def _ensure_rules(env):
    """Put rules in force of which the periods of some archives are over; they stay."""
    with env.registry.cursor() as cr:
        cr.execute("SELECT EXISTS (SELECT FROM customer_archive_retention_rule"
                   " WHERE code LIKE 'BENCH-%%')")
        if cr.fetchone()[0]:
            return
        # So long that the share of archives is due that is wanted.
        cr.execute(
            f"SELECT percentile_disc(%(due)s) WITHIN GROUP (ORDER BY COALESCE("
            f"CASE WHEN NOT missing THEN day END, 'infinity')) FROM ({_ARCHIVE_EVENTS}) event",
            {'due': DUE, 'archive': 1, 'volume': 2, 'document': 3},
        )
        [day] = cr.fetchone()
        passed = relativedelta(fields.Date.today() - relativedelta(days=1), day)
        months = max(passed.years * 12 + passed.months, 1)
        for code, (kind, trigger) in _RULES.items():
            cr.execute(
                """
                INSERT INTO customer_archive_retention_rule
                       (name, code, version, reference, state, authority, citation, applies_to,
                        trigger, from_year_end, period_years, period_months, ceiling_years,
                        ceiling_months, action, scope, proposed_by_id, approved_by_id)
                SELECT jsonb_build_object('en_US', %(code)s), %(code)s, 1, %(code)s || '/1',
                       'in_force', 'company', 'Benchmark', %(kind)s, %(trigger)s, false, 0,
                       %(months)s, 0, 0, 'review',
                       jsonb_build_object('classes', '[]'::jsonb, 'types', '[]'::jsonb), 1,
                       (SELECT max(id) FROM res_users)
                """, {'code': code, 'kind': kind, 'trigger': trigger, 'months': months},
            )
    env.registry.clear_cache()


def _unsweep(env):
    """Leave the rows as they are before the first sweep."""
    _ensure_rules(env)
    for table in KINDS.values():
        with env.registry.cursor() as cr:
            cr.execute(SQL(
                "SELECT EXISTS (SELECT FROM %s WHERE retention_rule_id IS NOT NULL)",
                SQL.identifier(table),
            ))
            if not cr.fetchone()[0]:
                continue
            cr.execute(SQL(
                "UPDATE %s SET retention_basis = 'none', retention_rule_id = NULL,"
                " retention_trigger_on = NULL, retention_due_on = NULL,"
                " retention_listed_on = NULL, retention_warned_on = NULL%s",
                SQL.identifier(table), SQL(
                    ", closing_proposed_on = NULL, closing_told_on = NULL"
                    if table == KINDS['archive'] else "",
                ),
            ))
        _settle(env, table)
    _see_all(env)
    # Only what the reference does as well: no proposals for closing, no notices.
    env.cr.execute("UPDATE res_company SET archive_inactive_months = 0,"
                   " archive_retention_warning_days = 0")


def _sweep_for_good(env):
    """Sweep everything once, committed, so that the next sweep is one of a day like others."""
    _ensure_rules(env)
    with env.registry.cursor() as cr:
        cr.execute("SELECT EXISTS (SELECT FROM customer_archive"
                   " WHERE retention_rule_id IS NOT NULL)")
        swept = cr.fetchone()[0]
    if not swept:
        with env.registry.cursor() as cr:
            root = api.Environment(cr, SUPERUSER_ID, {})
            root['customer.archive.retention.rule']._cron_retention()
        for table in KINDS.values():
            _settle(env, table)
    _see_all(env)


def _settle(env, table):
    """Let the server finish what it owes to a table that was just written."""
    with env.registry.cursor() as cr:
        connection = cr.connection
        connection.autocommit = True
        cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
        cr.execute("CHECKPOINT")
        connection.autocommit = False


# ============================================================
# The same in plain SQL
# ============================================================

def _update(env, _none):
    """Write the same by one UPDATE a table, made for these rules alone."""
    env.cr.execute(
        "SELECT applies_to, id, period_months FROM customer_archive_retention_rule"
        " WHERE code LIKE 'BENCH-%%' ORDER BY code",
    )
    rules = {kind: (rule_id, months) for kind, rule_id, months in env.cr.fetchall()}
    values = {
        'today': env.company._get_archive_today(), 'months': rules['archive'][1],
        **{kind: rule_id for kind, (rule_id, _months) in rules.items()},
    }
    env.cr.execute("SET LOCAL jit = off")
    for statement in (_UPDATE_ARCHIVES, _UPDATE_VOLUMES, _UPDATE_DOCUMENTS):
        env.cr.execute(statement, values)


_SET = """
       SET retention_basis = CASE WHEN missing THEN 'indeterminate' ELSE 'dated' END,
           retention_rule_id = kept.rule,
           retention_trigger_on = CASE WHEN NOT missing THEN kept.day END,
           retention_due_on = CASE WHEN NOT missing THEN
               (kept.day + make_interval(months => %(months)s))::date + 1 END,
           retention_listed_on = CASE WHEN NOT missing AND
               (kept.day + make_interval(months => %(months)s))::date < %(today)s
               THEN %(today)s::date END
"""
# Of an archive: its filing, that of its volumes, and the dates of its documents.
_ARCHIVE_EVENTS = """
        SELECT archive.id, bool_or(day IS NULL) AS missing, max(day) AS day,
               COALESCE(min(rule) FILTER (WHERE day IS NULL),
                        (array_agg(rule ORDER BY day DESC, rule))[1]) AS rule
          FROM customer_archive archive JOIN (
            SELECT archive.id, %(archive)s AS rule, CASE WHEN volume.id IS NULL
                   THEN archive.formal_on ELSE volume.day END AS day
              FROM customer_archive archive LEFT JOIN (
                SELECT archive_id AS id,
                       CASE WHEN bool_and(filed_on IS NOT NULL) THEN max(filed_on) END AS day
                  FROM customer_archive_volume WHERE state != 'void' GROUP BY archive_id
              ) volume ON volume.id = archive.id
            UNION ALL
            SELECT archive_id, %(volume)s, filed_on FROM customer_archive_volume
             WHERE state != 'void'
            UNION ALL
            SELECT archive_id, %(document)s, date FROM customer_archive_document
          ) event ON event.id = archive.id
         GROUP BY archive.id
"""
_UPDATE_ARCHIVES = f"""
    UPDATE customer_archive archive {_SET}
      FROM ({_ARCHIVE_EVENTS}) kept WHERE kept.id = archive.id
"""
_UPDATE_VOLUMES = f"""
    UPDATE customer_archive_volume volume {_SET}
      FROM (
        SELECT id, bool_or(day IS NULL) AS missing, max(day) AS day,
               COALESCE(min(rule) FILTER (WHERE day IS NULL),
                        (array_agg(rule ORDER BY day DESC, rule))[1]) AS rule
          FROM (
            SELECT id, %(volume)s AS rule, filed_on AS day FROM customer_archive_volume
            UNION ALL
            SELECT volume_id, %(document)s, date FROM customer_archive_document
             WHERE volume_id IS NOT NULL
          ) event GROUP BY id
      ) kept WHERE kept.id = volume.id
"""
_UPDATE_DOCUMENTS = f"""
    UPDATE customer_archive_document document {_SET}
      FROM (
        SELECT id, bool_or(day IS NULL) AS missing, max(day) AS day,
               COALESCE(min(rule) FILTER (WHERE day IS NULL),
                        (array_agg(rule ORDER BY day DESC, rule))[1]) AS rule
          FROM (
            SELECT id, %(document)s AS rule, date AS day FROM customer_archive_document
            UNION ALL
            SELECT document.id, %(volume)s, volume.filed_on
              FROM customer_archive_document document
              JOIN customer_archive_volume volume ON volume.id = document.volume_id
            UNION ALL
            SELECT document.id, %(archive)s, CASE WHEN volume.id IS NULL
                   THEN archive.formal_on ELSE volume.day END
              FROM customer_archive_document document
              JOIN customer_archive archive ON archive.id = document.archive_id
              LEFT JOIN (
                SELECT archive_id AS id,
                       CASE WHEN bool_and(filed_on IS NOT NULL) THEN max(filed_on) END AS day
                  FROM customer_archive_volume WHERE state != 'void' GROUP BY archive_id
              ) volume ON volume.id = archive.id
             WHERE document.volume_id IS NULL
          ) event GROUP BY id
      ) kept WHERE kept.id = document.id
"""


def _calculate(env, _none):
    """Run the statement of the sweep for each table as a whole; nothing differs."""
    from odoo.addons.customer_archive_retention.models.rules import calculation  # noqa: PLC0415

    rules = env['customer.archive.retention.rule'].sudo()._get_in_force()
    env.cr.execute("SET LOCAL jit = off")
    for name in ('customer.archive', 'customer.archive.volume', 'customer.archive.document'):
        env.cr.execute(env[name].sudo()._get_retention_statement(calculation.of_all(), rules))
    env.cr.execute(env['customer.archive'].sudo()._get_inactive_statement(SQL("true")))
