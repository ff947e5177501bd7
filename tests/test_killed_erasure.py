# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The execution of an erasure in processes that are killed in the middle of it, again and again.

`ARCHIVE_KILLS` says how often, by default a few times.
"""

import os
import uuid

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .erasures import ErasureWorld
from .kills import ForkedWork

KILLS = int(os.environ.get('ARCHIVE_KILLS', '5'))
DOCUMENTS = 4 * KILLS
NAME = f"Killed {uuid.uuid4().hex[:8]}"
# Slow enough to be caught in and between two places.
SLOW = """
lines = registry['customer.archive.erasure.line']
finish = lines._finish
def slow(self, *args, **kwargs):
    finish(self, *args, **kwargs)
    self.env.flush_all()
    time.sleep(0.1)
lines._finish = slow
"""
WORK = """
request = env['customer.archive.erasure'].browse({request}).with_user({user})
request.with_context(allowed_company_ids={companies}).action_execute()
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledErasure(BaseCase):
    """A kill leaves each place treated and told of, or neither; who executes again goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = ErasureWorld(env)
            cls.person_id = cls.world.make_person(env, NAME, DOCUMENTS)
        with cls.registry.cursor() as cr:
            cls.request_id = cls.world.decide(
                api.Environment(cr, SUPERUSER_ID, {}), cls.person_id,
            )
        cls.work = ForkedWork(WORK.format(
            request=cls.request_id, user=cls.world.users['archivist'],
            companies=[cls.world.company_id],
        ), SLOW)
        cls.addClassCleanup(cls.work.stop)

    # === HELPERS === #

    def _do(self, work):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return work(env['customer.archive.erasure'].browse(self.request_id))

    def _count_done(self):
        return self._do(lambda request: len(
            request.line_ids.filtered(lambda line: line.state == 'done'),
        ))

    def _check(self, request):
        """Check that each place is treated and told of once, or not at all."""
        entries = request.env['customer.archive.register'].search([
            ('subject', '=', request.name), ('company', '=', self.world.company_id),
            ('event', '=', 'erase'),
        ])
        told = [(entry.facts['place'], entry.facts['reference']) for entry in entries]
        done = request.line_ids.filtered(lambda line: line.state == 'done')
        self.assertEqual(sorted(told), sorted(
            (line.place, line._get_reference()) for line in done
        ))
        self.assertFalse(request.line_ids.filtered(lambda line: line.state == 'withheld'))
        for line in request.line_ids.filtered(lambda line: line.place == 'document'):
            title = line._get_subject().title
            self.assertEqual(NAME not in title, line.state == 'done', title)
            self.assertEqual(title.count('[…]'), int(line.state == 'done'))

    # === TESTS === #

    def test_killed_again_and_again_it_treats_everything_once(self):
        done = 0
        for kill in range(KILLS):
            self.work.kill(self._count_done, done, delay=0.037 * (kill % 7))
            self._do(self._check)
            before, done = done, self._count_done()
            self.assertGreater(done, before)
            self.assertEqual(self._do(lambda request: request.state), 'decided')
        self.assertLess(done, DOCUMENTS, "It was done before it was killed often enough")
        self.assertEqual(self.work.run(), 0)
        self._do(self._check)
        self.assertEqual(
            self._do(lambda request: (request.state, set(request.line_ids.mapped('state')))),
            ('executed', {'done'}),
        )
        self.assertEqual(self._do(lambda request: request.partner_id.phone), False)
        self.assertFalse(self._do(lambda request: request.finding_ids.filtered(
            lambda finding: not finding.is_kept,
        ).mapped('table_name')))
