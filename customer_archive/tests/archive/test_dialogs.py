# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from ..common import ArchiveCommon


class TestDialogs(ArchiveCommon):
    """The dialogs take steps, and no step that has a button with conditions of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volume = cls._create_volume(manager_id=cls.user.id)
        cls.shelf = cls._create_location(capacity=1)

    def _ask(self, action, user):
        return self.env[action['res_model']].with_user(user).with_context(**action['context'])

    def test_a_reason_is_asked_for_and_kept(self):
        action = self.volume.with_user(self.archivist).action_void()
        with Form(self._ask(action, self.archivist)) as form:
            form.reason = "Opened twice"
        form.record.action_confirm()
        self.assertEqual(self.volume.state, 'void')
        [entry] = self._entries(self.volume, 'void')
        self.assertEqual(entry.note, "Opened twice")

    def test_a_reason_of_blanks_is_none(self):
        action = self.volume.with_user(self.archivist).action_void()
        wizard = self._ask(action, self.archivist).create({'reason': "  "})
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_confirm()
        self.assertEqual(self.volume.state, 'temporary')

    def test_other_steps_are_not_taken_by_giving_a_reason(self):
        for model, verb in (
            ('customer.archive.volume', 'take_over'), ('customer.archive.volume', 'no_such'),
            ('res.partner', 'unlink'),
        ):
            wizard = self.env['customer.archive.reason'].with_user(self.archivist).create({
                'model': model, 'verb': verb, 'record_ids': self.volume.ids, 'reason': "Why not",
            })
            with self.subTest(model=model, verb=verb), self.assertRefused("not taken"):
                wizard.action_confirm()
        self.assertEqual(self.volume.state, 'temporary')

    def test_what_the_records_are_not_is_passed_over(self):
        wizard = self.env['customer.archive.reason'].with_user(self.archivist).create({
            'model': 'customer.archive.volume', 'verb': 'void', 'record_ids': ['x', None],
            'reason': "Why not",
        })
        wizard.action_confirm()
        self.assertEqual(self.volume.state, 'temporary')

    def test_who_may_not_take_the_step_gets_no_dialog(self):
        with self.assertRaises(AccessError):
            self.volume.with_user(self.user).action_void()

    def test_handing_in_shows_what_is_missing(self):
        action = self.volume.with_user(self.user).action_hand_in()
        form = Form(self._ask(action, self.user))
        self.assertEqual(
            form.missing_type_ids[:], self._type('construction') | self._type('completion'),
        )
        with self.assertRaisesRegex(UserError, "not complete"):
            form.save().action_confirm()

    def test_filing_shows_the_room_that_is_left(self):
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        action = self.volume.with_user(self.archivist).action_file()
        with Form(self._ask(action, self.archivist)) as form:
            form.location_id = self.shelf
            self.assertEqual(form.free, 1)
        form.record.action_confirm()
        self.assertEqual(self.volume.location_id, self.shelf)
        self.assertEqual(self.volume.state, 'filed')

    def test_moving_needs_a_reason_and_the_role(self):
        folder = self.volume.folder_id
        action = folder.with_user(self.archivist).action_move()
        with Form(self._ask(action, self.archivist)) as form:
            form.location_id = self.shelf
            form.reason = "Shelf reorganised"
        form.record.action_confirm()
        self.assertEqual((folder.home_location_id, folder.location_id), (self.shelf, self.shelf))
        [entry] = self._entries(folder, 'move')
        self.assertEqual(entry.note, "Shelf reorganised")
        with self.assertRaises(AccessError):
            folder.with_user(self.user).action_move()
