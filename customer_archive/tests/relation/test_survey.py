# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import RelationCommon

SURVEY, LINE = 'customer.archive.survey', 'customer.archive.survey.line'


class TestSurvey(RelationCommon):
    """A period's customers are asked once each, and the survey is closed with a result (CA-51)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reachable = cls._open_archive(
            cls._create_customer(email='south@example.com'), department_id=cls.other_department.id,
        )
        cls.silent = cls._open_archive(cls._create_customer())
        cls.archives = cls.archive | cls.reachable | cls.silent

    @classmethod
    def _create_survey(cls, **vals):
        domain = vals.pop('archive_domain', [('id', 'in', cls.archives.ids)])
        return cls.env[SURVEY].with_user(cls.archivist).create({
            'title': "First half-year", 'archive_domain': str(domain), **vals,
        })

    def _ask(self):
        with self._counting_commits():
            self.env.invalidate_all()
            return self.env[LINE]._cron_ask()

    def _start(self, **vals):
        survey = self._create_survey(**vals)
        survey.action_start()
        return survey

    def _line(self, survey, archive):
        return survey.sudo().line_ids.filtered(lambda line: line.archive_id == archive)

    def test_it_asks_each_customer_once_and_notes_who_has_no_address(self):
        survey = self._start()
        self.assertEqual((survey.state, survey.line_count, survey.asked_count), ('running', 3, 0))
        result = self._ask()
        self.assertEqual((result.due, result.done), (3, 3))
        states = {line.archive_id: line.state for line in survey.line_ids}
        self.assertEqual(states, {
            self.archive: 'asked', self.reachable: 'asked', self.silent: 'unreachable',
        })
        self.assertEqual(self._ask().due, 0)
        mail = self._get_mails(self._line(survey, self.archive))
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn(survey.question, mail.body_html)
        self.assertNotIn(self.archive.name, mail.body_html + mail.subject)

    def test_answers_are_counted_and_who_did_not_answer_is_listed(self):
        survey = self._start()
        self._ask()
        self._answer(self._line(survey, self.archive), 5, "Very good")
        self.env.invalidate_all()
        self.assertEqual(
            (survey.asked_count, survey.answered_count, survey.unreachable_count), (2, 1, 1),
        )
        self.assertEqual((survey.response_rate, survey.satisfaction), (0.5, 5))
        missing = self.env[LINE].with_user(self.archivist).search(
            survey.action_view_unanswered()['domain'],
        )
        self.assertEqual(missing.archive_id, self.reachable | self.silent)
        self.assertEqual(self.archive.with_user(self.user).satisfaction, 5)
        self._answer(self._line(survey, self.archive), 3, "Well")
        self.env.invalidate_all()
        self.assertEqual((survey.answered_count, survey.satisfaction), (1, 3))

    def test_counts_obey_the_rights_of_who_looks(self):
        survey = self._start()
        self._ask()
        self._answer(self._line(survey, self.reachable), 1)
        self.env.invalidate_all()
        theirs = survey.with_user(self.user)
        self.assertEqual((theirs.asked_count, theirs.answered_count, theirs.satisfaction),
                         (1, 0, 0))
        with self.assertRaises(AccessError):
            self._line(survey, self.reachable).with_user(self.user).read(['rating_last_value'])
        self.assertEqual(survey.with_user(self.general_manager).satisfaction, 1)

    def test_only_the_back_office_asks_and_nobody_writes_lines(self):
        survey = self._create_survey()
        for user in (self.user, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    survey.with_user(user).action_start()
                with self.assertRaises(AccessError):
                    self.env[SURVEY].with_user(user).create({'title': "Mine"})
        survey.action_start()
        line = self._line(survey, self.archive).with_user(self.archivist)
        for attempt in (
            lambda: line.write({'state': 'answered'}), lambda: line._transition('ask'),
            lambda: self.env[LINE].with_user(self.archivist).create({
                'survey_id': survey.id, 'archive_id': self.archive.id,
            }),
        ):
            with self.assertRaises(UserError):
                attempt()
        with self.assertRaises(AccessError):
            survey.with_user(self.other_archivist).read(['title'])

    def test_confidential_archives_are_asked_when_they_are_open_to_who_starts(self):
        secret = self._open_archive(
            self._create_customer(email='silent@night.example.com'), confidentiality='3',
        )
        domain = [('id', 'in', (secret | self.archive).ids)]
        self.assertEqual(self._start(archive_domain=domain).line_count, 1)
        self._state_purpose(self.archivist, secret)
        self.assertEqual(self._start(archive_domain=domain).line_count, 2)

    def test_classes_choose_archives(self):
        klass = self._class('importance_a')
        self.archive.class_ids = klass
        survey = self._create_survey(class_ids=[Command.set(klass.ids)])
        self.assertEqual(survey.archive_count, 1)

    def test_what_asks_already_stays_and_is_closed_with_a_result(self):
        survey = self._start()
        for vals in ({'question': "And now?"}, {'archive_domain': '[]'}):
            with self.subTest(vals=vals), self.assertRefused("asks customers already"):
                survey.write(vals)
        with self.assertRefused("cannot be deleted"):
            survey.unlink()
        with self.assertRefused("needs a reason"):
            survey._transition('close')
        self._ask()
        survey._transition('close', reason="More training")
        self.assertEqual((survey.result, survey.state), ("More training", 'closed'))
        with self.assertRefused("asks customers already, or did"):
            survey.title = "Another"
        with self.assertRefused("Answers were taken until"):
            self._answer(self._line(survey, self.archive), 5)
        facts = self._entries(survey, 'close').facts
        self.assertEqual((facts['asked_count'], facts['answered_count']), (2, 0))

    def test_no_answer_is_taken_after_its_last_day(self):
        survey = self._start(date_from='2026-01-01', date_to='2099-06-30')
        self._ask()
        line = self._line(survey, self.archive)
        with freeze_time('2099-06-30 16:00:00'), self.assertRefused("Answers were taken until"):
            self._answer(line, 5)
        with freeze_time('2099-06-30 15:59:00'):
            self._answer(line, 5)
        self.assertEqual(line.state, 'answered')

    def _remind(self):
        with self._counting_commits():
            self.env.invalidate_all()
            return self.env[LINE]._cron_remind()

    def test_who_has_not_answered_is_reminded_once_before_the_end(self):
        survey = self._start(date_from='2026-01-01', date_to='2099-06-30', remind_days=3)
        self._ask()
        answered, silent = self._line(survey, self.archive), self._line(survey, self.reachable)
        self._answer(answered, 5)
        before = self._get_mails(silent)
        with freeze_time('2099-06-26 15:59:00'):
            self.assertEqual(self._remind().due, 0, "Four days before, in the time of the company")
        with freeze_time('2099-06-26 16:00:00'):
            result = self._remind()
        self.assertEqual((result.due, result.done), (1, 1))
        mail = self._get_mails(silent) - before
        self.assertEqual(mail.recipient_ids, self.reachable.partner_id)
        self.assertIn("have not heard from you yet", mail.body_html)
        self.assertIn(silent._rating_get_access_token(), mail.body_html)
        self.assertNotIn("have not heard", before.body_html)
        self.assertTrue(silent.reminded_at)
        self.assertFalse(answered.reminded_at)
        self.assertEqual(self._entries(silent, 'remind').company, self.company.id)
        with freeze_time('2099-06-28 08:00:00'):
            self.assertEqual(self._remind().due, 0, "Once")

    def test_nobody_is_reminded_who_was_not_reached_or_asked_today_or_after_the_end(self):
        survey = self._start(date_from='2026-01-01', date_to='2099-06-30', remind_days=3)
        with freeze_time('2099-06-28 08:00:00'):
            self._ask()
            self.assertEqual(self._remind().due, 0, "Asked today")
        self._get_mails(self._line(survey, self.archive)).state = 'exception'
        with freeze_time('2099-06-30 16:00:00'):
            self.assertEqual(self._remind().due, 0, "It has ended")
        with freeze_time('2099-06-30 15:00:00'):
            self.assertEqual(self._remind().due, 1)
        self.assertFalse(self._line(survey, self.archive).reminded_at)
        self.assertTrue(self._line(survey, self.reachable).reminded_at)

    def test_a_survey_that_reminds_nobody_reminds_nobody(self):
        survey = self._start(date_from='2026-01-01', date_to='2099-06-30', remind_days=0)
        self._ask()
        with freeze_time('2099-06-30 08:00:00'):
            self.assertEqual(self._remind().due, 0)
        with self.assertRaises(UserError):
            self._line(survey, self.archive).with_user(self.archivist)._transition('remind')
        with mute_logger('odoo.sql_db'), self.assertRaisesRegex(Exception, "reminder_positive"), \
                self.env.cr.savepoint():
            self._create_survey(remind_days=-1)

    def test_a_survey_that_chooses_nothing_or_nonsense_is_refused(self):
        with self.assertRefused("chooses no archive"):
            self._start(archive_domain=[('id', '=', 0)])
        for domain in ("[('nothing', '=', 1)]", "import os", "[(1,)]"):
            with self.subTest(domain=domain), self.assertRefused("does not say which archives"):
                self.env[SURVEY].with_user(self.archivist).create({
                    'title': "Nonsense", 'archive_domain': domain,
                })
        with mute_logger('odoo.sql_db'), self.assertRaisesRegex(Exception, "period_ordered"), \
                self.env.cr.savepoint():
            self._create_survey(date_from='2026-02-01', date_to='2026-01-01')

    def test_a_draft_is_deleted(self):
        survey = self._create_survey()
        survey.unlink()
        self.assertFalse(survey.exists())

    def test_a_customer_is_asked_once_below_the_orm(self):
        survey = self._start()
        with mute_logger('odoo.sql_db'), self.assertRaisesRegex(Exception, "asked_once"), \
                self.env.cr.savepoint():
            self.env[LINE].create({'survey_id': survey.id, 'archive_id': self.archive.id})
        with self.assertRaises(UserError):
            survey.sudo().line_ids.unlink()

    def test_a_mail_that_cannot_be_written_keeps_no_other_back(self):
        survey = self._start()
        template = self.env.ref('customer_archive.mail_template_survey_rating')
        broken = f"1 / (0 if object.archive_id.id == {self.reachable.id} else 1)"
        template.subject = f"{{{{ {broken} }}}}"
        with mute_logger('odoo.addons.customer_archive.models.mechanism.sweep',
                         'odoo.addons.mail.models.mail_render_mixin'):
            result = self._ask()
        self.assertEqual((result.due, result.done, len(result.failed)), (3, 2, 1))
        self.assertEqual(self._line(survey, self.reachable).state, 'waiting')
        template.subject = "How satisfied are you?"
        self.assertEqual(self._ask().done, 1)
