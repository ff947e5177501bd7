# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL, mute_logger

from .common import SIGNATURE, LendingCommon, at


@freeze_time('2026-03-04 02:00:00')  # A Wednesday, ten o'clock in Shanghai.
class TestLoan(LendingCommon):
    """From asking to having it in hand (LE-04 to LE-09), and who may take which step."""

    def test_a_loan_goes_from_the_request_into_the_hands_of_the_borrower(self):
        loan = self._request_loan(self.original)
        self.assertEqual(loan.state, 'requested')
        self.assertFalse(loan.is_oral)
        loan = self._approve_loan(loan)
        self.assertEqual(loan.state, 'approved')
        loan._hand_over(SIGNATURE)
        line = loan.line_ids
        self.assertEqual((loan.state, line.state), ('handed_over', 'out'))
        self.assertEqual(loan.department_id, self.department)
        self.assertEqual(loan.borrower_user_id, self.user)
        self.assertEqual(loan.handed_over_by_id, self.archivist)
        self.assertEqual(line.out_at, at('2026-03-04T02:00'))
        self.assertEqual(line.due_at, at('2026-03-04T10:00'))
        self.assertEqual(line.pages_out, 12)

    def test_the_holding_is_with_the_borrower_and_keeps_its_home(self):
        """LE-09, ND-25."""
        self._lend(self.original)
        self.assertEqual(self.original.with_id, self.borrower)
        self.assertFalse(self.original.location_id)
        self.assertEqual(self.original.home_location_id, self.shelf)
        self.assertIn(self.borrower.name, self.original.lent_with)

    def test_nobody_borrows_what_was_not_asked_for_with_a_purpose(self):
        """LE-04."""
        with self.assertRefused("asks for nothing"):
            self._request_loan(self.original.browse())
        for nothing in (False, "  "):
            with self.assertRefused("Say what it is needed for"):
                self._draft_loan(self.original, purpose_note=nothing)

    def test_an_employee_asks_for_himself_only(self):
        with self.assertRefused("You borrow for yourself", exception=AccessError):
            self._draft_loan(self.original, borrower_id=self.tech_borrower.id)
        loan = self._draft_loan(self.original)
        with self.assertRefused("You borrow for yourself", exception=AccessError):
            loan.borrower_id = self.tech_borrower

    def test_an_archivist_writes_down_an_oral_request_and_another_one_verifies_it(self):
        """LE-04, LE-06."""
        loan = self._request_loan(self.original, user=self.archivist, borrower_id=self.clerk.id)
        self.assertTrue(loan.is_oral)
        with self.assertRefused("wrote down", "another archivist"):
            loan.action_verify()
        self._approve_loan(loan, archivist=self.second_archivist)
        self.assertEqual(loan.state, 'approved')

    def test_one_archivist_suffices_for_oral_requests_where_the_company_says_so(self):
        self.company.archive_loan_oral_alone = True
        loan = self._request_loan(self.original, user=self.archivist, borrower_id=self.clerk.id)
        self._approve_loan(loan)
        loan._hand_over(SIGNATURE)
        self.assertEqual(loan.state, 'handed_over')

    def test_the_borrower_makes_an_oral_request_his_own(self):
        loan = self._request_loan(self.original, user=self.archivist)
        with self.assertRefused("is confirmed by its borrower", exception=AccessError):
            loan.action_confirm()
        loan.with_user(self.user).action_confirm()
        self.assertFalse(loan.is_oral)
        loan.action_verify()
        self.assertEqual(loan.verified_by_id, self.archivist)

    def test_an_archivist_decides_nothing_about_what_he_borrows(self):
        """LE-06: neither under his login nor under another one."""
        employee = self.env['hr.employee'].create({
            'name': "Archivist", 'user_id': self.archivist.id, 'company_id': self.company.id,
        })
        loan = self._request_loan(self.original, user=self.archivist, borrower_id=employee.id)
        with self.assertRefused("You borrow", "yourself"):
            loan.action_verify()
        other_login = self._create_user('archivist_again', 'archivist')
        other_login.partner_id = self.archivist.partner_id
        with self.assertRefused("You borrow", "yourself"):
            loan.with_user(other_login).action_verify()
        self._approve_loan(loan, archivist=self.second_archivist)
        with self.assertRefused("You borrow", "yourself"):
            loan._hand_over(SIGNATURE)

    def test_only_archivists_verify_approve_hand_over_and_reject(self):
        """LE-06, LE-07, LE-09."""
        loan = self._request_loan(self.original)
        for verb in ('verify', 'approve', 'hand_over', 'reject', 'allow'):
            for user in (self.user, self.technician, self.general_manager, self.auditor):
                with self.subTest(verb=verb, user=user.login), self.assertRaises(AccessError):
                    loan.with_user(user)._transition(verb, reason="Because")

    def test_the_office_manager_approves_where_the_company_says_so(self):
        self.company.archive_loan_approver = 'office_manager'
        loan = self._request_loan(self.original).with_user(self.archivist)
        loan.action_verify()
        with self.assertRefused("is approved by the office manager", exception=AccessError):
            loan.action_approve()
        loan.with_user(self.office_manager).action_approve()
        self.assertEqual(loan.state, 'approved')

    def test_nothing_is_handed_over_without_a_signature(self):
        """LE-07."""
        loan = self._approve_loan(self._request_loan(self.original))
        with self.assertRefused("signs"):
            loan._hand_over()
        self.assertFalse(self.original.loan_line_id)

    def test_the_borrower_signs_with_his_own_login(self):
        """LE-07: nobody else does it for him."""
        loan = self._approve_loan(self._request_loan(self.original))
        with self.assertRefused("with his own login", exception=AccessError):
            loan.action_confirm()
        loan.with_user(self.user).action_confirm()
        self.assertEqual(loan.confirmed_by_id, self.user)
        loan._hand_over()
        self.assertEqual(loan.state, 'handed_over')
        entry = self._entries(loan, 'hand_over')
        self.assertEqual(entry.facts['confirmed_by_id'], self.user.login)

    def test_what_was_asked_for_stays_as_it_was(self):
        """LE-08."""
        loan = self._request_loan(self.original)
        for values in (
            {'place': 'outside'}, {'purpose_note': "Another one"}, {'until': '2026-04-01'},
            {'borrower_id': self.tech_borrower.id},
            {'line_ids': [Command.create({'holding_id': self.copy_1.id})]},
        ):
            with self.subTest(values=values), self.assertRefused("stays as it was requested"):
                loan.write(values)
        with self.assertRefused("stays as it was requested"):
            loan.line_ids.write({'place': 'reading_room'})
        with self.assertRefused("stays as it was requested"):
            loan.line_ids.unlink()

    def test_what_was_handed_over_cannot_be_edited_by_anybody(self):
        """LE-08: not the superuser either."""
        loan = self._lend(self.original).sudo()
        for values in (
            {'department_id': self.other_department.id}, {'handed_over_by_id': self.user.id},
            {'handed_over_at': '2026-01-01 00:00:00'}, {'state': 'closed'}, {'signature': False},
            {'is_oral': True},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                loan.write(values)
        for values in (
            {'due_at': '2027-01-01 00:00:00'}, {'state': 'discharged'}, {'kind': 'copy'},
            {'holding_id': self.copy_1.id}, {'place': 'reading_room'},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                loan.line_ids.write(values)

    def test_loans_are_kept(self):
        loan = self._draft_loan(self.original)
        with self.assertRaises(UserError):
            loan.sudo().unlink()
        with self.assertRaises(UserError):
            loan.copy()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.RaiseException):
            self.env.cr.execute("DELETE FROM customer_archive_loan")

    def test_whoever_asked_cancels_and_somebody_else_does_not(self):
        loan = self._request_loan(self.original)
        with self.assertRaises(AccessError):
            loan.with_user(self.technician).action_cancel()
        loan.action_cancel()
        self.assertEqual((loan.state, loan.line_ids.state), ('cancelled', 'dropped'))

    def test_a_rejection_says_why(self):
        loan = self._request_loan(self.original).with_user(self.archivist)
        with self.assertRefused("needs a reason"):
            loan._transition('reject')
        loan._transition('reject', reason="Not for this purpose")
        self.assertEqual(self._entries(loan, 'reject').note, "Not for this purpose")

    def test_the_register_tells_of_the_loan_and_of_the_holding(self):
        """LE-08."""
        loan = self._lend(self.original)
        facts = self._entries(loan, 'hand_over').facts
        self.assertEqual(facts['borrower_id'], self.borrower.name)
        self.assertEqual(facts['line_ids'], [self.original.barcode])
        self.assertEqual(len(facts['signature']), 64)
        facts = self._entries(self.original, 'hand_out').facts
        self.assertEqual(facts['loan'], loan.name)
        self.assertEqual(facts['due_at'], '2026-03-04 10:00:00')

    def test_the_time_from_the_request_to_the_hand_over_is_measured(self):
        """LE-24."""
        with freeze_time('2026-03-04 01:00:00'):
            loan = self._request_loan(self.original)
        with freeze_time('2026-03-04 03:30:00'):
            self._approve_loan(loan)._hand_over(SIGNATURE)
        self.assertEqual(loan.hours_to_hand_over, 2.5)

    def test_a_line_that_is_not_found_is_dropped_and_the_rest_handed_over(self):
        loan = self._approve_loan(self._request_loan(self.copy_1 | self.copy_2))
        loan.line_ids[0]._transition('drop', reason="Not on the shelf")
        loan._hand_over(SIGNATURE)
        self.assertEqual(loan.line_ids.mapped('state'), ['dropped', 'out'])
        with self.assertRefused("“Dropped”"):
            loan.line_ids[0]._transition('drop', reason="Again")

    def test_the_database_knows_that_nobody_approves_what_he_borrows(self):
        loan = self._approve_loan(self._request_loan(self.original))
        self.env.flush_all()
        for column in ('verified_by_id', 'approved_by_id', 'second_approved_by_id'):
            with self.subTest(column=column), self.assertImpossible(), self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE customer_archive_loan SET %s = %s WHERE id = %s",
                    SQL.identifier(column), self.user.id, loan.id,
                ))

    def test_an_unknown_state_is_no_default(self):
        with self.assertRaises(UserError):
            self._draft_loan(self.original, state='approved')
        loan = self.env['customer.archive.loan'].with_user(self.user).with_context(
            default_state='approved', default_approved_by_id=self.archivist.id,
        ).create(self._prepare_loan_vals(self.original))
        self.assertEqual(loan.state, 'draft')
        self.assertFalse(loan.approved_by_id)
