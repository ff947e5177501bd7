# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What PostgreSQL itself does for the evidence, each function written once.

Verification compares the bodies with what the database holds: a guard that was replaced by one
that lets everything pass has the right name.
"""

from typing import NamedTuple

from odoo.tools import SQL


class DatabaseFunction(NamedTuple):
    """A function in PostgreSQL.

    :param SQL arguments: names and types, as CREATE FUNCTION takes them
    :param SQL returns: the type of the result
    :param SQL volatility: what PostgreSQL may assume of it
    :param str body: the code, in plpgsql
    """

    arguments: SQL
    returns: SQL
    volatility: SQL
    body: str


FUNCTIONS = {
    'customer_archive_refuse_change': DatabaseFunction(SQL(), SQL('trigger'), SQL('VOLATILE'), """
BEGIN
    RAISE EXCEPTION 'Rows of % are evidence: they are never changed or removed.', TG_TABLE_NAME;
END
"""),
    'customer_archive_refuse_delete': DatabaseFunction(SQL(), SQL('trigger'), SQL('VOLATILE'), """
BEGIN
    RAISE EXCEPTION 'Rows of % are kept for ever.', TG_TABLE_NAME;
END
"""),
    # The arguments name the table of the lines, and its column that names the row.
    'customer_archive_refuse_while_open': DatabaseFunction(
        SQL(), SQL('trigger'), SQL('VOLATILE'), """
DECLARE
    is_open boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I = $1 AND state = ''open'')',
                   TG_ARGV[0], TG_ARGV[1]) INTO is_open USING old.id;
    IF is_open THEN
        RAISE EXCEPTION 'Row % of % has open lines.', old.id, TG_TABLE_NAME;
    END IF;
    RETURN new;
END
"""),
    # The archive that another one ended in, which may be itself: what lies in an archive may follow
    # it there, and goes nowhere else.
    'customer_archive_home': DatabaseFunction(
        SQL('archive_id integer'), SQL('integer'), SQL('STABLE'), """
DECLARE
    home integer := archive_id;
    next_id integer;
BEGIN
    LOOP
        EXECUTE 'SELECT merged_into_id FROM customer_archive WHERE id = $1' INTO next_id USING home;
        EXIT WHEN next_id IS NULL;
        home := next_id;
    END LOOP;
    RETURN home;
END
"""),
    # Transaction ids are told apart by the cluster that gave them: a database that was restored
    # into another one meets the same ids again. Whoever may not ask gets 0, as in every cluster.
    'customer_archive_cluster': DatabaseFunction(
        SQL(), SQL('bigint'), SQL('STABLE PARALLEL SAFE'), """
BEGIN
    IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        RETURN (SELECT system_identifier FROM pg_control_system());
    END IF;
    RETURN 0;
END
"""),
    # The leaves of a range of rows: of each its id (8 bytes) and the SHA-256 of its canonical form.
    'customer_archive_leaves': DatabaseFunction(
        SQL('relation regclass, canonical text, of_cluster bigint, from_txid bigint,'
            ' until_txid bigint'),
        SQL('bytea'), SQL('STABLE PARALLEL SAFE'), """
DECLARE
    leaves bytea;
BEGIN
    EXECUTE format($query$
        SELECT string_agg(int8send(id) || hash, '') FROM (
            SELECT id, sha256(convert_to(%s, 'UTF8')) AS hash FROM %s
             WHERE cluster = $1 AND txid >= $2 AND txid < $3 ORDER BY id
        ) AS leaf
    $query$, canonical, relation) INTO leaves USING of_cluster, from_txid, until_txid;
    RETURN coalesce(leaves, '');
END
"""),
    # One SHA-256 over a range of rows, a line each: much faster than one for every row.
    'customer_archive_digest': DatabaseFunction(
        SQL('relation regclass, canonical text, of_cluster bigint, from_txid bigint,'
            ' until_txid bigint'),
        SQL('text'), SQL('STABLE PARALLEL SAFE'), """
DECLARE
    digest text;
BEGIN
    EXECUTE format($query$
        SELECT encode(sha256(convert_to(coalesce(string_agg(%s, E'\\n'), ''), 'UTF8')), 'hex')
          FROM (
            SELECT * FROM %s
             WHERE cluster = $1 AND txid >= $2 AND txid < $3 ORDER BY id
        ) AS leaf
    $query$, canonical, relation) INTO digest USING of_cluster, from_txid, until_txid;
    RETURN digest;
END
"""),
}


def create_functions(cr):
    """Create the functions, or put back what somebody made of them.

    :param Cursor cr: the cursor
    """
    for name, function in FUNCTIONS.items():
        cr.execute(SQL(
            "CREATE OR REPLACE FUNCTION %s (%s) RETURNS %s LANGUAGE plpgsql %s AS %s",
            SQL.identifier(name), function.arguments, function.returns,
            function.volatility, function.body,
        ))


def drop_functions(cr):
    """Drop the functions and what hangs on them.

    :param Cursor cr: the cursor
    """
    for name in FUNCTIONS:
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s CASCADE", SQL.identifier(name)))


def get_changed_functions(cr):
    """Return the functions that are missing or are not what we made.

    :param Cursor cr: the cursor
    :rtype: list[str]
    """
    cr.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)"
        " AND pronamespace = current_schema::regnamespace", [list(FUNCTIONS)],
    )
    bodies = dict(cr.fetchall())
    return sorted(
        name for name, function in FUNCTIONS.items() if bodies.get(name) != function.body
    )
