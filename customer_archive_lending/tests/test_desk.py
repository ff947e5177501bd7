# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import SIGNATURE, LendingCommon


@freeze_time('2026-03-04 02:00:00')
class TestDesk(LendingCommon):
    """The lending desk answers every scan at once, with one sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.borrower.barcode = 'BADGEUSER'
        cls.desk = cls.env['customer.archive.loan.desk'].with_user(cls.archivist).with_context(
            allowed_company_ids=cls.company.ids,
        )

    def _scan(self, code, kind='success'):
        answer = self.desk.scan(code)
        self.assertEqual(answer['message']['kind'], kind, answer['message']['text'])
        return answer

    def assertSays(self, answer, *texts):  # noqa: N802 as unittest names them
        for text in texts:
            self.assertIn(text, answer['message']['text'])

    # === GOING OUT === #

    def test_an_approved_loan_is_scanned_signed_for_and_handed_over(self):
        loan = self._approve_loan(self._request_loan(self.original | self.copy_1))
        answer = self._scan('BADGEUSER')
        self.assertEqual(answer['borrower']['name'], self.borrower.name)
        self.assertEqual([waiting['name'] for waiting in answer['waiting']], [loan.name])
        self._scan(self.original.barcode)
        answer = self.desk.hand_over(SIGNATURE)
        self.assertEqual(answer['message']['kind'], 'danger')
        self.assertSays(answer, "is not complete", self.copy_1.barcode)
        self._scan(self.copy_1.barcode)
        answer = self.desk.hand_over(SIGNATURE)
        self.assertEqual(answer['message']['kind'], 'success')
        self.assertEqual(loan.state, 'handed_over')
        self.assertEqual(len(answer['out']), 2)

    def test_what_is_not_found_is_dropped_at_the_desk(self):
        loan = self._approve_loan(self._request_loan(self.original | self.copy_1))
        self._scan('BADGEUSER')
        answer = self._scan(self.original.barcode)
        [missing] = [line for line in answer['waiting'][0]['lines'] if not line['picked']]
        self.assertEqual(self.desk.drop(missing['id'])['message']['kind'], 'success')
        self.assertEqual(self.desk.hand_over(SIGNATURE)['message']['kind'], 'success')
        self.assertEqual(sorted(loan.line_ids.mapped('state')), ['dropped', 'out'])
        # What went out is no longer dropped, nor is what is not at this desk.
        for line in loan.line_ids:
            self.desk.drop(line.id)
        self.assertEqual(sorted(loan.line_ids.mapped('state')), ['dropped', 'out'])

    def test_nothing_goes_out_unsigned_unless_the_borrower_confirmed(self):
        loan = self._approve_loan(self._request_loan(self.original))
        self._scan('BADGEUSER')
        self._scan(self.original.barcode)
        answer = self.desk.hand_over()
        self.assertEqual(answer['message']['kind'], 'danger')
        self.assertSays(answer, "signs")
        answer = self.desk.hand_over('no picture')
        self.assertSays(answer, "sign again")
        self.assertEqual(loan.state, 'approved')
        loan.with_user(self.user).action_confirm()
        self.assertEqual(self.desk.hand_over()['message']['kind'], 'success')

    def test_what_somebody_asks_for_at_the_desk_is_written_down(self):
        """LE-04: somebody else decides, unless the company lets one archivist do it."""
        self._scan('BADGEUSER')
        answer = self._scan(self.original.barcode)
        self.assertEqual([line['barcode'] for line in answer['draft']['lines']],
                         [self.original.barcode])
        self.desk.describe({'purpose_note': "A leak", 'purpose': 'service', 'state': 'approved'})
        answer = self.desk.hand_over(SIGNATURE)
        self.assertEqual(answer['message']['kind'], 'warning')
        self.assertSays(answer, "somebody else has to decide")
        loan = self.env['customer.archive.loan'].search([], limit=1)
        self.assertEqual((loan.state, loan.purpose_note, loan.purpose),
                         ('requested', "A leak", 'service'))

    def test_one_archivist_lends_at_the_desk_where_the_company_says_so(self):
        self.company.archive_loan_oral_alone = True
        self._scan('BADGEUSER')
        self._scan(self.original.barcode)
        self.assertEqual(self.desk.hand_over(SIGNATURE)['message']['kind'], 'success')
        self.assertEqual(self.original.with_id, self.borrower)

    def test_a_reload_finds_the_desk_as_it_was(self):
        self._scan('BADGEUSER')
        before = self._scan(self.original.barcode)
        self.env.invalidate_all()
        after = self.desk.open_desk()
        self.assertEqual({**before, 'message': False}, after)
        self.desk.clear()
        self.assertFalse(self.desk.open_desk()['borrower'])
        answer = self._scan('BADGEUSER')
        self.assertEqual(answer['draft'], before['draft'])

    def test_a_line_is_taken_off_the_list(self):
        self._scan('BADGEUSER')
        answer = self._scan(self.original.barcode)
        answer = self.desk.remove(answer['draft']['lines'][0]['id'])
        self.assertFalse(answer['draft']['lines'])
        self._scan(self.original.barcode)

    def test_what_is_confidential_is_put_down_for_the_reading_room(self):
        self.archive.confidentiality = '2'
        self._scan('BADGEUSER')
        self._scan(self.original.barcode)
        line = self.env['customer.archive.loan.line'].search([], limit=1)
        self.assertEqual(line.place, 'reading_room')

    # === COMING BACK === #

    def test_what_comes_back_is_counted_and_goes_home(self):
        self._lend(self.original)
        answer = self._scan(self.original.barcode)
        self.assertEqual(answer['returning']['borrower'], self.borrower.name)
        self.assertTrue(self.desk.open_desk()['returning'])
        answer = self.desk.take_back('12', 'good')
        self.assertEqual(answer['message']['kind'], 'success')
        self.assertSays(answer, "It goes to", self.shelf.complete_name)
        self.assertFalse(answer['returning'])
        self.assertEqual(self.original.location_id, self.shelf)

    def test_what_comes_back_damaged_goes_to_repair(self):
        line = self._lend(self.original).line_ids
        self._scan(self.original.barcode)
        self.desk.take_back(12, 'damaged', note="Torn")
        self.assertEqual(line.repair_ids.responsible_id, self.borrower)

    def test_a_missing_page_is_told_at_once(self):
        self._lend(self.original)
        self._scan(self.original.barcode)
        answer = self.desk.take_back(11, 'good')
        self.assertEqual(answer['message']['kind'], 'warning')
        self.assertSays(answer, "12", "11", "settle it")
        self.assertSays(self._scan(self.original.barcode, 'danger'), "discrepancy")

    # === WRONG SCANS === #

    def test_every_wrong_scan_gets_one_sentence(self):
        loan = self._lend(self.copy_1, user=self.technician, borrower_id=self.tech_borrower.id)
        self.copy_2.condition = 'damaged'
        self.clerk.active = False
        for badge, code, text in (
            (None, '', "Nothing was scanned"),
            (None, 'UNKNOWN', "UNKNOWN is neither a badge nor a holding"),
            (None, self.shelf.barcode, "is a shelf"),
            (None, self.original.barcode, "scan the borrower's badge first"),
            (None, 'BADGECLERK', "is no longer employed"),
            ('BADGEUSER', self.copy_1.barcode, f"on loan to {self.tech_borrower.name}"),
            ('BADGEUSER', self.copy_1.barcode, loan.name),
            ('BADGEUSER', self.copy_2.barcode, "is damaged"),
        ):
            self.desk.clear()
            if badge:
                self._scan(badge)
            with self.subTest(code=code):
                answer = self._scan(code, 'danger')
                self.assertIn(text, answer['message']['text'])
                self.assertNotIn('\n', answer['message']['text'])
                self.assertFalse(answer['draft'])

    def test_a_sheet_of_a_lent_folder_points_to_the_folder(self):
        self._lend(self.folder)
        self.assertSays(self._scan(self.original.barcode, 'danger'), f"scan {self.folder.barcode}")

    def test_what_is_on_the_list_is_not_put_on_it_twice(self):
        self._scan('BADGEUSER')
        self._scan(self.original.barcode)
        self.assertSays(self._scan(self.original.barcode, 'warning'), "already")

    def test_nothing_is_taken_back_that_was_not_scanned(self):
        answer = self.desk.take_back(1, 'good')
        self.assertSays(answer, "Scan what comes back first")
        self._lend(self.original)
        self._scan(self.original.barcode)
        self.assertSays(self.desk.take_back(12, 'burnt'), "in which condition")

    # === RIGHTS === #

    def test_the_desk_is_the_archivists(self):
        for user in (self.user, self.technician, self.general_manager, self.auditor, self.outsider):
            desk = self.desk.with_user(user)
            for call in (
                desk.open_desk, lambda desk=desk: desk.scan('BADGEUSER'), desk.clear,
                desk.hand_over, lambda desk=desk: desk.take_back(1, 'good'),
                lambda desk=desk: desk.remove(1), lambda desk=desk: desk.drop(1),
                lambda desk=desk: desk.describe({}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_two_archivists_have_two_desks(self):
        self._scan('BADGEUSER')
        self.assertFalse(self.desk.with_user(self.second_archivist).open_desk()['borrower'])
