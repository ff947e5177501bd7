# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError

from ..common import ArchiveCommon


class TestKey(ArchiveCommon):
    """Each lock has a main and a backup key, each with one holder (CA-55)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cabinet = cls._create_location(name="Cabinet", kind='cabinet', is_lockable=True)
        cls.key = cls._create_key()

    @classmethod
    def _create_key(cls, kind='main', **vals):
        return cls.env['customer.archive.key'].with_user(cls.office_manager).create({
            'location_id': cls.cabinet.id, 'kind': kind, **vals,
        })

    def _offer(self, taker, key=None, user=None):
        key = key or self.key
        return self.env['customer.archive.key.handover'].with_user(
            user or key.sudo().holder_id,
        ).create({'key_id': key.id, 'taker_id': taker.id})

    def _give(self, taker, key=None):
        self._offer(taker, key).with_user(taker).action_take()

    def test_a_key_is_handed_over_with_both_confirming(self):
        handover = self._offer(self.user)
        self.assertEqual(self.key.holder_id, self.office_manager)
        self.assertEqual((handover.giver_id, handover.taker_id, handover.taken_at),
                         (self.office_manager, self.user, False))
        self.assertTrue(self.env['mail.activity'].search([
            ('res_model', '=', handover._name), ('res_id', '=', handover.id),
            ('user_id', '=', self.user.id),
        ]))
        handover.with_user(self.user).action_take()
        self.assertEqual(self.key.holder_id, self.user)
        self.assertTrue(handover.taken_at)
        self.assertFalse(handover.activity_ids)
        entry = self._entries(self.key, 'hand_over')
        self.assertEqual(entry.facts['holder_id'], [self.office_manager.login, self.user.login])
        self.assertEqual(entry.actor, self.user.login)

    def test_nobody_confirms_or_gives_for_another(self):
        for user in (self.user, self.archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._offer(self.technician, user=user)
        handover = self._offer(self.user)
        for user in (self.office_manager, self.archivist):
            with self.subTest(user=user.login), self.assertRefused("is for", self.user.name):
                handover.with_user(user).action_take()
        with self.assertRaises(AccessError):
            handover.with_user(self.technician).action_take()
        with self.assertRefused("is for", self.office_manager.name):
            handover.with_user(self.user).action_withdraw()
        with self.assertRefused("cannot be set by hand"):
            self.key.with_user(self.office_manager).holder_id = self.user
        with self.assertRefused("stays as it was"):
            handover.sudo().taker_id = self.technician

    def test_a_key_has_one_holder(self):
        """Bad input: a key with two holders."""
        self._offer(self.user)
        with self.assertImpossible():
            self._offer(self.technician)

    def test_what_is_declined_or_withdrawn_stays_with_its_holder(self):
        handover = self._offer(self.user)
        with self.assertRefused("needs a reason"):
            handover.with_user(self.user)._transition('decline')
        handover.with_user(self.user)._transition('decline', reason="I got nothing")
        self.assertEqual((handover.state, handover.answer), ('declined', "I got nothing"))
        again = self._offer(self.technician)
        again.with_user(self.office_manager).action_withdraw()
        self.assertEqual(again.state, 'withdrawn')
        self.assertEqual(self.key.holder_id, self.office_manager)
        with self.assertRefused("Withdrawn"):
            again.with_user(self.technician).action_take()

    def test_a_lock_has_one_key_of_a_kind(self):
        with self.assertImpossible():
            self._create_key()
        self.key._transition('retire', reason="New lock")
        self.assertTrue(self._create_key())

    def test_main_and_backup_key_lie_with_two_people(self):
        backup = self._create_key('backup')
        self.assertTrue(backup.is_exposed)
        self._give(self.user)
        self.assertFalse(backup.is_exposed)
        with self.assertRefused(self.user.name, "two people"):
            self._offer(self.user, key=backup)
        self._give(self.general_manager, key=backup)
        self.assertEqual(backup.holder_id, self.general_manager)

    def test_who_left_is_given_no_key(self):
        """Bad input: a holder who left."""
        self.user.active = False
        with self.assertRefused("does not work in"):
            self._offer(self.user)
        with self.assertRefused("has no role"):
            self._offer(self.outsider)
        with self.assertRefused("to himself"):
            self._offer(self.office_manager)
        with self.assertRefused("does not work in"):
            self._offer(self.other_archivist)

    def test_nobody_leaves_with_a_key(self):
        self._give(self.user)
        with self.assertRefused(self.user.name, self.key.name, "before he leaves"):
            self.user.active = False
        self.key.with_user(self.office_manager)._transition('take_over', reason="He is ill")
        self.user.active = False
        self.assertEqual(self.key.holder_id, self.office_manager)
        entry = self._entries(self.key, 'take_over')
        self.assertEqual(entry.facts['holder_id'], [self.user.login, self.office_manager.login])

    def test_a_holder_who_left_anyway_is_shown(self):
        self._give(self.user)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_users SET active = false WHERE id = %s", [self.user.id])
        self.env.invalidate_all()
        keys = self.env['customer.archive.key'].with_user(self.office_manager)
        self.assertEqual(keys.search([('holder_left', '=', True)]), self.key)
        self.assertTrue(self.key.holder_left)

    def test_a_lost_key_ends_its_handover(self):
        handover = self._offer(self.user)
        self.key.with_user(self.office_manager)._transition('lose', reason="Fell into the canal")
        self.assertEqual((self.key.state, handover.state), ('lost', 'withdrawn'))
        self.key._transition('recover', reason="The diver found it")
        self.assertEqual(self.key.state, 'in_use')

    def test_only_the_holder_or_the_back_office_reports_a_loss(self):
        self._give(self.user)
        with self.assertRaises(AccessError):
            self.key.with_user(self.technician)._transition('lose', reason="X")
        self.key.with_user(self.user)._transition('lose', reason="Lost on site")
        self.assertEqual(self.key.state, 'lost')
        for verb in ('recover', 'retire'):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                self.key.with_user(self.archivist)._transition(verb, reason="X")

    def test_a_place_without_a_lock_has_no_key(self):
        with self.assertRefused("has no lock", exception=ValidationError):
            self._create_key(location_id=self._create_location().id)
        with self.assertRefused("stays the key of its lock"):
            self.key.location_id = self._create_location(is_lockable=True)

    def test_who_sees_keys(self):
        for user in (self.archivist, self.general_manager, self.auditor):
            self.assertEqual(self.key.with_user(user).holder_id, self.office_manager)
        for user in (self.user, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.key.with_user(user).read(['holder_id'])
        self._give(self.user)
        self.assertTrue(self.key.with_user(self.user).is_mine)
        for user in (self.user, self.archivist, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.key'].with_user(user).create({
                    'location_id': self.cabinet.id, 'kind': 'backup',
                })
