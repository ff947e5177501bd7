# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .circulation_common import CirculationCommon
from .common import SIGNATURE


@freeze_time('2026-03-04 02:00:00')
class TestCopyRequest(CirculationCommon):
    """Photocopies: consent, register, the original restored, the copies accounted for."""

    @classmethod
    def _ask(cls, user=None, **vals):
        """Ask for two copies of three pages, by `user` for himself where nobody else is named."""
        return cls.env['customer.archive.copy.request'].with_user(user or cls.user).create({
            'document_id': cls.document.id, 'borrower_id': cls.borrower.id, 'pages': 3,
            'copies': 2, 'reason': "On site", **vals,
        })

    def _consent(self, request):
        request.with_user(self.office_manager).action_approve()
        return request.with_user(self.archivist)

    def _made(self, **vals):
        """Return a request whose copies were made."""
        request = self._consent(self._ask(**vals))
        request.action_take()
        request.action_copy()
        return request

    def _lend_copies(self, request):
        loan = self._approve_loan(request.loan_id)
        loan._hand_over(SIGNATURE)
        return loan

    # === CONSENT === #

    def test_the_office_manager_consents_and_nobody_else(self):
        """LE-13."""
        request = self._ask()
        for user in (self.user, self.archivist, self.general_manager, self.auditor):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                request.with_user(user)._transition('reject', reason="No")
        self.assertEqual(self._consent(request).state, 'approved')
        self.assertEqual(request.decided_by_id, self.office_manager)
        self.assertIn("Consented", self._told(self.user.partner_id)[-1])

    def test_never_to_what_he_asked_for_himself(self):
        manager = self.env['hr.employee'].create({
            'name': "Manager", 'user_id': self.office_manager.id, 'company_id': self.company.id,
        })
        own = self._ask(self.office_manager, borrower_id=manager.id)
        with self.assertRefused("yourself"):
            own.action_approve()
        for_him = self._ask(self.archivist, borrower_id=manager.id)
        with self.assertRefused("for you"):
            for_him.with_user(self.office_manager).action_approve()
        other = self._create_user('other_manager', 'office_manager')
        own.with_user(other).action_approve()
        self.assertEqual(own.state, 'approved')
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_copy_request SET decided_by_id = requester_id"
                " WHERE id = %s", [for_him.id],
            )

    def test_under_no_other_login_of_his(self):
        other = self._create_user(
            'second_login', 'office_manager', email=self.office_manager.login,
        )
        other.partner_id = self.office_manager.partner_id
        request = self._ask(self.office_manager, borrower_id=self.borrower.id)
        with self.assertRefused("same person"):
            request.with_user(other).action_approve()

    def test_the_consent_is_put_on_an_office_managers_list(self):
        request = self._ask()
        self.assertIn(
            self.env.ref('customer_archive.customer_archive_group_office_manager'),
            request.sudo().activity_ids.user_id.all_group_ids,
        )
        self._consent(request)
        self.assertFalse(request.sudo().activity_ids)

    def test_nothing_is_copied_without_consent(self):
        request = self._ask().with_user(self.archivist)
        for verb in ('take', 'copy', 'restore', 'close'):
            with self.assertRefused("“Requested”"):
                request._transition(verb)
        request.with_user(self.office_manager)._transition('reject', reason="Too many")
        with self.assertRefused("“Refused”"):
            request.action_take()

    def test_one_asks_for_oneself_and_an_archivist_for_all(self):
        with self.assertRefused("for yourself", exception=AccessError):
            self._ask(self.rival_user)
        self.assertTrue(self._ask(self.archivist))

    def test_copies_of_what_one_may_not_borrow_are_refused(self):
        with self.assertRaises(AccessError):
            self._ask(self.rival_user, borrower_id=self.rival.id,
                      document_id=self._create_original(self._open_archive(
                          department_id=self.department.id, confidentiality='2',
                      )).document_id.id)

    def test_a_request_asks_for_something_that_exists(self):
        scan_only = self._create_document(self.archive, on_paper=False)
        with self.assertRefused("no original on paper"):
            self._ask(document_id=scan_only.id)
        for vals in ({'copies': 0}, {'copies': 51}, {'pages': 0}):
            with self.assertImpossible():
                self._ask(**vals)

    def test_confidential_copies_stay_in_the_reading_room(self):
        original = self._create_original(self._open_archive(confidentiality='2'))
        with self.assertRefused("reading room"):
            self._ask(self.archivist, document_id=original.document_id.id)
        self.assertTrue(self._ask(
            self.archivist, document_id=original.document_id.id, place='reading_room',
        ))

    def test_what_was_asked_for_stays(self):
        request = self._ask()
        with self.assertRefused("stays as it was made"):
            request.write({'copies': 9})
        with self.assertRefused("cannot be set by hand"):
            request.write({'state': 'approved'})
        self._consent(request)
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(
                "UPDATE customer_archive_copy_request SET copies = 9 WHERE id = %s", [request.id],
            )

    # === COPYING === #

    def test_each_copy_is_numbered_linked_and_registered(self):
        """LE-14."""
        request = self._made()
        self.assertEqual(len(request.copy_ids), 2)
        self.assertEqual(set(request.copy_ids.mapped('serial')), {3, 4})
        self.assertEqual(request.copy_ids.original_id, self.original)
        self.assertEqual(set(request.copy_ids.mapped('pages')), {3})
        [entry] = self._entries(request, 'copy')
        for name, value in {
            'document_id': self.document.name, 'pages': 3, 'copies': 2,
            'requester_id': self.user.login, 'decided_by_id': self.office_manager.login,
            'purpose': 'service',
        }.items():
            self.assertEqual(entry.facts[name], value)

    def test_what_is_being_copied_is_not_lent_or_moved(self):
        request = self._consent(self._ask())
        request.action_take()
        self.assertFalse(self.original.location_id)
        with self.assertRefused("being copied"):
            self._request_loan(self.original)
        with self.assertRefused("being copied"):
            self.original.with_user(self.archivist)._relocate(
                home=self._create_location(), reason="Order",
            )
        second = self._consent(self._ask())
        with self.assertRefused("being copied"):
            second.action_take()

    def test_what_contains_it_waits(self):
        self._consent(self._ask()).action_take()
        for record in (self.document, self.volume, self.archive, self.original):
            self.assertIn("being copied", record._get_blockers('destroy')[0])
        self.assertFalse(self.copy_1._get_blockers('destroy'))

    def test_what_is_on_loan_is_not_copied(self):
        self._lend(self.original)
        request = self._consent(self._ask())
        with self.assertRefused("is on loan"):
            request.action_take()

    def test_the_original_is_counted_and_put_back(self):
        """LE-15."""
        request = self._made()
        with self.assertRefused("say what became of"):
            request._restore(11)
        request._restore(12)
        self.assertEqual(request.state, 'restored')
        self.assertEqual(self.original.location_id, self.shelf)
        self._request_loan(self.original)

    def test_the_dialog_puts_it_back(self):
        request = self._made()
        self.env['customer.archive.copy.request.restore'].with_user(self.archivist).create({
            'request_id': request.id, 'pages_counted': 11, 'note': "Page 12 is torn off",
        }).action_restore()
        self.assertEqual(request.restore_note, "Page 12 is torn off")

    def test_nothing_is_closed_before_the_original_is_back(self):
        """LE-15."""
        request = self._made(is_for_standing=True)
        with self.assertRefused("“Copies Made”"):
            request.action_close()
        request._restore(12)
        loan = self._lend(self.original)
        with self.assertRefused("is on loan"):
            request.action_close()
        self._take_back(loan.line_ids)
        request.action_close()
        self.assertEqual(request.state, 'closed')

    # === THE COPIES === #

    def test_the_copies_are_lent_like_everything_else(self):
        request = self._made()
        loan = request.loan_id
        self.assertEqual((loan.requester_id, loan.borrower_id), (self.user, self.borrower))
        self.assertFalse(loan.is_oral)
        self.assertEqual(loan.line_ids.holding_id, request.copy_ids)
        self._lend_copies(request)
        self.assertEqual(request.copy_ids.with_id, self.borrower)
        with self.assertImpossible():
            self._lend(request.copy_ids[0], user=self.rival_user, borrower_id=self.rival.id)

    def test_the_request_waits_for_each_copy(self):
        """LE-16."""
        request = self._made()
        request._restore(12)
        first, second = request.copy_ids.with_user(self.archivist)
        loan = self._lend_copies(request)
        with self.assertRefused(first.barcode, second.barcode):
            request.action_close()
        for step in (first.action_keep, lambda: first._transition('withdraw', reason="Shred")):
            with self.assertRefused("is on loan"):
                step()
        for line in loan.line_ids:
            self._take_back(line)
        with self.assertRefused(first.barcode, second.barcode):
            request.action_close()
        first.action_keep()
        with self.assertRefused(second.barcode):
            request.action_close()
        second._transition('withdraw', reason="Shredded, cross-cut")
        self.assertEqual(self._entries(second, 'withdraw').note, "Shredded, cross-cut")
        request.action_close()
        self.assertEqual((request.state, first.is_standing), ('closed', True))

    def test_a_copy_that_comes_back_short_is_a_discrepancy(self):
        request = self._made()
        loan = self._lend_copies(request)
        line = self._take_back(loan.line_ids[0], 2, note="One page left on site")
        self.assertEqual(line.state, 'discrepancy')
        self.assertEqual(request.open_copy_count, 2)

    def test_a_step_fails_whole(self):
        """Who is stopped gets no copies: none is made, and none registered."""
        self.company.archive_overdue_limit = 0
        request = self._consent(self._ask())
        request.action_take()
        with freeze_time('2026-03-03 01:00:00'):
            self._lend(self.copy_1)
        count = len(self.document.holding_ids)
        with self.assertRefused("overdue"), self.env.cr.savepoint():
            request.action_copy()
        self.env.invalidate_all()
        self.assertEqual((request.state, len(self.document.holding_ids)), ('copying', count))
        request._restore(12)
        request.action_close()

    def test_who_asked_withdraws_it_until_it_is_begun(self):
        request = self._ask()
        self._consent(request)
        with self.assertRaises(AccessError):
            request.with_user(self.rival_user).action_withdraw()
        request.with_user(self.user).action_withdraw()
        self.assertEqual(request.state, 'withdrawn')
        self.assertEqual(request.decided_by_id, self.office_manager)

    def test_requests_are_kept(self):
        request = self._ask()
        with self.assertRefused("kept for ever"):
            request.sudo().unlink()
        with self.assertRefused("cannot be duplicated"):
            request.copy()
        self.assertFalse(request.with_user(self.rival_user).has_access('read'))
        self.assertTrue(request.with_user(self.auditor).has_access('read'))
