# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import SIGNATURE, LendingCommon, at


class TestDue(LendingCommon):
    """When what is lent is due (LE-03, LE-12, ND-26). Closing time is 18 in Shanghai, 10 in UTC."""

    def _closing(self, moment):
        return self.company._get_archive_closing(at(moment)).isoformat()

    def test_in_the_house_it_is_due_at_closing_time_of_the_same_day(self):
        self.assertEqual(self._closing('2026-03-04T02:00'), '2026-03-04T10:00:00')
        self.assertEqual(self._closing('2026-03-04T09:59:59'), '2026-03-04T10:00:00')

    def test_before_opening_it_is_due_the_same_day(self):
        # Seven in the morning of Thursday in Shanghai is still Wednesday in UTC.
        self.assertEqual(self._closing('2026-03-04T23:00'), '2026-03-05T10:00:00')

    def test_after_closing_it_is_due_on_the_next_opening_day(self):
        self.assertEqual(self._closing('2026-03-04T10:00'), '2026-03-05T10:00:00')
        self.assertEqual(self._closing('2026-03-06T11:00'), '2026-03-09T10:00:00')

    def test_on_a_closed_day_it_is_due_on_the_next_opening_day(self):
        self.assertEqual(self._closing('2026-03-07T04:00'), '2026-03-09T10:00:00')

    def test_public_holidays_are_closed_days(self):
        self._close('2026-03-04T16:00', '2026-03-05T15:59:59')
        self.assertEqual(self._closing('2026-03-05T02:00'), '2026-03-06T10:00:00')

    def test_a_free_afternoon_closes_earlier(self):
        self._close('2026-03-05T04:00', '2026-03-05T15:59:59')
        self.assertEqual(self._closing('2026-03-05T02:00'), '2026-03-05T04:00:00')

    def test_the_holiday_of_another_company_does_not_count(self):
        leave = self.env['resource.calendar.leaves'].with_company(self.other_company).create({
            'name': "Theirs", 'calendar_id': False,
            'date_from': at('2026-03-04T16:00'), 'date_to': at('2026-03-05T15:59:59'),
        })
        self.assertEqual(leave.company_id, self.other_company)
        self.assertEqual(self._closing('2026-03-05T02:00'), '2026-03-05T10:00:00')

    def test_make_up_working_days_are_open(self):
        """调休: a Saturday on which the company works until half past five."""
        self.env['customer.archive.workday'].create({
            'date': '2026-03-07', 'company_id': self.company.id, 'hour_to': 17.5,
        })
        self.assertEqual(self._closing('2026-03-07T02:00'), '2026-03-07T09:30:00')
        self.assertEqual(self._closing('2026-03-06T11:00'), '2026-03-07T09:30:00')
        self.assertEqual(self._closing('2026-03-07T09:30'), '2026-03-09T10:00:00')

    def test_a_make_up_working_day_within_a_holiday_is_open(self):
        self._close('2026-03-03T16:00', '2026-03-08T15:59:59')
        self.env['customer.archive.workday'].create({
            'date': '2026-03-05', 'company_id': self.company.id, 'hour_to': 24,
        })
        self.assertEqual(self._closing('2026-03-04T02:00'), '2026-03-05T16:00:00')

    def test_the_last_day_of_february_and_of_the_year(self):
        # 29 February 2028 is a Tuesday, 31 December 2026 a Thursday, and new year's day is off.
        self.assertEqual(self._closing('2028-02-28T11:00'), '2028-02-29T10:00:00')
        self.assertEqual(self._closing('2028-02-29T10:00'), '2028-03-01T10:00:00')
        self._close('2026-12-31T16:00', '2027-01-01T15:59:59')
        self.assertEqual(self._closing('2026-12-31T02:00'), '2026-12-31T10:00:00')
        self.assertEqual(self._closing('2026-12-31T10:00'), '2027-01-04T10:00:00')

    def test_the_day_is_the_companys_not_the_servers(self):
        """A company in another time zone, where the day is still the one before."""
        self.company.resource_calendar_id = self._create_calendar('America/Los_Angeles')
        # Wednesday, 03:00 UTC is Tuesday, 19:00 in Los Angeles: closed since an hour.
        self.assertEqual(self._closing('2026-03-04T03:00'), '2026-03-05T02:00:00')
        # In summer closing time is an hour earlier in UTC.
        self.assertEqual(self._closing('2026-07-01T15:00'), '2026-07-02T01:00:00')

    def test_the_clocks_change_over_the_weekend(self):
        self.company.resource_calendar_id = self._create_calendar('Europe/Berlin')
        self.assertEqual(self._closing('2026-03-27T18:00'), '2026-03-30T16:00:00')

    def test_a_company_without_hours_closes_at_its_usual_time(self):
        self.company.resource_calendar_id = False
        self.company.partner_id.tz = 'Asia/Shanghai'
        self.company.archive_closing_hour = 17.5
        self.assertEqual(self._closing('2026-03-04T02:00'), '2026-03-04T09:30:00')
        self.assertEqual(self._closing('2026-03-07T02:00'), '2026-03-09T09:30:00')

    def test_a_company_that_never_opens_says_so(self):
        self.company.resource_calendar_id.attendance_ids = [Command.clear()]
        with self.assertRefused("has no opening day"):
            self._closing('2026-03-04T02:00')

    def test_closings_are_many_where_many_are_asked_for(self):
        closings = self.company._get_archive_closings(at('2026-03-04T02:00'), 300)
        self.assertEqual(len(closings), 300)
        self.assertEqual(closings, sorted(set(closings)))

    # === LOANS === #

    @freeze_time('2026-03-04 02:00:00')
    def test_a_copy_that_leaves_is_due_after_some_working_days(self):
        """LE-12: seven, and the day itself does not count."""
        line = self._lend(self.copy_1, place='outside').line_ids
        self.assertEqual(line.due_at, at('2026-03-13T10:00'))

    def test_it_is_overdue_that_evening_and_not_the_next_day(self):
        """LE-03."""
        with freeze_time('2026-03-04 02:00:00'):
            loan = self._lend(self.original)
        overdue = [('is_overdue', '=', True), ('id', '=', loan.line_ids.id)]
        for moment, late in (('2026-03-04 10:00:00', False), ('2026-03-04 10:00:01', True)):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(loan.line_ids.is_overdue, late)
                self.assertEqual(loan.is_overdue, late)
                self.assertEqual(self.original.is_overdue, late)
                self.assertEqual(self.env['customer.archive.loan.line'].search_count(overdue), late)
        with freeze_time('2026-03-06 02:00:00'):
            self.env.invalidate_all()
            self.assertEqual(loan.line_ids.days_overdue, 2)

    @freeze_time('2026-03-04 02:00:00')
    def test_longer_than_usual_is_an_exception_with_a_reason_that_somebody_allows(self):
        """LE-03."""
        with self.assertRefused("longer than usual", "Say why"):
            self._request_loan(self.original, until='2026-03-06')
        loan = self._request_loan(
            self.original, until='2026-03-06', exception_reason="The hearing is on Friday",
        ).with_user(self.archivist)
        loan.action_verify()
        with self.assertRefused("allow it first", "longer than usual"):
            loan.action_approve()
        with self.assertRefused("needs a reason"):
            loan._transition('allow')
        loan._transition('allow', reason="He is a party")
        loan.action_approve()
        loan._hand_over(SIGNATURE)
        self.assertEqual(loan.line_ids.due_at, at('2026-03-06T10:00'))
        self.assertEqual((loan.exception_by_id, loan.exception_note),
                         (self.archivist, "He is a party"))

    @freeze_time('2026-03-04 02:00:00')
    def test_shorter_than_usual_is_no_exception(self):
        loan = self._lend(self.copy_1, place='outside', until='2026-03-06')
        self.assertEqual(loan.line_ids.due_at, at('2026-03-06T10:00'))
        self.assertFalse(loan.exception_by_id)

    @freeze_time('2026-03-04 02:00:00')
    def test_until_a_closed_day_is_until_the_next_opening_day(self):
        loan = self._lend(self.copy_1, place='outside', until='2026-03-07')
        self.assertEqual(loan.line_ids.due_at, at('2026-03-09T10:00'))

    @freeze_time('2026-03-04 17:00:00')
    def test_a_due_date_before_today_is_refused(self):
        """It is Thursday in Shanghai already, and still Wednesday in UTC."""
        with self.assertRefused("2026-03-04", "is past"):
            self._request_loan(self.copy_1, until='2026-03-04')
        self._request_loan(self.copy_1, until='2026-03-05')

    # === HELPERS === #

    def _close(self, start, end):
        """Close the company for a time, in UTC."""
        self.env['resource.calendar.leaves'].with_company(self.company).create({
            'name': "Holiday", 'calendar_id': False,
            'date_from': at(start), 'date_to': at(end),
        })
