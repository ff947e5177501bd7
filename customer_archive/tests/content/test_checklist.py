# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .common import ContentCommon


class TestChecklist(ContentCommon):
    """What archives and volumes must hold, said by the archivist (CA-22)."""

    def test_the_archivist_makes_one_nobody_below_him_does(self):
        form = Form(self.env['customer.archive.checklist'].with_user(self.archivist))
        form.name = "Key customers"
        form.class_id = self._class('importance_a')
        with form.line_ids.new() as line:
            line.kind = 'document'
            line.document_type_id = self._type('agreement')
        self.assertEqual(form.save().line_count, 1)
        for user in (self.collector, self.user, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.checklist.with_user(user).name = "Mine"
            self.assertTrue(self.checklist.with_user(user).line_ids)

    def test_it_asks_for_nothing_twice(self):
        for kind, document_type in (('document', 'business_licence'), ('contact_channel', None)):
            with self.subTest(kind=kind), self.assertImpossible():
                self._add_line(self.checklist, kind, document_type)

    def test_a_document_has_a_type_and_nothing_else_has_one(self):
        with self.assertImpossible():
            self._add_line(self.checklist, 'document')
        line = self._add_line(self.checklist, 'address', 'contract')
        self.assertFalse(line.document_type_id)

    def test_a_volume_is_not_asked_for_an_address(self):
        for change in (
            lambda: self._create_checklist(('address', None), applies_to='volume'),
            lambda: self.checklist.write({'applies_to': 'volume'}),
        ):
            with self.assertRefused("not of volumes", exception=ValidationError):
                change()

    def test_each_line_says_what_it_asks_for(self):
        self._add_line(self.checklist, 'order_document', 'contract')
        self.assertEqual(self.checklist.line_ids.mapped('display_name'), [
            "Business Licence", "A telephone number or an e-mail address",
            "A signed document for each confirmed order: Contract",
        ])

    def test_what_was_waived_stays(self):
        self.archive.with_user(self.archivist)._transition('waive', reason="A known customer")
        with self.assertRefused("was waived"):
            self.checklist.with_user(self.archivist).unlink()
        self._create_checklist(('address', None)).with_user(self.archivist).unlink()

    def test_the_library_is_there_and_not_in_use_until_somebody_wants_it(self):
        for name in ('company', 'person', 'business', 'project'):
            checklist = self.env.ref(f'customer_archive.customer_archive_checklist_{name}')
            self.assertTrue(checklist.line_ids)
        names = self.env['customer.archive.checklist'].with_context(active_test=False).search([])
        self.assertEqual(names.filtered('active'), self.checklist)

    def test_a_change_wakes_the_job(self):
        cron = self.env.ref('customer_archive.ir_cron_completeness')
        triggers = self.env['ir.cron.trigger'].sudo()
        for change in (
            lambda: self.checklist.with_user(self.archivist).write({'customer_type': False}),
            lambda: self.checklist.line_ids[0].with_user(self.archivist).unlink(),
        ):
            triggers.search([('cron_id', '=', cron.id)]).unlink()
            change()
            self.assertTrue(triggers.search([('cron_id', '=', cron.id)]))

    def test_another_company_sees_only_those_of_all_companies(self):
        own = self._create_checklist(('address', None), company_id=self.company.id)
        found = self.env['customer.archive.checklist'].with_user(self.other_archivist).search([])
        self.assertIn(self.checklist, found)
        self.assertNotIn(own, found)

    def test_a_copy_says_so(self):
        copy = self.checklist.copy()
        self.assertIn("copy", copy.name)
        self.assertEqual(copy.line_count, 2)

    # === CLOSING GAPS === #

    def _line(self, kind='document', container=None, user=None):
        key = 'checklist_volume_id' if container and 'volume' in container._name else (
            'checklist_archive_id'
        )
        return self.checklist.line_ids.filtered(lambda line: line.kind == kind).with_user(
            user or self.collector,
        ).with_context(**{key: (container or self.archive).id})

    def test_the_button_opens_what_closes_the_gap(self):
        action = self._line().action_solve()
        self.assertEqual(action['res_model'], 'customer.archive.document')
        self.assertEqual(action['context']['default_type_id'], self._type('business_licence').id)
        self.assertEqual(action['context']['default_archive_id'], self.archive.id)
        action = self._line('contact_channel').action_solve()
        self.assertEqual((action['res_model'], action['res_id']), ('res.partner', self.customer.id))

    def test_what_is_missing_is_asked_for_once(self):
        self._line().action_ask()
        activity = self.archive.activity_ids
        self.assertEqual(activity.user_id, self.archivist)
        self.assertIn("Business Licence", activity.summary)
        with self.assertRefused("asked for already"):
            self._line().action_ask()
        self._verify(self.archive)
        self.assertFalse(self.archive.activity_ids)

    def test_the_project_leader_asks_for_what_his_volume_misses(self):
        checklist = self._create_checklist(('document', 'contract'), applies_to='volume')
        volume = self._create_volume(self.archive, manager_id=self.user.id)
        line = checklist.line_ids.with_user(self.collector).with_context(
            checklist_volume_id=volume.id,
        )
        line.action_ask()
        self.assertEqual(volume.activity_ids.user_id, self.user)
        context = line.action_solve()['context']
        self.assertEqual(context['default_volume_id'], volume.id)

    def test_nobody_asks_for_what_he_may_not_see(self):
        for user in (self.other_collector, self.other_archivist):
            with self.subTest(user=user.login), self.assertRefused("Open the archive first"):
                self._line(user=user).action_ask()
        for user in (self.user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._line(user=user).action_ask()
        with self.assertRaises(AccessError):
            self._line(user=self.outsider).action_solve()
        with self.assertRaises(UserError):
            self._line().with_context(checklist_archive_id="1").action_solve()

    def test_somebody_must_be_there_to_ask(self):
        self.company.archive_custodian_id = False
        self.archive.custodian_id = False
        with self.assertRefused(self.archive.name, "no archivist"):
            self._line().action_ask()
