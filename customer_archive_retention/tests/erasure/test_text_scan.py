# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tools import SQL

from .common import NAME, ErasureCommon


class TestTextScan(ErasureCommon):
    """The scan reads every text column there is, and each table once."""

    def _scan(self, word):
        return self.env['customer.archive.text.scan']._scan([word])

    def test_it_finds_a_word_in_text_html_json_and_arrays(self):
        self.other_archive.partner_id.comment = "<p>Fish &amp; Canaryword</p>"
        self.env['ir.config_parameter'].set_param('canary.key', "xCANARYWORDx")
        self.env.ref('base.lang_en').flush_recordset()
        tag = self.env['res.partner.category'].create({'name': "canaryword translated"})
        found = self._scan("Canaryword")
        self.assertIn(self.other_archive.partner_id.id, found['res_partner', 'comment'])
        self.assertIn('ir_config_parameter', {table for table, _column in found})
        self.assertIn(tag.id, found['res_partner_category', 'name'])

    def test_it_takes_the_signs_of_patterns_literally(self):
        self.other_archive.partner_id.comment = "rate 10x of it"
        self.assertNotIn(('res_partner', 'comment'), self._scan("10% of it"))
        self.other_archive.partner_id.comment = "rate 10% of it"
        self.assertIn(('res_partner', 'comment'), self._scan("10% of it"))

    def test_it_reads_every_table_once(self):
        scan = self.env['customer.archive.text.scan']
        tables = scan._get_text_columns()
        self.assertGreater(len(tables), 100)
        self.assertIn(('name', 'jsonb'), tables['res_partner_category'])
        self.assertIn(('body', 'text'), tables['mail_message'])
        self.assertLessEqual(tables.keys(), scan._get_parts().keys())
        for parts in scan._get_parts().values():
            self.assertEqual([first for first, _end in parts[1:]], [end for _, end in parts[:-1]])
        with self.assertQueryCount(2 * len(tables) + 3):
            # Of each part one query, after the savepoint that it can fall back to.
            scan._scan(["word that stands nowhere " * 3])

    def test_parts_that_are_too_large_are_looked_through_row_by_row(self):
        self.other_archive.partner_id.comment = "<p>Canaryword</p>"
        look = self.env.registry['customer.archive.text.scan']._get_part_query
        query = SQL("SELECT length(repeat('x', 1 << 30))")  # More than a text can be.
        self.patch(
            self.env.registry['customer.archive.text.scan'], '_get_part_query',
            lambda scan, table, *rest: query if table == 'res_partner' else look(
                scan, table, *rest,
            ),
        )
        found = self._scan("Canaryword")
        self.assertEqual(found['res_partner', 'comment'], self.other_archive.partner_id.ids)

    def test_it_reads_the_files(self):
        found = self.env['customer.archive.text.scan']._scan_files([NAME])
        self.assertIn(self.letter.id, found)

    def test_it_finds_a_word_in_whatever_case_and_however_written(self):
        params = self.env['ir.config_parameter']
        for number, text in enumerate((
            "cAnArYwOrD", "Élan CANARYword", '{"name": "\\u5f20\\u4e09\\u4e30"}', "<p>张三丰</p>",
            "ÉMILE &amp; Co",
        )):
            params.set_param(f'canary.case.{number}', text)
        for word, numbers in (
            ("Canaryword", [0, 1]), ("张三丰", [2, 3]), ("Émile & Co", [4]), ("émile & co", [4]),
        ):
            found = self._scan(word)
            rows = params.browse(found['ir_config_parameter', 'value'])
            self.assertEqual(
                sorted(rows.mapped('key')), [f'canary.case.{number}' for number in numbers], word,
            )

    def test_a_word_does_not_begin_in_one_column_and_end_in_another(self):
        self.other_archive.partner_id.write({'street': "Canary", 'street2': "Word"})
        for word in ("CanaryWord", "Canary Word"):
            self.assertFalse({
                column for table, column in self._scan(word) if table == 'res_partner'
            })

    def test_it_reads_tables_without_ids_and_with_many_columns(self):
        self.env.cr.execute(SQL("CREATE TABLE canary_wide (%s, words text[])", SQL(", ").join(
            SQL("%s text", SQL.identifier(f'column_{number}')) for number in range(200)
        )))
        self.env.cr.execute(
            "INSERT INTO canary_wide (column_199, words) VALUES ('a canaryword', '{CANARYWORD}')",
        )
        found = self._scan("Canaryword")
        self.assertEqual(found['canary_wide', 'column_199'], [None])
        self.assertEqual(found['canary_wide', 'words'], [None])

    def test_a_word_between_two_blocks_of_a_file_is_found(self):
        for offset in (0, 5, 13):
            file = self.env['ir.attachment'].create({
                'name': 'large', 'raw': b'x' * ((1 << 20) - offset) + b'CanaryWord' + b'y' * 10,
            })
            self.assertIn(
                file.id, self.env['customer.archive.text.scan']._scan_files(["canaryword"]),
            )
