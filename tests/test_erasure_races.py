# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""A hold is placed at the very moment at which a person is erased, over a real server.

`ARCHIVE_RACES` says how many races there are, by default a few.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .clients import ServerProcess, WebClient
from .erasures import ErasureWorld

RACES = int(os.environ.get('ARCHIVE_RACES', '6'))
DOCUMENTS = 3


@tagged('standard', 'post_install', '-at_install')
class TestErasureRaces(BaseCase):
    """Whichever comes first wins: nothing that is held is erased (ND-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = ErasureWorld(env)
            cls.names = [f"Racer {cls.world.mark} {race:04}" for race in range(RACES)]
            people = [cls.world.make_person(env, name, DOCUMENTS) for name in cls.names]
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.request_ids = [cls.world.decide(env, person_id) for person_id in people]
            # Every other hold is on the customer, the others on his archive.
            cls.hold_ids = [
                cls._draft_hold(env, person_id, race % 2)
                for race, person_id in enumerate(people)
            ]
        cls.server = ServerProcess(get_db_name())
        cls.addClassCleanup(cls.server.stop)

    @classmethod
    def _draft_hold(cls, env, person_id, on_customer):
        person = env['res.partner'].browse(person_id)
        scope = {'partner_ids': [Command.set(person.ids)]} if on_customer else {
            'archive_ids': [Command.set(person._get_customer_archives_sudo().ids)],
        }
        return cls.world._as(env, 'archivist')['customer.archive.hold'].create({
            'matter': person.name, 'reason': "Evidence", 'authority': "Court",
            'company_id': cls.world.company_id, 'review_on': fields.Date.today(), **scope,
        }).id

    def test_what_is_held_is_never_erased(self):
        manager, archivist = (
            WebClient(self.server, get_db_name(), self.world.logins[role])
            for role in ('general_manager', 'archivist')
        )
        with ThreadPoolExecutor(2) as pool:
            for request_id, hold_id in zip(self.request_ids, self.hold_ids, strict=True):
                executed, placed = (
                    pool.submit(manager.attempt, 'customer.archive.erasure',
                                'action_execute', request_id),
                    pool.submit(archivist.attempt, 'customer.archive.hold',
                                'action_place', hold_id),
                )
                self.assertIsNone(executed.result())
                self.assertIsNone(placed.result())
        self.assertNotIn('Traceback', self.server.log)
        with self.registry.cursor() as cr:
            erased, withheld = self._judge(api.Environment(cr, SUPERUSER_ID, {}))
        self.assertTrue(erased + withheld)

    def _judge(self, env):
        """Check each place by the register; return how many were erased, and how many withheld."""
        erased = withheld = 0
        register = env['customer.archive.register']
        for request, name in zip(
            env['customer.archive.erasure'].browse(self.request_ids), self.names, strict=True,
        ):
            self.assertEqual(request.state, 'executed')
            for line in request.line_ids.filtered(lambda line: line.place == 'document'):
                document = line._get_subject()
                archive = document.archive_id
                [hold] = register.search([
                    ('event', '=', 'held'), ('archive', '=', archive.name),
                    ('company', '=', self.world.company_id),
                ])
                [end] = register.search([
                    ('event', 'in', ('erase', 'withhold')), ('subject', '=', request.name),
                    ('company', '=', self.world.company_id), ('archive', '=', archive.name),
                ]).filtered(lambda entry, line=line: (
                    entry.facts['reference'] == line._get_reference()
                    and entry.facts['place'] == 'document'
                ))
                # A hold that was placed all the same came after the end.
                if end.event == 'erase':
                    erased += 1
                    self.assertNotIn(name, document.title)
                    self.assertLess(end.id, hold.id)
                else:
                    withheld += 1
                    self.assertIn(name, document.title)
                    self.assertLess(hold.id, end.id)
                    self.assertIn("Held since", line.withheld_reason)
        return erased, withheld
