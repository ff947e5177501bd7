# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import ContentCommon

ACTIVITY = 'customer_archive.mail_activity_type_review'


@freeze_time('2026-06-01 04:00:00')
class TestReview(ContentCommon):
    """Archives are reviewed at intervals; that nothing changed counts as well (CA-29)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive.opened_on = '2025-01-15'
        cls.archive.importance_id = cls._class('importance_b')
        cls.archive.custodian_id = cls.user
        cls.env['customer.archive'].search([('id', '!=', cls.archive.id)]).class_ids = False

    def _sweep(self):
        with self._counting_commits():
            return self.env['customer.archive']._cron_reviews()

    def _todo(self, archive=None):
        return (archive or self.archive).sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(ACTIVITY),
        )

    # === REVIEWING === #

    def test_confirming_without_change_counts_and_is_logged(self):
        """CA-29"""
        self.assertEqual(str(self.archive.next_review), '2026-01-15')
        self.assertTrue(self.archive.is_review_due)
        self.archive.with_user(self.user).action_confirm_review()
        review = self.archive.review_ids
        self.assertEqual((str(review.reviewed_on), review.outcome, review.user_id),
                         ('2026-06-01', 'unchanged', self.user))
        self.assertEqual((str(review.was_due_on), str(review.next_review)),
                         ('2026-01-15', '2027-06-01'))
        self.assertEqual(self._entries(self.archive, 'review').facts, {'outcome': 'unchanged'})
        self.assertFalse(self.archive.is_review_due)

    def test_what_was_changed_is_said(self):
        enter = self.env['customer.archive.review.enter'].with_user(self.user).create({
            'archive_id': self.archive.id, 'outcome': 'updated', 'note': "New purchaser",
        })
        with self.assertRefused("what was changed"):
            self.archive.with_user(self.user)._review('updated', " ")
        enter.action_confirm()
        self.assertEqual(self.archive.review_ids.note, "New purchaser")
        self.assertEqual(self._entries(self.archive, 'review').note, "New purchaser")

    def test_what_may_be_out_of_date_is_shown(self):
        """CA-34: what to tidy."""
        document = self._create_document(self.archive, 'business_licence')
        enter = self.env['customer.archive.review.enter'].with_user(self.archivist).create({
            'archive_id': self.archive.id,
        })
        self.assertEqual(enter.stale_document_ids, document)
        self.assertTrue(enter.missing_line_ids)

    def test_archivists_review_and_who_looks_after_it(self):
        self.archive.with_user(self.archivist).action_confirm_review()
        self.archive.deputy_id = self.collector
        self.archive.with_user(self.collector).action_confirm_review()
        self.assertEqual(self.archive.review_ids.user_id, self.archivist | self.collector)
        self.archive.custodian_id = self.archivist
        for user in (self.user, self.other_user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.archive.with_user(user).action_confirm_review()

    def test_a_closed_archive_is_not_reviewed(self):
        archive = self._open_archive(self._create_customer(name="Closed"), customer_type='company')
        archive.with_user(self.archivist)._transition('void', reason="Twice")
        with self.assertRefused(archive.name):
            archive.with_user(self.archivist).action_confirm_review()

    def test_a_review_is_nobody_s_to_make_or_change(self):
        with self.assertRefused("by hand"):
            self.archive.with_user(self.archivist).reviewed_on = '2026-06-01'
        self.archive.with_user(self.archivist).action_confirm_review()
        review = self.archive.review_ids
        for change in (
            lambda: review.with_user(self.office_manager).write({'note': "X"}),
            lambda: review.with_user(self.office_manager).create({
                'archive_id': self.archive.id, 'outcome': 'unchanged',
                'reviewed_on': '2026-06-01', 'user_id': self.user.id,
            }),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRefused("kept for ever"):
            review.unlink()
        with self.assertRaises(RaiseException), mute_logger('odoo.sql_db'):
            self.env.cr.execute(
                "UPDATE customer_archive_review SET reviewed_on = '2026-05-01' WHERE id = %s",
                [review.id],
            )

    def test_another_department_sees_no_reviews(self):
        self.archive.with_user(self.archivist).action_confirm_review()
        reviews = self.env['customer.archive.review']
        self.assertTrue(reviews.with_user(self.user).search([]))
        self.assertFalse(reviews.with_user(self.other_user).search([]))
        self.assertTrue(reviews.with_user(self.auditor).search([]))

    # === BEING TOLD === #

    def test_a_due_review_is_told_once(self):
        """CA-29: one activity when due."""
        self.assertEqual(self._sweep().done, 1)
        activity = self._todo()
        self.assertEqual((activity.user_id, str(activity.date_deadline)),
                         (self.user, '2026-01-15'))
        self.assertEqual((activity.res_name, activity.summary),
                         (self.archive.name, "Review the archive"))
        self.assertEqual(self._sweep().due, 0)
        self.archive.with_user(self.user).action_confirm_review()
        self.assertFalse(self._todo())
        self.assertEqual(self._sweep().due, 0)
        with freeze_time('2027-06-02 04:00:00'):
            self.assertEqual(self._sweep().done, 1)

    def test_a_review_that_moved_is_told_anew_and_once(self):
        self._sweep()
        self.archive.importance_id = self._class('importance_a')
        self._sweep()
        self.assertEqual(str(self._todo().date_deadline), '2025-07-15')

    def test_who_still_works_here_is_told(self):
        """CA-30"""
        self.archive.deputy_id = self.collector
        self.user.active = False
        self._sweep()
        self.assertEqual(self._todo().user_id, self.collector)

    def test_where_nobody_is_left_it_waits(self):
        self.user.active = self.archivist.active = False
        self.assertEqual(self._sweep().due, 0)
        self.company.archive_custodian_id = self.office_manager
        self._sweep()
        self.assertEqual(self._todo().user_id, self.office_manager)

    def test_the_day_begins_where_the_company_is(self):
        """ND-31"""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        self.archive.opened_on = '2025-06-02'
        with freeze_time('2026-06-01 15:30:00'):
            self.assertEqual(self._sweep().due, 0)
            self.archive.invalidate_recordset()
            self.assertFalse(self.archive.is_review_due)
        with freeze_time('2026-06-01 16:30:00'):
            self.archive.invalidate_recordset()
            self.assertTrue(self.archive.is_review_due)
            self.assertIn(self.archive, self.env['customer.archive'].with_user(
                self.user,
            ).with_company(self.company).search([('is_review_due', '=', True)]))
            self.assertEqual(self._sweep().done, 1)

    def test_each_is_told_in_his_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.user.lang = 'zh_CN'
        self._sweep()
        self.assertEqual(
            self._todo().summary,
            self.archive.with_context(lang='zh_CN').env._("Review the archive"),
        )

    def test_it_goes_on_where_it_ran_out_of_time(self):
        other = self._open_archive(self._create_customer(name="Second"), opened_on='2020-01-01')
        with self._counting_commits(left=[1, 0]):
            self.env['customer.archive']._cron_reviews()
        self.assertEqual(self._sweep().due, 0)
        self.assertTrue(self._todo() and self._todo(other))
