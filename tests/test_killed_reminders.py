# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The reminders of loans in a server process of their own, which is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
import uuid

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, config

LOANS = 40
CHUNK = 4
# A real process on the same database: the reminders of production, in chunks small and slow enough
# to be caught between two of them.
PROCESS = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--no-http'])
with Registry(sys.argv[2]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {{}})
    lines = env['customer.archive.loan.line']
    levels = lines._get_notice_levels()
    own = [line.id for line in lines.browse(levels) if line.loan_id.purpose_note == sys.argv[3]]
    def remind(chunk):
        chunk._remind(levels)
        time.sleep(0.3)
    lines._sweep("Loan reminders", own, remind, size={chunk})
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledReminders(BaseCase):
    """A kill sends nothing twice, and the next run tells who was not told (LE-10)."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.mark = f'Kill {uuid.uuid4().hex[:10]}'
        self.line_ids, self.partner_id = self._do(self._make_overdue_lines)
        self.addCleanup(self._do, self._remove_all)

    def _do(self, work):
        """Do `work` in a transaction of its own and return what it returns."""
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _make_overdue_lines(self, env):
        user = env['res.users'].create({
            'name': self.mark, 'login': self.mark, 'notification_type': 'inbox',
        })
        employee = env['hr.employee'].create({'name': self.mark, 'user_id': user.id})
        archive = env['customer.archive'].create({
            'partner_id': env['res.partner'].create({'name': self.mark}).id,
        })
        document = env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': self.mark,
            'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        copies = env['customer.archive.holding'].create([
            {'archive_id': archive.id, 'document_id': document.id, 'kind': 'copy'},
        ] * LOANS)
        loans = env['customer.archive.loan'].create([{
            'borrower_id': employee.id, 'purpose_note': self.mark,
            'line_ids': [Command.create({'holding_id': copy.id})],
        } for copy in copies])
        env.flush_all()
        env.cr.execute(
            "UPDATE customer_archive_loan SET state = 'handed_over', verified_by_id = 2,"
            " approved_by_id = 2, handed_over_by_id = 2, confirmed_by_id = %s WHERE id = ANY(%s)",
            [user.id, loans.ids],
        )
        # Two hours late: the first notice since they are overdue.
        env.cr.execute(
            "UPDATE customer_archive_loan_line SET state = 'out', is_open = true,"
            " out_at = (now() AT TIME ZONE 'utc') - interval '1 day',"
            " due_at = (now() AT TIME ZONE 'utc') - interval '2 hours' WHERE loan_id = ANY(%s)",
            [loans.ids],
        )
        return loans.line_ids.ids, user.partner_id.id

    def _remove_all(self, env):
        """Remove what is otherwise kept for ever: the guards are the owner's of the tables."""
        tables = ('customer_archive_loan', 'customer_archive_loan_line')
        for table in tables:
            env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        for query in (
            """DELETE FROM mail_message WHERE model = 'customer.archive.loan' AND res_id IN (
                   SELECT id FROM customer_archive_loan WHERE purpose_note = %(mark)s)""",
            "DELETE FROM customer_archive_loan_line WHERE id = ANY(%(ids)s)",
            "DELETE FROM customer_archive_loan WHERE purpose_note = %(mark)s",
            """DELETE FROM customer_archive_holding WHERE archive_id IN (
                   SELECT archive.id FROM customer_archive archive JOIN res_partner partner
                   ON partner.id = archive.partner_id WHERE partner.name = %(mark)s)""",
            "DELETE FROM customer_archive_document WHERE title = %(mark)s",
            """DELETE FROM customer_archive USING res_partner partner
               WHERE partner.id = partner_id AND partner.name = %(mark)s""",
        ):
            env.cr.execute(query, {'ids': self.line_ids, 'mark': self.mark})
        for table in tables:
            env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        env['hr.employee'].search([('name', '=', self.mark)]).unlink()
        users = env['res.users'].search([('login', '=', self.mark)])
        users.active = False

    def _count(self, env):
        """Return how many lines are marked as told of, and how many loans were told of."""
        lines = env['customer.archive.loan.line'].browse(self.line_ids)
        told = env['mail.notification'].search([
            ('res_partner_id', '=', self.partner_id),
            ('mail_message_id.model', '=', 'customer.archive.loan'),
        ]).mail_message_id.mapped('res_id')
        self.assertEqual(len(set(told)), len(told), "No loan was told of twice")
        return len(lines.filtered('notice_level')), len(told)

    def _start(self):
        environment = {
            **os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path),
        }
        return subprocess.Popen(
            [sys.executable, '-c', PROCESS.format(chunk=CHUNK), config['config'], get_db_name(),
             self.mark],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def _wait_until_begun(self, process):
        """Wait until the process has committed some of its work."""
        deadline = time.monotonic() + 120
        while not self._do(self._count)[0]:
            self.assertIsNone(process.poll(), "The process ended by itself")
            self.assertLess(time.monotonic(), deadline, "The process did nothing")
            time.sleep(0.1)

    def test_a_killed_run_tells_nobody_twice(self):
        process = self._start()
        try:
            self._wait_until_begun(process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        marked, told = self._do(self._count)
        self.assertEqual(marked, told, "Nothing is half done")
        self.assertTrue(0 < marked < LOANS, marked)

        self._do(lambda env: env['customer.archive.loan.line']._cron_remind())
        self.assertEqual(self._do(self._count), (LOANS, LOANS))
        due = self._do(lambda env: env['customer.archive.loan.line']._get_notice_levels())
        self.assertFalse(due.keys() & set(self.line_ids), "A second run finds nothing to do")
