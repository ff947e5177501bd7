# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Triggers that refuse below the ORM what the ORM refuses with a sentence.

Called from the `init` of a model, so that an upgrade puts them back where they are missing.
"""

from odoo.tools import SQL

from .database_functions import create_functions

# What can be refused, and whether row by row.
_EVENTS = {
    'UPDATE': SQL("UPDATE"), 'DELETE': SQL("DELETE"), 'UPDATE OR DELETE': SQL("UPDATE OR DELETE"),
    'TRUNCATE': SQL("TRUNCATE"),
}
_LEVELS = {'TRUNCATE': SQL("STATEMENT")}
# A row follows its archive into the one that it was merged into, and goes nowhere else. The tables
# are asked where it goes at all, which is rare.
LEAVES_ARCHIVE = SQL(
    "(old.archive_id IS DISTINCT FROM new.archive_id AND customer_archive_home(old.archive_id)"
    " IS DISTINCT FROM customer_archive_home(new.archive_id))",
)


def refuse(model, name, event, when=None, says='customer_archive_refuse_delete'):
    """Let PostgreSQL refuse something to everybody.

    :param recordset model: the model
    :param str name: the end of the trigger's name, unique among those of the table
    :param str event: what is refused, one of `_EVENTS`
    :param SQL when: a condition on the rows `old` and `new`, none where it is refused always
    :param str|tuple[str] says: the function that refuses, and what it is told
    """
    function, *arguments = (says,) if isinstance(says, str) else says
    create_functions(model.env.cr)
    model.env.cr.execute(SQL(
        "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s FOR EACH %(level)s"
        " %(when)s EXECUTE FUNCTION %(says)s(%(arguments)s)",
        name=SQL.identifier(f'{model._table}_{name}'), event=_EVENTS[event],
        table=SQL.identifier(model._table),
        level=_LEVELS.get(event, SQL("ROW")),
        when=SQL("WHEN (%s)", when) if when else SQL(), says=SQL.identifier(function),
        arguments=SQL(", ").join(SQL("%s", argument) for argument in arguments),
    ))


def freeze(model, name, columns, once=None):
    """Let PostgreSQL refuse to change columns of a row.

    :param recordset model: the model
    :param str name: the end of the trigger's name, unique among those of the table
    :param Iterable[str]|None columns: the columns, `None` for the whole row
    :param SQL once: from when on, as a condition on the rows `old` and `new`; always by default
    """
    if columns is None:
        changed = SQL("old IS DISTINCT FROM new")
    else:
        changed = SQL("(%s) IS DISTINCT FROM (%s)", *(
            SQL(", ").join(
                SQL.identifier(row, column) for column in columns if column != 'archive_id'
            ) for row in ('old', 'new')
        ))
        if 'archive_id' in columns:
            changed = SQL("(%s OR %s)", changed, LEAVES_ARCHIVE)
    refuse(model, name, 'UPDATE', when=SQL("(%s) AND %s", once, changed) if once else changed)
