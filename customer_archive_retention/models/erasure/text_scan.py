# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import html
import json
import string
from pathlib import Path

import psycopg2.errors

from odoo import api, models
from odoo.tools import SQL, config

# So many rows of a part of a table are named; it makes no difference how many more there are.
_NAMED_ROWS = 1000
# So many bytes of a table are looked at together: what stays in the processor's cache is fastest.
_PART = 4 << 20
# What is text without being converted.
_PLAIN_TYPES = ('text', 'character varying')
# What stands between two texts; no word holds it, so that none begins in one and ends in another.
_BORDER = '\x01'
# So many files are asked for at once, and so many bytes of one are read.
_FILES = 5000
_BLOCK = 1 << 20


class CustomerArchiveTextScan(models.AbstractModel):
    """Where words still stand in the database: each table is read once, all its text columns.

    It asks PostgreSQL what columns there are, not the models: tables that nobody remembers are
    read as well.

    To look for a word costs little for each letter and much for each text. So the texts of a column
    are put together, part by part of the table, and looked through as one: that takes about as long
    again as reading them. Only where a word is found, the rows are asked which of them it was.
    """

    _name = 'customer.archive.text.scan'
    _description = "Archive: Scan for Words"

    # === BUSINESS METHODS === #

    @api.model
    def _scan(self, words):
        """Return where the words stand.

        :param Iterable[str] words: what is looked for
        :return: the ids of the rows found, by table and column
        :rtype: dict[tuple[str, str], list[int]]
        """
        variants = self._get_variants(words)
        found = {}
        if not variants:
            return found
        self.env.flush_all()
        numbered = self._get_numbered_tables()
        parts = self._get_parts()
        for table, columns in self._get_text_columns().items():
            for pages in parts[table]:
                for column in self._look_through(table, columns, pages, variants):
                    found.setdefault((table, column[0]), []).extend(
                        self._find_rows(table, column, pages, variants, table in numbered),
                    )
        return found

    @api.model
    def _look_through(self, table, columns, pages, variants):
        """Return the columns of a part of a table that hold one of the words.

        :param str table: the table
        :param list[tuple[str, str]] columns: its text columns with their types
        :param tuple[int, int] pages: the part
        :param list[str] variants: what is looked for
        :rtype: list[tuple[str, str]]
        """
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    self._get_part_query(table, columns, pages, variants), log_exceptions=False,
                )
                return [columns[position - 1] for [position] in self.env.cr.fetchall()]
        except psycopg2.errors.ProgramLimitExceeded:
            return columns  # A gigabyte in one part: its rows are looked through one by one.

    @api.model
    def _get_part_query(self, table, columns, pages, variants):
        """Return the query for the columns of a part of a table that hold one of the words.

        :param str table: the table
        :param list[tuple[str, str]] columns: its text columns with their types
        :param tuple[int, int] pages: the part
        :param list[str] variants: what is looked for
        :return: the query for their positions, from 1 on
        :rtype: SQL
        """
        shortest = min(len(variant.encode()) for variant in variants)
        texts = [
            SQL("string_agg(%s, %s)%s", _as_text(column), _BORDER, SQL(
                " FILTER (WHERE octet_length(%s) >= %s)", _as_text(column), shortest,
            ) if column[1] in _PLAIN_TYPES else SQL(""))
            for column in columns
        ]
        return SQL(
            "SELECT position FROM (SELECT ARRAY[%(texts)s] AS texts FROM %(table)s WHERE %(part)s)"
            " AS part, unnest(texts) WITH ORDINALITY AS each (text, position),"
            # Without it PostgreSQL would fold the texts once for each word.
            " LATERAL (SELECT %(folded)s AS text OFFSET 0) AS folded WHERE %(found)s",
            texts=SQL(", ").join(texts), table=SQL.identifier(table), part=_in_part(pages),
            folded=_fold_sql(SQL("each.text")), found=_holds_sql(SQL("folded.text"), variants),
        )

    @api.model
    def _find_rows(self, table, column, pages, variants, is_numbered):
        """Return the rows of a part of a table of which a column holds one of the words.

        :param str table: the table
        :param tuple[str, str] column: the column with its type
        :param tuple[int, int] pages: the part
        :param list[str] variants: what is looked for
        :param bool is_numbered: whether its rows have ids
        :return: their ids; `None` of each where they have none
        :rtype: list[int|None]
        """
        return [row_id for [row_id] in self.env.execute_query(SQL(
            "SELECT %s FROM %s WHERE %s AND (%s) LIMIT %s",
            SQL.identifier('id') if is_numbered else SQL("NULL::int"), SQL.identifier(table),
            _in_part(pages), _holds_sql(_fold_sql(_as_text(column)), variants), _NAMED_ROWS,
        ))]

    @api.model
    def _get_parts(self):
        """Return the parts in which each table is looked through.

        :return: the first page of each part and that after its last, by table
        :rtype: dict[str, list[tuple[int, int]]]
        """
        parts = {}
        for table, pages, size in self.env.execute_query(SQL(
            """
            SELECT relname, pg_relation_size(oid) / current_setting('block_size')::int,
                   pg_table_size(oid)
              FROM pg_class
             WHERE relnamespace = current_schema::regnamespace AND relkind IN ('r', 'm')
            """,
        )):
            # Long texts lie outside of the pages.
            step = max(1, pages * _PART // size) if size else 1
            parts[table] = [(first, first + step) for first in range(0, pages, step)]
        return parts

    @api.model
    def _get_text_columns(self):
        """Return all columns that hold text, by table.

        :return: names and types
        :rtype: dict[str, list[tuple[str, str]]]
        """
        tables = {}
        for table, column, kind in self.env.execute_query(SQL(
            """
            SELECT relname, attname, format_type(atttypid, NULL)
              FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
              JOIN pg_type ON pg_type.oid = atttypid
              LEFT JOIN pg_type AS element ON element.oid = pg_type.typelem
             WHERE relnamespace = current_schema::regnamespace AND relkind IN ('r', 'm')
               AND attnum > 0 AND NOT attisdropped
               AND (pg_type.typcategory = 'S' OR pg_type.typname IN ('json', 'jsonb', 'xml')
                    OR pg_type.typcategory = 'A' AND (
                        element.typcategory = 'S' OR element.typname IN ('json', 'jsonb')))
             ORDER BY relname, attnum
            """,
        )):
            tables.setdefault(table, []).append((column, kind))
        return tables

    @api.model
    def _get_numbered_tables(self):
        """Return the tables whose rows have an id.

        :rtype: frozenset[str]
        """
        return frozenset(table for [table] in self.env.execute_query(SQL(
            "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relnamespace = current_schema::regnamespace AND attname = 'id'"
            " AND atttypid IN ('int4'::regtype, 'int8'::regtype)",
        )))

    @api.model
    def _scan_files(self, words):
        """Return the files that hold the words as plain bytes.

        What is packed or drawn is not seen; the text of documents stands in their index.

        :param Iterable[str] words: what is looked for
        :return: ids of attachments
        :rtype: list[int]
        """
        needles = [variant.encode() for variant in self._get_variants(words)]
        store = Path(config.filestore(self.env.cr.dbname))
        found, last = [], ''
        while rows := self.env.execute_query(SQL(
            "SELECT store_fname, array_agg(id) FROM ir_attachment WHERE store_fname > %s"
            " AND res_model IS DISTINCT FROM 'customer.archive.erasure' GROUP BY store_fname"
            " ORDER BY store_fname LIMIT %s", last, _FILES,
        )):
            last = rows[-1][0]
            found += [
                file_id for name, ids in rows
                if (store / name).is_file() and _holds(store / name, needles) for file_id in ids
            ]
        return found

    # === HELPERS === #

    def _get_variants(self, words):
        """Return how the words may stand in a folded text: plain, as HTML, as JSON of both kinds.

        PostgreSQL folds ASCII alone, which costs nothing; of other letters all cases are looked
        for.
        """
        variants = set()
        for word in words:
            for case in {word, word.lower(), word.upper(), word.title()}:
                variants.update(
                    _fold(variant) for variant in (
                        case, html.escape(case), json.dumps(case, ensure_ascii=False)[1:-1],
                        json.dumps(case)[1:-1],
                    )
                )
        return sorted(variants)


def _as_text(column):
    """Return a column as text; what is text already costs nothing."""
    name, kind = column
    name = SQL.identifier(name)
    return name if kind in _PLAIN_TYPES else SQL("%s::text", name)


def _fold_sql(text):
    return SQL('lower(%s COLLATE "C")', text)


def _holds_sql(text, variants):
    return SQL(" OR ").join(SQL("strpos(%s, %s) > 0", text, variant) for variant in variants)


def _in_part(pages):
    first, end = pages
    return SQL("ctid >= %s::tid AND ctid < %s::tid", f'({first},0)', f'({end},0)')


def _holds(path, needles):
    """Tell whether a file holds one of the words, in small ASCII letters."""
    overlap = max(map(len, needles)) - 1
    block = b''
    with path.open('rb') as file:
        while chunk := file.read(_BLOCK):
            block = block[-overlap:] + chunk.lower()
            if any(needle in block for needle in needles):
                return True
    return False


def _fold(word):
    """Return a word with its ASCII letters small, as PostgreSQL folds a text."""
    return word.translate(_SMALL)


_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
