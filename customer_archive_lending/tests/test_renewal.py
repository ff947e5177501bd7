# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .circulation_common import CirculationCommon
from .common import SIGNATURE, at


@freeze_time('2026-03-04 02:00:00')
class TestRenewal(CirculationCommon):
    """Renewals within limits, and recalls (ND-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time('2026-03-04 01:00:00'):
            cls.outside = cls._lend(cls.copy_1, place='outside').line_ids.with_user(cls.user)
            cls.in_house = cls._lend(cls.original).line_ids.with_user(cls.user)

    def test_the_borrower_renews_a_copy_outside(self):
        self.assertEqual(self.outside.due_at, at('2026-03-13T10:00'))
        with freeze_time('2026-03-09 02:00:00'):
            self.outside.action_renew()
        self.assertEqual(self.outside.due_at, at('2026-03-18T10:00'))
        self.assertEqual((self.outside.renewal_count, self.outside.state), (1, 'out'))
        self.assertEqual(self.outside.loan_id.due_at, self.outside.due_at)
        [entry] = self._entries(self.copy_1, 'renew')
        self.assertEqual(entry.facts['due_at'], ['2026-03-13 10:00:00', '2026-03-18 10:00:00'])

    def test_it_is_renewed_so_often_and_no_more(self):
        for day in ('2026-03-09', '2026-03-10'):
            with freeze_time(f'{day} 02:00:00'):
                self.outside.action_renew()
        with freeze_time('2026-03-11 02:00:00'), self.assertRefused("at most 2"):
            self.outside.action_renew()

    def test_nothing_is_renewed_while_somebody_waits(self):
        self._reserve(self.copy_1)
        with freeze_time('2026-03-09 02:00:00'), self.assertRefused("wait for it"):
            self.outside.action_renew()

    def test_what_is_overdue_comes_back_first(self):
        with freeze_time('2026-03-13 10:00:01'), self.assertRefused("overdue"):
            self.outside.action_renew()

    def test_a_renewal_that_gains_nothing_is_refused(self):
        with self.assertRefused("later than a renewal"):
            self.outside.action_renew()

    def test_what_is_used_in_the_house_is_due_at_closing_time(self):
        """LE-03."""
        with self.assertRefused("due at closing time"):
            self.in_house.action_renew()

    def test_an_archivist_extends_it_with_a_reason_by_a_day(self):
        line = self.in_house.with_user(self.archivist)
        with self.assertRefused("needs a reason"):
            line._transition('extend')
        line._transition('extend', reason="The plan is traced")
        self.assertEqual(line.due_at, at('2026-03-05T10:00'))
        [entry] = self._entries(self.original, 'extend')
        self.assertEqual(entry.note, "The plan is traced")

    def test_nobody_extends_what_he_borrows_himself(self):
        keeper = self.env['hr.employee'].create({
            'name': "Keeper", 'user_id': self.archivist.id, 'company_id': self.company.id,
        })
        loan = self._request_loan(self.copy_2, user=self.archivist, borrower_id=keeper.id)
        self._approve_loan(loan, self.second_archivist)._transition('hand_over', vals={
            'signature': SIGNATURE,
        })
        with self.assertRefused("another person"):
            loan.line_ids.with_user(self.archivist)._transition('extend', reason="I want to")
        with self.assertRaises(AccessError):
            self.in_house._transition('extend', reason="I want to")

    def test_others_do_not_renew_mine(self):
        with self.assertRaises(AccessError), freeze_time('2026-03-09 02:00:00'):
            self.outside.with_user(self.rival_user).action_renew()

    def test_a_recall_is_due_earlier_and_told(self):
        line = self.outside.with_user(self.archivist)
        dialog = self.env['customer.archive.loan.recall'].with_user(self.archivist).create({
            'line_ids': line.ids, 'day': '2026-03-06', 'reason': "The customer asks",
        })
        dialog.action_recall()
        self.assertEqual(line.due_at, at('2026-03-06T10:00'))
        self.assertEqual(line.due_before, at('2026-03-13T10:00'))
        [subject] = self._told(self.user.partner_id, "recalled")
        self.assertIn(self.copy_1.barcode, subject)

    def test_a_recall_is_neither_later_nor_past(self):
        line = self.outside.with_user(self.archivist)
        for day in ('2026-03-13', '2026-03-20', '2026-03-02'):
            with self.assertRefused("between now and"):
                line._recall(self._day(day), "The customer asks")

    def test_borrowers_recall_nothing(self):
        with self.assertRaises(AccessError):
            self.outside.action_recall()
        with self.assertRaises(AccessError):
            self.outside._recall(self._day('2026-03-06'), "Because")

    def test_a_renewal_on_the_last_day_of_the_year_and_of_february(self):
        for moment, due in (
            ('2026-12-31 02:00:00', '2027-01-11T10:00'),
            ('2028-02-29 02:00:00', '2028-03-09T10:00'),
        ):
            with freeze_time(moment):
                copy = self._create_copies(self.original, 1)
                line = self._lend(
                    copy, place='outside', borrower_id=self.rival.id, user=self.rival_user,
                ).line_ids
                self.assertEqual(line.due_at, at(due))

    @staticmethod
    def _day(text):
        return at(text).date()
