# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time

from .circulation_common import CirculationCommon
from .common import SIGNATURE


@freeze_time('2026-03-04 02:00:00')
class TestBorrower(CirculationCommon):
    """Who leaves gives back first; who is late too often borrows nothing (ND-27)."""

    def test_who_has_something_cannot_be_archived(self):
        self._lend(self.original | self.copy_1)
        with self.assertRefused(self.original.barcode, self.copy_1.barcode, self.borrower.name):
            self.borrower.action_archive()
        self.assertTrue(self.borrower.active)

    def test_who_gave_all_back_is_archived_and_waits_no_longer(self):
        loan = self._lend(self.copy_1)
        reservation = self._reserve(self.copy_1)
        with self.assertRefused(self.copy_1.barcode):
            (self.borrower | self.tech_borrower).write({'active': False})
        self.tech_borrower.action_archive()
        self.assertEqual(reservation.state, 'cancelled')
        self._take_back(loan.line_ids)
        self.borrower.action_archive()
        self.assertFalse(self.borrower.active)

    def test_nothing_is_handed_over_to_who_left(self):
        loan = self._approve_loan(self._request_loan(self.copy_1))
        self.borrower.action_archive()
        with self.assertRefused("no longer employed"):
            loan._hand_over(SIGNATURE)

    def test_who_has_more_overdue_than_allowed_borrows_nothing(self):
        self.company.archive_overdue_limit = 1
        lent = self._lend(self.original | self.copy_1)
        waiting = self._approve_loan(self._request_loan(self.copy_2))
        with freeze_time('2026-03-05 02:00:00'):
            with self.assertRefused("2 overdue", self.original.barcode):
                self._request_loan(self._create_original())
            with self.assertRefused("2 overdue"):
                waiting._hand_over(SIGNATURE)
            self._take_back(lent.line_ids[0])
            waiting._hand_over(SIGNATURE)
        self.assertEqual(waiting.state, 'handed_over')

    def test_others_borrow_on(self):
        self.company.archive_overdue_limit = 0
        self._lend(self.original)
        with freeze_time('2026-03-05 02:00:00'):
            self._lend(self.copy_2, user=self.technician, borrower_id=self.tech_borrower.id)
            with self.assertRefused("1 overdue"):
                self._request_loan(self.copy_1)
