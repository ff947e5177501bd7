# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

import psycopg2.errors
from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.rules import sweep
from .common import RetentionCommon


@tagged('post_install', '-at_install')
class TestSweep(RetentionCommon):
    """The sweep computes, lists and warns; it destroys nothing (RE-02, RE-03, ND-29)."""

    def setUp(self):
        super().setUp()
        self.rule = self._enforce(trigger='closed', period_years=5)

    def _sweep(self):
        with self._counting_commits() as commit:
            self.env['customer.archive.retention.rule']._cron_retention()
        self.env.invalidate_all()
        return commit

    def _count_written(self):
        """Return how many rows a sweep writes."""
        written = []
        write = self.registry['customer.archive.retained']._write_retention

        def count(*args, **kwargs):
            written.append(write(*args, **kwargs))
            return written[-1]

        with patch.object(
            self.registry['customer.archive.retained'], '_write_retention', count,
        ):
            self._sweep()
        return sum(written)

    def _notices(self, user=None):
        return self.env['mail.message'].search([
            ('partner_ids', 'in', (user or self.archivist).partner_id.ids),
            ('message_type', '=', 'user_notification'), ('subject', 'ilike', 'ends soon'),
        ])

    # === COMPUTING AND LISTING === #

    def test_computes_what_came_into_force(self):
        self._set(self.volume, closed_on='2024-01-01')
        self.assertRetention(self.volume, 'none')
        self._sweep()
        self.assertRetention(self.volume, 'dated', '2029-01-02', self.rule)
        self.assertFalse(self._entries(self.volume, 'retention'), "The first one leaves no trace")

    def test_a_second_sweep_writes_nothing(self):
        self._set(self.volume, closed_on='2020-01-01')
        self.assertTrue(self._count_written())
        self.assertEqual(self._count_written(), 0)

    def test_a_rule_in_force_or_withdrawn_starts_the_sweep_at_once(self):
        cron = self.env.ref('customer_archive_retention.ir_cron_retention')
        triggers = self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)])
        self._enforce(trigger='filing')
        self.assertTrue(self.env['ir.cron.trigger'].search([
            ('cron_id', '=', cron.id), ('id', 'not in', triggers.ids),
        ]))

    def test_lists_on_the_first_day_and_destroys_nothing(self):
        self._set(self.volume, closed_on='2021-06-15')
        self._sweep()
        self.assertRetention(self.volume, 'dated', '2026-06-16')
        self.assertFalse(self.volume.retention_listed_on)
        self.assertTrue(self.volume._get_retention_reasons())
        with freeze_time('2026-06-16 04:00:00'):
            self._sweep()
            self.assertEqual(str(self.volume.retention_listed_on), '2026-06-16')
            self.assertEqual(self.volume._get_retention_reasons(), [])
            self.assertEqual(self.volume.state, 'filed')

    def test_the_day_of_listing_stays(self):
        self._set(self.volume, closed_on='2020-06-15')
        self._sweep()
        with freeze_time('2026-07-20 04:00:00'):
            self._sweep()
        self.assertEqual(str(self.volume.retention_listed_on), '2026-06-15')

    def test_what_is_no_longer_due_is_taken_off_the_list(self):
        self._set(self.volume, closed_on='2020-06-15')
        self._sweep()
        self.assertTrue(self.volume.retention_listed_on)
        self._set(self.volume, closed_on='2024-06-15')
        self._sweep()
        self.assertFalse(self.volume.retention_listed_on)
        self.assertEqual(
            self._entries(self.volume, 'retention').facts['retention_due_on'],
            ['2025-06-16', '2029-06-16'],
        )

    def test_the_day_begins_in_the_time_zone_of_the_company(self):
        self._set(self.volume, closed_on='2021-06-14')
        self.company.partner_id.tz = 'Asia/Shanghai'
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-06-14 15:59:00'):
            self._sweep()
            self.assertFalse(self.volume.retention_listed_on)
        with freeze_time('2026-06-14 16:01:00'):
            self._sweep()
            self.assertEqual(str(self.volume.retention_listed_on), '2026-06-15')

    def test_a_new_version_leaves_a_trace_of_what_it_moved(self):
        self._set(self.volume, closed_on='2022-01-01')
        self._sweep()
        version = self.rule.with_user(self.archivist)._create_version().with_env(self.env)
        version.with_user(self.archivist).period_years = 10
        self._put_in_force(version)
        self._sweep()
        self.assertEqual(self._entries(self.volume, 'retention').facts, {
            'retention_basis': ['dated', 'dated'],
            'retention_due_on': ['2027-01-02', '2032-01-02'],
            'retention_rule_id': [self.rule.reference, version.reference],
        })

    def test_withdrawing_the_last_rule_leaves_no_rule(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._sweep()
        self.rule.with_user(self.archivist)._transition('request_withdrawal', reason="Repealed")
        self.rule.with_user(self.general_manager)._transition('withdraw', reason="Repealed")
        self._sweep()
        self.assertRetention(self.volume, 'none')
        self.assertFalse(self.volume.retention_listed_on)

    # === PROGRESS === #

    def test_goes_on_where_it_ran_out_of_time(self):
        self._set(self.volume, closed_on='2020-01-01')
        rules = self.env['customer.archive.retention.rule']
        with patch.object(sweep, 'CHUNK', 1):
            ranges = rules._get_sweep_ranges()
            with self._counting_commits(left=[0, 0, 0, 0]) as commit:
                rules._cron_retention()
            self.assertEqual(commit.call_args_list[0].kwargs, {'remaining': len(ranges)})
            self.assertEqual(rules._get_sweep_ranges(), ranges[1:])
            self.assertRetention(self.volume, 'none')
        self._sweep()
        self.assertEqual(rules._get_sweep_ranges()[0], ('archive', 1))

    def test_begins_again_when_the_rules_are_others(self):
        rules = self.env['customer.archive.retention.rule']
        with patch.object(sweep, 'CHUNK', 1), self._counting_commits(left=[0, 0, 0, 0]):
            rules._cron_retention()
            self._enforce(trigger='filing')
            self.assertEqual(rules._get_sweep_ranges()[0], ('archive', 1))

    def test_tries_a_range_again_that_somebody_changed_meanwhile(self):
        rules = self.env['customer.archive.retention.rule']
        with patch.object(
            self.registry['customer.archive.retention.rule'], '_write_range',
            side_effect=[psycopg2.errors.SerializationFailure(), 7],
        ), patch.object(self.env.cr, 'rollback') as rollback:
            self.assertEqual(rules._sweep_range('volume', 1), 7)
        rollback.assert_called_once()

    def test_finds_what_is_due_by_an_index(self):
        for model in ('customer.archive', 'customer.archive.volume', 'customer.archive.document'):
            with self.subTest(model=model), mute_logger('odoo.sql_db'):
                self.env.cr.execute("SET LOCAL enable_seqscan = off")
                plan = "\n".join(row[0] for row in self.env.execute_query(SQL(
                    "EXPLAIN SELECT id FROM %s WHERE company_id = 1 AND retention_basis = 'dated'"
                    " AND retention_due_on <= '2026-01-01'",
                    SQL.identifier(self.env[model]._table),
                )))
                self.assertIn('retention_due_idx', plan)

    # === WARNING === #

    def _close_soon(self, day='2021-07-01'):
        self.archive.custodian_id = self.archivist
        self._set(self.volume, closed_on=day)

    def test_warns_once_before_the_end(self):
        self._close_soon()
        self._sweep()
        notice = self._notices()
        self.assertEqual(len(notice), 1)
        self.assertIn(self.volume.name, notice.body)
        self.assertIn("07/02/2026", notice.body)
        self.assertNotIn(self.customer.name, notice.body)
        with freeze_time('2026-06-16 04:00:00'):
            self._sweep()
        self.assertEqual(self._notices(), notice, "Never daily")
        self.assertEqual(str(self.volume.retention_warned_on), '2026-06-15')

    def test_one_notice_for_all_that_an_archivist_keeps(self):
        self._close_soon()
        other = self._file(self._create_volume(self.archive))
        self._set(other, closed_on='2021-07-03')
        self._sweep()
        self.assertEqual(len(self._notices()), 1)
        for volume in (self.volume, other):
            self.assertIn(volume.name, self._notices().body)

    def test_documents_go_with_their_volume_and_are_not_told_of(self):
        self._close_soon()
        self._sweep()
        self.assertNotIn(self.volume.document_ids[0].name, self._notices().body)
        self.assertFalse(self.volume.document_ids[0].retention_warned_on)

    def test_no_warning_long_before_or_when_it_is_due_already(self):
        for day in ('2021-08-01', '2021-01-01'):
            with self.subTest(day=day):
                self._close_soon(day)
                self._sweep()
                self.assertFalse(self._notices())

    def test_no_warning_where_the_company_wants_none(self):
        self.company.archive_retention_warning_days = 0
        self._close_soon()
        self._sweep()
        self.assertFalse(self._notices())

    def test_another_date_is_told_of_again(self):
        self._close_soon()
        self._sweep()
        self._set(self.volume, closed_on='2022-07-01')
        self._sweep()
        self.assertFalse(self.volume.retention_warned_on)
        with freeze_time('2027-06-15 04:00:00'):
            self._sweep()
        self.assertEqual(len(self._notices()), 2)

    def test_no_warning_for_what_a_module_holds_back(self):
        self._close_soon()
        with patch.object(
            self.registry['customer.archive.volume'], '_get_retention_warning_condition',
            lambda _model: SQL("false"),
        ):
            self._sweep()
        self.assertFalse(self._notices().filtered(
            lambda notice: self.volume.name in notice.body,
        ))

    def test_everybody_is_told_in_his_own_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.archivist.lang = 'zh_CN'
        self._close_soon()
        rules = self.registry['customer.archive.retention.rule']
        languages = []
        prepare = rules._prepare_expiry_notice

        def note(told, *args):
            languages.append(told.env.lang)
            return prepare(told, *args)

        with patch.object(rules, '_prepare_expiry_notice', note):
            self._sweep()
        self.assertEqual(languages, ['zh_CN'])

    def test_the_archivists_of_the_company_are_told_where_nobody_is_named(self):
        self.company.archive_custodian_id = False
        self._set(self.volume, closed_on='2021-07-01')
        self.assertFalse(self.archive.custodian_id)
        self._sweep()
        self.assertTrue(self._notices())


@tagged('post_install', '-at_install')
class TestInactive(RetentionCommon):
    """What nobody uses is proposed for closing, and closed in order (RE-04, RE-05)."""

    def setUp(self):
        super().setUp()
        self.archive.custodian_id = self.archivist
        self._age(self.archive)

    def _age(self, archive):
        self._set(archive, state='formal', opened_on='2020-01-01', formal_on='2020-02-01')
        for volume in archive.volume_ids:
            self._set(volume, filed_on='2020-03-01')
        archive.message_ids.sudo().date = '2020-01-01'
        archive.partner_id.message_ids.sudo().date = '2020-01-01'
        self.env.flush_all()

    def _sweep(self):
        with self._counting_commits():
            self.env['customer.archive.retention.rule']._cron_retention()
        self.env.invalidate_all()

    def _activities(self):
        return self.env['mail.activity'].search([
            ('user_id', '=', self.archivist.id), ('activity_type_id', '=', self.env.ref(
                'customer_archive_retention.mail_activity_type_closing',
            ).id),
        ])

    def test_proposes_once_what_nobody_used_for_long(self):
        self._sweep()
        self.assertEqual(str(self.archive.closing_proposed_on), '2026-06-15')
        activity = self._activities()
        self.assertEqual(activity.res_id, self.archive.id)
        with freeze_time('2026-06-17 04:00:00'):
            self._sweep()
        self.assertEqual(self._activities(), activity)
        self.assertEqual(str(self.archive.closing_proposed_on), '2026-06-15')

    def test_many_archives_are_one_activity(self):
        others = self._open_archive(custodian_id=self.archivist.id) | self._open_archive(
            custodian_id=self.archivist.id,
        )
        for archive in others:
            archive.partner_id.ref = archive.name
            self._age(archive)
        self._sweep()
        self.assertTrue(all(others.mapped('closing_proposed_on')))
        self.assertEqual(len(self._activities()), 1)
        self.assertIn('3', self._activities().summary)

    def test_whoever_is_in_touch_is_not_proposed(self):
        for how in ('message', 'volume', 'temporary', 'order', 'communication'):
            with self.subTest(how=how), self.env.cr.savepoint() as savepoint:
                if how == 'message':
                    self.customer.message_post(
                        body=self.customer.name, message_type='comment',
                    )
                elif how == 'volume':
                    self.volume.date_end = '2026-01-01'
                elif how == 'communication':
                    self.env['customer.archive.communication'].create({
                        'archive_id': self.archive.id, 'content': "He called",
                    })
                elif how == 'temporary':
                    self._create_volume(self.archive)
                else:
                    self.env['sale.order'].create({
                        'partner_id': self.customer.id, 'company_id': self.company.id,
                    })
                self._sweep()
                self.assertFalse(self.archive.closing_proposed_on)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_the_proposal_is_taken_back_when_the_customer_returns(self):
        self._sweep()
        self.customer.message_post(body=self.customer.name, message_type='comment')
        self._sweep()
        self.assertFalse(self.archive.closing_proposed_on)

    def test_companies_may_want_no_proposals(self):
        self.company.archive_inactive_months = 0
        self._sweep()
        self.assertFalse(self.archive.closing_proposed_on)

    def test_closing_takes_the_proposal_off_the_list(self):
        self._sweep()
        self.archive.with_user(self.archivist)._transition('close', reason="No longer used")
        self.assertFalse(self.archive.closing_proposed_on)
        self.assertFalse(self._activities())
        self.assertEqual(str(self.archive.closed_on), '2026-06-15')
        self.assertIn(self.archive, self.env['customer.archive'].search([]))

    def test_an_archive_without_class_is_not_closed(self):
        self.archive.class_ids = False
        with self.assertRefused(self.archive.name, "no class"):
            self.archive.with_user(self.archivist)._transition('close', reason="No longer used")

    def test_an_archive_whose_volumes_have_no_place_is_not_closed(self):
        self.env.cr.execute(
            "UPDATE customer_archive_holding SET home_location_id = NULL WHERE volume_id = %s",
            [self.volume.id],
        )
        self.env.invalidate_all()
        with self.assertRefused(self.volume.name, "shelved"):
            self.archive.with_user(self.archivist)._transition('close', reason="No longer used")
