# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""A server process that is killed while it hands over."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.tests import get_db_name, tagged

from odoo.addons.customer_archive_lending.tests.common import SIGNATURE

from .clients import ServerProcess, WebClient
from .test_lending_races import LendingRaceCase

COPIES = 6
# A race case lets nobody sleep.
_PAUSE = threading.Event()


@tagged('standard', 'post_install', '-at_install')
class TestKilledHandOver(LendingRaceCase):
    """What was handed over is handed over whole, or not at all (LE-09)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ServerProcess(get_db_name())
        cls.addClassCleanup(cls.server.stop)

    def test_a_kill_in_the_middle_leaves_nothing_half_done(self):
        """The server waits for the last holding when it is killed; all others are lent by then."""
        holding_ids = self._do(self._add_copies)
        [loan_id] = self._do(lambda env: self._approved(env, 1, holding_ids))
        client = WebClient(self.server, get_db_name(), f'race_{self.mark}')
        with self.registry.cursor() as cr, ThreadPoolExecutor(1) as pool:
            cr.execute(
                "SELECT FROM customer_archive_holding WHERE id = %s FOR UPDATE", [holding_ids[-1]],
            )
            answer = pool.submit(self._hand_over_remotely, client, loan_id)
            waiting = self._wait_for(lambda: answer.done() or self._find_waiting())
            self.assertFalse(answer.done() and answer.exception(), "It does not wait")
            [backend] = waiting
            self.server.kill()
            self.assertIsInstance(answer.exception(), requests.ConnectionError)
        self._wait_for(lambda: not self._is_alive(backend))
        self.assertEqual(
            self._do(lambda env: self._tell_state(env, loan_id)), ('approved', 0, 0, 0),
        )

        self._do(self._hand_over(loan_id))
        self.assertEqual(
            self._do(lambda env: self._tell_state(env, loan_id)),
            ('handed_over', len(holding_ids), len(holding_ids), 1),
        )

    # === HELPERS === #

    def _add_copies(self, env):
        """Commit copies; return the holdings in the order in which they are handed over."""
        holding = self._holding(env)
        copies = env['customer.archive.holding'].create([{
            'archive_id': self.archive_id, 'document_id': holding.document_id.id, 'kind': 'copy',
        }] * COPIES)
        return sorted([holding.id, *copies.ids])

    def _hand_over_remotely(self, client, loan_id):
        [dialog_id] = client.call('customer.archive.loan.hand.over', 'create', [[
            {'loan_id': loan_id, 'signature': SIGNATURE},
        ]])
        client.call('customer.archive.loan.hand.over', 'action_hand_over', [[dialog_id]])

    def _find_waiting(self):
        """Return the connections that wait to update the row that the test has locked."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND wait_event_type = 'Lock' AND query LIKE %s",
                ['%UPDATE "customer_archive_holding"%'],
            )
            return [row[0] for row in cr.fetchall()]

    def _is_alive(self, backend):
        with self.registry.cursor() as cr:
            cr.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [backend])
            return bool(cr.rowcount)

    def _wait_for(self, question):
        deadline = time.monotonic() + 60
        while not (answer := question()):
            self.assertLess(time.monotonic(), deadline, "It did not happen")
            _PAUSE.wait(0.1)
        return answer

    def _tell_state(self, env, loan_id):
        """Return the state of the loan, and how many lines, holdings and entries say it is out."""
        loan = env['customer.archive.loan'].browse(loan_id)
        return (
            loan.state, len(loan.line_ids.filtered('is_open')),
            len(loan.line_ids.holding_id.filtered('loan_line_id')),
            env['customer.archive.register'].search_count([
                ('subject', '=', loan.name), ('event', '=', 'hand_over'),
            ]),
        )
