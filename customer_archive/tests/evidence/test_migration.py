# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.modules.migration import load_script
from odoo.tools import file_path

from .common import EvidenceCommon


class TestMigration(EvidenceCommon):
    """Version 19.0.1.1.0 moves the reasons of the register to where they can be erased."""

    def test_reasons_are_moved(self):
        first, second, third = self.rows[0], *self._insert(110, 2, note=None)
        self.env.cr.execute("ALTER TABLE customer_archive_register ADD COLUMN note text")
        self._alter("UPDATE customer_archive_register SET note = '旧 reason' WHERE id = %s", second)
        self._alter("UPDATE customer_archive_register SET note = '' WHERE id = %s", third)
        script = load_script(file_path(
            'customer_archive/migrations/19.0.1.1.0/post-notes.py',
        ), 'post_notes')
        for _time in range(2):  # The second one finds nothing to do.
            script.migrate(self.env.cr, '19.0.1.0.0')
        self.env.invalidate_all()

        self.assertEqual(self.register.browse(second).note, "旧 reason")
        self.assertFalse(self.register.browse(third).note)
        self.assertEqual(self.register.browse(first).note, "Reason 100-0")
        self.assertTrue(self.register._is_guarded())
        self._seal()
        self.assertIntact()
        self.env.cr.execute("""
            SELECT count(*) FROM information_schema.columns
             WHERE table_name = 'customer_archive_register' AND column_name = 'note'
        """)
        self.assertEqual(self.env.cr.fetchone()[0], 0)
