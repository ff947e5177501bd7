# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon

ACTIVITY = 'customer_archive.mail_activity_type_improvement'
OVERDUE = 'customer_archive.mail_activity_type_improvement_overdue'


@freeze_time('2026-03-04 02:00:00')
class TestImprovement(ArchiveCommon):
    """What is to become better has an owner and a due date, and is checked by another (CA-75)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.indicator = cls.env.ref('customer_archive.customer_archive_indicator_archives')
        cls.manager = cls._create_user('improver', 'general_manager')
        cls.improvements = cls.env['customer.archive.improvement']

    def _ask(self, user=None, **vals):
        return self.improvements.with_user(user or self.office_manager).create({
            'title': "File in time", 'finding': "Six volumes are late", 'owner_id': self.user.id,
            'due_on': '2026-03-31', **vals,
        })

    def _todo(self, improvement, kind=ACTIVITY):
        return improvement.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(kind),
        )

    # === ITS LIFE === #

    def test_its_owner_is_told_says_what_he_did_and_another_one_checks(self):
        """CA-75"""
        improvement = self._ask(indicator_id=self.indicator.id)
        activity = self._todo(improvement)
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.user, '2026-03-31'))
        improvement.with_user(self.user)._transition('finish', reason="A reminder on the wall")
        self.assertEqual((improvement.state, improvement.result),
                         ('done', "A reminder on the wall"))
        self.assertEqual(self._todo(improvement).user_id, self.office_manager)
        improvement.with_user(self.manager).action_confirm()
        self.assertEqual((improvement.state, improvement.checked_by_id),
                         ('effective', self.manager))
        self.assertFalse(improvement.sudo().activity_ids)
        self.assertEqual(self._entries(improvement).mapped('event'), ['open', 'finish', 'confirm'])

    def test_what_did_not_help_goes_on(self):
        improvement = self._ask()
        improvement.with_user(self.user)._transition('finish', reason="Done")
        improvement.with_user(self.office_manager)._transition('refuse', reason="Still five")
        self.assertEqual((improvement.state, improvement.verdict), ('open', "Still five"))
        self.assertEqual(self._todo(improvement).user_id, self.user)

    def test_nobody_checks_his_own(self):
        improvement = self._ask(owner_id=self.office_manager.id)
        improvement.with_user(self.office_manager)._transition('finish', reason="Done")
        with self.assertRefused("another person"):
            improvement.with_user(self.office_manager).action_confirm()
        improvement.with_user(self.manager).action_confirm()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.env.cr.execute(
                "UPDATE customer_archive_improvement SET checked_by_id = owner_id WHERE id = %s",
                [improvement.id],
            )

    def test_what_has_ended_stays_until_it_is_reopened(self):
        improvement = self._ask()
        improvement.with_user(self.office_manager)._transition('drop', reason="A new shelf came")
        with self.assertRefused("reopen it first"):
            improvement.with_user(self.office_manager).due_on = '2026-05-01'
        improvement.with_user(self.office_manager)._transition('reopen', reason="It is full")
        improvement.with_user(self.office_manager).due_on = '2026-05-01'
        self.assertEqual(str(self._todo(improvement).date_deadline), '2026-05-01')
        with self.assertRefused("kept for ever"):
            improvement.unlink()

    # === OVERDUE === #

    def test_who_asked_is_told_once_that_it_is_overdue(self):
        improvement = self._ask(due_on='2026-03-03')
        in_time = self._ask(due_on='2026-03-04')
        self.assertEqual((improvement.is_overdue, in_time.is_overdue), (True, False))
        self.assertEqual(self.improvements.search([
            ('is_overdue', '=', True), ('company_id', '=', self.company.id),
        ]), improvement)
        for _each in range(2):
            with self._counting_commits():
                self.improvements._cron_warn()
            self.assertEqual(self._todo(improvement, OVERDUE).user_id, self.office_manager)
        self.assertFalse(self._todo(in_time, OVERDUE))
        improvement.with_user(self.office_manager).due_on = '2026-03-10'
        self.assertFalse(self._todo(improvement, OVERDUE))

    def test_the_day_ends_where_the_company_is(self):
        """ND-31"""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        improvement = self._ask(due_on='2026-03-04')
        with freeze_time('2026-03-04 15:30:00'):
            improvement.invalidate_recordset()
            self.assertFalse(improvement.is_overdue)
        with freeze_time('2026-03-04 16:30:00'):
            improvement.invalidate_recordset()
            self.assertTrue(improvement.is_overdue)

    # === WHO MAY === #

    def test_managers_ask_and_owners_see_their_own(self):
        for user in (self.user, self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._ask(user)
        improvement = self._ask(self.manager)
        found = self.improvements.with_user(self.user).search([])
        self.assertIn(improvement, found)
        self.assertNotIn(improvement, self.improvements.with_user(self.other_user).search([]))
        self.assertIn(improvement, self.improvements.with_user(self.auditor).search([]))
        with self.assertRaises(AccessError):
            improvement.with_user(self.user).due_on = '2027-01-01'
        for verb in ('confirm', 'refuse', 'drop'):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                improvement.with_user(self.user)._transition(verb, reason="X")
        with self.assertRaises(AccessError):
            improvement.with_user(self.other_user)._transition('finish', reason="X")

    def test_the_owner_has_a_role_in_the_archive(self):
        with self.assertRaises(ValidationError):
            self._ask(owner_id=self._create_user('stranger').id)

    def test_steps_are_taken_by_buttons_only(self):
        with self.assertRefused("by hand"):
            self._ask(state='effective')
        improvement = self._ask()
        with self.assertRefused("by hand"):
            improvement.with_user(self.office_manager).write({'verdict': "Fine"})

    # === FROM A FIGURE === #

    def test_a_figure_leads_to_its_improvements(self):
        kpi = self.env['customer.archive.kpi'].create({
            'indicator_id': self.indicator.id, 'company_id': self.company.id,
            'department_id': self.department.id, 'month': '2026-02-01', 'value': 7,
        })
        action = kpi.with_user(self.office_manager).action_improve()
        improvement = self.improvements.with_user(self.office_manager).with_context(
            **action['context'],
        ).create({'finding': "Too many", 'owner_id': self.user.id, 'due_on': '2026-04-01'})
        self.assertEqual(
            (improvement.kpi_id, improvement.indicator_id, improvement.department_id),
            (kpi, self.indicator, self.department),
        )
        indicator = self.indicator.with_user(self.office_manager).with_company(self.company)
        self.assertEqual(indicator.improvement_count, 1)
        found = self.improvements.search(indicator.action_view_improvements()['domain'])
        self.assertIn(improvement, found)
        with self.assertRaises(AccessError):
            self.indicator.with_user(self.user).action_improve()
        with self.assertRaises(ValidationError):
            self._ask(kpi_id=kpi.id)
