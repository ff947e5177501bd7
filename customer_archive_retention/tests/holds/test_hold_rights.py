# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from .common import HoldCommon


class TestHoldRights(HoldCommon):
    """Archivist and general manager hold and release; the auditor reads; others learn no more than
    that something is held.
    """

    def test_archivist_and_general_manager_place_and_release(self):
        for user in (self.archivist, self.general_manager):
            hold = self._hold(self.archive, user=user)
            self.assertEqual(hold.state, 'active')
            self._release(hold, user)
            self.assertEqual(hold.released_by_id, user)

    def test_the_auditor_reads_only(self):
        hold = self._hold(self.archive)
        self.assertEqual(hold.with_user(self.auditor).matter, "Claim over the hall")
        self.assertTrue(hold.with_user(self.auditor).item_ids.ids)
        for verb in ('release', 'cancel'):
            with self.assertRaises(AccessError):
                hold.with_user(self.auditor)._transition(verb, reason="Because")
        with self.assertRaises(AccessError):
            self._draft_hold(self.archive, user=self.auditor)

    def test_others_learn_that_it_is_held_and_not_why(self):
        hold = self._hold(self.archive)
        for user in (self.user, self.collector, self.technician):
            archive = self.archive.with_user(user)
            self.assertTrue(archive.is_held)
            self.assertIn(archive, archive.search([('is_held', '=', True)]))
            with self.assertRaises(AccessError):
                hold.with_user(user).read(['matter'])
            with self.assertRaises(AccessError):
                archive.read(['hold_ids'])
            with self.assertRaises(AccessError):
                self._draft_hold(self.archive, user=user)

    def test_another_company_sees_nothing_of_it(self):
        hold = self._hold(self.archive)
        holds = self.env['customer.archive.hold'].with_user(self.other_archivist)
        self.assertFalse(holds.search([('id', '=', hold.id)]))
        with self.assertRaises(AccessError):
            hold.with_user(self.other_archivist)._transition('release', reason="Because")

    def test_the_button_shows_the_holds_to_who_may_read_them(self):
        hold = self._hold(self.archive)
        action = self.volume.with_user(self.archivist).action_view_holds()
        self.assertEqual(
            self.env['customer.archive.hold'].search(action['domain']), hold.with_env(self.env),
        )
