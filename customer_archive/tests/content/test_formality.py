# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from .common import ContentCommon


class TestFormality(ContentCommon):
    """An archive becomes formal when it is complete, or when what is missing was waived (CA-26)."""

    def test_an_incomplete_archive_does_not_become_formal(self):
        with self.assertRefused(self.archive.name, "Business Licence", "A telephone number"):
            self.archive.with_user(self.archivist).action_formalise()
        self.customer.phone = '13805710001'
        self._verify(self.archive)
        self._formalise(self.archive)
        self.assertEqual(self.archive.state, 'formal')

    def test_an_optional_line_is_in_nobodys_way(self):
        self.checklist.line_ids.requirement = 'optional'
        self.assertEqual(self._formalise(self.archive).state, 'formal')

    def test_it_stays_temporary_when_its_volume_is_filed(self):
        volume = self._create_volume(self.archive)
        self._file(volume)
        self.assertEqual((volume.state, self.archive.state), ('filed', 'temporary'))

    def test_the_archivist_waives_what_is_missing_with_a_reason(self):
        archive = self.archive.with_user(self.archivist)
        self.assertEqual(archive.action_waive()['res_model'], 'customer.archive.reason')
        with self.assertRefused("needs a reason"):
            archive._transition('waive', reason=" ")
        archive._transition('waive', reason="A known customer")
        self.assertEqual((archive.state, archive.completeness), ('temporary', 0))
        entry = self._entries(self.archive, 'waive')
        self.assertEqual(entry.facts['waived_line_ids'], "YYZZ, contact_channel")
        self.assertEqual(entry.note, "A known customer")
        archive.action_formalise()
        self.assertEqual(self.archive.state, 'formal')

    def test_what_is_asked_for_later_is_not_waived(self):
        self.archive.with_user(self.archivist)._transition('waive', reason="A known customer")
        self._add_line(self.checklist, 'document', 'agreement')
        with self.assertRefused("Agreement"):
            self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('waive', reason="As before")
        self._formalise(self.archive)
        self.assertEqual(len(self.archive.waived_line_ids), 3)

    def test_nobody_else_waives_and_nothing_is_waived_that_is_there(self):
        for user in (self.user, self.collector, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.archive.with_user(user)._transition('waive', reason="Why not")
        with self.assertRefused("cannot be set by hand"):
            self.archive.with_user(self.archivist).waived_line_ids = self.checklist.line_ids
        self.checklist.active = False
        self.archive.invalidate_recordset()
        with self.assertRefused("Nothing is missing"):
            self.archive.with_user(self.archivist)._transition('waive', reason="Why not")

    # === LEGAL BASIS === #

    def test_where_the_company_asks_for_it_there_is_an_authorisation_or_another_basis(self):
        """CA-27"""
        self.checklist.active = False
        self.company.archive_ask_authorization = True
        with self.assertRefused("has not authorised"):
            self._formalise(self.archive)
        with self.assertImpossible():
            self.archive.with_user(self.archivist).legal_basis = 'contract'
        self.archive.with_user(self.archivist).write({
            'legal_basis': 'contract', 'legal_reference': "Contract of 2026, § 7",
        })
        self._formalise(self.archive)

    def test_a_waiver_is_no_authorisation(self):
        self.company.archive_ask_authorization = True
        self.archive.with_user(self.archivist)._transition('waive', reason="A known customer")
        with self.assertRefused("has not authorised"):
            self._formalise(self.archive)
