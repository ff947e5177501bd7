# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The reminders of loans in a server process of their own, which is killed in the middle."""

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .kills import KillCase

LOANS = 40
CHUNK = 4
# The reminders of production, in chunks small and slow enough to be caught between two of them.
WORK = f"""
    lines = env['customer.archive.loan.line']
    levels = lines._get_notice_levels()
    own = [line.id for line in lines.browse(levels) if line.loan_id.purpose_note == mark]
    def remind(chunk):
        chunk._remind(levels)
        time.sleep(0.3)
    lines._sweep("Loan reminders", own, remind, size={CHUNK})
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledReminders(KillCase):
    """A kill sends nothing twice, and the next run tells who was not told (LE-10)."""

    def setUp(self):
        super().setUp()
        self.line_ids, self.partner_id = self._do(self._make_overdue_lines)

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
            """DELETE FROM mail_message WHERE id IN (
                   SELECT mail_message_id FROM mail_notification
                   WHERE res_partner_id = %(partner)s)""",
            "DELETE FROM customer_archive_loan_line WHERE id = ANY(%(ids)s)",
            "DELETE FROM customer_archive_loan WHERE purpose_note = %(mark)s",
            """DELETE FROM customer_archive_holding WHERE archive_id IN (
                   SELECT archive.id FROM customer_archive archive JOIN res_partner partner
                   ON partner.id = archive.partner_id WHERE partner.name = %(mark)s)""",
            "DELETE FROM customer_archive_document WHERE title = %(mark)s",
            """DELETE FROM customer_archive USING res_partner partner
               WHERE partner.id = partner_id AND partner.name = %(mark)s""",
        ):
            env.cr.execute(query, {
                'ids': self.line_ids, 'mark': self.mark, 'partner': self.partner_id,
            })
        for table in tables:
            env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        env['hr.employee'].search([('name', '=', self.mark)]).unlink()
        users = env['res.users'].search([('login', '=', self.mark)])
        users.active = False

    def _count(self, env):
        """Return how many lines are marked as told of, and how many were told of."""
        lines = env['customer.archive.loan.line'].browse(self.line_ids)
        told = env['mail.notification'].search([
            ('res_partner_id', '=', self.partner_id),
        ]).mail_message_id.mapped('body')
        named = [barcode for barcode in lines.mapped('barcode') for body in told if barcode in body]
        self.assertEqual(len(set(named)), len(named), "Nothing was told of twice")
        return len(lines.filtered('notice_level')), len(named)

    def test_a_killed_run_tells_nobody_twice(self):
        self._kill(WORK, lambda: self._do(self._count)[0])
        marked, told = self._do(self._count)
        self.assertEqual(marked, told, "Nothing is half done")
        self.assertTrue(0 < marked < LOANS, marked)

        self._do(lambda env: env['customer.archive.loan.line']._cron_remind())
        self.assertEqual(self._do(self._count), (LOANS, LOANS))
        due = self._do(lambda env: env['customer.archive.loan.line']._get_notice_levels())
        self.assertFalse(due.keys() & set(self.line_ids), "A second run finds nothing to do")
