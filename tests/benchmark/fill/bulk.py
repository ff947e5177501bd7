"""Loading many rows at once: secondary indexes and foreign keys are made anew afterwards.

Making an index over all rows is several times quicker than extending it row by row, and a foreign
key is checked by one join. Everything happens in the caller's transaction, so that an interruption
leaves the tables as they were; making them anew checks all that was loaded.
"""

import contextlib
import logging
import time

from odoo.tools import SQL

_logger = logging.getLogger(__name__)

_INDEXES = """
    -- The ORM's statements take a percent sign for a placeholder.
    SELECT index.indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), '%%', '%%%%')
    FROM pg_index AS index
    WHERE index.indrelid = %s::regclass AND NOT index.indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.indexrelid)
    ORDER BY 1
"""
_FOREIGN_KEYS = """
    SELECT conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype = 'f'
    ORDER BY 1
"""


@contextlib.contextmanager
def without_indexes(cr, *tables):
    """Take indexes and foreign keys off some tables while the block loads them.

    :param Cursor cr: the cursor that loads
    :param str tables: the tables' names
    """
    cr.execute("SET LOCAL maintenance_work_mem = '1GB'")
    cr.execute("SET LOCAL jit = off")
    remake = []
    for table in tables:
        name = SQL.identifier(table)
        cr.execute(_FOREIGN_KEYS, [table])
        for key, definition in cr.fetchall():
            key_name = SQL.identifier(key)
            cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", name, key_name))
            remake.append(SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s", name, key_name, SQL(definition),
            ))
        cr.execute(_INDEXES, [table])
        for index, definition in cr.fetchall():
            cr.execute(SQL("DROP INDEX %s", SQL(index)))
            remake.append(SQL(definition))
    yield
    for statement in remake:
        begin = time.monotonic()
        cr.execute(statement)
        _logger.debug("%.1f s: %s", time.monotonic() - begin, statement.code)


def settle(registry, *tables):
    """Let the server finish what it owes to tables that were just filled, before it is measured.

    :param Registry registry: the registry of the database
    :param str tables: the tables' names
    """
    with registry.cursor() as cr:
        connection = cr.connection
        connection.autocommit = True
        for table in tables:
            cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
        cr.execute("CHECKPOINT")
        connection.autocommit = False
