# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""A hold is placed at the very moment at which a list is executed, over a real server.

`ARCHIVE_RACES` says how many races there are, by default a few.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .clients import ServerProcess, WebClient
from .disposals import DisposalWorld

RACES = int(os.environ.get('ARCHIVE_RACES', '20'))


@tagged('standard', 'post_install', '-at_install')
class TestDisposalRaces(BaseCase):
    """Whichever comes first wins: a volume that is held is never destroyed (ND-02, ND-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = DisposalWorld(env)
            cls.volume_ids = cls.world.make_volumes(env, RACES)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.list_ids = [cls.world.begin_list(env, 1) for _race in range(RACES)]
            lines = env['customer.archive.disposal'].browse(cls.list_ids).line_ids
            by_list = {line.disposal_id.id: line.volume_id.id for line in lines}
            cls.hold_ids = [
                cls.world.draft_hold(env, [by_list[list_id]]) for list_id in cls.list_ids
            ]
        cls.server = ServerProcess(get_db_name())
        cls.addClassCleanup(cls.server.stop)

    def test_a_held_volume_is_never_destroyed(self):
        executor, archivist = (
            WebClient(self.server, get_db_name(), self.world.logins[role])
            for role in ('executor', 'archivist')
        )
        with ThreadPoolExecutor(2) as pool:
            for list_id, hold_id in zip(self.list_ids, self.hold_ids, strict=True):
                executed, placed = (
                    pool.submit(executor.attempt, 'customer.archive.disposal',
                                'action_continue', list_id),
                    pool.submit(archivist.attempt, 'customer.archive.hold',
                                'action_place', hold_id),
                )
                self.assertIsNone(executed.result())
                self.assertIsNone(placed.result())
        self.assertNotIn('Traceback', self.server.log)
        with self.registry.cursor() as cr:
            held, destroyed = self._judge(api.Environment(cr, SUPERUSER_ID, {}))
        self.assertEqual(held + destroyed, RACES)

    def _judge(self, env):
        """Check each race by the register; return how many were held and how many destroyed."""
        held = destroyed = 0
        register = env['customer.archive.register']
        for line in env['customer.archive.disposal'].browse(self.list_ids).line_ids:
            volume = line.volume_id
            ends, holds = (
                register.search([
                    ('event', '=', event), ('company', '=', self.world.company_id), domain,
                ]) for event, domain in (
                    ('destroy', ('subject', '=', volume.name)),
                    ('held', ('archive', '=', volume.archive_id.name)),
                )
            )
            if volume.state == 'destroyed':
                destroyed += 1
                self.assertEqual((line.state, len(ends)), ('verified', 1))
                # A hold that was placed all the same came after the end.
                self.assertFalse(holds.filtered(lambda entry, end=ends: entry.id < end.id))
            else:
                held += 1
                self.assertEqual((volume.state, line.state), ('filed', 'taken_off'))
                self.assertTrue(holds)
                self.assertIn("Held since", line.outcome)
                self.assertFalse(ends)
        return held, destroyed
