# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.fields import Command, Datetime
from odoo.tests import freeze_time

from ..common import ArchiveCommon

SWEEP_LOGGER = 'odoo.addons.customer_archive.models.mechanism.sweep'


class TestFilingClock(ArchiveCommon):
    """Completion documents are filed within five days, or everybody sees that they are late
    (CA-10).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_custodian_id = cls.archivist
        cls.archive = cls._open_archive(cls.customer, custodian_id=False)
        cls.volume = cls._create_volume(cls.archive)
        with freeze_time('2026-05-04 10:00:00'):  # A Monday.
            cls._hand_in(cls.volume)

    def _run(self):
        with self._counting_commits():
            result = self.env['customer.archive.volume']._cron_filing_clock()
        self.env.invalidate_all()
        return result

    def _late(self):
        return self.env['customer.archive.volume'].search([
            ('is_late', '=', True), ('archive_id', '=', self.archive.id),
        ])

    # === THE DEADLINE === #

    def test_the_deadline_is_five_days_after_receipt(self):
        self.assertEqual(str(self.volume.filing_deadline), '2026-05-09')

    def test_the_company_chooses_the_days(self):
        for days, deadline in ((0, '2026-05-04'), (1, '2026-05-05'), (30, '2026-06-03')):
            self.company.archive_filing_days = days
            with self.subTest(days=days):
                self.assertEqual(
                    str(self.company._get_filing_deadline(self.volume.received_on)), deadline,
                )

    def test_a_deadline_once_set_stays(self):
        self.company.archive_filing_days = 1
        self.env.invalidate_all()
        self.assertEqual(str(self.volume.filing_deadline), '2026-05-09')

    def test_working_days_leave_out_the_weekend(self):
        self.company.archive_filing_working_days = True
        deadline = self.company._get_filing_deadline
        self.assertEqual(str(deadline(self.volume.received_on)), '2026-05-11')
        # Received on a Saturday, the Monday is the first day.
        self.assertEqual(str(deadline(Datetime.to_datetime('2026-05-09').date())), '2026-05-15')

    def test_a_public_holiday_is_no_working_day(self):
        self._set_holidays('2026-05-05')
        self.assertEqual(
            str(self.company._get_filing_deadline(self.volume.received_on)), '2026-05-12',
        )

    def test_a_weekend_that_is_worked_in_counts(self):
        """A make-up day (调休): Saturdays are working days of the calendar, of which all but the
        make-up day are off.
        """
        self.company.resource_calendar_id.attendance_ids = [Command.create({
            'name': "Saturday", 'dayofweek': '5', 'hour_from': 8, 'hour_to': 12,
            'day_period': 'morning',
        })]
        self._set_holidays('2026-05-05', '2026-05-16', '2026-05-23')
        self.assertEqual(
            str(self.company._get_filing_deadline(self.volume.received_on)), '2026-05-11',
        )

    def _set_holidays(self, *days):
        calendar = self.company.resource_calendar_id
        calendar.tz = 'UTC'
        self.company.archive_filing_working_days = True
        self.env['resource.calendar.leaves'].create([
            {
                'name': "Off", 'calendar_id': calendar.id, 'company_id': self.company.id,
                'date_from': f'{day} 00:00:00', 'date_to': f'{day} 23:59:59',
            }
            for day in days
        ])

    def test_the_day_of_receipt_is_the_company_s_day(self):
        """ND-31: at 23:30 UTC it is the next morning in Shanghai."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        volume = self._create_volume(self.archive)
        with freeze_time('2026-05-04 23:30:00'):
            self._hand_in(volume)
        self.assertEqual(str(volume.received_on), '2026-05-05')
        self.assertEqual(str(volume.filing_deadline), '2026-05-10')

    # === REMINDERS === #

    def test_handing_in_puts_it_on_the_archivist_s_list(self):
        [activity] = self.volume.activity_ids
        self.assertEqual(activity.user_id, self.archivist)
        self.assertEqual(str(activity.date_deadline), '2026-05-09')

    def test_the_archive_s_own_archivist_comes_first_then_his_deputy(self):
        for vals, user in (
            ({'custodian_id': self.office_manager.id}, self.office_manager),
            ({'custodian_id': False, 'deputy_id': self.office_manager.id}, self.office_manager),
            ({'custodian_id': False, 'deputy_id': False}, self.archivist),
        ):
            self.archive.write(vals)
            volume = self._hand_in(self._create_volume(self.archive))
            with self.subTest(vals=vals):
                self.assertEqual(volume.activity_ids.user_id, user)

    def test_without_any_archivist_handing_in_works(self):
        self.company.archive_custodian_id = False
        volume = self._hand_in(self._create_volume(self.archive))
        self.assertEqual(volume.state, 'handed_in')
        self.assertFalse(volume.activity_ids)

    @freeze_time('2026-05-08 10:00:00')
    def test_on_day_four_there_is_nothing_to_say(self):
        self.assertEqual(self._run().due, 0)
        self.assertFalse(self.volume.filing_notice or self.volume.is_late)

    @freeze_time('2026-05-09 10:00:00')
    def test_on_day_five_it_is_due(self):
        self.assertEqual(self._run().done, 1)
        self.assertEqual(self.volume.filing_notice, 'due')
        self.assertFalse(self.volume.is_late)
        [activity] = self.volume.activity_ids
        self.assertIn("Last day", activity.summary)
        self.assertEqual(activity.user_id, self.archivist)
        self.assertFalse(self._entries(self.volume, 'late'))

    @freeze_time('2026-05-10 10:00:00')
    def test_on_day_six_it_is_late(self):
        self.assertEqual(self._run().done, 1)
        self.assertEqual(self.volume.filing_notice, 'late')
        self.assertTrue(self.volume.is_late)
        [activity] = self.volume.activity_ids
        self.assertIn("Late", activity.summary)
        self.assertEqual(len(self._entries(self.volume, 'late')), 1)

    def test_day_by_day_each_thing_is_said_once(self):
        said = []
        for day in ('08', '09', '09', '10', '10', '11', '30'):
            with freeze_time(f'2026-05-{day} 10:00:00'):
                said.append(self._run().done)
        self.assertEqual(said, [0, 1, 0, 1, 0, 0, 0])
        self.assertEqual(len(self._entries(self.volume, 'late')), 1)
        self.assertEqual(len(self.volume.activity_ids), 1)

    @freeze_time('2026-05-20 10:00:00')
    def test_a_second_run_writes_nothing(self):
        self._run()
        before = self.volume.write_date, self.volume.activity_ids
        with freeze_time('2026-05-20 11:00:00'):
            self.assertEqual(self._run(), (0, 0, ()))
        self.assertEqual((self.volume.write_date, self.volume.activity_ids), before)

    def test_the_day_turns_in_the_time_zone_of_the_company(self):
        """ND-31: late in Shanghai while it is still the day before in London."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-05-09 15:30:00'):
            self.assertFalse(self.volume.is_late)
            self._run()
            self.assertEqual(self.volume.filing_notice, 'due')
        with freeze_time('2026-05-09 23:30:00'):
            self.env.invalidate_all()
            self.assertTrue(self.volume.is_late)
            self._run()
            self.assertEqual(self.volume.filing_notice, 'late')

    @freeze_time('2026-05-10 10:00:00')
    def test_only_what_waits_is_looked_at(self):
        for verb in ('temporary', 'filed', 'void'):
            volume = self._create_volume(self.archive)
            if verb == 'filed':
                self._file(volume)
            elif verb == 'void':
                volume.with_user(self.archivist)._transition('void', reason="X")
        self.assertEqual(self._run().due, 1)

    @freeze_time('2026-05-10 10:00:00')
    def test_one_that_fails_does_not_stop_the_others(self):
        volumes = self.volume
        for _number in range(3):
            volume = self._create_volume(self.archive)
            with freeze_time('2026-05-04 10:00:00'):
                volumes |= self._hand_in(volume)
        broken = volumes[1]
        schedule = self.registry['customer.archive.volume']._schedule_filing_activity

        def failing(records, summary):
            if broken in records:
                raise ValueError("No archivist today")
            return schedule(records, summary)

        with patch.object(
            self.registry['customer.archive.volume'], '_schedule_filing_activity', failing,
        ), self.assertLogs(SWEEP_LOGGER, 'ERROR'):
            result = self._run()
        self.assertEqual(result.failed, (broken.id,))
        self.assertFalse(broken.filing_notice)
        self.assertFalse(self._entries(broken, 'late'))
        self.assertEqual(set((volumes - broken).mapped('filing_notice')), {'late'})
        # The next run does what is left.
        self.assertEqual(self._run(), (1, 1, ()))
        self.assertEqual(broken.filing_notice, 'late')

    @freeze_time('2026-05-10 10:00:00')
    def test_the_scheduled_action_runs(self):
        with self._counting_commits():
            self.env.ref('customer_archive.ir_cron_filing_clock').ir_actions_server_id.run()
        self.env.invalidate_all()
        self.assertEqual(self.volume.filing_notice, 'late')

    # === THE FLAG AND ITS SEARCH === #

    def test_the_search_finds_what_the_flag_shows(self):
        in_time = self._create_volume(self.archive)
        filed_late = self._create_volume(self.archive)
        temporary = self._create_volume(self.archive)
        with freeze_time('2026-05-04 10:00:00'):
            self._hand_in(in_time)
            self._hand_in(filed_late)
        with freeze_time('2026-05-09 10:00:00'):
            self._file(in_time)
        with freeze_time('2026-05-10 10:00:00'):
            self._file(filed_late)
        volumes = self.volume | in_time | filed_late | temporary
        for day, late in (
            ('2026-05-09', filed_late), ('2026-05-10', self.volume | filed_late),
        ):
            with self.subTest(day=day), freeze_time(f'{day} 10:00:00'):
                self.env.invalidate_all()
                self.assertEqual(volumes.filtered('is_late'), late)
                for domain, expected in (
                    ([('is_late', '=', True)], late), ([('is_late', '!=', False)], late),
                    ([('is_late', '=', False)], volumes - late),
                    ([('is_late', '!=', True)], volumes - late),
                    (['!', ('is_late', '=', True)], volumes - late),
                ):
                    with self.subTest(domain=domain):
                        found = self.env['customer.archive.volume'].search(
                            [('archive_id', '=', self.archive.id), *domain],
                        )
                        self.assertEqual(found, expected)
