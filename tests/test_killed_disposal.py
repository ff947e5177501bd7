# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The execution of a list in processes that are killed in the middle of it, again and again.

`ARCHIVE_KILLS` says how often, by default twenty times.
"""

import os
import signal
import subprocess
import sys
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from .disposals import DisposalWorld

KILLS = int(os.environ.get('ARCHIVE_KILLS', '20'))
LINES = 6 * KILLS
# A process that has loaded everything, and gives each execution a process of its own: that of
# production, in chunks small and slow enough to be caught in and between them.
PROCESS = """
import os, sys, time
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--no-http'])
from odoo.addons.customer_archive_retention.models.disposal import execution
registry = Registry(sys.argv[2])
execution.CHUNK = 2
destroy = registry['customer.archive.disposal.line']._destroy
def slow(lines):
    destroy(lines)
    lines.env.flush_all()
    time.sleep(0.15)
registry['customer.archive.disposal.line']._destroy = slow
print('ready', flush=True)
for _command in sys.stdin:
    sql_db.close_all()
    pid = os.fork()
    if not pid:
        with registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})['customer.archive.disposal']._cron_execute()
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
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
        cls.process = subprocess.Popen(
            [sys.executable, '-c', PROCESS, config['config'], get_db_name()], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path)},
        )
        cls.addClassCleanup(cls._stop)
        assert cls.process.stdout.readline() == 'ready\n'

    @classmethod
    def _stop(cls):
        cls.process.kill()
        cls.process.communicate()

    # === HELPERS === #

    def _run(self):
        """Let a process of its own execute; return its id."""
        self.process.stdin.write('run\n')
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def _wait(self):
        """Wait for the end of the execution and return its exit code."""
        return int(self.process.stdout.readline())

    def _wait_for_more(self, done):
        """Wait until more lines are done than before."""
        deadline = time.monotonic() + 60
        while self._count_done() <= done:
            self.assertLess(time.monotonic(), deadline, "The process did nothing")
            time.sleep(0.02)

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
            pid = self._run()
            self._wait_for_more(done)
            # Not always at the same place of the work.
            time.sleep(0.037 * (kill % 7))
            os.kill(pid, signal.SIGKILL)
            self.assertEqual(self._wait(), -signal.SIGKILL)
            before, done = done, self._count()
            self.assertGreaterEqual(done, before)
        self.assertLess(done, LINES, "It was done before it was killed often enough")
        self._run()
        self.assertEqual(self._wait(), 0)
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
            self.world.make_volumes(env, 6)
        with self.registry.cursor() as cr:
            type(self).list_id = self.world.begin_list(
                api.Environment(cr, SUPERUSER_ID, {}), 6,
            )
        self._run()
        self._wait_for_more(0)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid != pg_backend_pid()"
                " AND query LIKE '%%customer_archive%%'",
            )
        self.assertNotEqual(self._wait(), 0)
        self.assertLess(self._count(), 6)
        self._run()
        self.assertEqual(self._wait(), 0)
        self.assertEqual(self._count(), 6)
