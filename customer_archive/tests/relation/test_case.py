# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time

from ..common import ArchiveCommon

MODELS = ('customer.archive.complaint', 'customer.archive.service')


class TestCase(ArchiveCommon):
    """What customers bring: received, due, closed with a result, reopened with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()

    def _receive(self, user=None, model=MODELS[0], **vals):
        return self.env[model].with_user(user or self.user).create({
            'archive_id': self.archive.id, 'title': "The hall leaks", **vals,
        })

    def test_an_employee_of_the_department_enters_what_a_customer_brings(self):
        for model, prefix, deadline in zip(
            MODELS, ('TS-', 'SV-'), ('2026-03-11', '2026-03-18'), strict=True,
        ):
            with self.subTest(model=model), freeze_time('2026-03-04 02:00:00'):
                form = Form(self.env[model].with_user(self.user))
                form.archive_id = self.archive
                form.title = "The hall leaks"
                case = form.save()
                self.assertTrue(case.name.startswith(prefix))
                self.assertEqual((case.state, case.responsible_id, str(case.deadline)),
                                 ('open', self.user, deadline))
                self.assertEqual(self._entries(case, 'open').archive, self.archive.name)

    def test_it_is_closed_with_a_result_only_and_stays_as_it_is(self):
        complaint = self._receive(responsible_id=self.technician.id)
        mine = complaint.with_user(self.technician)
        dialog = mine.action_close()
        self.assertEqual(dialog['res_model'], 'customer.archive.reason')
        with self.assertRefused("needs a reason"):
            mine._transition('close', reason=" ")
        with freeze_time('2026-03-04 20:00:00'):
            mine._transition('close', reason="New seals")
        self.assertEqual((complaint.state, complaint.result, complaint.closed_by_id),
                         ('closed', "New seals", self.technician))
        self.assertEqual(
            complaint.closed_on,
            self.company._get_archive_day(fields.Datetime.to_datetime('2026-03-04 20:00:00')),
        )
        for values in ({'title': "Nothing"}, {'deadline': '2030-01-01'}):
            with self.subTest(values=values), self.assertRefused("reopen it first"):
                complaint.sudo().write(values)
        with self.assertRefused("cannot be set by hand"):
            complaint.sudo().write({'result': "Nothing"})
        with self.assertRefused("kept for ever"):
            complaint.sudo().unlink()

    def test_it_is_reopened_with_a_reason_and_has_no_result_until_it_is_closed_again(self):
        complaint = self._receive()
        complaint._transition('close', reason="New seals")
        with self.assertRefused("needs a reason"):
            complaint._transition('reopen')
        complaint._transition('reopen', reason="It leaks again")
        self.assertEqual(complaint.state, 'open')
        self.assertFalse(complaint.result or complaint.closed_on or complaint.closed_by_id)
        complaint.title = "The hall leaks again"
        self.assertEqual(self._entries(complaint).mapped('event'), ['open', 'close', 'reopen'])

    def test_nothing_is_closed_without_a_result_below_the_orm(self):
        complaint = self._receive()
        self.env.flush_all()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_complaint SET state = 'closed' WHERE id = %s",
                [complaint.id],
            )

    def test_who_reads_the_archive_reads_it_and_who_is_responsible_settles_it(self):
        complaint = self._receive(user=self.archivist, responsible_id=self.other_user.id)
        for user in (self.user, self.other_user, self.auditor, self.general_manager):
            with self.subTest(user=user.login):
                self.assertEqual(complaint.with_user(user).title, "The hall leaks")
        for user in (self.user, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user)._transition('close', reason="Done")
        for user in (self.other_collector, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user).read(['title'])
        complaint.with_user(self.other_user)._transition('close', reason="New seals")
        self.assertEqual(complaint.state, 'closed')

    def test_nobody_enters_it_where_he_reads_no_archive(self):
        for user in (self.other_user, self.outsider, self.auditor, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._receive(user=user)

    def test_it_stays_with_its_archive_and_names_a_volume_of_it(self):
        complaint = self._receive()
        with self.assertRefused("belongs to", self.archive.name):
            complaint.with_user(self.archivist).archive_id = self._open_archive()
        with self.assertRefused("another archive"):
            complaint.with_user(self.archivist).volume_id = self._create_volume()
        complaint.with_user(self.archivist).volume_id = self._create_volume(self.archive)

    def test_an_archive_that_is_no_longer_kept_takes_none_in(self):
        complaint = self._receive()
        complaint._transition('close', reason="New seals")
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        with self.assertRefused("no longer kept"):
            self._receive(user=self.archivist)
        with self.assertRefused("no longer kept"):
            complaint.with_user(self.archivist)._transition('reopen', reason="Again")

    def test_it_is_late_after_its_deadline(self):
        complaint = self._receive(deadline='2026-03-04')
        for moment, late in (('2026-03-04 12:00:00', False), ('2026-03-05 12:00:00', True)):
            with freeze_time(moment):
                complaint.invalidate_recordset()
                self.assertEqual(complaint.is_late, late)

    def test_a_confidential_one_is_closed_to_who_has_not_said_what_for(self):
        archive = self._open_archive(confidentiality='2')
        complaint = self.env[MODELS[0]].create({
            'archive_id': archive.id, 'title': "It leaks", 'responsible_id': self.archivist.id,
        })
        with self.assertRaises(AccessError):
            complaint.with_user(self.user).read(['title'])
        self._state_purpose(self.archivist, archive)
        self.assertEqual(complaint.with_user(self.archivist).title, "It leaks")

    def test_the_archive_counts_what_is_open(self):
        self._receive()
        self._receive(model=MODELS[1])
        self._receive()._transition('close', reason="New seals")
        archive = self.archive.with_user(self.user)
        self.assertEqual((archive.open_complaint_count, archive.open_service_count), (1, 1))
        for action in (archive.action_view_complaints(), archive.action_view_services()):
            self.assertEqual(action['domain'], [('archive_id', '=', archive.id)])

    def test_gated_columns_are_nobodys(self):
        with self.assertRaises(UserError):
            self._receive(closed_on='2026-01-01')
        with self.assertRaises(UserError):
            self._receive(state='closed')
