# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Sealing beside eight clients that append, by processes of their own, one of which is killed.

The rows have to be committed. The register keeps them: that is what it is for.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, config

from odoo.addons.customer_archive.models.evidence.chain_check import ChainCheck
from odoo.addons.customer_archive.models.evidence.seal import get_leaves

CHAIN = 'customer.archive.register'
CLIENTS = 8
TRANSACTIONS = 40
# The job of production in small batches; it lingers before each commit, so that a kill meets it
# with a seal that is not committed.
PROCESS = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--no-http'])
from odoo.addons.customer_archive.models.evidence import seal
seal.BATCH_SIZE = 10
registry = Registry(sys.argv[2])
while True:
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {{}})
        env['customer.archive.seal']._seal_batch('{chain}')
        time.sleep(0.05)
"""


@tagged('standard', 'post_install', '-at_install')
class TestSealing(BaseCase):
    """One writer seals, nobody waits for it, and no row is left out or sealed twice."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.mark = uuid.uuid4().hex[:10]

    # === HELPERS === #

    def _do(self, work):
        """Do `work` in a transaction of its own and return what it returns."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _start(self):
        process = subprocess.Popen(
            [sys.executable, '-c', PROCESS.format(chain=CHAIN), config['config'], get_db_name()],
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self.addCleanup(self._kill, process)
        return process

    def _kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()

    def _append(self, client, stop):
        """Append as a client: some transactions are long, some are undone."""
        chance = random.Random(client)
        done = 0
        while done < TRANSACTIONS or not stop.is_set():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env[CHAIN]._enter([{
                    'event': 'move', 'model': 'customer.archive.holding', 'subject': self.mark,
                    'company': 0, 'note': f'{client} {done}',
                } for _number in range(chance.randint(1, 3))])
                time.sleep(chance.choice([0, 0, 0.02, 0.2]))
                if chance.random() < 0.2:
                    cr.rollback()
            done += 1

    def _get_head(self):
        return self._do(lambda env: env['customer.archive.seal']._get_last(CHAIN).number)

    def _wait_for_seals(self, head, *processes):
        """Wait until the chain is longer than it was."""
        # Longer than it takes: a transaction in another database of the cluster holds seals back.
        deadline = time.monotonic() + 300
        while self._get_head() < head + 3:
            for process in processes:
                self.assertIsNone(process.poll(), "The process ended by itself")
            self.assertLess(time.monotonic(), deadline, "Nothing was sealed")
            time.sleep(0.1)

    def _get_sealed(self, env, head):
        """Return the ids in the seals after `head`, one by one."""
        return [
            row for [leaves] in env.execute_query(SQL(
                "SELECT leaves FROM customer_archive_seal WHERE chain = %s AND number > %s",
                CHAIN, head,
            )) for row in get_leaves(bytes(leaves))
        ]

    def _seal_the_rest(self):
        """Seal what is finished; the server notices a moment later that a sealer is gone.

        :return: the ids of our finished rows
        :rtype: set[int]
        """
        def work(env):
            env['customer.archive.seal']._seal(CHAIN)
            [[finished, left]] = env.execute_query(SQL(
                """
                SELECT array_agg(id), count(*) FILTER (WHERE txid >= %s)
                  FROM customer_archive_register
                 WHERE subject = %s AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                """,
                env['customer.archive.seal']._get_sealed_until(
                    CHAIN, env.execute_query(SQL("SELECT customer_archive_cluster()"))[0][0],
                ), self.mark,
            ))
            return set(finished), left

        for _attempt in range(100):
            finished, left = self._do(work)
            if not left:
                break
            time.sleep(0.1)
        return finished

    # === TESTS === #

    def test_eight_clients_append_while_a_sealer_is_killed(self):
        self._do(lambda env: env['customer.archive.seal']._seal(CHAIN))
        head = self._get_head()
        stop = threading.Event()
        with ThreadPoolExecutor(CLIENTS) as pool:
            try:
                clients = [pool.submit(self._append, number, stop) for number in range(CLIENTS)]
                first, second = self._start(), self._start()
                self._wait_for_seals(head, first, second)
                self._kill(first)
                self._wait_for_seals(self._get_head(), second)
                self._kill(second)
            finally:
                stop.set()
            for client in clients:
                client.result(timeout=120)
        rows = self._seal_the_rest()

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            sealed = self._get_sealed(env, head)
            self.assertGreater(len(rows), CLIENTS * TRANSACTIONS / 2)
            self.assertEqual(len(sealed), len(set(sealed)), "A row is sealed twice")
            self.assertEqual(len(rows.difference(sealed)), 0, "A row is left out")
            self.assertGreaterEqual(self._get_head(), head + 6)
            findings = [finding for finding in ChainCheck(env, CHAIN).run() if finding.broken]
            self.assertFalse(findings)
