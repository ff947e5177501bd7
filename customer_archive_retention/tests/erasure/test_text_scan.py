# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

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
        query = scan._get_table_query('mail_message', tables['mail_message'], ['x', 'y'])
        self.assertEqual(query.code.count('FROM'), 1)

    def test_it_reads_the_files(self):
        found = self.env['customer.archive.text.scan']._scan_files([NAME])
        self.assertIn(self.letter.id, found)
