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
        process = subprocess.Popen(
            [sys.executable, '-c', _SCRIPT + textwrap.indent(textwrap.dedent(work), '    '),
             config['config'], get_db_name(), self.mark],
            env={
                **os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path),
            },
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
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

    def _remove_all(self, env):
        """Remove what the test committed."""
        raise NotImplementedError
