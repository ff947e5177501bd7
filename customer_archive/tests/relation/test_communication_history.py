# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...models.relation.communication import history
from .communication_common import CommunicationCommon


class TestCommunicationHistory(CommunicationCommon):
    """What was said before enters afterwards: in chunks, once, and after a kill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls._create_customer(name="Late", email="late@late.example.com")
        cls.messages = cls.env['mail.message'].create([
            {'message_type': 'email', 'author_id': cls.late.id, 'body': "X",
             'model': 'res.partner', 'res_id': cls.late.id, 'date': f'2025-0{month}-01 08:00:00',
             'record_company_id': cls.company.id}
            for month in range(1, 6)
        ])
        cls.archives = cls.env['customer.archive']

    def _settle(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM customer_archive_history"))
        self.env.invalidate_all()

    def test_an_archive_that_is_opened_later_gets_its_history(self):
        self._settle()
        archive = self._open_archive(self.late)
        self.assertTrue(archive.history_pending)
        self.assertFalse(self._logged(archive))
        with self._counting_commits() as commit:
            result = self.archives._cron_enter_history()
        self.assertEqual((result.due, result.done), (1, 1))
        self.assertTrue(commit.called)
        self.assertEqual(set(self._logged(archive).mapped('source_id')), set(self.messages.ids))
        self.assertFalse(archive.history_pending)
        with self._counting_commits():
            self.assertEqual(self.archives._cron_enter_history().due, 0)
        archive.with_user(self.archivist).action_enter_history()
        with self._counting_commits():
            self.archives._cron_enter_history()
        self.assertEqual(len(self._logged(archive)), len(self.messages))

    def test_it_goes_on_where_it_ran_out_of_time(self):
        self._settle()
        later = self._create_customer(name="Later")
        self.messages[-1].author_id = later
        first, second = self._open_archive(self.late), self._open_archive(later)
        with patch.object(history, '_CHUNK', 1):
            with self._counting_commits(left=[1, 1, 0]):
                self.archives._cron_enter_history()
            self.assertEqual((first.history_pending, second.history_pending), (False, True))
            with self._counting_commits():
                self.archives._cron_enter_history()
        self.assertFalse((first | second).filtered('history_pending'))

    def test_of_many_only_those_are_looked_at_who_ever_said_something(self):
        self._settle()
        archive, silent = self._open_archive(self.late), self._open_archive()
        with patch.object(history, '_CHUNK', 1), self._counting_commits():
            result = self.archives._cron_enter_history()
        self.assertEqual((result.due, result.done), (1, 1))
        self.assertEqual(len(self._logged(archive)), len(self.messages))
        self.assertFalse((archive | silent).filtered('history_pending'))

    def test_meetings_and_calls_of_before_enter_too(self):
        contact = self.env['res.partner'].create({'name': "Wu", 'parent_id': self.late.id})
        event = self.env['calendar.event'].with_context(no_mail_to_attendees=True).create({
            'name': "Visit", 'start': '2025-02-01 08:00:00', 'stop': '2025-02-01 09:00:00',
            'partner_ids': contact.ids, 'user_id': self.user.id,
        })
        call = contact.activity_schedule('mail.mail_activity_data_call', user_id=self.user.id)
        call.action_done()
        archive = self._open_archive(self.late)
        archive._enter_history()
        entries = self._logged(archive).filtered(lambda entry: entry.way != 'mail')
        self.assertEqual({(entry.way, entry.source_id) for entry in entries},
                         {('meeting', event.id), ('phone', call.id)})

    def test_only_archivists_start_it(self):
        for user in (self.user, self.collector, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.archive.with_user(user).action_enter_history()
        self._settle()
        wizard = self.env['customer.archive.communication.fill'].with_user(
            self.archivist,
        ).create({})
        self.assertEqual((wizard.pending, wizard.progress), (0, 100))
        wizard.action_start()
        self.assertTrue(self.archive.history_pending)
        wizard.invalidate_recordset()
        self.assertEqual(wizard.pending, wizard.total)

    def test_a_merged_contact_brings_its_talks_along(self):
        self._settle()
        entry = self._log()
        self.env['base.partner.merge.automatic.wizard'].create({
            'dst_partner_id': self.customer.id,
        })._merge((self.customer | self.late).ids, self.customer)
        self.assertTrue(self.archive.history_pending)
        with self._counting_commits():
            self.archives._cron_enter_history()
        self.assertEqual(len(self._logged()), len(self.messages) + 1)
        self.assertIn(entry, self._logged())

    def test_a_contact_who_comes_to_a_customer_brings_his_talks_along(self):
        self._settle()
        self.late.write({'parent_id': self.customer.id, 'is_company': False})
        with self._counting_commits():
            self.archives._cron_enter_history()
        self.assertEqual(set(self._logged().mapped('source_id')), set(self.messages.ids))

    def test_what_was_said_while_an_archive_was_closed_enters_when_it_is_reopened(self):
        archive = self._open_archive(self.late)
        self._formalise(archive)
        archive.with_user(self.archivist)._transition('close', reason="No longer used")
        archive._enter_history()
        self.assertFalse(self._logged(archive))
        archive.with_user(self.archivist)._transition('reopen', reason="He is back")
        with self._counting_commits():
            self.archives._cron_enter_history()
        self.assertEqual(len(self._logged(archive)), len(self.messages))

    def test_a_merged_customer_takes_his_archive_along(self):
        entry = self._log(partner_ids=(self.contact | self.customer).ids)
        self.env['base.partner.merge.automatic.wizard'].create({
            'dst_partner_id': self.late.id,
        })._merge((self.customer | self.late).ids, self.late)
        self.env.invalidate_all()
        self.assertEqual(entry.archive_id.partner_id, self.late)
        self.assertEqual(entry.partner_ids, self.contact | self.late)

    def test_a_partner_that_is_its_own_parent_does_not_matter(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET parent_id = id WHERE id = %s", [self.late.id])
        self.env.invalidate_all()
        archive = self._open_archive(self._create_customer(name="Other"))
        self.env.cr.execute(
            "UPDATE customer_archive SET partner_id = %s WHERE id = %s",
            [self.late.id, archive.id],
        )
        archive._enter_history()
        self.assertEqual(len(self._logged(archive)), len(self.messages))

    def test_what_follows_the_archive_follows_in_what_entered_by_itself(self):
        archive = self._open_archive(self.late, confidentiality='2')
        archive._enter_history()
        entries = self._logged(archive)
        self.assertEqual(set(entries.mapped('confidentiality')), {'2'})
        archive.with_user(self.archivist).sudo().write({
            'confidentiality': '1', 'department_id': self.other_department.id,
        })
        self.assertEqual(entries.department_id, self.other_department)
        self.assertEqual(set(entries.mapped('confidentiality')), {'1'})
