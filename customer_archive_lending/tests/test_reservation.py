# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .circulation_common import CirculationCommon
from .common import SIGNATURE, at


@freeze_time('2026-03-04 02:00:00')
class TestReservation(CirculationCommon):
    """The queue for what somebody else has (ND-21)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time('2026-03-04 01:00:00'):
            cls.loan = cls._lend(cls.copy_1, place='outside')

    def test_who_reserves_waits_and_is_told_when_it_is_back(self):
        reservation = self._reserve(self.copy_1)
        self.assertEqual((reservation.state, reservation.position), ('waiting', 1))
        self._take_back(self.loan.line_ids)
        self.assertEqual(reservation.state, 'ready')
        # Wednesday does not count: until closing time on Friday.
        self.assertEqual(reservation.expires_at, at('2026-03-06T10:00'))
        [subject] = self._told(self.technician.partner_id)
        self.assertIn(self.copy_1.barcode, subject)
        self.assertNotIn(self.archive.partner_id.name, subject)

    def test_nobody_else_borrows_what_is_kept_for_somebody(self):
        self._reserve(self.copy_1)
        waiting = self._request_loan(self.copy_2, user=self.rival_user, borrower_id=self.rival.id)
        self._take_back(self.loan.line_ids)
        with self.assertRefused("kept for somebody else", "RV-"):
            self._request_loan(self.copy_1)
        self.assertEqual(waiting.state, 'requested')

    def test_what_was_approved_before_is_not_handed_over_past_the_queue(self):
        self._take_back(self.loan.line_ids)
        approved = self._approve_loan(self._request_loan(
            self.copy_1, user=self.rival_user, borrower_id=self.rival.id,
        ))
        lent = self._lend(self.copy_1)
        self._reserve(self.copy_1)
        self._take_back(lent.line_ids)
        with self.assertRefused("kept for somebody else"):
            approved._hand_over(SIGNATURE)

    def test_who_it_is_kept_for_borrows_it(self):
        reservation = self._reserve(self.copy_1)
        self._take_back(self.loan.line_ids)
        loan = self._lend(self.copy_1, user=self.technician, borrower_id=self.tech_borrower.id)
        self.assertEqual((reservation.state, reservation.loan_id), ('fulfilled', loan))

    def test_the_next_one_is_told_when_nobody_comes(self):
        first = self._reserve(self.copy_1)
        second = self._reserve(self.copy_1, self.rival_user, borrower_id=self.rival.id)
        self.assertEqual((first.position, second.position), (1, 2))
        self._take_back(self.loan.line_ids)
        with freeze_time('2026-03-06 09:59:00'), self._counting_commits():
            self.env['customer.archive.reservation']._cron_advance()
        self.assertEqual((first.state, second.state), ('ready', 'waiting'))
        with freeze_time('2026-03-06 10:00:00'), self._counting_commits():
            self.env['customer.archive.reservation']._cron_advance()
            self.assertEqual((first.state, second.state), ('expired', 'ready'))
            # Saturday and Sunday do not count.
            self.assertEqual(second.expires_at, at('2026-03-10T10:00'))
            self.env['customer.archive.reservation']._cron_advance()
        self.assertEqual(len(self._told(self.rival_user.partner_id)), 1)
        self.assertEqual(len(self._told(self.technician.partner_id)), 2)

    def test_one_waits_once_for_a_holding(self):
        self._reserve(self.copy_1)
        with self.assertImpossible():
            self._reserve(self.copy_1)

    def test_after_a_cancelled_reservation_one_waits_again_at_the_end(self):
        self._reserve(self.copy_1).action_cancel()
        self._reserve(self.copy_1, self.rival_user, borrower_id=self.rival.id)
        self.assertEqual(self._reserve(self.copy_1).position, 2)

    def test_cancelling_what_is_ready_tells_the_next_one(self):
        first = self._reserve(self.copy_1)
        second = self._reserve(self.copy_1, self.rival_user, borrower_id=self.rival.id)
        self._take_back(self.loan.line_ids)
        first.action_cancel()
        self.assertEqual(second.state, 'ready')

    def test_what_is_here_and_free_is_requested_not_reserved(self):
        with self.assertRefused("request a loan"):
            self._reserve(self.copy_2)

    def test_who_has_it_does_not_wait_for_it(self):
        with self.assertRefused("already"):
            self._reserve(self.copy_1, self.user, borrower_id=self.borrower.id)

    def test_one_reserves_for_oneself_and_an_archivist_for_all(self):
        with self.assertRefused("for yourself", exception=AccessError):
            self._reserve(self.copy_1, self.rival_user)
        self.assertTrue(self._reserve(self.copy_1, self.archivist))

    def test_others_see_and_cancel_no_reservation_of_mine(self):
        reservation = self._reserve(self.copy_1)
        for step in ('read', 'write'):
            self.assertFalse(reservation.with_user(self.rival_user).has_access(step))
        with self.assertRaises(AccessError):
            reservation.with_user(self.rival_user).action_cancel()

    def test_nobody_jumps_the_queue(self):
        reservation = self._reserve(self.copy_1)
        with self.assertRefused("Status"):
            reservation.write({'state': 'ready'})
        with self.assertRefused("keeps its place"):
            reservation.write({'holding_id': self.copy_2.id})
        for theirs in (reservation, reservation.sudo()):
            with self.assertRefused("kept for ever"):
                theirs.unlink()
        for verb in ('ready', 'expire', 'fulfil', 'fail'):
            with self.assertRaises(AccessError):
                reservation.with_user(self.auditor)._transition(verb)

    def test_what_comes_back_damaged_is_kept_after_its_repair(self):
        reservation = self._reserve(self.copy_1)
        self._take_back(self.loan.line_ids, condition='damaged')
        self.assertEqual(reservation.state, 'waiting')
        repair = self.copy_1.repair_ids
        repair.with_user(self.archivist)._transition('finish', reason="Glued")
        self.copy_1.condition = 'good'
        with self._counting_commits():
            self.env['customer.archive.reservation']._cron_advance()
        self.assertEqual(reservation.state, 'ready')

    def test_the_wait_for_what_is_lost_for_good_ends(self):
        reservation = self._reserve(self.copy_1)
        line = self.loan.line_ids.with_user(self.archivist)
        line._transition('lose', reason="Left in a train")
        line.with_user(self.office_manager)._transition('write_off', reason="Not found")
        self.assertEqual(reservation.state, 'cancelled')
        self.assertIn("given up", self._told(self.technician.partner_id)[-1])

    def test_a_sheet_that_is_kept_keeps_its_folder_here(self):
        self._reserve(self.copy_1)
        self._take_back(self.loan.line_ids)
        with self.assertRefused("kept for somebody else"):
            self._request_loan(self.folder)

    def test_the_register_tells_of_it_without_names_of_customers(self):
        reservation = self._reserve(self.copy_1)
        [entry] = self._entries(reservation, 'reserve')
        self.assertEqual(entry.facts['barcode'], self.copy_1.barcode)
        self.assertEqual(entry.archive, self.archive.name)

    # === ANY COPY === #

    @classmethod
    def _reserve_any(cls, user=None, **vals):
        return cls.env['customer.archive.reservation'].with_user(user or cls.technician).create({
            'document_id': cls.document.id, 'borrower_id': cls.tech_borrower.id, **vals,
        })

    def test_whichever_copy_comes_back_first_serves_who_waits_for_any(self):
        other = self._lend(self.copy_2, place='outside')
        reservation = self._reserve_any()
        self.assertEqual((reservation.state, reservation.position), ('waiting', 1))
        self.assertEqual((reservation.archive_id, reservation.barcode),
                         (self.archive, self.document.name))
        self._take_back(other.line_ids)
        self.assertEqual((reservation.state, reservation.holding_id), ('ready', self.copy_2))
        with self.assertRefused("kept for somebody else"):
            self._request_loan(self.copy_2)
        # One copy is enough: the next one is free.
        self._take_back(self.loan.line_ids)
        self.assertFalse(self.copy_1._get_ready_reservations())
        loan = self._lend(self.copy_2, user=self.technician, borrower_id=self.tech_borrower.id)
        self.assertEqual((reservation.state, reservation.loan_id), ('fulfilled', loan))

    def test_who_came_first_is_served_first_whatever_he_waits_for(self):
        self._lend(self.copy_2, place='outside')
        anybody = self._reserve_any()
        second = self._reserve(self.copy_1, self.rival_user, borrower_id=self.rival.id)
        self.assertEqual((anybody.position, second.position), (1, 2))
        self._take_back(self.loan.line_ids)
        self.assertEqual((anybody.state, second.state), ('ready', 'waiting'))
        anybody.action_cancel()
        self.assertEqual((anybody.state, second.state), ('cancelled', 'ready'))

    def test_nobody_waits_for_any_copy_while_one_is_here(self):
        with self.assertRefused(self.copy_2.barcode, "request a loan"):
            self._reserve_any()

    def test_one_waits_once_for_any_copy(self):
        self._lend(self.copy_2, place='outside')
        self._reserve_any()
        with self.assertImpossible():
            self._reserve_any()

    def test_who_waits_for_any_copy_goes_on_when_one_of_them_is_lost(self):
        lost = self._lend(self.copy_2, place='outside').line_ids.with_user(self.archivist)
        reservation = self._reserve_any()
        lost._transition('lose', reason="Left in a train")
        lost.with_user(self.office_manager)._transition('write_off', reason="Not found")
        self.assertEqual(reservation.state, 'waiting')
        self._take_back(self.loan.line_ids)
        self.assertEqual(reservation.holding_id, self.copy_1)

    def test_what_is_repaired_is_kept_for_who_waits_for_any_copy(self):
        other = self._lend(self.copy_2, place='outside')
        reservation = self._reserve_any()
        self._take_back(other.line_ids, condition='damaged', note="Torn")
        self.assertEqual(reservation.state, 'waiting')
        self.copy_2.repair_ids.with_user(self.archivist)._transition('finish', reason="Glued")
        with self._counting_commits():
            self.env['customer.archive.reservation']._cron_advance()
        self.assertEqual((reservation.state, reservation.holding_id), ('ready', self.copy_2))

    def test_the_form_of_the_document_begins_it(self):
        action = self.document.with_user(self.technician).action_reserve()
        self.assertEqual(action['context'], {'default_document_id': self.document.id})

    def test_nobody_reserves_any_copy_of_what_he_does_not_know(self):
        archive = self._open_archive(department_id=self.other_department.id)
        original = self._create_original(archive)
        self._create_copies(original, 1)
        with self.assertRaises(AccessError):
            self._reserve_any(document_id=original.document_id.id)
