# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The execution of a list in processes that are killed in the middle of it, again and again.

`ARCHIVE_KILLS` says how often, by default twenty times.
"""

import os
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .disposals import DisposalWorld
from .kills import ForkedWork

KILLS = int(os.environ.get('ARCHIVE_KILLS', '20'))
LINES = 6 * KILLS
FEW = 24
# Chunks small and slow enough to be caught in and between them.
SLOW = """
from odoo.addons.customer_archive_retention.models.disposal import execution
execution.CHUNK = 2
destroy = registry['customer.archive.disposal.line']._destroy
def slow(lines):
    destroy(lines)
    lines.env.flush_all()
    time.sleep(0.15)
registry['customer.archive.disposal.line']._destroy = slow
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledDisposal(BaseCase):
    """A kill leaves every line done once or not at all, and the next run goes on (ND-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = DisposalWorld(env)
            cls.world.make_volumes(env, LINES, scans=True)
        with cls.registry.cursor() as cr:
            cls.list_id = cls.world.begin_list(api.Environment(cr, SUPERUSER_ID, {}), LINES)
        cls.work = ForkedWork("env['customer.archive.disposal']._cron_execute()", SLOW)
        cls.addClassCleanup(cls.work.stop)

    # === HELPERS === #

    def _count_done(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM customer_archive_disposal_line"
                " WHERE disposal_id = %s AND state IN ('removed', 'verified')", [self.list_id],
            )
            return cr.fetchone()[0]

    def _count(self):
        """Check that each line is done once or not at all; return how many are done."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            lines = env['customer.archive.disposal'].browse(self.list_id).line_ids
            entries = env['customer.archive.register'].search([
                ('company', '=', self.world.company_id),
                ('event', 'in', ('destroy', 'verify_destroyed')),
                ('model', '=', 'customer.archive.volume'),
            ])
            told = {
                event: entries.filtered(lambda entry, event=event: entry.event == event)
                .mapped('subject') for event in ('destroy', 'verify_destroyed')
            }
            for line in lines:
                done = line.state in ('removed', 'verified')
                volume = line.volume_id
                parts = {*volume.document_ids.mapped('state'), *volume.holding_ids.mapped('state')}
                self.assertEqual(volume.state, 'destroyed' if done else 'filed', line.number)
                self.assertEqual(parts == {'destroyed'}, done, line.number)
                self.assertEqual(told['destroy'].count(volume.name), int(done))
                self.assertEqual(
                    told['verify_destroyed'].count(volume.name), int(line.state == 'verified'),
                )
            return len(lines.filtered(lambda line: line.state in ('removed', 'verified')))

    def _get_blobs(self):
        """Return the paths of the stored files that went with the list."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            files = env['customer.archive.disposal'].browse(self.list_id).line_ids.file_ids
            return [env['ir.attachment']._full_path(name) for name in files.mapped('store_name')]

    # === TESTS === #

    def test_killed_again_and_again_it_does_everything_once(self):
        done = 0
        for kill in range(KILLS):
            self.work.kill(self._count_done, done, delay=0.037 * (kill % 7))
            before, done = done, self._count()
            self.assertGreaterEqual(done, before)
        self.assertLess(done, LINES, "It was done before it was killed often enough")
        self.assertEqual(self.work.run(), 0)
        self.assertEqual(self._count(), LINES)
        with self.registry.cursor() as cr:
            disposal = api.Environment(cr, SUPERUSER_ID, {})['customer.archive.disposal'].browse(
                self.list_id,
            )
            self.assertEqual(disposal.state, 'executed')
            self.assertEqual(set(disposal.line_ids.mapped('state')), {'verified'})
        blobs = self._get_blobs()
        self.assertEqual(len(blobs), LINES)
        self.assertFalse([path for path in blobs if os.path.exists(path)])

    def test_the_connection_is_lost_and_the_next_run_finishes(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.world.make_volumes(env, FEW)
        with self.registry.cursor() as cr:
            type(self).list_id = self.world.begin_list(
                api.Environment(cr, SUPERUSER_ID, {}), FEW,
            )
        self.work.start()
        while not self._count_done():
            time.sleep(0.02)
        with self.registry.cursor() as cr:
            self.assertTrue(self.work.disconnect(cr))
        self.assertNotEqual(self.work.wait(), 0)
        self.assertLess(self._count(), FEW)
        self.assertEqual(self.work.run(), 0)
        self.assertEqual(self._count(), FEW)
