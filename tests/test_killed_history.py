# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The back-fill of the communication log in a process of its own, killed in the middle."""

from odoo.tests import tagged

from .kills import KillCase

ARCHIVES = 40
CHUNK = 4
# The back-fill of production, in chunks small and slow enough to be caught between two of them.
WORK = f"""
    def enter(chunk):
        chunk.archive_id._enter_history()
        time.sleep(0.3)
    due = env['customer.archive.history'].search([('archive_id.partner_id.name', '=', mark)])
    due._sweep("Communication history", due.ids, enter, size={CHUNK})
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledHistory(KillCase):
    """A kill loses nothing, enters nothing twice, and the next run finishes the work (CA-40)."""

    def setUp(self):
        super().setUp()
        self.archive_ids = self._do(self._make_archives)

    def _make_archives(self, env):
        customers = env['res.partner'].create([
            {'name': self.mark, 'is_company': True} for _number in range(ARCHIVES)
        ])
        env['mail.message'].create([
            {'message_type': 'email', 'author_id': customer.id, 'model': 'res.partner',
             'res_id': customer.id, 'body': self.mark}
            for customer in customers
        ])
        return env['customer.archive'].create([
            {'partner_id': customer.id} for customer in customers
        ]).ids

    def _remove_all(self, env):
        for query in (
            "ALTER TABLE customer_archive_communication DISABLE TRIGGER USER",
            "DELETE FROM customer_archive_communication WHERE archive_id = ANY(%(ids)s)",
            "ALTER TABLE customer_archive_communication ENABLE TRIGGER USER",
            "DELETE FROM customer_archive WHERE id = ANY(%(ids)s)",
        ):
            env.cr.execute(query, {'ids': self.archive_ids})
        customers = env['res.partner'].search([('name', '=', self.mark)])
        env['mail.message'].search([('author_id', 'in', customers.ids)]).unlink()
        customers.unlink()

    def _count(self, env):
        """Return how many archives wait no longer, and how many mails are in the logs."""
        archives = env['customer.archive'].browse(self.archive_ids)
        entries = env['customer.archive.communication'].search([
            ('archive_id', 'in', archives.ids),
        ])
        self.assertEqual(len(set(entries.mapped('source_id'))), len(entries))
        return len(archives.filtered(lambda archive: not archive.history_pending)), len(entries)

    def test_a_killed_back_fill_goes_on_where_it_stopped(self):
        self._kill(WORK, lambda: self._do(self._count)[0])
        killed_at = self._do(self._count)
        self.assertEqual(len(set(killed_at)), 1, "Nothing is half done")
        self.assertTrue(0 < killed_at[0] < ARCHIVES, killed_at)
        self._do(lambda env: env['customer.archive']._cron_enter_history())
        self.assertEqual(self._do(self._count), (ARCHIVES, ARCHIVES))
