# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError

from ..common import ArchiveCommon


class TestHandOver(ArchiveCommon):
    """Somebody answers for each archive; what who left looked after is handed over (CA-30)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive, cls.other = cls._open_archive(cls.customer), cls._open_archive()
        (cls.archive | cls.other).custodian_id = cls.user
        cls.successor = cls._create_user('successor', 'user', cls.department)

    def _dialog(self, user=None, **vals):
        return self.env['customer.archive.hand.over'].with_user(user or self.archivist).create({
            'archive_ids': (self.archive | self.other).ids, 'successor_id': self.successor.id,
            'reason': "Left the company", **vals,
        })

    def _ownerless(self):
        return self.env['customer.archive'].search([
            ('has_no_owner', '=', True), ('company_id', '=', self.company.id),
        ]) & (self.archive | self.other)

    def test_who_left_leaves_archives_without_an_owner(self):
        self.assertFalse(self._ownerless() | (self.archive | self.other).filtered('has_no_owner'))
        self.user.active = False
        self.env.invalidate_all()
        self.assertEqual(self._ownerless(), self.archive | self.other)
        self.assertTrue(self.archive.has_no_owner)
        self.other.custodian_id = False
        self.assertTrue(self.other.has_no_owner)
        self.other.with_user(self.archivist)._transition('void', reason="Twice")
        self.assertEqual(self._ownerless(), self.archive)

    def test_they_are_handed_over_with_what_waits_to_be_done(self):
        activity = self.archive.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.user.id,
        )
        colleague = self.archive.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.archivist.id,
        )
        self.user.active = False
        self._dialog().action_confirm()
        self.assertEqual((self.archive | self.other).custodian_id, self.successor)
        self.assertEqual((activity.user_id, colleague.user_id), (self.successor, self.archivist))
        entry = self._entries(self.archive, 'hand_over')
        self.assertEqual(entry.facts, {
            'custodian_id': [self.user.login, self.successor.login],
        })
        self.assertEqual(entry.note, "Left the company")
        self.assertFalse(self._ownerless())

    def test_all_of_somebody_are_found(self):
        self.other.custodian_id = self.collector
        dialog = self.env['customer.archive.hand.over'].with_user(self.archivist).new({
            'from_id': self.user.id,
        })
        dialog._onchange_from_id()
        self.assertEqual(dialog.archive_ids._origin, self.archive)

    def test_a_successor_may_read_them(self):
        stranger = self._create_user('stranger')
        for successor in (stranger, self.other_user):
            with self.subTest(successor=successor.login), self.assertRaises(ValidationError):
                self._dialog(successor_id=successor.id).action_confirm()
        self.assertEqual(self.archive.custodian_id, self.user)

    def test_archivists_hand_over_and_say_why(self):
        for user in (self.user, self.collector, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._dialog(user)
        with self.assertRefused("Say why"):
            self._dialog(reason=" ").action_confirm()
        with self.assertRaises(AccessError):
            self._dialog().with_user(self._create_user('second', 'archivist')).action_confirm()
