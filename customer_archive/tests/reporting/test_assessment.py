# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from .assessment_common import AFTER, QUARTER, AssessmentCommon


class TestAssessment(AssessmentCommon):
    """An archivist is assessed by somebody else, reads it once final, and it stays (CA-74)."""

    def _acknowledge(self, assessment, comment=None, user=None):
        user = user or assessment.user_id
        dialog = self.env['customer.archive.assessment.acknowledge'].with_user(user).create({
            'assessment_id': assessment.id, 'comment': comment,
        })
        dialog.action_acknowledge()

    def test_a_whole_life(self):
        self._file_late()
        assessment = self._assess(comment="File in time")
        self.assertEqual((assessment.state, assessment.score), ('draft', 95))
        self._finalise(assessment)
        self.assertEqual(
            (assessment.state, assessment.finalised_by_id), ('final', self.office_manager),
        )
        self.assertEqual(assessment.sudo().activity_ids.user_id, self.archivist)
        self._acknowledge(assessment, "I was ill")
        self.assertEqual(
            (assessment.state, assessment.own_comment, assessment.score),
            ('acknowledged', "I was ill", 95),
        )
        self.assertTrue(assessment.acknowledged_at)
        self.assertFalse(assessment.sudo().activity_ids)
        entries = self._entries(assessment)
        self.assertEqual(entries.mapped('event'), ['open', 'finalise', 'acknowledge'])
        self.assertNotIn('score', str(entries.mapped('facts')))

    def test_the_archivist_need_not_say_anything(self):
        assessment = self._finalise(self._assess())
        self._acknowledge(assessment)
        self.assertEqual((assessment.state, assessment.own_comment), ('acknowledged', False))

    def test_only_who_is_assessed_acknowledges(self):
        assessment = self._finalise(self._assess())
        for user in (self.office_manager, self.second_manager):
            with self.subTest(user=user.login), self.assertRefused(
                "Only who is assessed", exception=AccessError,
            ):
                self._acknowledge(assessment, user=user)
        for user in (self.deputy, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                assessment.with_user(user)._acknowledge()

    def test_each_reads_his_own_once_it_is_final(self):
        assessment = self._assess()
        line = assessment.line_ids[0]
        readers = (self.office_manager, self.second_manager, self.general_manager, self.auditor)
        others = (self.deputy, self.collector, self.user, self.other_archivist)

        def can_read(user):
            return all(
                record.with_user(user).browse().has_access('read')
                and record.with_user(user).search([('id', '=', record.id)])
                for record in (assessment, line)
            )

        for user in readers:
            self.assertTrue(can_read(user), user.login)
        for user in (self.archivist, *others):
            self.assertFalse(can_read(user), user.login)
        self._finalise(assessment)
        for user in (self.archivist, *readers):
            self.assertTrue(can_read(user), user.login)
        for user in others:
            self.assertFalse(can_read(user), user.login)
        assessment._transition('supersede', reason="Counted wrongly")
        successor = assessment.superseded_by_id
        self.assertTrue(can_read(self.archivist), "it stays readable that there was one")
        self.assertNotIn(successor, self.env['customer.archive.assessment'].with_user(
            self.archivist,
        ).search([]))

    def test_a_manager_does_not_read_the_draft_about_himself(self):
        own = self._assess(self.second_manager)
        self.assertFalse(self.env['customer.archive.assessment'].with_user(
            self.second_manager,
        ).search([('id', '=', own.id)]))
        self.assertFalse(self.env['customer.archive.assessment.line'].with_user(
            self.second_manager,
        ).search([('assessment_id', '=', own.id)]))

    def test_who_assesses(self):
        for user in (self.archivist, self.deputy, self.general_manager, self.auditor, self.user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._assess(self.idle, by=user)
        assessment = self._assess()
        for user in (self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._finalise(assessment, by=user)
                with self.assertRaises(AccessError):
                    assessment.with_user(user).comment = "Bad"
                with self.assertRaises(AccessError):
                    assessment.with_user(user).action_count()

    def test_nobody_assesses_himself(self):
        with self.assertRefused("Nobody assesses himself"):
            self._assess(self.office_manager)
        second_login = self._create_user('second_login', 'archivist')
        second_login.partner_id = self.office_manager.partner_id
        with self.assertRefused("Nobody assesses himself"):
            self._assess(second_login)
        own = self._assess(second_login, by=self.second_manager)
        for verb, reason in (('finalise', None), ('drop', "Not good")):
            with self.subTest(verb=verb), freeze_time(AFTER), (
                self.assertRefused("Nobody assesses himself")
            ):
                own.with_user(self.office_manager)._transition(verb, reason=reason)
        for attempt in (
            lambda record: record.write({'comment': "Very good"}),
            lambda record: record.action_count(),
        ):
            with self.assertRefused("Nobody assesses himself"):
                attempt(own.with_user(self.office_manager))
        self._finalise(own, by=self.second_manager)
        with self.assertRefused("Nobody assesses himself"):
            own.with_user(self.office_manager)._transition('supersede', reason="Not good")
        draft = self._assess()
        with self.assertImpossible(), self.env.cr.savepoint():
            self._set(draft, finalised_by_id=draft.user_id.id)
        with self.assertRefused("by a person"), freeze_time(AFTER):
            draft.with_user(self.env.ref('base.user_root'))._transition('finalise')

    def test_one_assessment_a_person_and_period(self):
        assessment = self._assess()
        with self.assertRefused(assessment.name, exception=ValidationError):
            self._assess(by=self.second_manager)
        values = assessment.read(['name', 'user_id', 'company_id'], load=None)[0]
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "INSERT INTO customer_archive_assessment"
                " (name, user_id, company_id, date_from, date_to, state)"
                " VALUES ('X', %s, %s, %s, %s, 'draft')",
                values['user_id'], values['company_id'], *QUARTER,
            ))
        assessment._transition('drop', reason="Wrong quarter")
        self._assess()
        self._assess(date_to='2026-03-30')

    def test_it_is_about_somebody_of_the_company(self):
        with self.assertRefused("does not work for", exception=ValidationError):
            self._assess(self.other_archivist)

    def test_nobody_follows_it(self):
        assessment = self._finalise(self._assess())
        assessment.message_subscribe(partner_ids=self.outsider.partner_id.ids)
        self.assertFalse(assessment.message_partner_ids)

    def test_a_period_ends_after_it_began(self):
        with self.assertImpossible():
            self._assess(date_to='2025-12-31')

    def test_it_is_final_when_its_period_has_ended(self):
        # One hour before the quarter ends in Shanghai.
        assessment = self._assess(moment='2026-03-31 15:00:00')
        with self.assertRefused("lasts until"), freeze_time('2026-03-31 15:59:00'):
            assessment.action_finalise()
        with self.assertRefused("count it anew"):
            self._finalise(assessment)
        with freeze_time('2026-03-31 16:01:00'):
            assessment.action_count()
            assessment.action_finalise()
        self.assertEqual(assessment.state, 'final')

    def test_what_is_final_stays(self):
        self._file_late()
        assessment = self._finalise(self._assess())
        for values in ({'comment': "Better"}, {'department_id': self.department.id}):
            with self.subTest(values=values), self.assertRefused("stays as it is"):
                assessment.write(values)
        with self.assertRefused("cannot be set by hand"):
            assessment.write({'score': 100})
        with self.assertRaises(UserError):
            assessment.action_count()
        for table, column in (
            ('customer_archive_assessment', 'score'),
            ('customer_archive_assessment', 'user_id'),
            ('customer_archive_assessment_line', 'count'),
            ('customer_archive_assessment_line', 'is_final'),
        ):
            with self.subTest(table=table, column=column), mute_logger('odoo.sql_db'), (
                self.assertRaises(psycopg2.Error)
            ), self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE %s SET %s = NULL WHERE %s = %s", SQL.identifier(table),
                    SQL.identifier(column),
                    SQL.identifier('assessment_id' if table.endswith('line') else 'id'),
                    assessment.id,
                ))
        for statement in (
            "DELETE FROM customer_archive_assessment_line WHERE assessment_id = %s",
            "UPDATE customer_archive_assessment SET state = 'draft' WHERE id = %s",
        ):
            with self.subTest(statement=statement), mute_logger('odoo.sql_db'), (
                self.assertRaises(psycopg2.Error)
            ), self.env.cr.savepoint():
                self.env.cr.execute(SQL(statement, assessment.id))
        with self.assertRefused("stays with it"):
            assessment.sudo().line_ids.unlink()
        with self.assertRefused("kept for ever"):
            assessment.sudo().unlink()

    def test_what_was_acknowledged_stays(self):
        assessment = self._finalise(self._assess())
        self._acknowledge(assessment, "Thank you")
        with self.assertRefused("stays as it is"):
            assessment.sudo().write({'comment': "Worse"})
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_assessment SET own_comment = 'x' WHERE id = %s",
                assessment.id,
            ))

    def test_a_draft_is_about_one_person_and_period(self):
        assessment = self._assess()
        for values in ({'user_id': self.deputy.id}, {'date_to': '2026-03-30'}):
            with self.subTest(values=values), self.assertRefused("one person and period"):
                assessment.write(values)
        assessment.write({'comment': "Good", 'user_id': self.archivist.id})

    def test_a_new_one_takes_its_place(self):
        self._file_late()
        assessment = self._finalise(self._assess(comment="File in time"))
        self._file_late()
        with freeze_time(AFTER):
            assessment._transition('supersede', reason="One was forgotten")
        successor = assessment.superseded_by_id
        self.assertEqual((assessment.state, assessment.score), ('void', 95))
        self.assertEqual(assessment.void_reason, "One was forgotten")
        self.assertEqual(
            (successor.state, successor.score, successor.comment, successor.user_id),
            ('draft', 90, "File in time", self.archivist),
        )
        self._finalise(successor)

    def test_nobody_enters_figures(self):
        assessment = self._assess()
        line = assessment.line_ids[0]
        for user in (self.office_manager, self.general_manager, self.archivist):
            own = line.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    own.write({'count': 0})
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.create({'assessment_id': assessment.id, 'points': -5})
        for vals in ({'score': 100}, {'state': 'final'}):
            with self.subTest(vals=vals), self.assertRefused("cannot be set by hand"):
                self._assess(self.deputy, **vals)

    def test_a_low_score_leads_to_an_improvement_action(self):
        self.company.archive_assessment_low = 96
        self._file_late()
        assessment = self._assess()
        self.assertTrue(assessment.is_low)
        assessments = self.env['customer.archive.assessment'].with_user(self.office_manager)
        self.assertIn(assessment, assessments.search([('is_low', '=', True)]))
        self.assertNotIn(assessment, assessments.search([('is_low', '=', False)]))
        with self.assertRefused("is not final"):
            assessment.action_improve()
        self._finalise(assessment)
        action = assessment.with_user(self.general_manager).action_improve()
        improvement = self.env['customer.archive.improvement'].with_user(
            self.general_manager,
        ).with_context(**action['context']).create({'deadline': '2026-05-31'})
        self.assertEqual(
            (improvement.owner_id, improvement.assessment_id), (self.archivist, assessment),
        )
        self.assertIn(f'{self.filing.description}: 1', improvement.problem)
        self.assertNotIn(self.incomplete.description, improvement.problem)
        assessment.invalidate_recordset(['improvement_count'])
        self.assertEqual(assessment.improvement_count, 1)
        for user in (self.archivist, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                assessment.with_user(user).action_improve()


class TestAssessmentPeriod(AssessmentCommon):
    """A period is assessed at once: everybody who was appointed and answers for archives."""

    def _open_dialog(self, by=None, moment=AFTER, **vals):
        with freeze_time(moment):
            return self.env['customer.archive.assessment.period'].with_user(
                by or self.office_manager,
            ).with_company(self.company).create(vals)

    def _run(self, dialog):
        with freeze_time(AFTER):
            action = dialog.action_assess()
        return self.env['customer.archive.assessment'].search(action['domain'])

    def test_everybody_who_is_appointed_and_keeps_archives(self):
        dialog = self._open_dialog()
        self.assertEqual((dialog.date_from, dialog.date_to), QUARTER)
        self.assertEqual(dialog.user_ids, self.archivist | self.deputy)
        drafts = self._run(dialog)
        self.assertEqual(
            {draft.user_id: draft.department_id for draft in drafts},
            {self.archivist: self.department, self.deputy: self.env['hr.department']},
        )
        self.assertEqual(set(drafts.mapped('state')), {'draft'})
        again = self._open_dialog()
        self.assertFalse(again.user_ids)
        self.assertEqual(again.left_out_ids, self.archivist | self.deputy)
        with self.assertRefused("Nobody is left"):
            self._run(again)

    def test_who_assesses_leaves_himself_out(self):
        self.deputy_archive.custodian_id = self.office_manager
        self.env['customer.archive.appointment'].create({
            'user_id': self.office_manager.id, 'role': 'archivist', 'company_id': self.company.id,
            'date_from': '2026-03-31',
        })
        dialog = self._open_dialog()
        self.assertEqual(dialog.user_ids, self.archivist)
        self.assertEqual(dialog.left_out_ids, self.office_manager)
        self.assertEqual(self._run(dialog).user_id, self.archivist)
        self.assertEqual(
            self._run(self._open_dialog(by=self.second_manager)).user_id, self.office_manager,
        )

    def test_who_was_not_appointed_in_the_period_is_left_out(self):
        self.env['customer.archive.appointment'].search([
            ('user_id', '=', self.deputy.id),
        ]).date_to = '2025-12-31'
        self.assertEqual(self._open_dialog().user_ids, self.archivist)
        self.assertEqual(
            self._open_dialog(date_from='2025-12-31', date_to='2026-01-31').user_ids,
            self.archivist | self.deputy,
        )

    def test_only_office_managers_do(self):
        for user in (self.archivist, self.general_manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._open_dialog(by=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.assessment'].with_user(user)._assess_period(
                    self.company, *QUARTER,
                )
        with self.assertRefused("ends after it began"):
            self._run(self._open_dialog(date_from='2026-03-31', date_to='2026-01-01'))
