# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The sweep of retention in processes that are killed in the middle of it, again and again.

`ARCHIVE_KILLS` says how often, by default a few times.
"""

import os

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .disposals import DisposalWorld
from .kills import ForkedWork

KILLS = int(os.environ.get('ARCHIVE_KILLS', '5'))
VOLUMES = 4 * KILLS
# Ranges small and slow enough to be caught in and between them; and a notice that takes its time.
SLOW = """
from odoo.addons.customer_archive_retention.models.rules import sweep
sweep.CHUNK = 2
rules = registry['customer.archive.retention.rule']
write, warn = rules._write_range, rules._warn_archivist
def slow_write(self, kind, start):
    written = write(self, kind, start)
    time.sleep(0.1 if written else 0)
    return written
def slow_warn(self, company, archivist_id):
    warn(self, company, archivist_id)
    self.env.flush_all()
    time.sleep(0.3)
rules._write_range, rules._warn_archivist = slow_write, slow_warn
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledRetention(BaseCase):
    """A kill leaves each date written and told of, or neither; the next run goes on (RE-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = DisposalWorld(env)
            cls.volume_ids = cls.world.make_volumes(env, VOLUMES)
        cls.work = ForkedWork(
            "env['customer.archive.retention.rule']._cron_retention()", SLOW,
        )
        cls.addClassCleanup(cls.work.stop)

    # === HELPERS === #

    def _do(self, work):
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _move(self, filed_on):
        """Let the volumes have been filed on another day, of which no date tells yet."""
        self._do(lambda env: env.cr.execute(
            "UPDATE customer_archive_volume SET filed_on = %s WHERE id = ANY(%s)",
            [filed_on, self.volume_ids],
        ))
        self.due_on = fields.Date.add(filed_on, years=10, days=1)
        self.entries = self._do(lambda env: len(self._get_entries(env)))

    def _get_entries(self, env):
        return env['customer.archive.register'].search([
            ('event', '=', 'retention'), ('company', '=', self.world.company_id),
        ])

    def _count_moved(self):
        return self._do(lambda env: env['customer.archive.volume'].search_count([
            ('id', 'in', self.volume_ids), ('retention_due_on', '=', self.due_on),
        ]))

    def _count(self, env):
        """Check that what was written was told of once, and nothing else; return how much."""
        volumes = env['customer.archive.volume'].browse(self.volume_ids)
        units = [*volumes, *volumes.archive_id]
        subjects = self._get_entries(env).sorted('id')[self.entries:].mapped('subject')
        moved = [unit for unit in units if unit.retention_due_on == self.due_on]
        self.assertEqual(sorted(subjects), sorted(unit.name for unit in moved))
        for unit in moved:
            self.assertEqual(unit.retention_basis, 'dated')
            self.assertEqual(bool(unit.retention_listed_on), self.due_on <= fields.Date.today())
        return len(moved)

    def _count_notices(self, env):
        return env['mail.message'].search_count([
            ('message_type', '=', 'user_notification'), ('subject', 'ilike', self.world.mark),
        ])

    def _count_warned(self, env):
        return env['customer.archive.volume'].search_count([
            ('id', 'in', self.volume_ids), ('retention_warned_on', '!=', False),
        ])

    # === TESTS === #

    def test_killed_again_and_again_it_writes_and_tells_everything_once(self):
        self._move(fields.Date.subtract(fields.Date.today(), years=12))
        done = 0
        for kill in range(KILLS):
            self.work.kill(self._count_moved, done, delay=0.037 * (kill % 7))
            self._do(self._count)
            before, done = done, self._count_moved()
            self.assertGreater(done, before)
        self.assertLess(done, VOLUMES, "It was done before it was killed often enough")
        for _run in range(2):
            self.assertEqual(self.work.run(), 0)
            self.assertEqual(self._do(self._count), 2 * VOLUMES)

    def test_a_notice_that_was_killed_is_sent_once(self):
        # Their periods end within the days of which the archivists are told.
        self._move(fields.Date.subtract(fields.Date.today(), years=10, days=-10))
        self.work.kill(self._count_moved, VOLUMES - 1, delay=0.2)
        notices, warned = self._do(lambda env: (self._count_notices(env), self._count_warned(env)))
        self.assertEqual(bool(notices), bool(warned), "Notice and mark together")
        for _run in range(2):
            self.assertEqual(self.work.run(), 0)
            self.assertEqual(self._do(self._count_notices), 1)
            self.assertEqual(self._do(self._count_warned), VOLUMES)
