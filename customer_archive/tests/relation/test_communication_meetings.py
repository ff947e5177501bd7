# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time

from .communication_common import CommunicationCommon


class TestCommunicationMeetings(CommunicationCommon):
    """Meetings that are over, and calls that are done, enter by themselves, once (CA-40)."""

    def _meet(self, partners, hours=-2, user=None, **vals):
        start = fields.Datetime.now() + timedelta(hours=hours)
        user = user or self.user
        return self.env['calendar.event'].with_user(user).with_context(
            no_mail_to_attendees=True,
        ).create({
            'name': "Visit of the hall", 'start': start, 'stop': start + timedelta(hours=1),
            'partner_ids': [Command.set((partners | user.partner_id).ids)], **vals,
        })

    def _call(self, record):
        """Put a call on the list of the user, who may do it whatever else he may."""
        return record.activity_schedule(
            'mail.mail_activity_data_call', summary="Ask for the hall", user_id=self.user.id,
        ).with_user(self.user)

    def test_a_meeting_is_in_the_log_once_it_is_over(self):
        event = self._meet(self.contact, hours=1)
        self.assertFalse(self._logged())
        with freeze_time(event.stop + timedelta(minutes=1)):
            self.env['calendar.event']._cron_enter_meetings()
            self.env['calendar.event']._cron_enter_meetings()
        entry = self._logged()
        self.assertEqual((entry.way, entry.direction, entry.at, entry.source_id),
                         ('meeting', False, event.start, event.id))
        self.assertEqual((entry.partner_ids, entry.user_ids), (self.contact, self.user))
        self.assertIn("Visit of the hall", entry.with_user(self.user).summary)

    def test_a_meeting_that_is_written_down_afterwards_is_in_the_log_at_once(self):
        event = self._meet(self.contact)
        self.assertEqual(self._logged().source_id, event.id)

    def test_a_meeting_of_forty_people_of_two_customers_is_in_both_logs(self):
        other = self._open_archive()
        people = self.env['res.partner'].create([
            {'name': f"P{number}", 'parent_id': (
                self.customer if number % 2 else other.partner_id).id}
            for number in range(40)
        ])
        self._meet(people)
        self.assertEqual((len(self._logged()), len(self._logged(other))), (1, 1))
        self.assertEqual(self._logged().partner_ids, people[1::2].sorted())
        self.assertEqual(self._logged(other).partner_ids, people[::2].sorted())

    def test_who_declined_was_not_there(self):
        event = self._meet(self.contact, hours=1)
        event.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.contact,
        ).sudo().write({'state': 'declined'})
        with freeze_time(event.stop + timedelta(minutes=1)):
            self.env['calendar.event']._cron_enter_meetings()
        self.assertFalse(self._logged())

    def test_a_meeting_that_was_cancelled_is_none(self):
        event = self._meet(self.contact, hours=1)
        event.active = False
        with freeze_time(event.stop + timedelta(minutes=1)):
            self.env['calendar.event']._cron_enter_meetings()
        self.assertFalse(self._logged())

    def test_an_attendee_who_is_named_later_counts(self):
        event = self._meet(self.env['res.partner'])
        self.assertFalse(self._logged())
        event.with_context(no_mail_to_attendees=True).partner_ids |= self.contact
        self.assertEqual(self._logged().partner_ids, self.contact)

    def test_what_a_private_meeting_is_about_stays_private(self):
        self._meet(self.contact, privacy='private')
        entry = self._logged()
        self.assertIn("Visit of the hall", entry.with_user(self.user).summary)
        self.env.invalidate_all()  # Another request.
        self.assertNotIn("Visit", entry.with_user(self.technician).summary)

    def test_a_meeting_stays_with_the_companies_of_who_called_it(self):
        other = self._open_archive(
            self.customer, company_id=self.other_company.id, department_id=False,
        )
        self._meet(self.contact)
        self.assertEqual((len(self._logged()), len(self._logged(other))), (1, 0))

    def test_a_call_that_is_done_is_in_the_log(self):
        for record in (self.contact, self.archive):
            with self.subTest(record=record):
                before = self._logged()
                activity = self._call(record)
                self.assertEqual(self._logged(), before)
                activity.action_feedback(feedback="They need a roof")
                entry = self._logged() - before
                self.assertEqual((entry.way, entry.direction, entry.source_id),
                                 ('phone', 'out', activity.id))
                self.assertEqual(entry.user_ids, self.user)
                self.env.invalidate_all()
                self.assertIn("They need a roof", entry.with_user(self.user).summary)

    def test_a_call_that_was_given_up_is_none(self):
        self._call(self.contact).unlink()
        self.contact.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.user.id,
        ).with_user(self.user).action_done()
        self.assertFalse(self._logged())

    def test_a_call_on_a_record_that_names_the_customer_counts(self):
        order = self.env['sale.order'].create({
            'partner_id': self.contact.id, 'company_id': self.company.id,
        })
        foreign = self.env['sale.order'].create({
            'partner_id': self.contact.id, 'company_id': self.other_company.id,
        })
        for record in (order, foreign):
            record.activity_schedule('mail.mail_activity_data_call').action_done()
        self.assertEqual(self._logged().partner_ids, self.contact)
