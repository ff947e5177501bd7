# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time

from .communication_common import CommunicationCommon


class TestCommunicationContact(CommunicationCommon):
    """Customers with whom nobody talks are put on the archivist's list, once (CA-33)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_contact_days = 30
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.archive.write({'custodian_id': cls.archivist.id, 'opened_on': '2026-01-01'})
        cls.activity_type = cls.env.ref('customer_archive.mail_activity_type_contact')

    def _sweep(self, moment):
        with freeze_time(moment), self._counting_commits():
            self.env['customer.archive']._cron_ask_for_contact()
        return self._asked()

    def _asked(self):
        return self.archive.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.activity_type,
        )

    def test_somebody_is_asked_once_until_there_is_contact(self):
        self.assertFalse(self._sweep('2026-01-30 12:00:00'))
        # In Shanghai the 31st of January has begun.
        activity = self._sweep('2026-01-30 16:30:00')
        self.assertEqual((len(activity), activity.user_id), (1, self.archivist))
        self.assertEqual(self._sweep('2026-02-20 12:00:00'), activity)
        activity.unlink()
        self.assertFalse(self._sweep('2026-02-21 12:00:00'), "He was asked already")
        with freeze_time('2026-02-22 12:00:00'):
            self._log()
        self.assertFalse(self._sweep('2026-02-23 12:00:00'))
        self.assertFalse(self.archive.contact_asked_on)
        self.assertTrue(self._sweep('2026-04-01 12:00:00'))

    def test_contact_takes_it_off_the_list(self):
        self.assertTrue(self._sweep('2026-03-01 12:00:00'))
        with freeze_time('2026-03-02 12:00:00'):
            self._log()
        self.assertFalse(self._sweep('2026-03-03 12:00:00'))

    def test_done_the_call_is_the_contact(self):
        activity = self._sweep('2026-03-01 12:00:00')
        with freeze_time('2026-03-02 12:00:00'):
            activity.with_user(self.archivist).action_feedback(feedback="All is well")
            self.assertEqual(self._logged().source_id, activity.id)
        self.assertFalse(self._sweep('2026-03-03 12:00:00'))
        self.assertFalse(self.archive.contact_asked_on)

    def test_nobody_is_asked_where_the_company_does_not_want_it(self):
        self.company.archive_contact_days = 0
        self.assertFalse(self._sweep('2026-12-01 12:00:00'))

    def test_a_deputy_or_the_companys_archivist_is_asked_where_nobody_keeps_it(self):
        self.archive.custodian_id = False
        self.company.archive_custodian_id = self.office_manager
        self.assertEqual(self._sweep('2026-03-01 12:00:00').user_id, self.office_manager)

    def test_archives_that_are_no_longer_kept_are_left_alone(self):
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        self.assertFalse(self._sweep('2026-03-01 12:00:00'))
