# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What several users do at the same moment, on connections of their own, as requests would."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

DATABASE_LOGGERS = ('odoo.sql_db', 'odoo.service.model')


class RaceCase(BaseCase):
    """Works at once, each with a snapshot from before any of them wrote.

    The data have to be committed: a test removes them in `_remove_all`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.mark = uuid.uuid4().hex[:10]
        self.addCleanup(self._remove_all)
        # Odoo waits for seconds before it runs a request again.
        patcher = patch('odoo.service.model.time.sleep', lambda seconds: None)
        patcher.start()
        self.addCleanup(patcher.stop)

    # === HELPERS === #

    @staticmethod
    def _make_formal(archive):
        """Make an archive formal, whatever the demonstration data ask for."""
        if archive.unwaived_line_ids:
            archive._transition('waive', reason="Race")
        archive.write({'legal_basis': 'contract', 'legal_reference': "Race"})
        archive.action_formalise()

    def _do(self, work):
        """Do `work` in a transaction of its own and return what it returns."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _race(self, *works):
        """Do all works at once: each with a snapshot from before any of them wrote.

        :param works: functions of an environment
        :return: the results, or the errors that the users would see
        :rtype: list
        """
        start = threading.Barrier(len(works), timeout=10)

        def run(work):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env['customer.archive'].search_count([], limit=1)  # Takes the snapshot.
                start.wait()
                try:
                    return retrying(lambda: work(env), env)
                except UserError as error:
                    cr.rollback()
                    return error

        with mute_logger(*DATABASE_LOGGERS), ThreadPoolExecutor(len(works)) as pool:
            return [future.result(timeout=20) for future in [pool.submit(run, w) for w in works]]

    def _assert_one_wins(self, results):
        errors = [result for result in results if isinstance(result, UserError)]
        self.assertEqual(len(errors), len(results) - 1, results)
        return errors

    def _remove_all(self):
        """Remove what the test committed."""
        raise NotImplementedError
