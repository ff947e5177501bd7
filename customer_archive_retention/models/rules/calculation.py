# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The calculation of retention, as SQL: one statement for many units, whatever their rules are.

The statements are made of three layers, each a common table expression:

- `rule`: the rules that count, with the classes that they name and all classes below them;
- `candidate`: for each unit the rules that apply to it, to what lies in it and to what it lies in,
  with the day of the event, the day on which the period ends and the day of the ceiling;
- `result`: for each unit the one that keeps it longest, and what reviews decided.

Everything that decides is in the database, so that the sweep, a single form, the preview of a new
version and a disposal list cannot disagree.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.tools import SQL

from .kinds import KINDS

# What beats what: for ever, then what is not known, then the latest date.
PERMANENT, INDETERMINATE, DATED = 3, 2, 1
# What the columns of a unit hold, in this order.
COLUMNS = ('retention_basis', 'retention_rule_id', 'retention_trigger_on', 'retention_due_on')
# No date that Python cannot hold, however a document is dated.
LAST_DAY = SQL("DATE '9999-12-31'")

# The column by which a source hangs on its unit, where the ids of the units tell it.
_LINKS = {
    ('archive', 'archive'): 'id', ('archive', 'volume'): 'archive_id',
    ('archive', 'document'): 'archive_id', ('volume', 'volume'): 'id',
    ('volume', 'document'): 'volume_id', ('document', 'document'): 'id',
}
# From which rows what is kept for a unit is found: the unit's own row, what lies in it, and what a
# document lies in. What was opened by mistake keeps nothing else.
_SOURCES = {
    ('archive', 'archive'): SQL("customer_archive source JOIN unit ON unit.id = source.id"),
    ('archive', 'volume'): SQL(
        "customer_archive_volume source JOIN unit ON unit.id = source.archive_id"
        " AND source.state NOT IN ('void', 'destroyed')",
    ),
    ('archive', 'document'): SQL(
        "customer_archive_document source JOIN unit ON unit.id = source.archive_id"
        " AND source.state != 'destroyed'",
    ),
    ('volume', 'volume'): SQL("customer_archive_volume source JOIN unit ON unit.id = source.id"),
    ('volume', 'document'): SQL(
        "customer_archive_document source JOIN unit ON unit.id = source.volume_id"
        " AND source.state != 'destroyed'",
    ),
    ('document', 'document'): SQL(
        "customer_archive_document source JOIN unit ON unit.id = source.id",
    ),
    ('document', 'volume'): SQL(
        "unit JOIN customer_archive_volume source ON source.id = unit.volume_id",
    ),
    ('document', 'archive'): SQL(
        "unit JOIN customer_archive source ON source.id = unit.archive_id"
        " AND unit.volume_id IS NULL",
    ),
}


class Units(NamedTuple):
    """Which units are computed. It is said of what lies in them as well, so that the database
    reads no more of any table than it needs.

    :param Callable matches: returns the condition, given a column
    :param str column: the column of the units, `id` or `archive_id`
    :param SQL extra: another condition, about the table `unit`
    """

    matches: Callable
    column: str = 'id'
    extra: SQL = SQL("true")

    def get_condition(self, kind):
        """Return the condition of the units of a kind, about the table `unit`."""
        return SQL("%s AND (%s)", self.matches(
            SQL.identifier('unit', self._get_column(kind)),
        ), self.extra)

    def get_source_condition(self, kind, level):
        """Return what the condition says of the rows `source` of a level."""
        column = self._get_column(level) if self.column == 'archive_id' else (
            _LINKS.get((kind, level))
        )
        return self.matches(SQL.identifier('source', column)) if column else SQL("true")

    def _get_column(self, kind):
        return 'id' if kind == 'archive' else self.column


def of_ids(ids, column='id'):
    """Return the units of some ids, or of the archives of some ids."""
    ids = tuple(ids)
    return Units(lambda name: SQL("%s IN %s", name, ids), column)


def of_range(start, end, extra=None):
    """Return the units of a range of ids, for which another condition holds as well."""
    return Units(
        lambda name: SQL("%s >= %s AND %s < %s", name, start, name, end),
        extra=extra or SQL("true"),
    )


def of_all():
    """Return all units."""
    return Units(lambda _name: SQL("true"))


def execute(env, statement):
    """Run a statement made of the parts below.

    It is large and its rows are few: compiling it would take longer than running it.

    :param Environment env: the environment
    :param SQL statement: the statement
    :return: the rows
    :rtype: list[tuple]
    """
    env.cr.execute("SET LOCAL jit = off")
    return env.execute_query(statement)


def get_rules(rule_ids):
    """Return the common table expression of rules.

    :param Iterable[int] rule_ids: the rules
    :rtype: SQL
    """
    return SQL(
        """
        rule AS MATERIALIZED (
            SELECT rule.id, rule.reference, rule.company_id, rule.applies_to, rule.trigger,
                   rule.action = 'keep' AS is_permanent,
                   COALESCE(rule.from_year_end, false) AS from_year_end,
                   make_interval(years => COALESCE(rule.period_years, 0),
                                 months => COALESCE(rule.period_months, 0)) AS period,
                   CASE WHEN COALESCE(rule.ceiling_years, 0) + COALESCE(rule.ceiling_months, 0) > 0
                        THEN make_interval(years => COALESCE(rule.ceiling_years, 0),
                                           months => COALESCE(rule.ceiling_months, 0))
                   END AS ceiling,
                   (SELECT array_agg(below.id)
                      FROM jsonb_array_elements_text(rule.scope->'classes') named
                      JOIN customer_archive_class class ON class.id = named::int
                      JOIN customer_archive_class below
                        ON below.parent_path LIKE class.parent_path || '%%') AS class_ids,
                   (SELECT array_agg(named::int)
                      FROM jsonb_array_elements_text(rule.scope->'types') named) AS type_ids
              FROM customer_archive_retention_rule rule
             WHERE rule.id = ANY(%s)
        )
        """, list(rule_ids),
    )


def get_units(kind, units):
    """Return the common table expression of the units, as they are now.

    :param str kind: one of `KINDS`
    :param Units units: which of them
    :rtype: SQL
    """
    columns = [
        *COLUMNS, 'retention_extended_until', 'retention_permanent', 'retention_listed_on',
        'retention_warned_on', 'state', 'company_id', 'name',
    ]
    columns += {
        'archive': [], 'volume': ['archive_id'],
        'document': ['archive_id', 'volume_id'],
    }[kind]
    return SQL(
        "unit AS MATERIALIZED (SELECT id, %s FROM %s unit WHERE (%s) AND state != 'destroyed')",
        SQL(", ").join(SQL.identifier(name) for name in columns),
        SQL.identifier(KINDS[kind].replace('.', '_')), units.get_condition(kind),
    )


def get_candidates(env, kind, units, rules):
    """Return the common table expressions of what keeps the units, rule by rule.

    :param Environment env: the environment
    :param str kind: the kind of the units
    :param Units units: which of them
    :param Iterable[tuple] rules: id, kind and trigger of the rules, as `_get_in_force` gives them
    :rtype: SQL
    """
    rules = list(rules)
    parts = []
    for (unit_kind, level), source in _SOURCES.items():
        triggers = {trigger for _id, applies_to, trigger in rules if applies_to == level}
        if unit_kind == kind and triggers:
            parts.append(_get_level_candidates(
                env, kind, level, SQL("%s AND %s", source, units.get_source_condition(
                    kind, level,
                )), triggers,
            ))
    nothing = SQL(
        "SELECT NULL::int AS unit_id, NULL::text AS level, NULL::int AS source_id,"
        " NULL::text AS source_name, false AS is_own, NULL::int AS rule_id,"
        " false AS is_permanent, false AS from_year_end, NULL::interval AS period,"
        " NULL::interval AS ceiling, NULL::int AS company_id, NULL::date AS trigger_on WHERE false",
    )
    return SQL(
        """
        applying AS (%(parts)s),
        based AS (
            SELECT applying.*, CASE WHEN from_year_end THEN %(year_end)s ELSE trigger_on END AS base
              FROM applying JOIN res_company company ON company.id = applying.company_id
        ),
        every_candidate AS (
            SELECT based.*, CASE WHEN is_permanent THEN %(permanent)s
                                 WHEN trigger_on IS NULL THEN %(indeterminate)s
                                 ELSE %(dated)s END AS rank,
                   CASE WHEN NOT is_permanent THEN %(due_on)s END AS due_on,
                   %(ceiling_on)s AS ceiling_on
              FROM based
        ),
        candidate AS (%(kept)s)
        """,
        parts=SQL(" UNION ALL ").join(parts) if parts else nothing,
        year_end=_get_year_end(), permanent=PERMANENT, indeterminate=INDETERMINATE, dated=DATED,
        due_on=_get_day_after(SQL("period")), ceiling_on=_get_day_after(SQL("ceiling")),
        kept=_get_kept(kind),
    )


def _get_kept(kind):
    """Return the query for the candidates that count.

    A superseded document goes by the rules of its own type, where it has some (RE-12).
    """
    if kind != 'document':
        return SQL("SELECT * FROM every_candidate")
    return SQL(
        """
        SELECT candidate.* FROM (
            SELECT *, bool_or(is_own) OVER (PARTITION BY unit_id) AS has_own FROM every_candidate
        ) candidate JOIN unit ON unit.id = candidate.unit_id
        WHERE unit.state != 'superseded' OR is_own OR NOT has_own
        """,
    )


def _get_level_candidates(env, kind, level, source, triggers):
    """Return the query for the rules of one level that apply to units.

    :param Environment env: the environment
    :param str kind: the kind of the units
    :param str level: the kind that the rules apply to
    :param SQL source: the tables `unit` and `source`, joined
    :param set[str] triggers: the triggers that the rules name
    :rtype: SQL
    """
    days = env[KINDS[level]]._get_retention_triggers()
    whens = SQL(" ").join(
        SQL("WHEN %s THEN %s", trigger, days.get(trigger, SQL("NULL::date")))
        for trigger in sorted(triggers)
    )
    lies_in = {'archive': 'archive_id', 'volume': 'volume_id'}.get(level)
    has_type = SQL("source.type_id = ANY(rule.type_ids)") if level == 'document' else SQL(
        "EXISTS (SELECT FROM customer_archive_document document WHERE document.%s = source.id"
        " AND document.type_id = ANY(rule.type_ids) AND document.state != 'destroyed')",
        SQL.identifier(lies_in),
    )
    archive_id = SQL("source.id") if level == 'archive' else SQL("source.archive_id")
    archive = SQL("CROSS JOIN LATERAL (SELECT source.*) archive") if level == 'archive' else SQL(
        "JOIN customer_archive archive ON archive.id = source.archive_id",
    )
    return SQL(
        """
        SELECT unit.id AS unit_id, %(level)s AS level, source.id AS source_id,
               source.name AS source_name, %(is_own)s AS is_own, rule.id AS rule_id,
               rule.is_permanent, rule.from_year_end, rule.period, rule.ceiling,
               source.company_id, CASE rule.trigger %(whens)s END AS trigger_on
          FROM %(source)s %(archive)s
          JOIN rule ON rule.applies_to = %(level)s
               AND (rule.company_id IS NULL OR rule.company_id = source.company_id)
         WHERE (rule.class_ids IS NULL OR EXISTS (
                   SELECT FROM customer_archive_class_rel classified
                    WHERE classified.customer_archive_id = %(archive_id)s
                      AND classified.customer_archive_class_id = ANY(rule.class_ids)))
           AND (rule.type_ids IS NULL OR %(has_type)s)
        """,
        level=level, is_own=kind == level, whens=whens, source=source, archive=archive,
        archive_id=archive_id, has_type=has_type,
    )


def _get_year_end():
    """Return the expression of the end of the fiscal year that a trigger lies in (ND-07)."""
    def end_of(year):
        first = SQL(
            "make_date(extract(year FROM trigger_on)::int + %s,"
            " company.fiscalyear_last_month::int, 1)", year,
        )
        # The last day of February is meant where the 28th or 29th is written.
        return SQL(
            "LEAST(CASE WHEN company.fiscalyear_last_month = '2'"
            " AND company.fiscalyear_last_day >= 28 THEN DATE '9999-12-31'"
            " ELSE %(first)s + company.fiscalyear_last_day - 1 END,"
            " (%(first)s + INTERVAL '1 month')::date - 1)", first=first,
        )
    return SQL(
        "CASE WHEN trigger_on IS NULL OR trigger_on >= DATE '9998-01-01' THEN trigger_on"
        " WHEN trigger_on <= %(this)s THEN %(this)s ELSE %(next)s END",
        this=end_of(0), next=end_of(1),
    )


def _get_day_after(period):
    """Return the expression of the first day after a period.

    From the end of a year it is counted from the first day of the next one, so that months of all
    lengths end where they should. From another day it ends on the day of the same number, or on
    the last day of a month that has none such: from 29 February 2024 one year is over on 1 March
    2025.
    """
    # LEAST leaves out what is NULL: without a beginning or a period there is no end.
    return SQL(
        "CASE WHEN base IS NOT NULL AND %(period)s IS NOT NULL THEN"
        " LEAST(CASE WHEN from_year_end THEN base + 1 + %(period)s"
        " ELSE (base + %(period)s)::date + 1 END, %(last)s)::date END",
        period=period, last=LAST_DAY,
    )


def get_results(kind, units):
    """Return the common table expressions of what is right for the units: their own columns, and
    `basis`, `rule_id`, `trigger_on` and `due_on` as they should be.

    A review may keep longer than the rules, never shorter: what it decided for something in a
    unit counts for the unit, and what it decided for a volume or an archive for what lies in it.

    :param str kind: the kind of the units
    :param Units units: which of them
    :rtype: SQL
    """
    return SQL(
        """
        winner AS (
            SELECT DISTINCT ON (unit_id) unit_id, rank, rule_id, trigger_on, due_on
              FROM candidate
             ORDER BY unit_id, rank DESC, due_on DESC NULLS LAST, rule_id, source_id
        ),
        decision AS (%(decisions)s),
        result AS (
            SELECT unit.*,
                   CASE WHEN decision.is_permanent OR winner.rank = %(permanent)s THEN 'permanent'
                        WHEN winner.rank = %(indeterminate)s THEN 'indeterminate'
                        WHEN winner.rank = %(dated)s THEN 'dated'
                        ELSE 'none' END AS basis,
                   winner.rule_id, winner.trigger_on,
                   CASE WHEN winner.rank = %(dated)s AND decision.is_permanent IS NOT TRUE
                        THEN GREATEST(winner.due_on, decision.extended_until + 1)
                   END AS due_on
              FROM unit LEFT JOIN winner ON winner.unit_id = unit.id
                        LEFT JOIN decision ON decision.unit_id = unit.id
        )
        """,
        decisions=_get_decisions(kind, units), permanent=PERMANENT,
        indeterminate=INDETERMINATE, dated=DATED,
    )


def _get_decisions(kind, units):
    """Return the query for what reviews decided, of units and of what lies in or around them."""
    return SQL(
        "SELECT unit_id, bool_or(retention_permanent) AS is_permanent,"
        " max(retention_extended_until) AS extended_until FROM (%s) decided GROUP BY unit_id",
        SQL(" UNION ALL ").join(SQL(
            "SELECT unit.id AS unit_id, source.retention_permanent,"
            " source.retention_extended_until FROM %s AND %s"
            " WHERE source.retention_permanent OR source.retention_extended_until IS NOT NULL",
            source, units.get_source_condition(kind, level),
        ) for (unit_kind, level), source in _SOURCES.items() if unit_kind == kind),
    )


def get_calculation(env, kind, units, rules):
    """Return the common table expressions up to `result`, for units of a kind.

    :param Environment env: the environment
    :param str kind: one of `KINDS`
    :param Units units: which of them
    :param Iterable[tuple] rules: id, kind and trigger of the rules that count
    :rtype: SQL
    """
    rules = list(rules)
    return SQL(", ").join([
        get_rules(rule[0] for rule in rules), get_units(kind, units),
        get_candidates(env, kind, units, rules), get_results(kind, units),
    ])
