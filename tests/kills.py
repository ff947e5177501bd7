# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What a process of its own does on the same database, and how it is killed in the middle."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import config

# Loads everything once, and gives each run of the work a process of its own.
_FORKING = """
import os, sys, time
from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--no-http'])
registry = Registry(sys.argv[2])
{prepare}
print('ready', flush=True)
for _command in sys.stdin:
    sql_db.close_all()
    pid = os.fork()
    if not pid:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {{}})
{work}
        os._exit(0)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
_SCRIPT = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--no-http'])
mark = sys.argv[3]
with Registry(sys.argv[2]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
"""


def _start(script, *arguments, **kwargs):
    """Start a process that works on the database of the test.

    :param str script: Python; finds configuration and database in `sys.argv`
    :rtype: subprocess.Popen
    """
    return subprocess.Popen(
        [sys.executable, '-c', script, config['config'], get_db_name(), *arguments],
        env={**os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path)},
        stderr=subprocess.DEVNULL, **kwargs,
    )


def _wait_for_rollback(pid):
    """Wait until PostgreSQL has noticed that a process is gone, and let go of what it had locked.

    :param int pid: the process that loaded the registry: Odoo names connections after it
    """
    deadline = time.monotonic() + 60
    with Registry(get_db_name()).cursor() as cr:
        while True:
            cr.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s",
                [f'odoo-{pid}'],
            )
            if not cr.fetchone()[0]:
                return
            assert time.monotonic() < deadline, "Its transaction does not end"
            cr.rollback()  # What is active is read once for each transaction.
            time.sleep(0.05)


class ForkedWork:
    """A work that is begun again and again, each time in a process of its own, and killed there.

    :param str work: Python; knows `env`
    :param str prepare: Python; knows `registry`. Makes the work slow enough to be caught
    """

    def __init__(self, work, prepare=''):
        self._process = _start(
            _FORKING.format(
                work=textwrap.indent(textwrap.dedent(work), ' ' * 12),
                prepare=textwrap.dedent(prepare),
            ), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        assert self._process.stdout.readline() == 'ready\n'

    def start(self):
        """Begin the work; return the id of its process."""
        self._process.stdin.write('run\n')
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self):
        """Wait for the end of the work and return its exit code."""
        return int(self._process.stdout.readline())

    def run(self):
        """Do the work to its end and return its exit code."""
        self.start()
        return self.wait()

    def kill(self, count, done, delay=0.0):
        """Begin the work, and kill it when it has done more.

        :param Callable count: tells how much is done
        :param int done: how much was done before
        :param float delay: seconds to wait then, so that it is not always at the same place
        """
        pid = self.start()
        deadline = time.monotonic() + 60
        while count() <= done:
            assert time.monotonic() < deadline, "The process did nothing"
            time.sleep(0.02)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        code = self.wait()
        assert code == -signal.SIGKILL, f"The process ended by itself: {code}"
        _wait_for_rollback(self._process.pid)

    def disconnect(self, cr):
        """End the connections of the work, as a restart of the database would.

        :param Cursor cr: a cursor on another connection
        :return: how many there were
        :rtype: int
        """
        # Odoo names connections after the process that loaded the registry.
        cr.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = %s", [f'odoo-{self._process.pid}'],
        )
        return cr.fetchone()[0]

    def stop(self):
        """End the process that begins the others."""
        self._process.kill()
        self._process.communicate()


class KillCase(BaseCase):
    """Scheduled work in a process of its own, which is killed between two of its chunks.

    The data have to be committed: a test removes them in `_remove_all`.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.mark = f'Kill {uuid.uuid4().hex[:10]}'
        self.addCleanup(self._do, self._remove_all)

    # === HELPERS === #

    def _do(self, work):
        """Do `work` in a transaction of its own and return what it returns."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _kill(self, work, has_begun):
        """Let a process do some work, and kill it once it has begun.

        :param str work: Python; knows `env`, `mark`, `sys` and `time`. Slow enough to be caught
        :param Callable has_begun: tells whether some of it was committed
        """
        process = _start(
            _SCRIPT + textwrap.indent(textwrap.dedent(work), '    '), self.mark,
            stdout=subprocess.DEVNULL,
        )
        try:
            deadline = time.monotonic() + 120
            while not has_begun():
                self.assertIsNone(process.poll(), "The process ended by itself")
                self.assertLess(time.monotonic(), deadline, "The process did nothing")
                time.sleep(0.1)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        _wait_for_rollback(process.pid)

    def _remove_all(self, env):
        """Remove what the test committed."""
        raise NotImplementedError
