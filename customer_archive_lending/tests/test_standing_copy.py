# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time

from .circulation_common import CirculationCommon


@freeze_time('2026-03-04 02:00:00')
class TestStandingCopy(CirculationCommon):
    """Copies that stay, and are lent instead of the original (LE-17)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive.custodian_id = cls.archivist
        cls.suggestions = cls.env['customer.archive.standing.suggestion'].with_user(cls.archivist)

    def _borrow(self, *moments):
        for moment in moments:
            with freeze_time(moment):
                self._take_back(self._lend(self.original).line_ids)

    def test_what_is_borrowed_often_is_suggested(self):
        self._borrow('2026-01-05 02:00:00', '2026-02-05 02:00:00')
        self.assertFalse(self.suggestions.search([('archive_id', '=', self.archive.id)]))
        self._borrow('2026-03-03 02:00:00')
        suggestion = self.suggestions.search([('archive_id', '=', self.archive.id)])
        self.assertEqual((suggestion.document_id, suggestion.loan_count), (self.document, 3))

    def test_old_loans_do_not_count(self):
        self._borrow('2025-12-01 02:00:00', '2026-02-05 02:00:00', '2026-03-03 02:00:00')
        self.assertFalse(self.suggestions.search([('archive_id', '=', self.archive.id)]))

    def test_with_a_standing_copy_nothing_is_suggested(self):
        self._borrow('2026-01-05 02:00:00', '2026-02-05 02:00:00', '2026-03-03 02:00:00')
        self.copy_1.with_user(self.archivist).action_keep()
        self.assertFalse(self.suggestions.search([('archive_id', '=', self.archive.id)]))
        self.copy_1.with_user(self.archivist)._transition('withdraw', reason="Worn out")
        self.assertFalse(self.copy_1.is_standing)
        self.assertTrue(self.suggestions.search([('archive_id', '=', self.archive.id)]))

    def test_the_archivist_is_told_once(self):
        self._borrow('2026-01-05 02:00:00', '2026-02-05 02:00:00', '2026-03-03 02:00:00')
        for _run in range(2):
            with self._counting_commits():
                self.env['customer.archive.standing.suggestion']._cron_suggest()
        [subject] = self._told(self.archivist.partner_id)
        self.assertIn(self.document.name, subject)
        self.assertNotIn(self.document.title, subject)

    def test_a_standing_copy_is_made_on_request_with_consent(self):
        self._borrow('2026-01-05 02:00:00', '2026-02-05 02:00:00', '2026-03-03 02:00:00')
        suggestion = self.suggestions.search([('archive_id', '=', self.archive.id)])
        action = suggestion.action_request_copy()
        request = self.env['customer.archive.copy.request'].with_user(
            self.archivist,
        ).with_context(**action['context']).create({'borrower_id': self.borrower.id})
        self.env.invalidate_all()
        self.assertEqual(suggestion.request_id, request)
        request.with_user(self.office_manager).action_approve()
        request.action_take()
        request.action_copy()
        self.assertTrue(request.copy_ids.is_standing)
        self.assertFalse(request.loan_id)
        request._restore(12)
        request.action_close()

    def test_loans_propose_the_standing_copy_first(self):
        self.copy_2.with_user(self.archivist).action_keep()
        original = self.original.with_user(self.user)
        self.assertEqual(original._get_loan_substitutes(), self.copy_2)
        self.assertFalse(self.copy_1._get_loan_substitutes())
        self._lend(self.copy_2)
        self.env.invalidate_all()
        self.assertFalse(original._get_loan_substitutes())

    def test_the_form_of_a_loan_proposes_the_standing_copy_and_takes_it(self):
        self.copy_2.with_user(self.archivist).action_keep()
        form = Form(self.env['customer.archive.loan'].with_user(self.user))
        form.purpose_note = "On site"
        with form.line_ids.new() as line:
            line.holding_id = self.original
        self.assertEqual(form.proposed_copy_ids.ids, self.copy_2.ids)
        loan = form.save()
        loan.action_take_copies()
        self.assertEqual(loan.line_ids.holding_id, self.copy_2)
        self.assertFalse(loan.proposed_copy_ids)
        loan.action_request()
        self.assertEqual(loan.state, 'requested')

    def test_nobody_takes_the_copies_into_a_loan_of_somebody_else(self):
        self.copy_2.with_user(self.archivist).action_keep()
        loan = self._draft_loan(self.original)
        with self.assertRaises(AccessError):
            loan.with_user(self.rival_user).action_take_copies()
        loan.action_request()
        with self.assertRefused("stays as it was requested"):
            loan.action_take_copies()

    def test_only_whole_copies_that_are_here_are_kept(self):
        keep = [holding.with_user(self.archivist).action_keep for holding in (
            self.original, self.folder, self.copy_1,
        )]
        for step in keep[:2]:
            with self.assertRefused("no copy"):
                step()
        self.copy_1.condition = 'damaged'
        with self.assertRefused("damaged"):
            keep[2]()
        with self.assertRaises(AccessError):
            self.copy_2.with_user(self.user).action_keep()
        with self.assertRefused("cannot be set by hand"):
            self.copy_2.with_user(self.archivist).write({'is_standing': True})
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_holding SET is_standing = true WHERE id = %s",
                [self.original.id],
            )

    def test_suggestions_are_the_archivists(self):
        with self.assertRaises(AccessError):
            self.suggestions.with_user(self.user).search([('archive_id', '=', self.archive.id)])
