# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError

from ..common import GROUP, ArchiveCommon


class TestSubscription(ArchiveCommon):
    """Departments hear what happens to archives, and no more than that (CA-78)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        for document_type in cls.archive.missing_type_ids:
            cls.env['customer.archive.document'].create({
                'archive_id': cls.archive.id, 'title': "X", 'type_id': document_type.id,
            })
        cls._formalise(cls.archive)

    def _subscribe(self, department=None, **vals):
        return self.env['customer.archive.subscription'].with_user(self.office_manager).create({
            'company_id': self.company.id,
            'department_id': (department or self.department).id, **vals,
        }).with_env(self.env)

    def _heard(self, archive=None):
        """Return the notices about an archive: the users told, and the texts."""
        return self.env['mail.message'].search([
            ('model', '=', 'customer.archive'), ('res_id', '=', (archive or self.archive).id),
            ('message_type', '=', 'user_notification'),
        ], order='id')

    def _told(self, message):
        return set(message.partner_ids.user_ids.mapped('login'))

    def test_who_subscribed_hears_of_another_class(self):
        self._subscribe()
        self.archive.with_user(self.archivist).importance_id = self._class('importance_a')
        message = self._heard()
        self.assertEqual(len(message), 1)
        self.assertEqual(self._told(message), {
            'archive_user', 'archive_technician', 'archive_collector',
        })
        for text in (self.archive.name, "reclassified", self.archivist.name):
            self.assertIn(text, message.body)

    def test_it_holds_no_value(self):
        """CA-78: notice holds no sensitive field value."""
        self._subscribe(on_change_approved=True)
        self.archive.with_user(self.archivist).importance_id = self._class('importance_a')
        self._request_change(
            self.archive, {('res.partner', 'name'): "Secret Name"},
        ).with_user(self.office_manager).action_approve()
        self.archive.with_user(self.archivist)._transition('close', reason="Sold to Southern")
        messages = self._heard()
        self.assertEqual(len(messages), 3)
        text = ' '.join(messages.mapped('body') + messages.mapped('subject'))
        scheme = self._class('importance_a').name
        for secret in ("Northern", "Secret Name", "Southern", "IMP", scheme):
            with self.subTest(secret=secret):
                self.assertNotIn(secret, text)

    def test_it_is_told_what_it_subscribed_to(self):
        self._subscribe(on_reclassified=False, on_closed=True)
        self.archive.with_user(self.archivist).importance_id = self._class('importance_a')
        self.archive.with_user(self.archivist).custodian_id = self.archivist
        self.assertFalse(self._heard())
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertIn("closed", self._heard().body)

    def test_classes_and_archives_narrow_it(self):
        other = self._open_archive()
        self._subscribe(class_ids=self._class('importance_c').ids)
        self._subscribe(archive_ids=other.ids, on_voided=True)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertFalse(self._heard())
        other.with_user(self.archivist)._transition('void', reason="X")
        self.assertEqual(len(self._heard(other)), 1)

    def test_who_may_not_read_the_archive_hears_nothing(self):
        self._subscribe(self.other_department)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertFalse(self._heard())

    def test_confidential_archives_are_not_told_of_to_who_is_not_cleared(self):
        self._subscribe()
        self.archive.confidentiality = '2'
        self._state_purpose(self.archivist, self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertFalse(self._heard())
        self.technician.group_ids |= self.env.ref(f'{GROUP}clearance_confidential')
        self.archive.with_user(self.archivist)._transition('reopen', reason="X")
        # He would have to say what for to open it; that something happened he may know.
        self.assertEqual(self._told(self._heard()), {'archive_technician'})

    def test_departments_below_hear_it_and_nobody_twice(self):
        self.archive.department_id = self.sub_department
        self._subscribe()
        self._subscribe(self.sub_department)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        message = self._heard()
        self.assertEqual(len(message), 1)
        self.assertIn('archive_sub_user', self._told(message))

    def test_shares_and_disclosures(self):
        self._subscribe(on_shared=True, on_disclosed=True)
        self.env['customer.archive.share'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'department_id': self.other_department.id,
            'reason': "Joint offer",
        })
        self.env['customer.archive.disclosure'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'recipient_name': "Li", 'purpose': "X",
            'legal_basis': 'order', 'legal_reference': "17", 'content': "X",
        }).action_disclose()
        shared, disclosed = self._heard()
        self.assertIn("shared", shared.body)
        self.assertIn("disclosed", disclosed.body)
        self.assertNotIn("Li", disclosed.body)

    def test_another_company_hears_nothing(self):
        self.env['customer.archive.subscription'].create({
            'company_id': self.other_company.id,
            'department_id': self.env['hr.department'].create({
                'name': "Elsewhere", 'company_id': self.other_company.id,
            }).id,
        })
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertFalse(self._heard())

    def test_each_member_hears_it_in_his_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.technician.lang = 'fr_FR'
        self._subscribe()
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertEqual(len(self._heard()), 2)

    def test_a_subscription_is_to_something(self):
        with self.assertRaises(ValidationError):
            self._subscribe(on_reclassified=False, on_closed=False, on_reopened=False)

    def test_the_office_manager_decides_who_is_told(self):
        subscription = self._subscribe()
        for user in (self.user, self.archivist, self.general_manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                subscription.with_user(user).write({'on_voided': True})
