# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError

from ..common import ArchiveCommon


class TestShelf(ArchiveCommon):
    """A whole shelf moves at once, and shows at a glance what belongs there and is there (CA-53).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls._create_location(name="Room", kind='room')
        cls.shelf = cls._create_location(name="A", parent_id=cls.room.id)
        cls.target = cls._create_location(name="B", parent_id=cls.room.id)
        cls.elsewhere = cls._create_location(name="Desk")
        cls.archive = cls._open_archive(cls.customer)
        cls.volumes = cls._create_volume(cls.archive) | cls._create_volume(cls.archive)
        cls.sheet = cls._create_document(cls.volumes[0]).holding_ids
        cls.folders = cls.volumes.folder_id
        cls.folders._relocate(home=cls.shelf, current=cls.shelf)

    def _move(self, user=None, reason="Shelf reorganised", source=None, **vals):
        return self.env['customer.archive.location.move'].with_user(user or self.archivist).create({
            'location_id': (source or self.shelf).id, 'target_id': self.target.id,
            'reason': reason, **vals,
        }).action_confirm()

    def test_all_that_stands_there_moves_with_sheets_and_evidence(self):
        self._move()
        holdings = self.folders | self.sheet
        self.assertEqual(holdings.home_location_id, self.target)
        self.assertEqual(holdings.location_id, self.target)
        for folder in self.folders:
            entry = self._entries(folder, 'move')[-1]
            self.assertEqual(entry.facts, {
                'home_location_id': ["Room / A", "Room / B"],
                'location_id': ["Room / A", "Room / B"],
            })
            self.assertEqual((entry.note, entry.actor, entry.archive),
                             ("Shelf reorganised", self.archivist.login, self.archive.name))
        # As with a folder that moves alone, its sheets are told of by their folder.
        self.assertFalse(self._entries(self.sheet, 'move'))

    def test_the_evidence_of_many_is_verified_like_that_of_one(self):
        self._move()
        entries = self.env['customer.archive.register'].sudo().search([
            ('subject', 'in', self.folders.mapped('barcode')), ('event', '=', 'move'),
            ('note_commitment', '!=', False),
        ])
        notes = self.env['customer.archive.evidence.note'].sudo().search([
            ('chain', '=', entries._name), ('row', 'in', entries.ids),
        ])
        self.assertEqual(len(notes), 2)
        self.assertEqual(len(set(notes.mapped('salt'))), 2)
        for note in notes:
            row = entries.browse(note.row)
            self.env.cr.execute(
                "SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex')", [note.salt + note.text],
            )
            self.assertEqual(self.env.cr.fetchone()[0], row.note_commitment)

    def test_what_is_away_gets_the_new_home_and_stays_where_it_is(self):
        self.folders[0]._relocate(current=self.elsewhere)
        self.folders[1].with_user(self.archivist)._transition('miss', reason="Gone")
        self._move()
        self.assertEqual(self.folders.home_location_id, self.target)
        self.assertEqual(self.folders[0].location_id, self.elsewhere)
        self.assertFalse(self.folders[1].location_id)

    def test_what_only_lies_there_comes_along_and_keeps_its_home(self):
        self.folders._relocate(home=self.elsewhere, current=self.shelf)
        self._move()
        self.assertEqual(self.folders.home_location_id, self.elsewhere)
        self.assertEqual(self.folders.location_id, self.target)

    def test_boxes_come_along(self):
        box = self._create_location(name="Box", kind='box', parent_id=self.shelf.id)
        self.folders._relocate(home=box, current=box)
        self._move()
        self.assertEqual(box.complete_name, "Room / B / Box")
        self.assertEqual(self.folders.home_location_id, box)
        entry = self.env['customer.archive.register'].sudo().search([
            ('model', '=', box._name), ('subject', '=', box.barcode),
        ])
        self.assertEqual((entry.event, entry.facts, entry.note),
                         ('move', {'parent_id': ["Room / A", "Room / B"]}, "Shelf reorganised"))
        self.assertEqual(entry.event_label, "Moved")

    def test_what_has_to_stay_keeps_the_shelf_where_it_is(self):
        repair = self.env['customer.archive.repair'].create({
            'holding_id': self.folders[0].id, 'cause': "Torn",
        })
        with self.assertRefused("Not all of it", repair.name, self.folders[0].barcode):
            self._move()

    def test_a_shelf_without_room_takes_nothing_in(self):
        self.target.capacity = 1
        with self.assertRefused("is full", "Room / B"):
            self._move()

    def test_bad_input_is_refused_in_a_sentence(self):
        box = self._create_location(name="Box", kind='box', parent_id=self.shelf.id)
        with self.assertRefused("Say why"):
            self._move(reason="  ")
        with self.assertRefused("there already"):
            self._move(target_id=self.shelf.id)
        with self.assertRefused("lie in itself", exception=ValidationError):
            self._move(target_id=box.id)
        with self.assertRefused("lie in itself", exception=ValidationError):
            self._move(what='location', target_id=box.id)
        with self.assertRefused("another company"):
            self._move(target_id=self._create_location(company_id=self.other_company.id).id)
        self.target.active = False
        with self.assertRefused("no longer in use"):
            self._move()

    def test_the_location_itself_moves_and_keeps_its_history(self):
        cabinet = self._create_location(name="Cabinet", kind='cabinet')
        self._move(what='location', target_id=cabinet.id)
        self.assertEqual(self.shelf.complete_name, "Cabinet / A")
        self.shelf.with_user(self.archivist).parent_id = self.room
        entries = self.env['customer.archive.register'].sudo().search([
            ('model', '=', self.shelf._name), ('subject', '=', self.shelf.barcode),
        ], order='id')
        self.assertEqual([entry.facts['parent_id'] for entry in entries],
                         [["Room", "Cabinet"], ["Cabinet", "Room"]])
        self.assertEqual(entries.mapped('note'), ["Shelf reorganised", False])

    def test_belonging_and_present_are_counted_below_a_location(self):
        self.folders[0]._relocate(current=self.elsewhere)
        room = self.room.with_user(self.user)
        self.assertEqual(
            (room.belonging_count, room.absent_count, room.present_count, room.visitor_count),
            (2, 1, 1, 0),
        )
        desk = self.elsewhere.with_user(self.user)
        self.assertEqual((desk.belonging_count, desk.present_count, desk.visitor_count), (0, 1, 1))
        for action, found in (
            (room.action_view_absent(), self.folders[0]),
            (room.action_view_present(), self.folders[1]),
            (desk.action_view_visitors(), self.folders[0]),
        ):
            self.assertEqual(self.env['customer.archive.holding'].search(action['domain']), found)

    def test_only_the_back_office_moves_shelves(self):
        for user in (self.user, self.collector, self.technician, self.general_manager,
                     self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.shelf.with_user(user).action_move_all()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._move(user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.shelf.with_user(user)._move_all(self.target, "X")
