# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.customer_archive_lending.models.circulation import reminder

from .circulation_common import CirculationCommon


class TestReminder(CirculationCommon):
    """Notices before and after the due time, by level, none twice, none after return (LE-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.superior = cls.sub_user.employee_ids
        cls.borrower.parent_id = cls.superior
        with freeze_time('2026-03-04 01:00:00'):
            cls.in_house = cls._lend(cls.original).line_ids
            cls.outside = cls._lend(cls.copy_1, place='outside').line_ids

    def _remind(self, moment):
        """Run the reminders at a moment; return how many lines they told of."""
        with freeze_time(moment), self._counting_commits():
            result = self.env['customer.archive.loan.line']._cron_remind()
        self.assertFalse(result.failed)
        return result.done

    def _levels(self):
        self.env.invalidate_all()
        return self.in_house.notice_level, self.outside.notice_level

    def test_in_the_house_he_is_reminded_an_hour_before(self):
        """Closing time is 18 in Shanghai, 10 in UTC."""
        self.assertEqual(self._remind('2026-03-04 08:59:00'), 0)
        self.assertEqual(self._remind('2026-03-04 09:00:00'), 1)
        self.assertEqual(self._levels(), (reminder.BEFORE, 0))
        [subject] = self._told(self.user.partner_id)
        self.assertIn(self.original.barcode, subject)
        self.assertIn("6:00", subject)
        self.assertNotIn(self.archive.partner_id.name, subject)
        self.assertNotIn(self.document.title, subject)

    def test_what_is_due_is_overdue_the_same_evening(self):
        """LE-03."""
        self._remind('2026-03-04 10:00:00')
        self.assertEqual(self._levels(), (reminder.DUE, 0))
        self._remind('2026-03-04 11:00:00')
        self.assertEqual(self._levels(), (reminder.OVERDUE, 0))
        with freeze_time('2026-03-04 10:30:00'):
            self.env.invalidate_all()
            self.assertTrue(self.in_house.is_overdue)
        self.assertIn("is overdue", self._told(self.user.partner_id)[-1])
        self.assertFalse(self._told(self.superior.user_id.partner_id))

    def test_outside_he_is_reminded_a_day_before(self):
        self._take_back(self.in_house)
        self.assertEqual(self._remind('2026-03-12 09:59:00'), 0)
        self.assertEqual(self._remind('2026-03-12 10:00:00'), 1)
        self.assertEqual(self._levels()[1], reminder.BEFORE)

    def test_the_superior_and_then_the_office_manager_are_told_as_well(self):
        self._remind('2026-03-04 11:00:00')
        self._remind('2026-03-07 10:00:00')
        self.assertEqual(self._levels()[0], reminder.SUPERIOR)
        self.assertEqual(len(self._told(self.superior.user_id.partner_id)), 1)
        self.assertFalse(self._told(self.office_manager.partner_id))
        self._remind('2026-03-11 10:00:00')
        self.assertEqual(self._levels()[0], reminder.MANAGER)
        self.assertEqual(len(self._told(self.office_manager.partner_id)), 1)
        self.assertEqual(len(self._told(self.superior.user_id.partner_id)), 2)
        self.assertFalse(self._told(self.other_archivist.partner_id))

    def test_each_level_is_told_once(self):
        for _run in range(3):
            self._remind('2026-03-04 11:00:00')
        self.assertEqual(len(self._told(self.user.partner_id)), 1)
        self.assertEqual(self._remind('2026-03-04 23:00:00'), 0)

    def test_who_was_not_reminded_in_time_gets_the_highest_notice_only(self):
        self._remind('2026-03-20 10:00:00')
        self.assertEqual(self._levels(), (reminder.MANAGER, reminder.MANAGER))
        self.assertEqual(self._told(self.user.partner_id), ["2 holdings are due or overdue."])
        self.assertEqual(self._remind('2026-04-20 10:00:00'), 0)

    def test_who_has_several_things_is_told_once_and_each_of_them_is_named(self):
        for user in (self.user, self.office_manager):
            user.notification_type = 'inbox'
        self._remind('2026-03-20 10:00:00')
        for user in (self.user, self.office_manager, self.superior.user_id):
            with self.subTest(user=user.login):
                [message] = self.env['mail.notification'].search([
                    ('res_partner_id', '=', user.partner_id.id),
                ]).mail_message_id
                for barcode in (self.original.barcode, self.copy_1.barcode):
                    self.assertIn(barcode, message.body)
                self.assertNotIn(self.archive.partner_id.name, message.body)
                self.assertEqual(
                    (message.model, message.res_id), ('res.partner', user.partner_id.id),
                )

    def test_who_looks_at_his_screen_is_told_there(self):
        self.user.notification_type = 'inbox'
        self.env['mail.presence'].create({'user_id': self.user.id, 'status': 'online'})
        sent = self.env.registry['res.users']
        told = []
        self.patch(sent, '_bus_send', lambda user, name, *args, **kwargs: told.append(name))
        self._remind('2026-03-04 11:00:00')
        self.assertIn('mail.message/inbox', told)
        self.assertEqual(len(self._told(self.user.partner_id)), 1)

    def test_after_return_nobody_is_told(self):
        with freeze_time('2026-03-04 10:30:00'):
            self._take_back(self.in_house)
            self._take_back(self.outside)
        self.assertEqual(self._remind('2026-03-20 10:00:00'), 0)
        self.assertFalse(self._told(self.user.partner_id))

    def test_who_returns_while_the_run_is_on_is_not_told(self):
        lines = self.in_house | self.outside
        with freeze_time('2026-03-20 10:00:00'):
            levels = lines._get_notice_levels()
            self._take_back(self.in_house)
            lines.sudo()._remind(levels)
        self.assertFalse(self._told(self.user.partner_id, self.original.barcode))
        self.assertEqual(len(self._told(self.user.partner_id)), 1)

    def test_a_renewal_begins_anew(self):
        self._remind('2026-03-12 10:00:00')
        with freeze_time('2026-03-12 11:00:00'):
            self.outside.with_user(self.user).action_renew()
        self.assertEqual(self._levels()[1], 0)
        self.assertEqual(self._remind('2026-03-13 12:00:00'), 0)

    def test_nobody_is_reminded_of_what_he_was_just_handed(self):
        with freeze_time('2026-03-04 09:30:00'):
            late = self._lend(self.copy_2).line_ids
        self._remind('2026-03-04 09:45:00')
        self.assertEqual((late.notice_level, self.in_house.notice_level), (0, reminder.BEFORE))

    def test_a_borrower_without_login_is_written_to(self):
        self.clerk.work_email = 'clerk@example.com'
        self.company.archive_loan_oral_alone = True
        with freeze_time('2026-03-04 01:00:00'):
            self._lend(self.copy_2, user=self.archivist, borrower_id=self.clerk.id)
        self._remind('2026-03-04 11:00:00')
        self.assertEqual(len(self._told(self.clerk.work_contact_id)), 1)

    def test_the_last_day_of_february(self):
        with freeze_time('2028-02-29 01:00:00'):
            line = self._lend(
                self.copy_2, user=self.technician, borrower_id=self.tech_borrower.id,
            ).line_ids
        self._remind('2028-02-29 11:00:00')
        self.assertEqual(line.notice_level, reminder.OVERDUE)

    def test_one_record_that_fails_does_not_stop_the_others(self):
        loans = self.env.registry['customer.archive.loan']
        describe = loans._describe_notice

        def fail_once(loan, level, lines):
            if loan == self.in_house.loan_id:
                raise ValueError("No mail today")
            return describe(loan, level, lines)
        self.patch(loans, '_describe_notice', fail_once)
        with freeze_time('2026-03-20 10:00:00'), self._counting_commits(), mute_logger(
            'odoo.addons.customer_archive.models.mechanism.sweep',
        ):
            result = self.env['customer.archive.loan.line']._cron_remind()
        self.assertEqual(result.failed, tuple(self.in_house.ids))
        self.assertEqual(self._levels(), (0, reminder.MANAGER))
