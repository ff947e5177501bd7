# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import COMPLAINT, MODELS, RelationCommon

# A Wednesday, ten o'clock in Shanghai.
WEDNESDAY = '2026-03-04 02:00:00'


@freeze_time(WEDNESDAY)
class TestCaseClock(RelationCommon):
    """Deadlines in working hours, and what the clock says of them (CA-48)."""

    def _tick(self, moment, model=COMPLAINT):
        with freeze_time(moment), self._counting_commits():
            self.env.invalidate_all()
            return self.env[model]._cron_clock()

    def _activities(self, case):
        return self.env['mail.activity'].sudo().search([
            ('res_model', '=', case._name), ('res_id', '=', case.id),
        ])

    # === DEADLINES === #

    def test_deadlines_are_so_many_working_hours_from_receipt_by_severity(self):
        for model in MODELS:
            for severity, response, settlement in (
                ('1', '2026-03-06 02:00:00', '2026-03-18 02:00:00'),
                ('2', '2026-03-05 02:00:00', '2026-03-11 02:00:00'),
                ('3', '2026-03-04 07:00:00', '2026-03-06 02:00:00'),
            ):
                with self.subTest(model=model, severity=severity):
                    case = self._receive(model=model, severity=severity)
                    self.assertEqual(
                        (str(case.response_deadline), str(case.deadline)), (response, settlement),
                    )

    def test_closed_days_and_nights_do_not_count(self):
        self.env['resource.calendar.leaves'].create({
            'name': "Closed", 'company_id': self.company.id,
            'calendar_id': self.company.resource_calendar_id.id,
            'date_from': '2026-03-04 16:00:00', 'date_to': '2026-03-05 15:59:59',
        })
        self.assertEqual(str(self._receive().response_deadline), '2026-03-06 02:00:00')
        with freeze_time('2026-03-06 15:00:00'):  # Friday night: Monday evening.
            self.assertEqual(str(self._receive().response_deadline), '2026-03-09 09:00:00')

    def test_without_working_time_every_hour_counts(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.assertEqual(str(self._receive().response_deadline), '2026-03-04 10:00:00')

    def test_the_form_follows_severity_and_receipt_until_somebody_decides_otherwise(self):
        form = Form(self.env[COMPLAINT].with_user(self.user))
        form.archive_id, form.title = self.archive, "The hall leaks"
        form.severity = '3'
        self.assertEqual(str(form.deadline), '2026-03-06 02:00:00')
        form.received_on = '2026-03-03 02:00:00'
        self.assertEqual(str(form.deadline), '2026-03-05 02:00:00')
        form.deadline = '2026-03-20 02:00:00'
        complaint = form.save()
        self.assertEqual(str(complaint.deadline), '2026-03-20 02:00:00')
        self.company.archive_settlement_hours_high = 24
        self.assertEqual(str(complaint.deadline), '2026-03-20 02:00:00')

    def test_who_changes_a_deadline_is_on_record(self):
        complaint = self._receive()
        complaint.title = "The hall leaks badly"
        self.assertFalse(self._entries(complaint, 'defer'))
        complaint.deadline = '2026-03-20 02:00:00'
        entry = self._entries(complaint, 'defer')
        self.assertEqual(entry.facts, {
            'deadline': ['2026-03-11 02:00:00', '2026-03-20 02:00:00'],
        })
        complaint.severity = '3'
        self.assertEqual(
            set(self._entries(complaint, 'defer')[-1].facts), {'deadline', 'response_deadline'},
        )
        with self.assertRaises(AccessError):
            complaint.with_user(self.technician).deadline = '2026-04-01'

    def test_what_cannot_be_is_refused(self):
        for vals, text in (
            ({'received_on': '2026-03-04 02:00:01'}, "received in the future"),
            ({'deadline': '2026-03-03 02:00:00'}, "due_after_receipt"),
            ({'response_deadline': '2026-03-03 02:00:00'}, "due_after_receipt"),
        ):
            with self.subTest(vals=vals), mute_logger('odoo.sql_db'), \
                    self.assertRaisesRegex(Exception, text), self.env.cr.savepoint():
                self._receive(**vals)

    def test_each_severity_has_hours(self):
        for vals in (
            {'archive_response_hours_low': 0}, {'archive_escalation_hours': 0},
            {'archive_settlement_hours_high': 1}, {'archive_rating_days': 0},
        ):
            with self.subTest(vals=vals), self.assertImpossible(), self.env.cr.savepoint():
                self.company.write(vals)

    # === RESPONSE === #

    def test_answering_the_customer_is_noted_once(self):
        complaint = self._receive()
        complaint.action_respond()
        self.assertEqual(str(complaint.responded_at), WEDNESDAY)
        self.assertEqual(complaint.next_deadline, complaint.deadline)
        with self.assertRefused("answered about", "already"):
            complaint.action_respond()
        with self.assertRaises(UserError):
            complaint.responded_at = '2026-03-01'
        self.assertEqual(self._entries(complaint, 'respond').archive, self.archive.name)

    def test_closing_answers_too(self):
        complaint = self._receive()
        with freeze_time('2026-03-12 02:00:00'):
            complaint._transition('close', reason="New seals")
            self.assertTrue(complaint.settled_late)
            self.assertFalse(complaint.is_late or complaint.next_deadline)
        self.assertEqual(str(complaint.responded_at), '2026-03-12 02:00:00')

    # === LATE AND OLD === #

    def test_it_is_late_once_a_moment_has_passed(self):
        complaint = self._receive()
        for moment, late in (
            ('2026-03-05 02:00:00', False), ('2026-03-05 02:00:01', True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(complaint.is_late, late)
                found = self.env[COMPLAINT].with_user(self.user).search([
                    ('is_late', '=', True), ('archive_id', '=', self.archive.id),
                ])
                self.assertEqual(found, complaint if late else found.browse())

    def test_what_is_open_is_grouped_by_its_age(self):
        ages = {'1': (0, 7), '2': (8, 30), '3': (31, 90), '4': (91, 400)}
        now = datetime.fromisoformat(WEDNESDAY)
        expected = {}
        for band, days in ages.items():
            for each in days:
                expected.setdefault(band, self.env[COMPLAINT])
                expected[band] |= self._receive(received_on=now - timedelta(days=each))
        self._receive()._transition('close', reason="New seals")
        mine = self.env[COMPLAINT].with_user(self.user)
        ours = [('archive_id', '=', self.archive.id)]
        counts = dict(mine._read_group(ours, ['age_band'], ['__count']))
        self.assertEqual(counts, {False: 1, '1': 2, '2': 2, '3': 2, '4': 2})
        for band, complaints in expected.items():
            self.assertEqual(set(complaints.mapped('age_band')), {band})
            self.assertEqual(mine.search([*ours, ('age_band', '=', band)]), complaints.sorted(
                lambda complaint: (complaint.deadline, -complaint.id),
            ))
        self.assertEqual(len(mine.search([*ours, ('age_band', '=', False)])), 1)
        self.assertTrue(mine.fields_get(['age_band'])['age_band']['groupable'])

    # === CLOCK === #

    def test_who_is_responsible_is_told_once_of_what_is_due_and_once_of_what_is_late(self):
        for model in MODELS:
            with self.subTest(model=model):
                case = self._receive(model=model, severity='1', responsible_id=self.other_user.id)
                self.assertEqual(self._tick('2026-03-04 12:00:00', model).due, 0)
                self.assertEqual(self._tick('2026-03-05 12:00:00', model).done, 1)
                activity = self._activities(case)
                self.assertEqual(activity.user_id, self.other_user)
                self.assertIn("Due", activity.summary)
                self.assertEqual(str(activity.date_deadline), '2026-03-06')
                self.assertEqual(self._tick('2026-03-05 12:00:00', model).due, 0)
                self.assertEqual(self._tick('2026-03-06 03:00:00', model).done, 1)
                self.assertIn("Late", self._activities(case).summary)
                self.assertEqual(self._tick('2026-03-06 03:00:00', model).due, 0)
                self.assertEqual(len(self._entries(case, 'late')), 1)

    def test_what_stays_late_for_too_many_working_hours_is_told_to_the_superior(self):
        employee = self.user.employee_ids
        employee.parent_id = self.technician.employee_ids
        complaint = self._receive(severity='3')  # To be answered on Wednesday, 15 o'clock.
        self._tick('2026-03-05 06:59:59')
        self.assertEqual(self._activities(complaint).user_id, self.user)
        self.assertEqual(self._tick('2026-03-05 07:00:01').done, 1)
        self.assertEqual(self._activities(complaint).user_id, self.technician)
        self.assertEqual(len(self._entries(complaint, 'escalated')), 1)
        self.assertEqual(self._tick('2026-03-09 07:00:01').due, 0)

    def test_without_a_superior_the_office_manager_is_told(self):
        complaint = self._receive(severity='3')
        self._tick('2026-03-06 07:00:01')
        self.assertEqual(self._activities(complaint).user_id, self.office_manager)

    def test_for_who_left_his_superior_is_told(self):
        complaint = self._receive(responsible_id=self.other_user.id)
        self.other_user.active = False
        self.assertTrue(complaint.responsible_left)
        self.assertIn(complaint, self.env[COMPLAINT].with_user(self.archivist).search([
            ('responsible_left', '=', True),
        ]))
        self._tick('2026-03-05 02:00:01')
        self.assertEqual(self._activities(complaint).user_id, self.office_manager)
        with self.assertRefused("does not work here"):
            self._receive(responsible_id=self.other_user.id)
        complaint.with_user(self.archivist).responsible_id = self.user
        self.assertFalse(complaint.responsible_left)

    def test_the_clock_tells_nobody_who_is_not_cleared(self):
        archive = self._open_archive(confidentiality='3')
        complaint = self.env[COMPLAINT].create({
            'archive_id': archive.id, 'title': "It leaks", 'severity': '3',
            'responsible_id': self.user.id,
        })
        self.user.employee_ids.parent_id = self.technician.employee_ids
        self._tick('2026-03-06 07:00:01')
        activity = self._activities(complaint)
        self.assertEqual(activity.user_id, self.office_manager)
        self.assertFalse(complaint.message_partner_ids)

    def test_another_deadline_is_told_anew_and_what_is_settled_never(self):
        complaint = self._receive()
        self._tick('2026-03-05 02:00:01')
        self.assertEqual(complaint.clock_notice, 'late')
        with freeze_time('2026-03-05 02:00:01'):
            complaint.action_respond()
            self.assertFalse(self._activities(complaint))
        self.assertFalse(complaint.clock_notice)
        self._tick('2026-03-10 03:00:00')
        self.assertEqual(complaint.clock_notice, 'due')
        with freeze_time('2026-03-10 03:00:00'):
            complaint._transition('close', reason="New seals")
        self.assertFalse(self._activities(complaint))
        self.assertEqual(self._tick('2026-04-10 03:00:00').due, 0)
