# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..common import ArchiveCommon


class TestDisclosure(ArchiveCommon):
    """Nothing of an archive leaves the company without a basis (CA-68)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.document = cls._create_document(cls.archive)
        cls.consent = cls._create_document(cls.archive, title="Consent")
        cls.consent.with_user(cls.archivist).action_verify()

    def _prepare(self, user=None, **vals):
        return self.env['customer.archive.disclosure'].with_user(user or self.archivist).create({
            'archive_id': self.archive.id, 'recipient_name': "Inspector Li",
            'purpose': "Acceptance of the plant", 'legal_basis': 'consent',
            'consent_document_id': self.consent.id, 'document_ids': self.document.ids, **vals,
        })

    def test_consent_is_a_document_of_the_archive(self):
        disclosure = self._prepare()
        disclosure.action_disclose()
        self.assertEqual(disclosure.state, 'disclosed')
        self.assertEqual(disclosure.disclosed_by_id, self.archivist)
        self.assertTrue(disclosure.disclosed_at)

    def test_without_a_basis_it_is_refused(self):
        """CA-68"""
        for vals in (
            {'consent_document_id': False},
            {'legal_basis': 'order', 'consent_document_id': False},
            {'legal_basis': 'order', 'legal_reference': " "},
            {'legal_basis': 'contract', 'legal_reference': ""},
            {'legal_basis': False}, {'recipient_name': False}, {'purpose': False},
        ):
            with self.subTest(vals=vals), self.assertImpossible(), self.env.cr.savepoint():
                self._prepare(**vals)
        self._prepare(
            legal_basis='order', legal_reference="(2026) 17", consent_document_id=False,
        ).action_disclose()

    def test_the_consent_is_verified_and_holds(self):
        unverified = self._create_document(self.archive)
        with self.assertRefused("not verified"):
            self._prepare(consent_document_id=unverified.id).action_disclose()
        self.consent.valid_until = '2026-06-01'
        with freeze_time('2026-06-02 12:00:00'), self.assertRefused("expired"):
            self._prepare().action_disclose()
        with freeze_time('2026-06-01 01:00:00'):
            self._prepare().action_disclose()

    def test_documents_lie_in_the_archive(self):
        elsewhere = self._create_document(self._open_archive())
        elsewhere.with_user(self.archivist).action_verify()
        for vals in ({'consent_document_id': elsewhere.id}, {'document_ids': elsewhere.ids}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._prepare(**vals)

    def test_it_says_what_is_disclosed(self):
        disclosure = self._prepare(document_ids=False)
        with self.assertRefused("Say what"):
            disclosure.action_disclose()
        disclosure.content = "That the plant was delivered"
        disclosure.action_disclose()

    def test_a_second_person_approves_what_is_confidential(self):
        self.archive.confidentiality = '2'
        with self.assertRaises(AccessError):  # Not before he says what for.
            self._prepare()
        self._state_purpose(self.archivist, self.archive)
        disclosure = self._prepare()
        with self.assertRefused("second person"):
            disclosure.action_disclose()
        with self.assertRefused("another person"):
            disclosure.action_approve()
        second_login = self._create_user('archivist_again', 'archivist')
        second_login.partner_id = self.archivist.partner_id
        self._state_purpose(second_login, self.archive)
        with self.assertRefused("another person"):
            disclosure.with_user(second_login).action_approve()
        with self.assertRaises(AccessError):
            disclosure.with_user(self.office_manager).action_approve()
        self._state_purpose(self.office_manager, self.archive)
        disclosure.with_user(self.office_manager).action_approve()
        self.assertEqual(disclosure.approved_by_id, self.office_manager)
        with self.assertRefused("no draft"):
            disclosure.recipient_name = "Somebody else"
        disclosure.action_disclose()
        self.assertEqual(disclosure.state, 'disclosed')

    def test_once_disclosed_it_stays(self):
        disclosure = self._prepare()
        disclosure.purpose = "Still a draft"
        disclosure.action_disclose()
        for vals in ({'purpose': "X"}, {'document_ids': [Command.clear()]},
                     {'disclosed_at': '2020-01-01 00:00:00'}, {'state': 'draft'}):
            for record in (disclosure, disclosure.sudo()):
                with self.subTest(vals=vals, su=record.env.su), self.assertRaises(UserError):
                    record.write(vals)
        with self.assertRefused("Disclosed"):
            disclosure._transition('cancel', reason="X")
        with self.assertRefused("kept for ever"):
            disclosure.sudo().unlink()

    def test_a_draft_belongs_to_its_archive(self):
        disclosure = self._prepare()
        with self.assertRefused("belongs to"):
            disclosure.archive_id = self._open_archive()

    def test_cancelling_says_why(self):
        disclosure = self._prepare()
        disclosure._transition('cancel', reason="Request withdrawn")
        self.assertEqual(disclosure.cancellation_reason, "Request withdrawn")
        with self.assertRefused("Cancelled"):
            disclosure.action_disclose()

    def test_the_register_names_no_recipient(self):
        disclosure = self._prepare()
        disclosure.action_disclose()
        entry = self._entries(disclosure, 'disclose')
        self.assertEqual(entry.archive, self.archive.name)
        self.assertEqual(entry.facts['legal_basis'], 'consent')
        self.assertEqual(entry.facts['consent_document_id'], self.consent.name)
        self.assertEqual(entry.facts['document_ids'], self.document.name)
        self.assertNotIn("Li", str(entry.facts) + (entry.note or ''))

    def test_who_discloses(self):
        disclosure = self._prepare()
        for user in (self.user, self.technician, self.collector, self.general_manager,
                     self.auditor, self.outsider, self.other_archivist):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._prepare(user)
                with self.assertRaises(AccessError):
                    disclosure.with_user(user).action_disclose()
        for user, reads in ((self.user, False), (self.outsider, False), (self.auditor, True),
                            (self.general_manager, True), (self.other_archivist, False)):
            with self.subTest(user=user.login):
                self.assertEqual(disclosure.with_user(user).has_access('read'), reads)

    def test_what_a_step_notes_is_not_given_by_hand(self):
        for vals in ({'state': 'disclosed'}, {'approved_by_id': self.office_manager.id},
                     {'requester_id': self.user.id}, {'name': "DI-1"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._prepare(**vals)
