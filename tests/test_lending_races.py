# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What several archivists do to one holding at the same moment.

`ARCHIVE_RACES` says how many races of eight clients a real server process runs, by default a few.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tests import get_db_name, new_test_user, tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive_lending.tests.common import SIGNATURE

from .clients import RefusedError, ServerProcess, WebClient
from .races import RaceCase

CLIENTS = 8
RACES = int(os.environ.get('ARCHIVE_RACES', '10'))


class LendingRaceCase(RaceCase):
    """A committed archive with an original, a borrower and an archivist."""

    def setUp(self):
        super().setUp()
        self._do(self._prepare)

    # === HELPERS === #

    def _prepare(self, env):
        """Commit a formal archive with an original, a borrower and an archivist."""
        partner = env['res.partner'].create({'name': f'Race {self.mark}', 'ref': self.mark})
        archive = env['customer.archive'].create({'partner_id': partner.id})
        self._make_formal(archive)
        document = env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': self.mark, 'on_paper': True, 'pages': 3,
            'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        shelf = env['customer.archive.location'].create({'name': f'Shelf {self.mark}'})
        document.holding_ids._relocate(home=shelf, current=shelf)
        self.archivist_id = new_test_user(
            env, f'race_{self.mark}', 'customer_archive.customer_archive_group_archivist',
            password=f'race_{self.mark}',
        ).id
        self.borrower_id = env['hr.employee'].create({'name': f'Race {self.mark}'}).id
        self.archive_id, self.holding_id = archive.id, document.holding_ids.id

    def _approved(self, env, number, holding_ids=None):
        """Commit loans that were approved and confirmed, each of the holding."""
        admin = env.ref('base.user_admin')
        loans = env['customer.archive.loan'].create([
            {
                'borrower_id': self.borrower_id, 'purpose_note': self.mark, 'line_ids': [
                    Command.create({'holding_id': holding_id})
                    for holding_id in holding_ids or [self.holding_id]
                ],
            }
            for _number in range(number)
        ])
        with_pass(loans).write({
            'state': 'approved', 'requester_id': admin.id, 'verified_by_id': admin.id,
            'approved_by_id': admin.id, 'requested_at': '2026-01-01 00:00:00',
        })
        return loans.ids

    def _hand_over(self, loan_id):
        return lambda env: env['customer.archive.loan'].browse(loan_id)._hand_over(SIGNATURE)

    def _holding(self, env):
        return env['customer.archive.holding'].browse(self.holding_id)

    def _count_open(self):
        return self._do(lambda env: env['customer.archive.loan.line'].search_count([
            ('holding_id', '=', self.holding_id), ('is_open', '=', True),
        ]))

    def _remove_all(self):
        """Override to remove what is kept for ever elsewhere."""
        with self.registry.cursor() as cr:
            kept = ('customer_archive_loan', 'customer_archive_repair')
            for table in kept:
                cr.execute(f'ALTER TABLE {table} DISABLE TRIGGER USER')
            arguments = {'archive': self.archive_id, 'mark': self.mark}
            for query in (
                """UPDATE customer_archive_holding SET loan_line_id = NULL, folder_id = NULL
                   WHERE archive_id = %(archive)s""",
                "DELETE FROM customer_archive_repair WHERE archive_id = %(archive)s",
                "DELETE FROM customer_archive_loan_line WHERE archive_id = %(archive)s",
                "DELETE FROM customer_archive_loan WHERE purpose_note = %(mark)s",
                "DELETE FROM customer_archive_holding WHERE archive_id = %(archive)s",
                "DELETE FROM customer_archive_document WHERE archive_id = %(archive)s",
                "DELETE FROM customer_archive_volume WHERE archive_id = %(archive)s",
                "DELETE FROM customer_archive WHERE id = %(archive)s",
            ):
                cr.execute(query, arguments)
            for table in kept:
                cr.execute(f'ALTER TABLE {table} ENABLE TRIGGER USER')
            env = api.Environment(cr, SUPERUSER_ID, {})
            env['hr.employee'].browse(self.borrower_id).unlink()
            env['res.users'].browse(self.archivist_id).unlink()
            env['res.partner'].search([('name', '=', f'Race {self.mark}')]).unlink()
            env['customer.archive.location'].search([('name', '=like', f'%{self.mark}')]).unlink()


@tagged('standard', 'post_install', '-at_install')
class TestLendingRaces(LendingRaceCase):
    """One open line a holding, and nothing that is lent is moved, closed or destroyed meanwhile."""

    def test_a_holding_is_lent_once(self):
        loan_ids = self._do(lambda env: self._approved(env, 4))
        for error in self._assert_one_wins(self._race(*map(self._hand_over, loan_ids))):
            self.assertIn("is on loan to", str(error))
        self.assertEqual(self._count_open(), 1)

    def test_what_is_lent_is_not_moved_at_the_same_moment(self):
        [loan_id] = self._do(lambda env: self._approved(env, 1))

        def move(env):
            shelf = env['customer.archive.location'].create({'name': f'Other {self.mark}'})
            self._holding(env)._relocate(home=shelf, current=shelf)

        moved = self._race(self._hand_over(loan_id), move)[1]
        # Moved before it was lent, or not at all: it is with the borrower either way.
        self.assertFalse(self._do(lambda env: self._holding(env).location_id.id))
        if moved is not None:
            self.assertIn("is on loan to", str(moved))

    def test_what_is_lent_does_not_go_to_repair_at_the_same_moment_unseen(self):
        [loan_id] = self._do(lambda env: self._approved(env, 1))

        def damage(env):
            env['customer.archive.repair'].create({
                'holding_id': self.holding_id, 'cause': self.mark,
            })

        lent, _reported = self._race(self._hand_over(loan_id), damage)
        if lent is not None:
            self.assertIn("is in repair", str(lent))
        self.assertEqual(self._count_open(), 0 if lent is not None else 1)

    def test_an_archive_is_not_closed_while_something_of_it_is_lent(self):
        [loan_id] = self._do(lambda env: self._approved(env, 1))

        def close(env):
            env['customer.archive'].browse(self.archive_id)._transition('close', reason=self.mark)

        closed = self._race(self._hand_over(loan_id), close)[1]
        state = self._do(lambda env: env['customer.archive'].browse(self.archive_id).state)
        self.assertEqual(state, 'closed' if closed is None else 'formal')
        if closed is not None:
            self.assertIn("is on loan to", str(closed))

    def test_a_line_is_taken_back_once(self):
        [loan_id] = self._do(lambda env: self._approved(env, 1))
        self._do(self._hand_over(loan_id))

        def take_back(env):
            env['customer.archive.loan'].browse(loan_id).line_ids._take_back(3, 'good')

        self._assert_one_wins(self._race(*[take_back] * 3))
        events = self._do(lambda env: env['customer.archive.register'].search_count([
            ('subject', '=', self._holding(env).barcode), ('event', '=', 'take_back'),
        ]))
        self.assertEqual(events, 1)

    def test_a_loan_whose_last_lines_come_back_at_once_is_closed(self):
        def prepare(env):
            holding = self._holding(env)
            copies = env['customer.archive.holding'].create([{
                'archive_id': self.archive_id, 'document_id': holding.document_id.id,
            }] * 2)
            return self._approved(env, 1, [*copies.ids, holding.id])

        [loan_id] = self._do(prepare)
        self._do(self._hand_over(loan_id))
        line_ids = self._do(lambda env: env['customer.archive.loan'].browse(loan_id).line_ids.ids)

        def take_back(line_id):
            def work(env):
                line = env['customer.archive.loan.line'].browse(line_id)
                line._take_back(line.pages_out, 'good')
            return work

        self._race(*map(take_back, line_ids))
        self.assertEqual(
            self._do(lambda env: env['customer.archive.loan'].browse(loan_id).state), 'closed',
        )


@tagged('standard', 'post_install', '-at_install')
class TestLendingServer(LendingRaceCase):
    """The same over HTTP, in a server process of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ServerProcess(get_db_name())
        cls.addClassCleanup(cls.server.stop)

    def test_clients_of_a_real_server_lend_a_holding_once(self):
        """Eight clients, one holding: one loan each time, and a clean sentence for the rest."""
        login = f'race_{self.mark}'
        clients = [WebClient(self.server, get_db_name(), login) for _number in range(CLIENTS)]
        for race in range(RACES):
            loan_ids = self._do(lambda env: self._approved(env, CLIENTS))
            with ThreadPoolExecutor(CLIENTS) as pool:
                answers = list(pool.map(self._hand_over_remotely, clients, loan_ids))
            refused = [answer for answer in answers if answer]
            self.assertEqual(len(refused), CLIENTS - 1, (race, answers))
            for answer in refused:
                self.assertRegex(answer, r"is on loan to Race \w+ \(LN-", (race, answers))
            self.assertEqual(self._count_open(), 1)
            self._do(self._take_all_back)
        self.assertNotIn('Traceback', self.server.log)

    def _hand_over_remotely(self, client, loan_id):
        """Hand a loan over as the web client does; return what the user is told."""
        try:
            [dialog_id] = client.call('customer.archive.loan.hand.over', 'create', [[
                {'loan_id': loan_id, 'signature': SIGNATURE},
            ]])
            client.call('customer.archive.loan.hand.over', 'action_hand_over', [[dialog_id]])
        except RefusedError as error:
            return str(error)
        return None

    def _take_all_back(self, env):
        lines = env['customer.archive.loan.line'].search([
            ('holding_id', '=', self.holding_id), ('is_open', '=', True),
        ])
        lines._take_back(3, 'good')
