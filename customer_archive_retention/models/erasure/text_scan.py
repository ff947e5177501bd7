# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import html
import json
import mmap
from pathlib import Path

from odoo import api, models
from odoo.tools import SQL, config

# So many rows of a table are named; more are only counted.
_NAMED_ROWS = 1000
_TEXT_TYPES = ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY')


class CustomerArchiveTextScan(models.AbstractModel):
    """Where words still stand in the database: each table is read once, all its text columns.

    It asks PostgreSQL what columns there are, not the models: tables that nobody remembers are
    read as well.
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
        for table, columns in self._get_text_columns().items():
            for row_id, *hits in self.env.execute_query(
                self._get_table_query(table, columns, variants),
            ):
                for (column, _type), hit in zip(columns, hits, strict=True):
                    if hit:
                        found.setdefault((table, column), []).append(row_id)
        return found

    @api.model
    def _get_table_query(self, table, columns, variants):
        """Return the query that reads a table once.

        PostgreSQL finds a string in a text eight times as fast as LIKE does, and takes it
        literally: reading costs more than looking for ten of them.

        :param str table: the table
        :param list[tuple[str, str]] columns: its text columns with their types
        :param list[str] variants: what is looked for
        :rtype: SQL
        """
        tests = [
            SQL("coalesce(%s, FALSE)", SQL(" OR ").join(
                SQL("strpos(%s, %s) > 0", self._as_text(column, kind), variant)
                for variant in variants
            )) for column, kind in columns
        ]
        return SQL(
            "SELECT %s, %s FROM %s WHERE %s LIMIT %s",
            SQL.identifier('id') if self._has_id(table) else SQL("NULL::int"),
            SQL(", ").join(tests), SQL.identifier(table), SQL(" OR ").join(tests), _NAMED_ROWS,
        )

    @api.model
    def _get_text_columns(self):
        """Return all columns that hold text, by table.

        :return: names and types
        :rtype: dict[str, list[tuple[str, str]]]
        """
        tables = {}
        for table, column, kind in self.env.execute_query(SQL(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE'
                AND c.data_type = ANY(%s)
                AND (c.data_type != 'ARRAY' OR c.udt_name IN ('_text', '_varchar'))
            ORDER BY c.table_name, c.ordinal_position
            """, list(_TEXT_TYPES),
        )):
            tables.setdefault(table, []).append((column, kind))
        return tables

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
        found = []
        for name, ids in self.env.execute_query(SQL(
            "SELECT store_fname, array_agg(id) FROM ir_attachment WHERE store_fname IS NOT NULL"
            " AND res_model IS DISTINCT FROM 'customer.archive.erasure' GROUP BY store_fname",
        )):
            path = store / name
            if not path.is_file() or not path.stat().st_size:
                continue
            with path.open('rb') as file, mmap.mmap(
                file.fileno(), 0, access=mmap.ACCESS_READ,
            ) as content:
                if any(content.find(needle) >= 0 for needle in needles):
                    found += ids
        return found

    # === HELPERS === #

    def _get_variants(self, words):
        """Return how the words may be written: in other cases, as HTML, as JSON."""
        variants = set()
        for word in words:
            cases = {word, word.lower()} if '@' in word else {
                word, word.lower(), word.upper(), word.title(),
            }
            variants.update(
                variant for case in cases
                for variant in (case, html.escape(case), json.dumps(case, ensure_ascii=False)[1:-1])
            )
        return sorted(variants)

    def _as_text(self, column, kind):
        name = SQL.identifier(column)
        return name if kind in ('text', 'character varying') else SQL("%s::text", name)

    def _has_id(self, table):
        [[known]] = self.env.execute_query(SQL(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema"
            " AND table_name = %s AND column_name = 'id' AND data_type IN ('integer', 'bigint')",
            table,
        ))
        return bool(known)
