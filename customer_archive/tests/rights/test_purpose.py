# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.rights.purpose import PurposeRequired
from ..common import GROUP, ArchiveCommon


@tagged('post_install', '-at_install')
class TestPurpose(ArchiveCommon):
    """CA-64: a confidential archive is closed until its reader says what for.

    Fixtures: a confidential archive with a volume and a document; a user cleared for it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.archive.confidentiality = '2'
        cls.cleared = cls._create_user('cleared', 'user', cls.department)
        cls.cleared.group_ids |= cls.env.ref(f'{GROUP}clearance_confidential')
        cls.env.flush_all()

    def _assert_closed(self, user, *records):
        for record in records or (self.archive, self.volume, self.document):
            with self.subTest(user=user.login, record=record.display_name):
                theirs = record.with_user(user)
                self.assertFalse(theirs.has_access('read'))
                self.assertFalse(theirs.has_access('write'))
                self.assertFalse(theirs.search([('id', '=', record.id)]))

    def _statements(self, user):
        return self.env['customer.archive.purpose'].search([('user_id', '=', user.id)])

    def test_it_is_closed_to_everybody_at_first(self):
        for user in (self.cleared, self.archivist, self.office_manager, self.general_manager,
                     self.auditor):
            self._assert_closed(user)

    def test_the_refusal_leads_to_the_dialog(self):
        for record in (self.archive, self.volume, self.document):
            with self.assertRaises(PurposeRequired) as refused:
                record.with_user(self.archivist).read(['display_name'])
            message, action, button, context = refused.exception.args
            self.assertIn(self.archive.name, message)
            self.assertEqual(str(refused.exception), message)
            self.assertEqual(action['res_model'], 'customer.archive.purpose.state')
            self.assertTrue(button)
            self.assertEqual(context, {'default_confidential_ids': self.archive.ids})

    def test_who_may_not_see_it_anyway_learns_nothing(self):
        for user in (self.user, self.other_user):
            with self.assertRaises(AccessError) as refused:
                self.archive.with_user(user).read(['name'])
            self.assertNotIsInstance(refused.exception, PurposeRequired)
            self.assertFalse(self.env['customer.archive.confidential'].with_user(user).search([
                ('id', '=', self.archive.id),
            ]))
            with self.assertRaises(AccessError):
                self.env['customer.archive.purpose'].with_user(user)._state(
                    self.archive.ids, 'service',
                )

    def test_the_dialog_opens_it(self):
        listed = self.env['customer.archive.confidential'].with_user(self.cleared).search([
            ('name', '=', self.archive.name),
        ])
        action = listed.action_open()
        dialog = Form(self.env[action['res_model']].with_user(self.cleared).with_context(
            **action['context'],
        ))
        dialog.kind = 'service'
        opened = dialog.save().action_confirm()
        self.assertEqual((opened['res_model'], opened['res_id']),
                         ('customer.archive', self.archive.id))
        for record in (self.archive, self.volume, self.document):
            self.assertTrue(record.with_user(self.cleared).has_access('read'))
        listed.invalidate_recordset()
        self.assertEqual(listed.action_open()['res_model'], 'customer.archive')
        self._assert_closed(self.archivist)

    def test_another_purpose_is_explained(self):
        for note in (None, "", "  "):
            with self.assertRefused("other purpose"):
                self.env['customer.archive.purpose'].with_user(self.cleared)._state(
                    self.archive.ids, 'other', note,
                )

    def test_it_ends_by_itself(self):
        self._state_purpose(self.cleared, self.archive)
        self.assertTrue(self.archive.with_user(self.cleared).has_access('read'))
        hours = self.company.archive_purpose_hours
        with freeze_time(fields.Datetime.now() + timedelta(hours=hours, minutes=1)):
            self._assert_closed(self.cleared)

    def test_the_company_says_how_long_it_holds(self):
        self.company.archive_purpose_hours = 1
        self._state_purpose(self.cleared, self.archive)
        self.assertAlmostEqual(
            self._statements(self.cleared).until, fields.Datetime.now() + timedelta(hours=1),
            delta=timedelta(minutes=1),
        )
        with self.assertImpossible():
            self.company.archive_purpose_hours = 0

    def test_it_holds_for_who_stated_it_only(self):
        self._state_purpose(self.cleared, self.archive)
        self._assert_closed(self.archivist)

    def test_it_holds_for_that_archive_only(self):
        other = self._open_archive(confidentiality='2')
        self._state_purpose(self.cleared, self.archive)
        self._assert_closed(self.cleared, other)

    def test_clearance_and_department_still_decide(self):
        self._state_purpose(self.cleared, self.archive)
        self.archive.confidentiality = '3'
        self.env.flush_all()
        self._assert_closed(self.cleared)

    def test_nobody_states_one_by_hand(self):
        vals = {
            'name': "P", 'user_id': self.cleared.id, 'archive_id': self.archive.id,
            'kind': 'service', 'until': '2099-01-01',
        }
        for user in (self.cleared, self.archivist, self.office_manager, self.env.user):
            purposes = self.env['customer.archive.purpose'].with_user(user)
            with self.assertRaises(AccessError):
                purposes.create(vals)
            self._state_purpose(self.cleared, self.archive)
            with self.assertRaises(AccessError):
                self._statements(self.cleared)[:1].with_user(user).write({'until': '2099-01-01'})

    def test_it_is_in_the_access_log(self):
        self.env['customer.archive.purpose'].with_user(self.cleared)._state(
            self.archive.ids, 'legal', "Case 17",
        )
        line = self.env['customer.archive.access.log'].search([
            ('archive', '=', self.archive.name), ('kind', '=', 'purpose'),
            ('company', '=', self.company.id), ('actor', '=', self.cleared.login),
        ])
        self.assertEqual(line.actor, self.cleared.login)
        self.assertEqual(line.purpose, self._statements(self.cleared).name)
        self.assertEqual(line.purpose_label, "Legal matter: Case 17")

    def test_whoever_makes_it_confidential_keeps_it_open(self):
        archive = self._open_archive().with_user(self.archivist)
        archive.write({'confidentiality': '2'})
        self.assertTrue(archive.has_access('read'))
        self.assertEqual(self._statements(self.archivist).kind, 'keeping')
        opened = self.env['customer.archive'].with_user(self.archivist).create({
            'partner_id': self._create_customer().id, 'confidentiality': '3',
        })
        self.assertTrue(opened.has_access('read'))

    def test_the_contact_leads_to_it(self):
        action = self.archive.partner_id.with_user(self.cleared).action_open_customer_archive()
        self.assertEqual(action['res_model'], 'customer.archive.purpose.state')
        self._state_purpose(self.cleared, self.archive)
        action = self.archive.partner_id.with_user(self.cleared).action_open_customer_archive()
        self.assertEqual((action['res_model'], action['res_id']),
                         ('customer.archive', self.archive.id))

    def test_the_list_of_confidential_archives_names_no_customer(self):
        names = self.env['customer.archive.confidential']._fields
        self.assertFalse({'partner_id', 'note', 'class_ids', 'customer_number'} & names.keys())

    def test_an_administrator_may_switch_it_off(self):
        for model in ('customer_archive', 'customer_archive_volume', 'customer_archive_document',
                      'customer_archive_holding'):
            self.env.ref(f'customer_archive.{model}_rule_purpose').active = False
        for record in (self.archive, self.volume, self.document):
            self.assertTrue(record.with_user(self.cleared).has_access('read'))

    def test_old_statements_go(self):
        self._state_purpose(self.cleared, self.archive)
        statement = self._statements(self.cleared)
        with freeze_time(fields.Datetime.now() + timedelta(days=60)):
            self.env['customer.archive.purpose']._gc_statements()
        self.assertFalse(statement.exists())

    def test_who_may_open_it_is_told_of_it_while_it_is_closed(self):
        """His work waits for him; what it is about opens with the purpose only."""
        self.volume.manager_id = self.cleared
        self.archive.custodian_id = self.archivist
        self._complete(self.volume)
        self._state_purpose(self.cleared, self.archive)
        self.volume.with_user(self.cleared)._transition('hand_in')
        activity = self.volume.activity_ids
        self.assertEqual(activity.user_id, self.archivist)
        self._assert_closed(self.archivist)
        volume = self.volume.with_user(self.archivist).with_context(
            customer_archive_purpose_aside=True,
        )
        self.assertFalse(volume.has_access('read'))
        for stranger in (self.other_user, self.user, self.outsider):
            with self.assertRaises(UserError):
                self.volume.with_user(self.cleared).message_notify(
                    partner_ids=stranger.partner_id.ids, subject=self.volume.name, body="",
                )

    def test_a_volume_is_filed_with_it(self):
        """The archivist's work goes on once he said what for."""
        volume = self._create_volume(self.archive)
        with self.assertRaises(UserError):
            volume.with_user(self.archivist).action_accept()
        self._state_purpose(self.archivist, self.archive)
        self.assertEqual(self._file(volume).state, 'filed')
