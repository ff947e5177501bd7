# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import SIGNATURE, LendingCommon


@freeze_time('2026-03-04 02:00:00')
class TestReturn(LendingCommon):
    """Coming back: counted, discharged, disputed, damaged, lost, found (LE-11, LE-22, ND-23)."""

    def test_what_comes_back_whole_is_discharged_and_goes_home(self):
        """LE-11, ND-25."""
        loan = self._lend(self.original)
        line = self._take_back(loan.line_ids, 12)
        self.assertEqual((line.state, loan.state), ('discharged', 'closed'))
        self.assertEqual(line.received_by_id, self.archivist)
        self.assertEqual(self.original.location_id, self.shelf)
        self.assertFalse(self.original.with_id)
        self.assertEqual(line.home_location_id, self.shelf)

    def test_each_line_is_discharged_alone_and_the_loan_closes_with_the_last(self):
        """ND-24."""
        loan = self._lend(self.original | self.copy_1)
        first, second = loan.line_ids
        self._take_back(first)
        self.assertEqual((first.state, second.state, loan.state),
                         ('discharged', 'out', 'handed_over'))
        with self.assertRefused("“Discharged”"):
            self._take_back(first)
        self._lend(self.original)
        self._take_back(second)
        self.assertEqual(loan.state, 'closed')

    def test_what_was_never_lent_cannot_be_returned(self):
        loan = self._request_loan(self.original)
        with self.assertRefused("“Requested”"):
            self._take_back(loan.line_ids, 12)

    def test_a_missing_page_is_a_discrepancy_until_it_is_settled(self):
        """LE-11."""
        loan = self._lend(self.original)
        line = self._take_back(loan.line_ids, 11, note="Page 7 is missing")
        self.assertEqual((line.state, loan.state), ('discrepancy', 'handed_over'))
        self.assertFalse(self.original.location_id)
        with self.assertRefused("is on loan"):
            self._request_loan(self.original)
        with self.assertRefused("needs a reason"):
            line._transition('settle')
        line._transition('settle', reason="Found on his desk")
        self.assertEqual((line.state, loan.state), ('discharged', 'closed'))
        self.assertEqual(line.settlement, "Found on his desk")
        self.assertEqual(self.original.location_id, self.shelf)

    def test_pages_that_nobody_counted_before_are_no_discrepancy(self):
        original = self._create_original(pages=0)
        loan = self._lend(original)
        self.assertEqual(self._take_back(loan.line_ids, 5).state, 'discharged')

    def test_nobody_takes_back_from_himself(self):
        employee = self.env['hr.employee'].create({
            'name': "Archivist", 'user_id': self.archivist.id, 'company_id': self.company.id,
        })
        loan = self._request_loan(self.original, user=self.archivist, borrower_id=employee.id)
        loan = self._approve_loan(loan, archivist=self.second_archivist)
        loan._hand_over(SIGNATURE)
        with self.assertRefused("You borrowed", "another person"):
            self._take_back(loan.line_ids, 12)

    def test_only_archivists_take_back(self):
        line = self._lend(self.original).line_ids
        for user in (self.user, self.general_manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user)._take_back(12, 'good')

    # === FOLDERS === #

    def test_a_folder_goes_and_comes_with_what_lies_in_it(self):
        loan = self._lend(self.folder)
        contents = self.original | self.copy_1 | self.copy_2
        self.assertEqual(contents.with_id, self.borrower)
        self.assertFalse(contents.location_id)
        present = len(self.folder.content_ids)
        self.assertEqual(loan.line_ids.items_out, present)
        with self.assertRefused("is on loan to"):
            self._lend(self.copy_1)
        self._take_back(loan.line_ids)
        self.assertEqual(contents.location_id, self.shelf)
        self.assertFalse(contents.loan_line_id)

    def test_what_is_out_of_its_folder_stays_out_when_the_folder_comes_back(self):
        self._lend(self.copy_1)
        loan = self._lend(self.folder)
        self._take_back(loan.line_ids)
        self.assertTrue(self.copy_1.loan_line_id)
        self.assertFalse(self.copy_1.location_id)
        self.assertEqual(self.copy_2.location_id, self.shelf)

    def test_a_folder_with_a_sheet_less_is_a_discrepancy(self):
        loan = self._lend(self.folder)
        line = self._take_back(loan.line_ids, items=loan.line_ids.items_out - 1)
        self.assertEqual(line.state, 'discrepancy')

    # === DAMAGE === #

    def test_what_comes_back_damaged_goes_to_repair_at_the_borrowers_charge(self):
        """LE-22, CA-59."""
        loan = self._lend(self.original)
        line = self._take_back(loan.line_ids, 12, 'damaged', note="Coffee")
        repair = line.repair_ids
        self.assertEqual((line.state, loan.state), ('discharged', 'closed'))
        self.assertEqual(repair.responsible_id, self.borrower)
        self.assertEqual((repair.origin, repair.cause), (loan.name, "Coffee"))
        self.assertEqual(self.original.condition, 'damaged')
        with self.assertRefused("is in repair"):
            self._request_loan(self.original)
        repair.with_user(self.archivist)._transition('finish', reason="Pressed and dried")
        self._lend(self.original)

    # === LOST AND FOUND === #

    def test_a_claim_of_return_is_searched_and_may_turn_out_wrong(self):
        """ND-23."""
        line = self._lend(self.original).line_ids
        line.with_user(self.user)._transition('claim', reason="I laid it on the desk")
        self.assertEqual(line.state, 'claimed')
        self.assertTrue(line.is_open)
        self.env['customer.archive.loan.search.step'].with_user(self.archivist).create({
            'line_id': line.id, 'place': "The desk", 'note': "Nothing there",
        })
        line._transition('deny', reason="It was in his drawer")
        self.assertEqual(line.state, 'out')
        self.assertEqual(line.search_step_ids.searched_by_id, self.archivist)
        with self.assertRefused("kept for ever"):
            line.search_step_ids.with_user(self.archivist).unlink()

    def test_nobody_claims_for_somebody_else(self):
        line = self._lend(self.original).line_ids
        with self.assertRaises(AccessError):
            line.with_user(self.technician)._transition('claim', reason="He did")

    def test_what_is_lost_is_missing_and_what_is_found_is_back_to_normal(self):
        """ND-23."""
        loan = self._lend(self.original)
        line = loan.line_ids
        line._transition('lose', reason="Left in a taxi")
        self.assertEqual((line.state, self.original.state), ('lost', 'missing'))
        with self.assertRefused("is on loan"):
            self.original.with_user(self.archivist).action_find()
        self._take_back(line, 12)
        self.assertEqual((line.state, loan.state), ('discharged', 'closed'))
        self.assertEqual((self.original.state, self.original.location_id),
                         ('available', self.shelf))
        events = self._entries(self.original).mapped('event')
        self.assertEqual(events[-5:], ['hand_out', 'lose', 'miss', 'take_back', 'find'])

    def test_the_search_is_given_up_by_the_office_manager(self):
        loan = self._lend(self.original)
        line = loan.line_ids
        line._transition('lose', reason="Left in a taxi")
        with self.assertRaises(AccessError):
            line._transition('write_off', reason="Enough")
        line.with_user(self.office_manager)._transition('write_off', reason="Enough")
        self.assertEqual((line.state, loan.state), ('written_off', 'closed'))
        self.assertEqual(self.original.state, 'missing')
        self.original.with_user(self.archivist).action_find()
        self.assertEqual(self.original.location_id, self.shelf)
        self._lend(self.original)

    def test_a_lost_folder_takes_its_contents_along(self):
        line = self._lend(self.folder).line_ids
        line._transition('lose', reason="Gone")
        self.assertEqual(self.copy_1.state, 'missing')
        line._transition('deny', reason="He has it")
        self.assertEqual(self.copy_1.state, 'available')
        self.assertFalse(self.copy_1.location_id)
        self.assertEqual(self.copy_1.with_id, self.borrower)
