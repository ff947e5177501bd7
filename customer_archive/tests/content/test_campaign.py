# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from psycopg2.errors import IntegrityError, RaiseException

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import ContentCommon

ACTIVITY = 'customer_archive.mail_activity_type_campaign'


@freeze_time('2026-06-01 04:00:00')
class TestCampaign(ContentCommon):
    """Once a year all archives are gone through (CA-34)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive.custodian_id = cls.user
        cls.foreign = cls._open_archive(
            cls._create_customer(name="Foreign"), department_id=cls.other_department.id,
        )
        cls.foreign.custodian_id = cls.archivist
        cls.campaigns = cls.env['customer.archive.campaign']

    def _plan(self, user=None, **vals):
        return self.campaigns.with_user(user or self.office_manager).create({
            'title': "2026", 'deadline': '2026-06-30', **vals,
        })

    def _start(self, **vals):
        campaign = self._plan(**vals)
        campaign.action_start()
        return campaign

    def _line(self, campaign, archive=None):
        return campaign.sudo().line_ids.filtered(
            lambda line: line.archive_id == (archive or self.archive),
        )

    # === ITS LIFE === #

    def test_it_has_a_line_for_each_archive_that_is_kept(self):
        """CA-34"""
        gone = self._open_archive(self._create_customer(name="Gone"))
        gone.with_user(self.archivist)._transition('void', reason="Twice")
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        campaign = self._start()
        self.assertEqual(campaign.sudo().line_ids.archive_id, self.archive | self.foreign)
        self.assertNotIn(abroad, campaign.sudo().line_ids.archive_id)
        self._open_archive(self._create_customer(name="Later"))
        self.assertEqual((campaign.line_count, campaign.open_count, campaign.progress), (2, 2, 0))
        line = self._line(campaign, self.foreign)
        self.assertEqual((line.department_id, line.company_id, line.confidentiality),
                         (self.other_department, self.company, '1'))

    def test_a_review_settles_its_line(self):
        campaign = self._start()
        self.archive.with_user(self.user).action_confirm_review()
        line = self._line(campaign)
        self.assertEqual((line.state, line.review_id, line.settled_by_id),
                         ('done', self.archive.review_ids, self.user))
        self.assertEqual((campaign.open_count, campaign.progress), (1, 50))
        self.archive.with_user(self.user).action_confirm_review()
        self.assertEqual(line.review_id, self.archive.review_ids.sorted('id')[0])

    def test_it_is_closed_when_nothing_is_open(self):
        """CA-34: closing with open lines is refused, and says whose they are."""
        campaign = self._start()
        with self.assertRefused("2 open archives", f"{self.user.name}: 1"):
            campaign.action_close()
        self.archive.with_user(self.user).action_confirm_review()
        self._line(campaign, self.foreign).with_user(self.archivist)._transition(
            'excuse', reason="In court",
        )
        campaign.action_close()
        self.assertEqual((campaign.state, campaign.progress), ('closed', 100))
        self.assertEqual(self._entries(campaign, 'close').facts['excused_count'], 1)
        with self.assertRefused("stays as it is"):
            campaign.remark = "More"

    def test_nobody_closes_it_with_open_lines_below_the_orm_either(self):
        campaign = self._start()
        self.env.flush_all()
        with self.assertRaises(RaiseException), mute_logger('odoo.sql_db'):
            self.env.cr.execute(
                "UPDATE customer_archive_campaign SET state = 'closed' WHERE id = %s",
                [campaign.id],
            )

    def test_what_is_settled_stays_so(self):
        campaign = self._start()
        line = self._line(campaign)
        self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(
                "UPDATE customer_archive_campaign_line SET state = 'done' WHERE id = %s", [line.id],
            )
        self.archive.with_user(self.user).action_confirm_review()
        self.env.flush_all()
        with self.assertRaises(RaiseException), mute_logger('odoo.sql_db'):
            self.env.cr.execute(
                "UPDATE customer_archive_campaign_line SET state = 'open' WHERE id = %s", [line.id],
            )

    def test_an_excuse_needs_a_reason_and_an_archivist(self):
        line = self._line(self._start())
        with self.assertRefused("needs a reason"):
            line.with_user(self.archivist)._transition('excuse', reason=" ")
        with self.assertRaises(AccessError):
            line.with_user(self.user)._transition('excuse', reason="No time")
        line.with_user(self.archivist)._transition('excuse', reason="In court")
        self.assertEqual((line.state, line.excuse), ('excused', "In court"))

    def test_what_is_no_longer_kept_is_excused_by_itself(self):
        campaign = self._start()
        self.foreign.with_user(self.archivist)._transition('void', reason="Twice")
        self.archive.with_user(self.user).action_confirm_review()
        campaign.action_close()
        self.assertIn("no longer kept", self._line(campaign, self.foreign).excuse)

    def test_one_of_all_archives_runs_at_a_time(self):
        self._start()
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), (
            self.env.cr.savepoint()
        ):
            self._start()
            self.env.flush_all()
        partial = self._start(department_ids=self.department.ids)
        self.assertEqual(partial.sudo().line_ids.archive_id, self.archive)
        self.archive.with_user(self.user).action_confirm_review()
        self.assertEqual(partial.open_count, 0)

    def test_it_begins_before_its_deadline_and_keeps_its_scope(self):
        with self.assertRefused("deadline"):
            self._start(deadline='2026-05-31')
        campaign = self._start()
        with self.assertRefused("has started"):
            campaign.department_ids = self.department
        campaign._transition('cancel', reason="Next year")
        with self.assertRefused("is not running"):
            self._line(campaign).with_user(self.archivist)._transition('excuse', reason="X")
        self.archive.with_user(self.user).action_confirm_review()
        self.assertEqual(self._line(campaign).state, 'open')

    # === WHO MAY === #

    def test_office_managers_run_them(self):
        for user in (self.user, self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._plan(user)
        campaign = self._plan()
        with self.assertRaises(AccessError):
            campaign.with_user(self.archivist).action_start()
        campaign.action_start()
        lines = self.env['customer.archive.campaign.line']
        own = [('campaign_id', '=', campaign.id)]
        self.assertEqual(lines.with_user(self.user).search(own).archive_id, self.archive)
        self.assertEqual(lines.with_user(self.other_user).search(own).archive_id, self.foreign)
        self.assertEqual(len(lines.with_user(self.auditor).search(own)), 2)
        # How far it is, everybody may know.
        self.assertEqual(campaign.with_user(self.user).line_count, 2)
        for change in (
            lambda: self._line(campaign).with_user(self.office_manager).write({'excuse': "X"}),
            lambda: lines.with_user(self.office_manager).create({
                'campaign_id': campaign.id, 'archive_id': self.archive.id,
            }),
            lambda: self._line(campaign).with_user(self.user)._transition('settle'),
        ):
            with self.assertRaises(UserError):
                change()

    # === REMINDERS AND REPORT === #

    def test_who_has_open_archives_is_reminded_once(self):
        campaign = self._start()
        for day, reminded in (('2026-06-15', False), ('2026-06-16', True), ('2026-06-17', True)):
            with freeze_time(f'{day} 04:00:00'), self._counting_commits():
                self.campaigns._cron_remind()
            activities = campaign.sudo().activity_ids
            self.assertEqual(
                activities.user_id, self.user | self.archivist if reminded else activities.user_id,
            )
            self.assertEqual(len(activities), 2 if reminded else 0, day)
        self.archive.with_user(self.user).action_confirm_review()
        self.foreign.with_user(self.archivist).action_confirm_review()
        campaign.action_close()
        self.assertFalse(campaign.sudo().activity_ids)

    def test_its_report_says_what_came_of_it(self):
        campaign = self._start()
        self.archive.with_user(self.user)._review('updated', "New purchaser")
        self._line(campaign, self.foreign).with_user(self.archivist)._transition(
            'excuse', reason="In court",
        )
        campaign.remark = "Telephone numbers were old"
        campaign.action_close()
        report = self.env['ir.actions.report'].with_user(self.office_manager)
        html = report._render_qweb_html(
            'customer_archive.report_campaign', campaign.ids,
        )[0].decode()
        for text in (campaign.name, self.foreign.name, "In court", "Telephone numbers were old",
                     self.user.name):
            self.assertIn(text, html)
        seen = self.env['ir.actions.report'].with_user(self.user)._render_qweb_html(
            'customer_archive.report_campaign', campaign.ids,
        )[0].decode()
        self.assertNotIn("In court", seen, "an archive of another department")
