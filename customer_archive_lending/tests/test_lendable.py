# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import SIGNATURE, LendingCommon


@freeze_time('2026-03-04 02:00:00')
class TestLendable(LendingCommon):
    """What may be lent, how, to whom: originals, technicians, confidentiality, what stands against.
    """

    # === ORIGINALS === #

    def test_an_original_never_leaves_the_premises(self):
        """LE-01: refused for every role, the superuser included."""
        for user in (self.archivist, self.office_manager, self.env.ref('base.user_root')):
            for holding in (self.original, self.folder):
                with self.subTest(user=user.login, holding=holding.kind), \
                        self.assertRefused("originals never leave the premises"):
                    self._draft_loan(holding, user=user, place='outside')

    def test_a_draft_with_an_original_is_not_turned_to_the_outside(self):
        loan = self._draft_loan(self.original).sudo()
        for record in (loan, loan.line_ids):
            with self.assertRefused("originals never leave the premises"):
                record.place = 'outside'

    def test_the_database_keeps_originals_in_the_house(self):
        loan = self._lend(self.original)
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.CheckViolation):
            self.env.cr.execute(
                "UPDATE customer_archive_loan_line SET place = 'outside' WHERE loan_id = %s",
                [loan.id],
            )

    def test_a_copy_leaves_after_approval(self):
        """LE-12."""
        loan = self._lend(self.copy_1, place='outside')
        self.assertEqual(loan.line_ids.state, 'out')

    # === TECHNICIANS === #

    def test_technicians_borrow_copies(self):
        """LE-18."""
        self._lend(self.copy_1, user=self.technician, borrower_id=self.tech_borrower.id)
        with self.assertRefused("Technicians borrow copies", self.original.barcode, "Say why"):
            self._request_loan(
                self.original, user=self.technician, borrower_id=self.tech_borrower.id,
            )

    def test_a_technician_borrows_an_original_when_it_is_allowed_with_a_reason(self):
        loan = self._request_loan(
            self.original, user=self.technician, borrower_id=self.tech_borrower.id,
            exception_reason="The copy cannot be read",
        ).with_user(self.archivist)
        loan.action_verify()
        with self.assertRefused("allow it first", "Technicians borrow copies"):
            loan.action_approve()
        loan._transition('allow', reason="Really")
        loan.action_approve()
        self.assertEqual(loan.state, 'approved')

    # === CONFIDENTIALITY === #

    def test_what_is_confidential_stays_in_the_reading_room_and_two_people_approve_it(self):
        """ND-28."""
        self.archive.confidentiality = '2'
        with self.assertRefused("in the reading room only"):
            self._request_loan(self.original, user=self.archivist)
        loan = self._request_loan(
            self.original, user=self.second_archivist, place='reading_room',
        ).with_user(self.archivist)
        loan.action_verify()
        with self.assertRefused("approved by two people"):
            loan._transition('approve')
        loan.action_approve()
        self.assertEqual(loan.state, 'second')
        with self.assertRefused("the second one is another person's"):
            loan.action_approve()
        with self.assertRefused("Second Approval"):
            loan._hand_over(SIGNATURE)
        loan.with_user(self.office_manager).action_approve()
        loan._hand_over(SIGNATURE)
        self.assertEqual(loan.state, 'handed_over')

    def test_what_becomes_confidential_after_its_approval_is_not_handed_over(self):
        loan = self._approve_loan(self._request_loan(self.original, place='reading_room'))
        self.archive.confidentiality = '3'
        with self.assertRefused("marked as more confidential after its approval"):
            loan._hand_over(SIGNATURE)

    def test_the_company_sets_the_level(self):
        self.archive.confidentiality = '2'
        self.company.archive_loan_second_level = '3'
        self._lend(self.original, user=self.second_archivist)

    def test_a_confidential_holding_is_asked_for_by_its_number_without_reading(self):
        self.archive.confidentiality = '2'
        self.user.group_ids += self.env.ref(
            'customer_archive.customer_archive_group_clearance_confidential',
        )
        loan = self._draft_loan(self.original.browse(), place='reading_room')
        self.assertFalse(self.original.with_user(self.user).has_access('read'))
        dialog = self.env['customer.archive.loan.ask'].with_user(self.user).create({
            'loan_id': loan.id, 'numbers': f" {self.original.barcode}\n\n",
        })
        dialog.action_add()
        loan.action_request()
        line = loan.line_ids.with_user(self.user)
        self.assertEqual((line.barcode, line.title), (self.original.barcode, False))
        self.assertEqual(line.with_user(self.user).web_read({'holding_id': {'fields': {
            'display_name': {},
        }}})[0]['holding_id']['display_name'], self.original.barcode)

    def test_nobody_asks_for_what_he_would_not_see_with_a_purpose_either(self):
        self.archive.confidentiality = '2'
        secret = self.original
        theirs = self._create_original(self._open_archive(
            department_id=self.other_department.id,
        ))
        for holding in (secret, theirs):
            loan = self._draft_loan(self.original.browse())
            with self.subTest(holding=holding), self.assertRaises(AccessError), \
                    self._request_of(self.user):
                loan.line_ids = [Command.create({'holding_id': holding.id})]
            dialog = self.env['customer.archive.loan.ask'].with_user(self.user).create({
                'loan_id': loan.id, 'numbers': holding.barcode,
            })
            with self.assertRefused("There is no holding that you may borrow", holding.barcode):
                dialog.action_add()

    # === WHAT STANDS AGAINST IT === #

    def test_what_is_lent_is_lent_once(self):
        """LE-09: the same at the request and at the hand-over."""
        waiting = self._approve_loan(self._request_loan(self.original))
        loan = self._lend(self.original)
        for attempt in (
            lambda: self._request_loan(self.original),
            lambda: waiting._hand_over(SIGNATURE),
        ):
            with self.assertRefused(f"{self.original.barcode} is on loan to user", loan.name):
                attempt()

    def test_the_database_lends_a_holding_once(self):
        self._lend(self.copy_1)
        other = self._request_loan(self.copy_2).line_ids
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env.cr.execute(
                "UPDATE customer_archive_loan_line SET state = 'out', out_at = now(),"
                " due_at = now() + interval '1 day', holding_id = %s WHERE id = %s",
                [self.copy_1.id, other.id],
            )

    def test_the_same_holding_twice_in_one_loan_is_refused(self):
        with self.assertRefused(f"asks for {self.original.barcode} already"):
            self._draft_loan([self.original, self.original])
        loan = self._draft_loan(self.original)
        with self.assertRefused(f"{loan.name} asks for {self.original.barcode} already"):
            loan.line_ids = [Command.create({'holding_id': self.original.id})]
        with self.assertImpossible():
            self.env.cr.execute(
                "INSERT INTO customer_archive_loan_line (loan_id, holding_id, place, state)"
                " VALUES (%s, %s, 'premises', 'requested')", [loan.id, self.original.id],
            )

    def test_what_is_not_here_or_not_whole_is_not_lent(self):
        self.copy_1.with_user(self.archivist)._transition('miss', reason="Gone")
        with self.assertRefused("“Missing”"):
            self._request_loan(self.copy_1)
        self.copy_1.with_user(self.archivist)._transition('withdraw', reason="Never found")
        with self.assertRefused("“Withdrawn”"):
            self._request_loan(self.copy_1)
        self.copy_2.condition = 'damaged'
        with self.assertRefused("is damaged"):
            self._request_loan(self.copy_2)

    def test_what_stands_against_it_by_the_hand_over_counts(self):
        loan = self._approve_loan(self._request_loan(self.copy_1))
        self.copy_1.with_user(self.archivist)._transition('miss', reason="Gone")
        with self.assertRefused("“Missing”"):
            loan._hand_over(SIGNATURE)
        self.assertEqual(loan.state, 'approved')

    def test_a_voided_archive_lends_nothing(self):
        archive = self._open_archive()
        original = self._create_original(archive)
        archive.with_user(self.archivist)._transition('void', reason="By mistake")
        with self.assertRefused("voided"):
            self._request_loan(original)

    # === WHAT IT STANDS AGAINST === #

    def test_what_is_on_loan_stays_what_and_where_it_is(self):
        self._lend(self.copy_1)
        copy_1 = self.copy_1.with_user(self.archivist)
        other_shelf = self._create_location()
        for attempt in (
            lambda: copy_1._relocate(home=other_shelf),
            lambda: copy_1._transition('withdraw', reason="Not needed"),
            lambda: copy_1._transition('miss', reason="Gone"),
        ):
            with self.assertRefused("is on loan to user"):
                attempt()
        for verb in ('destroy', 'dispose', 'unlink', 'merge', 'move', 'lend'):
            self.assertTrue(self.copy_1.sudo()._get_blockers(verb), verb)

    def test_document_volume_and_archive_wait_for_what_is_on_loan(self):
        self._lend(self.copy_1)
        with self.assertRefused("is on loan to user"):
            self.volume.with_user(self.archivist)._transition('close')
        with self.assertRefused("is on loan to user"):
            self.archive.with_user(self.archivist)._transition('close', reason="Done")
        for record in (self.document, self.volume, self.archive):
            for verb in ('destroy', 'dispose', 'merge', 'move', 'close', 'unlink'):
                with self.subTest(record=record._name, verb=verb):
                    self.assertTrue(record.sudo()._get_blockers(verb))
            self.assertFalse(record.sudo()._get_blockers('reopen'))
        self._take_back(self.copy_1.loan_line_id)
        self.volume.with_user(self.archivist)._transition('close')
        self.assertEqual(self.volume.state, 'closed')

    def test_whoever_asks_for_many_volumes_asks_the_database_as_often_as_for_one(self):
        """Disposal asks for thousands of them, one by one."""
        volumes = self.volume.browse()
        for _number in range(12):
            volume = self._create_volume(self.archive)
            self._create_document(volume, on_paper=True)
            volumes |= volume
        self._lend(volumes[3].document_ids.holding_ids)
        records = volumes.sudo()

        def count(asked):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reasons = [reason for record in asked for reason in record._get_blockers('destroy')]
            return self.env.cr.sql_log_count - before, len(reasons)

        one, _reasons = count(records[3])
        many, reasons = count(records)
        self.assertEqual(reasons, 1)
        self.assertLessEqual(many, one)

    def test_a_document_on_loan_is_not_removed(self):
        original = self._create_original()
        self._lend(original)
        with self.assertRefused("is on loan to user"):
            original.document_id.unlink()

    def test_contacts_are_not_merged_while_one_of_their_archives_lends(self):
        self._lend(self.copy_1)
        other = self._create_customer(name="Twin")
        wizard = self.env['base.partner.merge.automatic.wizard'].create({})
        with self.assertRaises(UserError) as caught:
            wizard._merge((self.archive.partner_id | other).ids, other)
        self.assertIn("is on loan to user", str(caught.exception))

    def test_archives_are_merged_and_their_loans_go_along(self):
        """CA-25"""
        loan = self._lend(self.copy_1)
        returned = self._lend(self.copy_2)
        self._take_back(returned.line_ids)
        stays = self._open_archive(self._create_customer(name="Twin"))
        self._lend(self._create_original(stays))
        self._request_merge(self.archive, stays).with_user(self.second_archivist).action_approve()
        self.assertEqual((self.copy_1 | self.copy_2).archive_id, stays)
        self.assertEqual((loan | returned).line_ids.archive_id, stays)
        self.assertEqual(stays.with_user(self.archivist).lent_count, 2)

    def test_what_is_lent_is_counted_on_archive_volume_and_document(self):
        self._lend(self.copy_1 | self.original)
        for record in (self.archive, self.volume, self.document):
            self.assertEqual(record.with_user(self.archivist).lent_count, 2)

    # === BAD INPUT === #

    def test_a_borrower_without_employee(self):
        for user in (self.archivist, self.sub_user.copy({'login': 'archive_no_employee'})):
            with self.subTest(user=user.login), self.assertRefused("Say who borrows"):
                self._draft_loan(self.original, user=user, borrower_id=False)

    def test_a_borrower_who_has_left(self):
        loan = self._draft_loan(self.original, user=self.archivist, borrower_id=self.clerk.id)
        self.clerk.active = False
        with self.assertRefused("Clerk is no longer employed"):
            loan.action_request()

    def test_a_holding_of_another_company(self):
        archive = self._open_archive(company_id=self.other_company.id, department_id=False)
        original = self._create_original(archive)
        with self.assertRaises(UserError):
            self._draft_loan(original, user=self.env.user)
