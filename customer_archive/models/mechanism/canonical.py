# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The canonical form of evidence, version 1: what a SHA-256 is taken of.

A row is a JSON array of its columns, made inside PostgreSQL: numbers, times and JSON stand alone,
in the order of their names after the id; all texts follow as one array. (An object with names and
a call for each value takes half as long again, and the seal names the columns anyway.) A seal's
header is a JSON object with sorted keys and no spaces.
"""

import hashlib
import json

from odoo.tools import SQL

VERSION = 1

_TEXT_TYPES = ('character varying', 'text')
_QUOTED_TYPES = ('timestamp without time zone', 'date')


def get_column_types(cr, table):
    """Return the types of a table's columns.

    :param Cursor cr: the cursor
    :param str table: the table
    :rtype: dict[str, str]
    """
    cr.execute(SQL(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", table,
    ))
    return dict(cr.fetchall())


def get_canonical_columns(cr, table, names):
    """Return columns in their canonical order.

    :param Cursor cr: the cursor
    :param str table: the table
    :param Iterable[str] names: the columns
    :return: columns that stand alone, `id` first, and at the end the list of those with text
    :rtype: list
    """
    types = get_column_types(cr, table)
    texts = sorted(name for name in names if types[name] in _TEXT_TYPES)
    return [*sorted(set(names).difference(texts), key=lambda name: (name != 'id', name)), texts]


def get_canonical_sql(cr, table, columns):
    """Return the expression of a row's canonical form.

    :param Cursor cr: the cursor
    :param str table: the table
    :param list columns: see :func:`get_canonical_columns`
    :rtype: str
    :raise KeyError: with the name of a column that the table does not have
    """
    types = get_column_types(cr, table)
    *alone, texts = columns
    parts = []
    for name in alone:
        value = f'{_quote(name)}::text'
        if types[name] in _QUOTED_TYPES:
            value = f"'\"' || {value} || '\"'"
        parts.append(f"coalesce({value}, 'null')")
    listed = ', '.join(f'{_quote(name)}::text' for name in texts if types[name])
    parts.append(f"array_to_json(ARRAY[{listed}]::text[])")
    # One call for all: a chain of `||` copies what is there already at each link.
    return "concat('[', " + ", ',', ".join(parts) + ", ']')"


def to_canonical(header):
    """Return the canonical JSON of a seal's header.

    :param dict header: plain values
    :rtype: str
    """
    return json.dumps(header, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def to_digest(text):
    """Return the SHA-256 of a text.

    :param str text: a canonical form
    :return: hexadecimal
    :rtype: str
    """
    return hashlib.sha256(text.encode()).hexdigest()


def _quote(name):
    return '"' + name.replace('"', '""') + '"'
