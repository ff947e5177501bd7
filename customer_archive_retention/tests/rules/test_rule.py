# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .common import RetentionCommon


@tagged('post_install', '-at_install')
class TestRule(RetentionCommon):
    """A rule is proposed by one person, put in force by another, and then stays (ND-09)."""

    def test_two_people_put_a_rule_in_force(self):
        rule = self._create_rule(code='TWO')
        rule.with_user(self.archivist).action_propose()
        rule.with_user(self.general_manager).action_approve()
        self.assertEqual(rule.state, 'in_force')
        self.assertEqual(rule.proposed_by_id, self.archivist)
        self.assertEqual(rule.approved_by_id, self.general_manager)
        self.assertEqual(self._entries(rule).mapped('event'), ['open', 'propose', 'approve'])
        self.assertEqual(self._entries(rule, 'approve').facts['citation'], rule.citation)

    def test_who_proposed_does_not_approve_his_rule(self):
        rule = self._create_rule()
        rule.with_user(self.office_manager).action_propose()
        self.assertFalse(rule.with_user(self.office_manager).can_decide)
        with self.assertRefused(rule.reference, "another person"):
            rule.with_user(self.office_manager).action_approve()
        self.assertTrue(rule.with_user(self.general_manager).can_decide)

    def test_a_second_login_of_the_same_person_does_not_approve(self):
        rule = self._create_rule()
        rule.with_user(self.office_manager).action_propose()
        second = self._create_user(
            'second_login', 'general_manager', email="boss@example.com",
        )
        self.env['hr.employee'].create([
            {'name': "Boss", 'user_id': self.office_manager.id, 'company_id': self.company.id,
             'private_email': second.login},
        ])
        with self.assertRefused("same person", second.login):
            rule.with_user(second).action_approve()

    def test_the_system_does_not_approve(self):
        rule = self._create_rule()
        rule.with_user(self.archivist).action_propose()
        with self.assertRefused("by a person"):
            rule.with_user(self.env.ref('base.user_root')).action_approve()

    def test_the_archivist_does_not_approve(self):
        rule = self._create_rule()
        rule.with_user(self.office_manager).action_propose()
        with self.assertRaises(AccessError):
            rule.with_user(self.archivist).action_approve()

    def test_a_rule_without_citation_is_not_proposed(self):
        for citation in (False, "  "):
            with self.subTest(citation=citation):
                rule = self._create_rule(citation=citation)
                with self.assertRefused("has no citation"):
                    rule.with_user(self.archivist).action_propose()

    @mute_logger('odoo.sql_db')
    def test_the_database_knows_no_rule_in_force_without_citation(self):
        rule = self._create_rule(citation=False)
        with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE customer_archive_retention_rule SET state = 'in_force',"
                " approved_by_id = %s, proposed_by_id = %s WHERE id = %s",
                [self.general_manager.id, self.archivist.id, rule.id],
            )

    def test_a_period_of_zero_is_refused_unless_it_is_for_ever(self):
        with self.assertImpossible():
            self._create_rule(period_years=0, period_months=0)
        self.assertTrue(self._create_rule(action='keep'))

    @mute_logger('odoo.sql_db')
    def test_senseless_periods_are_refused(self):
        for vals in (
            {'period_years': -1, 'period_months': 24}, {'period_years': 1001},
            {'period_years': 5, 'ceiling_years': 3}, {'ceiling_years': -1},
            {'action': 'keep', 'ceiling_years': 3},
        ):
            with self.subTest(vals=vals), self.assertImpossible():
                self._create_rule(**vals)

    def test_what_is_proposed_or_in_force_does_not_change(self):
        rule = self._create_rule()
        rule.with_user(self.archivist).action_propose()
        for _state in ('proposed', 'in_force'):
            for vals in ({'period_years': 1}, {'name': "Other"}, {'citation': "None"},
                         {'class_ids': [(6, 0, self._class('importance_b').ids)]}):
                with self.subTest(state=rule.state, vals=vals), self.assertRefused(
                    "no draft any more",
                ):
                    rule.with_user(self.archivist).write(vals)
            if rule.state == 'proposed':
                rule.with_user(self.general_manager).action_approve()

    @mute_logger('odoo.sql_db')
    def test_the_database_itself_keeps_what_is_in_force(self):
        rule = self._enforce()
        for assignment in (
            'period_years = 1', "citation = 'None'", "scope = '{}'",
            f'approved_by_id = {self.office_manager.id}', "trigger = 'filing'",
        ):
            with self.subTest(assignment=assignment), self.assertRaises(
                psycopg2.errors.RaiseException,
            ), self.cr.savepoint():
                self.cr.execute(
                    f"UPDATE customer_archive_retention_rule SET {assignment}"  # noqa: S608 ours
                    f" WHERE id = {rule.id}",
                )

    def test_what_a_step_writes_is_not_written_by_hand(self):
        rules = self.env['customer.archive.retention.rule'].with_user(self.office_manager)
        with self.assertRefused("cannot be set by hand"):
            rules.create({'name': "A", 'code': "A", 'period_years': 1, 'state': 'in_force'})
        rule = rules.with_context(default_state='in_force').create({
            'name': "A", 'code': "A", 'period_years': 1,
        })
        self.assertEqual(rule.state, 'draft')
        with self.assertRefused("cannot be set by hand"):
            rule.write({'version': 7})

    def test_rules_are_kept_for_ever(self):
        rule = self._create_rule()
        for attack in (rule.unlink, rule.copy):
            with self.subTest(attack=attack), self.assertRaises(UserError):
                attack()

    def test_a_draft_is_discarded_with_a_reason(self):
        rule = self._create_rule().with_user(self.archivist)
        rule._transition('discard', reason="Does not apply to us")
        self.assertEqual((rule.state, rule.end_reason), ('withdrawn', "Does not apply to us"))

    def test_a_proposal_is_sent_back_and_written_anew(self):
        rule = self._create_rule()
        rule.with_user(self.archivist).action_propose()
        rule.with_user(self.general_manager)._transition('send_back', reason="Ten years")
        rule.with_user(self.archivist).period_years = 10
        self._put_in_force(rule)
        self.assertEqual(rule.period_years, 10)
        self.assertFalse(rule.end_reason)

    def test_two_people_withdraw_a_rule(self):
        rule = self._enforce()
        with self.assertRefused("asks for the withdrawal"):
            rule.with_user(self.general_manager)._transition('withdraw', reason="Repealed")
        rule.with_user(self.office_manager)._transition('request_withdrawal', reason="Repealed")
        with self.assertRefused("another person"):
            rule.with_user(self.office_manager)._transition('withdraw', reason="Repealed")
        rule.with_user(self.general_manager)._transition('withdraw', reason="Repealed")
        self.assertEqual(rule.state, 'withdrawn')
        self.assertNotIn(rule.id, [entry[0] for entry in rule._get_in_force()])

    def test_form_writes_a_draft(self):
        with Form(self.env['customer.archive.retention.rule'].with_user(self.archivist)) as form:
            form.name = "Contracts"
            form.code = "FORM"
            form.citation = "Civil Code"
            form.period_years = 3
        self.assertEqual(form.record.reference, "FORM/1")
        self.assertEqual(form.record.period_text, "3 years from: Closed")


@tagged('post_install', '-at_install')
class TestVersions(RetentionCommon):
    """A rule in force changes as a new version, after a look at what it moves (ND-09)."""

    def setUp(self):
        super().setUp()
        self.rule = self._enforce(code='V', period_years=5)
        self._set(self.volume, closed_on='2020-01-01')
        self.archive._refresh_retention()

    def _new_version(self, **vals):
        action = self.rule.with_user(self.archivist).action_new_version()
        version = self.env['customer.archive.retention.rule'].browse(action['res_id'])
        version.with_user(self.archivist).write(vals)
        return version

    def test_a_new_version_replaces_the_one_before(self):
        version = self._new_version(period_years=10)
        self.assertEqual((version.reference, version.state), ('V/2', 'draft'))
        self.assertEqual(version.predecessor_id, self.rule)
        self.assertEqual(version.citation, self.rule.citation)
        self.assertFalse(version.confirmed_by, "It is compared with its source anew")
        self.assertRetention(self.volume, 'dated', '2025-01-02', self.rule)
        self._put_in_force(version)
        self.assertEqual((self.rule.state, version.state), ('replaced', 'in_force'))
        self.assertTrue(self.rule.ended_at)
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2030-01-02', version)

    def test_one_version_is_prepared_at_a_time(self):
        version = self._new_version()
        self.assertEqual(self._new_version(), version)

    def test_versions_share_their_code(self):
        with self.assertRefused("share its code"):
            self._new_version(code='W')

    def test_only_what_is_in_force_gets_a_new_version(self):
        with self.assertRefused("not in force"):
            self._create_rule().with_user(self.archivist).action_new_version()

    def test_defaults_of_the_context_do_not_reach_a_new_version(self):
        rule = self.rule.with_user(self.archivist).with_context(
            default_state='in_force', default_approved_by_id=self.general_manager.id,
        )
        version = rule.browse(rule.action_new_version()['res_id'])
        self.assertEqual(version.state, 'draft')
        self.assertFalse(version.approved_by_id)

    def test_preview_tells_what_moves_without_writing(self):
        version = self._new_version(period_years=3)
        action = version.with_user(self.archivist).action_preview()
        preview = self.env['customer.archive.retention.preview'].browse(action['res_id'])
        # The volume, its two documents, and the archive that they lie in.
        self.assertEqual(preview.moved_count, 4)
        self.assertEqual(preview.shorter_count, 4)
        line = preview.line_ids.filtered(lambda line: line.name == self.volume.name)
        self.assertEqual((str(line.old_due_on), str(line.new_due_on)),
                         ('2025-01-02', '2023-01-02'))
        self.assertRetention(self.volume, 'dated', '2025-01-02', self.rule)

    def test_preview_of_a_withdrawal_tells_what_has_no_rule_then(self):
        self.rule.with_user(self.archivist)._transition('request_withdrawal', reason="Repealed")
        action = self.rule.with_user(self.general_manager).action_preview()
        preview = self.env['customer.archive.retention.preview'].browse(action['res_id'])
        self.assertEqual(preview.shorter_count, 4)
        self.assertEqual(set(preview.line_ids.mapped('new_basis')), {'none'})

    def test_preview_shows_a_bounded_number(self):
        version = self._new_version(period_years=3)
        with self.assertQueryCount(60):
            preview = self.env['customer.archive.retention.preview']._make(version)
        self.assertLessEqual(len(preview.line_ids), 200)

    def test_preview_puts_in_force(self):
        version = self._new_version(period_years=3)
        version.with_user(self.archivist).action_propose()
        action = version.with_user(self.general_manager).action_preview()
        preview = self.env['customer.archive.retention.preview'].with_user(
            self.general_manager,
        ).browse(action['res_id'])
        preview.action_approve()
        self.assertEqual(version.state, 'in_force')

    def test_a_replaced_rule_stays_as_it_ended(self):
        self._put_in_force(self._new_version(period_years=3))
        with mute_logger('odoo.sql_db'), self.assertRaises(
            psycopg2.errors.RaiseException,
        ), self.cr.savepoint():
            with_pass(self.rule).write({'state': 'in_force'})
            self.env.flush_all()


@tagged('post_install', '-at_install')
class TestRuleRights(RetentionCommon):
    """Everybody may know the rules; the back office writes them."""

    def test_who_may_read_and_write(self):
        rule = self._create_rule()
        for user, may_write in (
            (self.user, False), (self.technician, False), (self.collector, False),
            (self.auditor, False), (self.archivist, True), (self.office_manager, True),
            (self.general_manager, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(rule.with_user(user).name, "Contracts")
                for operation in ('write', 'create'):
                    self.assertEqual(rule.with_user(user).has_access(operation), may_write)
                self.assertFalse(rule.with_user(user).has_access('unlink'))
        self.assertFalse(rule.with_user(self.outsider).has_access('read'))

    def test_rules_of_other_companies_are_not_seen(self):
        rule = self._create_rule()
        common = self._create_rule(company_id=False)
        self.assertFalse(rule.with_user(self.other_archivist).has_access('read'))
        self.assertTrue(common.with_user(self.other_archivist).has_access('read'))

    def test_only_the_back_office_takes_steps(self):
        rule = self._create_rule()
        for user in (self.user, self.technician, self.collector, self.auditor,
                     self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).action_propose()
        self._put_in_force(rule)
        for user in (self.user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).action_new_version()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).action_preview()
