# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from ..common import ArchiveCommon


class ImprovementCommon(ArchiveCommon):
    """An improvement action of `user`, opened by the office manager, due in ten days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_archive_today()
        cls.improvement = cls._open_improvement()

    @classmethod
    def _open_improvement(cls, by=None, **vals):
        return cls.env['customer.archive.improvement'].with_user(by or cls.office_manager).create({
            'title': "File in time", 'problem': "Volumes lie on the desk",
            'measure': "File every evening", 'owner_id': cls.user.id,
            'company_id': cls.company.id, 'deadline': cls.today + timedelta(days=10), **vals,
        })

    @classmethod
    def _finish(cls, improvement, result="Filed every evening"):
        improvement.with_user(improvement.owner_id)._transition('finish', reason=result)
        return improvement

    def _list_of(self, improvement, user, kind=''):
        """Return what stands on somebody's list about an action."""
        kind = self.env.ref(f'customer_archive.mail_activity_type_improvement{kind}')
        return improvement.sudo().activity_ids.filtered(
            lambda activity: activity.user_id == user and activity.activity_type_id == kind,
        )


class TestImprovement(ImprovementCommon):
    """What is wrong gets an owner and a due date; another person sees whether it helped (CA-75)."""

    def test_a_whole_life(self):
        improvement = self.improvement
        self.assertEqual((improvement.state, improvement.name[:3]), ('open', 'IM-'))
        self.assertEqual(self._list_of(improvement, self.user).date_deadline, improvement.deadline)
        improvement.with_user(self.user).action_start()
        self._finish(improvement)
        self.assertEqual(
            (improvement.state, improvement.result, improvement.finished_by_id),
            ('done', "Filed every evening", self.user),
        )
        self.assertFalse(self._list_of(improvement, self.user))
        self.assertTrue(self._list_of(improvement, self.office_manager, '_check'))
        improvement._transition('confirm', reason="Nothing is late any more")
        self.assertEqual(
            (improvement.state, improvement.finding, improvement.checked_by_id),
            ('effective', "Nothing is late any more", self.office_manager),
        )
        self.assertFalse(improvement.sudo().activity_ids)
        self.assertEqual(
            self._entries(improvement).mapped('event'), ['open', 'start', 'finish', 'confirm'],
        )

    def test_owner_and_due_date_are_asked_for(self):
        for name in ('owner_id', 'deadline', 'problem', 'title'):
            with self.subTest(name=name), mute_logger('odoo.sql_db'), (
                self.assertRaises(psycopg2.errors.NotNullViolation)
            ), self.env.cr.savepoint():
                self._open_improvement(**{name: False})

    def test_the_owner_works_with_the_archives_of_the_company(self):
        for owner in (self.outsider, self.auditor, self.other_archivist):
            with self.subTest(owner=owner.login), self.assertRefused(
                "does not work with the archives", exception=ValidationError,
            ):
                self._open_improvement(owner_id=owner.id)

    def test_it_is_done_by_its_owner_alone(self):
        for user in (self.office_manager, self.general_manager):
            with self.subTest(user=user.login), self.assertRefused(
                "the matter of", exception=AccessError,
            ):
                self.improvement.with_user(user)._transition('finish', reason="I say so")
        for user in (self.collector, self.archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.improvement.with_user(user).action_start()
        with self.assertRefused("Say why"):
            self.improvement.with_user(self.user)._transition('finish', reason=" ")

    def test_what_is_to_be_done_is_said_before(self):
        self.improvement.measure = " "
        with self.assertRefused("Say first what is to be done"):
            self.improvement.with_user(self.user).action_start()
        self.improvement.with_user(self.user).measure = "A list on the door"
        self.improvement.with_user(self.user).action_start()

    def test_nobody_checks_his_own(self):
        own = self._finish(self._open_improvement(owner_id=self.office_manager.id))
        self.assertFalse(self._list_of(own, self.office_manager, '_check'))
        for verb in ('confirm', 'reject'):
            with self.assertRefused("is your own"):
                own._transition(verb, reason="It helped")
        second_login = self._create_user('second_login', 'office_manager')
        second_login.partner_id = self.office_manager.partner_id
        with self.assertRefused("is your own"):
            own.with_user(second_login)._transition('confirm', reason="It helped")
        with self.assertRefused("by a person"):
            own.sudo().with_user(self.env.ref('base.user_root'))._transition(
                'confirm', reason="It helped",
            )
        with self.assertRaises(AccessError):
            self._finish(self.improvement).with_user(self.user)._transition(
                'confirm', reason="It helped",
            )
        own.with_user(self.general_manager)._transition('reject', reason="It did not")
        self.assertEqual((own.state, own.checked_by_id), ('ineffective', self.general_manager))
        with self.assertImpossible(), self.env.cr.savepoint():
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_improvement SET checked_by_id = owner_id, state = 'done'"
                " WHERE id = %s", own.id,
            ))

    def test_it_is_dropped_and_reopened_with_a_reason(self):
        improvement = self.improvement
        for verb in ('drop', 'reopen'):
            self.assertTrue(improvement._get_transition(verb).needs_reason)
        with self.assertRaises(AccessError):
            improvement.with_user(self.user)._transition('drop', reason="No time")
        improvement._transition('drop', reason="Another one does it")
        self.assertEqual(improvement.drop_reason, "Another one does it")
        self.assertFalse(self._list_of(improvement, self.user))
        improvement._transition('reopen', reason="It does not")
        self.assertEqual(
            (improvement.state, improvement.drop_reason, improvement.reopen_reason),
            ('open', False, "It does not"),
        )
        self.assertTrue(self._list_of(improvement, self.user))

    def test_it_begins_anew_where_it_did_not_help(self):
        self._finish(self.improvement)._transition('reject', reason="Late as before")
        self.improvement._transition('reopen', reason="Try something else")
        self.assertFalse(
            self.improvement.result or self.improvement.finding or self.improvement.checked_by_id,
        )
        self._finish(self.improvement)._transition('confirm', reason="Now it helped")
        self.assertEqual(self.improvement.state, 'effective')

    def test_what_has_ended_stays(self):
        self._finish(self.improvement)
        for values in ({'measure': "Nothing"}, {'owner_id': self.archivist.id}):
            with self.subTest(values=values), self.assertRefused("have it reopened first"):
                self.improvement.write(values)
        self.improvement._transition('confirm', reason="It helped")
        for column in ('result', 'measure', 'finding'):
            with self.subTest(column=column), mute_logger('odoo.sql_db'), (
                self.assertRaises(psycopg2.Error)
            ), self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE customer_archive_improvement SET %s = 'x' WHERE id = %s",
                    SQL.identifier(column), self.improvement.id,
                ))
        with self.assertRefused("kept for ever"):
            self.improvement.sudo().unlink()
        with self.assertRefused("cannot be duplicated"):
            self.improvement.copy()

    def test_an_owner_says_how_he_goes_about_it_and_nothing_else(self):
        own = self.improvement.with_user(self.user)
        self.assertTrue(own.is_owner and not own.can_manage and self.improvement.can_manage)
        own.measure = "A list on the door"
        for values in ({'deadline': '2099-12-31'}, {'owner_id': self.collector.id},
                       {'title': "Nothing"}, {'problem': "None"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                own.write(values)
        with self.assertRefused("cannot be set by hand"):
            own.write({'state': 'effective'})
        with self.assertRefused("stays with its company"):
            self.improvement.sudo().company_id = self.other_company

    def test_who_sees_and_opens_them(self):
        improvements = self.env['customer.archive.improvement']
        for user, seen in (
            (self.user, True), (self.collector, False), (self.archivist, False),
            (self.office_manager, True), (self.general_manager, True), (self.auditor, True),
            (self.other_archivist, False),
        ):
            with self.subTest(user=user.login):
                found = improvements.with_user(user).search([('id', '=', self.improvement.id)])
                self.assertEqual(bool(found), seen)
        for user in (self.user, self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open_improvement(by=user)
        with self.assertRaises(AccessError):
            self.improvement.with_user(self.auditor).measure = "Nothing"
        self._open_improvement(by=self.general_manager)

    def test_its_states_are_columns_of_the_board(self):
        groups = self.env['customer.archive.improvement'].with_context(
            read_group_expand=True,
        ).with_user(
            self.office_manager,
        ).formatted_read_group([], ['state'], ['__count'])
        self.assertEqual([group['state'] for group in groups], [
            'open', 'in_progress', 'done', 'effective', 'ineffective', 'dropped',
        ])


class TestImprovementOrigin(ImprovementCommon):
    """An action comes from a figure, or from what it was in a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicator = cls.env.ref('customer_archive.customer_archive_indicator_temporary')
        cls._open_archive()
        cls.kpi = cls.env['customer.archive.kpi']._keep_month(
            cls.company, cls.env['customer.archive.kpi']._get_last_month(cls.company),
        ).filtered(lambda kpi: kpi.indicator_id == cls.indicator and kpi.department_id)

    def _open_by(self, action, **vals):
        defaults = {
            name.removeprefix('default_'): value for name, value in action['context'].items()
        }
        return self._open_improvement(**{**defaults, **vals})

    def test_an_indicator_opens_one(self):
        indicator = self.indicator.with_user(self.office_manager).with_company(self.company)
        improvement = self._open_by(indicator.action_improve())
        self.assertEqual(improvement.indicator_id, self.indicator)
        self.assertIn(f': {indicator.value}', improvement.problem)
        indicator.invalidate_recordset(['improvement_count'])
        self.assertEqual(indicator.improvement_count, 1)
        self.assertEqual(self.indicator.with_user(self.collector).improvement_count, 0)
        action = indicator.action_view_improvements()
        self.assertEqual(
            self.env[action['res_model']].search(action['domain']) & improvement, improvement,
        )

    def test_a_figure_of_a_month_opens_one(self):
        improvement = self._open_by(self.kpi.with_user(self.general_manager).action_improve())
        self.assertEqual((improvement.kpi_id, improvement.department_id),
                         (self.kpi, self.department))
        self.assertIn(f'{self.kpi.month:%Y-%m}: {self.kpi.value}', improvement.problem)

    def test_only_managers_open_them(self):
        for user in (self.user, self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.indicator.with_user(user).action_improve()
        for user in (self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.kpi.with_user(user).action_improve()

    def test_an_owner_who_reads_no_figures_reads_his_action(self):
        improvement = self._open_by(self.kpi.with_user(self.office_manager).action_improve())
        [values] = improvement.with_user(self.user).web_read({
            name: {'fields': {'display_name': {}}} if field.type == 'many2one' else {}
            for name, field in improvement._fields.items()
            if name in ('title', 'kpi_id', 'indicator_id', 'assessment_id', 'is_overdue')
        })
        self.assertEqual(values['kpi_id']['id'], self.kpi.id)

    def test_the_month_belongs_to_the_figure(self):
        other = self.env.ref('customer_archive.customer_archive_indicator_archives')
        with self.assertRefused("another indicator", exception=ValidationError):
            self._open_improvement(kpi_id=self.kpi.id, indicator_id=other.id)
        foreign = self.env['customer.archive.kpi'].create({
            'indicator_id': self.indicator.id, 'company_id': self.other_company.id,
            'month': '2026-01-01',
        })
        with self.assertRaises(UserError):
            self._open_improvement(
                by=self.env.user, kpi_id=foreign.id, indicator_id=self.indicator.id,
            )


class TestImprovementClock(ImprovementCommon):
    """The owner is told once of each due date that has passed, in the company's time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Its day begins eight hours before that of Greenwich.
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.improvement.deadline = '2026-03-04'
        cls.indicator = cls.env.ref('customer_archive.customer_archive_indicator_improvements')

    def _tick(self, moment):
        with freeze_time(moment), self._counting_commits():
            return self.env['customer.archive.improvement'].sudo()._cron_overdue()

    def _reminders(self):
        return self._list_of(self.improvement, self.user, '_overdue')

    def test_it_is_overdue_after_its_last_day_at_the_company(self):
        for moment, overdue in (('2026-03-04 15:59:00', False), ('2026-03-04 16:01:00', True)):
            with self.subTest(moment=moment), freeze_time(moment):
                self.improvement.invalidate_recordset()
                self.indicator.invalidate_recordset()
                self.assertEqual(self.improvement.is_overdue, overdue)
                improvements = self.env['customer.archive.improvement'].with_user(self.user)
                own = [('id', '=', self.improvement.id)]
                self.assertEqual(
                    bool(improvements.search([('is_overdue', '=', True), *own])), overdue,
                )
                self.assertEqual(
                    bool(improvements.search([('is_overdue', '=', False), *own])), not overdue,
                )
                counted = self.indicator.with_user(self.user).with_company(self.company)
                self.assertEqual(counted.value, int(overdue))

    def test_the_owner_is_told_once_of_each_due_date(self):
        self.assertFalse(self._tick('2026-03-04 15:59:00').done or self._reminders())
        self._tick('2026-03-04 16:01:00')
        self.assertEqual(len(self._reminders()), 1)
        self.assertEqual(self._tick('2026-03-05 16:01:00').due, 0)
        self.improvement.deadline = '2026-03-10'
        self.assertFalse(self._reminders(), "there is time again")
        self._tick('2026-03-11 12:00:00')
        self.assertEqual(len(self._reminders()), 1)

    def test_what_is_done_is_not_overdue(self):
        self._finish(self.improvement)
        self.assertEqual(self._tick('2026-03-11 12:00:00').due, 0)
        self.improvement._transition('reopen', reason="It is not done")
        self._tick('2026-03-11 12:00:00')
        self.assertEqual(len(self._reminders()), 1)

    def test_managers_are_told_where_the_owner_has_left(self):
        self.user.active = False
        self._tick('2026-03-11 12:00:00')
        self.assertTrue(self._list_of(self.improvement, self.office_manager, '_overdue'))

    def test_a_new_owner_has_it_on_his_list(self):
        self.assertIn(self.user.partner_id, self.improvement.message_partner_ids)
        self.improvement.owner_id = self.collector
        self.assertFalse(self._list_of(self.improvement, self.user))
        self.assertNotIn(self.user.partner_id, self.improvement.message_partner_ids)
        self.assertTrue(self._list_of(self.improvement, self.collector))
