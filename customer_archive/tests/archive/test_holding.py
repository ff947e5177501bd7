# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestHolding(ArchiveCommon):
    """A physical thing has a barcode, a home, and a place where it is now (CA-53, ND-25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.original = cls.document.holding_ids
        cls.folder = cls.volume.folder_id
        cls.shelf = cls._create_location(name="Shelf 1")
        cls.desk = cls._create_location(name="Desk")

    def _copy(self, **vals):
        return self.env['customer.archive.holding'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'document_id': self.document.id, 'kind': 'copy',
            'volume_id': self.volume.id, **vals,
        }).with_env(self.env)

    def test_each_has_a_barcode_of_its_own(self):
        holdings = self.folder | self.original | self._copy()
        self.assertEqual(len(set(holdings.mapped('barcode'))), 3)
        self.assertEqual(self.original.display_name, self.original.barcode)
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env.cr.execute(
                "UPDATE customer_archive_holding SET barcode = %s WHERE id = %s",
                [self.folder.barcode, self.original.id],
            )

    def test_copies_are_numbered(self):
        self.assertEqual((self._copy() | self._copy()).mapped('serial'), [1, 2])
        together = self.env['customer.archive.holding'].create([
            {'archive_id': self.archive.id, 'document_id': self.document.id, 'kind': 'copy'}
            for _number in range(2)
        ])
        self.assertEqual(together.mapped('serial'), [3, 4])

    def test_a_withdrawn_copy_keeps_its_number(self):
        copy = self._copy()
        copy.with_user(self.archivist)._transition('withdraw', reason="Worn out")
        self.assertEqual(self._copy().serial, 2)

    def test_it_is_what_it_is(self):
        for vals in (
            {'kind': 'original'}, {'document_id': False}, {'volume_id': False},
            {'archive_id': self._open_archive().id}, {'original_id': self.original.id},
            {'folder_id': False},
        ):
            with self.subTest(vals=vals), self.assertRefused():
                self._copy().with_user(self.archivist).write(vals)

    def test_all_that_it_belongs_to_lies_in_one_archive(self):
        other = self._create_document(self._create_volume())
        for vals in ({'document_id': other.id}, {'volume_id': other.volume_id.id},
                     {'original_id': other.holding_ids.id}):
            with self.subTest(vals=vals), self.assertRefused():
                self._copy(**vals)

    def test_a_copy_needs_its_document(self):
        with self.assertImpossible():
            self._copy(document_id=False)

    def test_it_is_never_deleted(self):
        """CA-32"""
        with self.assertRefused("never deleted"):
            self.original.sudo().unlink()
        with self.assertRefused():
            self.document.sudo().write({'holding_ids': [Command.delete(self.original.id)]})

    # === MOVING === #

    def test_home_and_place_are_two_things(self):
        """ND-25: home remains while the current place changes."""
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.assertTrue(self.folder.is_home)
        self.folder._relocate(current=self.desk)
        self.assertEqual(self.folder.home_location_id, self.shelf)
        self.assertEqual(self.folder.location_id, self.desk)
        self.assertFalse(self.folder.is_home)

    def test_what_lies_in_a_folder_goes_with_it(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.original.home_location_id, self.shelf)
        self.assertEqual(self.original.location_id, self.shelf)
        self.assertEqual(self.original.folder_id, self.folder)

    def test_what_is_elsewhere_gets_the_new_home_and_stays_where_it_is(self):
        """ND-25"""
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.original._relocate(current=self.desk)
        upper = self._create_location(name="Upper shelf")
        self.folder._relocate(home=upper, current=upper)
        self.assertEqual(self.original.home_location_id, upper)
        self.assertEqual(self.original.location_id, self.desk)

    def test_what_comes_into_a_folder_later_has_its_home(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        copy = self._copy()
        self.assertEqual(copy.home_location_id, self.shelf)
        self.assertEqual(copy.folder_id, self.folder)

    def test_a_folder_moved_together_with_its_sheets_keeps_them(self):
        (self.folder | self.original)._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.original.folder_id, self.folder)
        self.assertEqual(self.shelf.occupancy, 1)

    def test_a_move_is_registered_with_full_paths_and_reason(self):
        """CA-53: move history with date and user."""
        room = self._create_location(name="Room 1", kind='room')
        shelf = self._create_location(name="A", parent_id=room.id)
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.folder.with_user(self.archivist)._relocate(
            home=shelf, current=shelf, reason="Room 1 was painted",
        )
        entry = self._entries(self.folder, 'move')[-1]
        self.assertEqual(entry.facts, {
            'home_location_id': ["Shelf 1", "Room 1 / A"], 'location_id': ["Shelf 1", "Room 1 / A"],
        })
        self.assertEqual(entry.note, "Room 1 was painted")
        self.assertEqual(entry.actor, self.archivist.login)
        self.assertTrue(entry.at)

    def test_a_move_to_where_it_is_is_none(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(len(self._entries(self.folder, 'move')), 1)

    def test_the_dialog_moves_home_or_for_a_while(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        action = self.folder.with_user(self.archivist).action_move()
        dialogs = self.env[action['res_model']].with_user(self.archivist).with_context(
            **action['context'],
        )
        with self.assertRefused("Say why"):
            dialogs.create({'location_id': self.desk.id, 'reason': "  "}).action_confirm()
        dialogs.create({
            'location_id': self.desk.id, 'is_home': False, 'reason': "Scanning",
        }).action_confirm()
        self.assertEqual(self.folder.home_location_id, self.shelf)
        self.assertEqual(self.folder.location_id, self.desk)
        dialogs.create({'location_id': self.desk.id, 'reason': "For good"}).action_confirm()
        self.assertEqual(self.folder.home_location_id, self.desk)

    def test_only_the_back_office_moves_things(self):
        """CA-79"""
        for user in (self.user, self.collector, self.technician, self.general_manager,
                     self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.folder.with_user(user).action_move()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.holding.move'].with_user(user).create({
                    'holding_ids': [Command.set(self.folder.ids)], 'location_id': self.desk.id,
                    'reason': "X",
                }).action_confirm()

    def test_no_move_into_another_company(self):
        """ND-31"""
        abroad = self._create_location(name="Abroad", company_id=self.other_company.id)
        with self.assertRefused():
            self.folder._relocate(home=abroad, current=abroad)
        with self.assertRefused():
            self.folder._relocate(current=abroad)

    def test_no_move_to_a_place_that_is_no_longer_used(self):
        self.shelf.active = False
        with self.assertRefused(self.shelf.complete_name):
            self.folder._relocate(home=self.shelf, current=self.shelf)

    # === LIFE === #

    def test_what_is_missing_is_nowhere_and_found_it_is_at_home(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.original.with_user(self.archivist)._transition('miss', reason="Not in the folder")
        self.assertFalse(self.original.location_id)
        self.assertEqual(self.original.home_location_id, self.shelf)
        self.original.with_user(self.archivist).action_find()
        self.assertEqual(self.original.location_id, self.shelf)
        self.assertEqual(self.original.state, 'available')

    def test_what_is_missing_is_not_moved(self):
        self.original.with_user(self.archivist)._transition('miss', reason="Not in the folder")
        with self.assertRefused(self.original.barcode, "Missing"):
            self.original._relocate(home=self.shelf, current=self.shelf)

    def test_what_is_missing_is_not_found_by_moving_its_folder(self):
        self.original.with_user(self.archivist)._transition('miss', reason="Not in the folder")
        self.folder._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.original.home_location_id, self.shelf)
        self.assertFalse(self.original.location_id)

    def test_only_copies_are_withdrawn(self):
        for holding in (self.original, self.folder):
            with self.assertRefused(holding.barcode):
                holding.with_user(self.archivist)._transition('withdraw', reason="X")
        copy = self._copy()
        copy.with_user(self.archivist)._transition('withdraw', reason="Worn out")
        self.assertEqual(copy.state, 'withdrawn')

    def test_an_unknown_barcode_finds_nothing(self):
        """Bad input."""
        holdings = self.env['customer.archive.holding'].with_user(self.archivist)
        self.assertFalse(holdings.name_search('H99999999'))
        self.assertEqual(
            [found for found, _name in holdings.name_search(self.original.barcode)],
            self.original.ids,
        )

    def test_what_is_found_together_goes_home_each_to_its_own(self):
        """What a step notes of one record is not noted of the others."""
        folders = self._create_volume().folder_id | self._create_volume().folder_id
        homes = [self.shelf, self.desk]
        for folder, home in zip(folders, homes, strict=True):
            folder._relocate(home=home, current=home, reason="New")
        folders.with_user(self.archivist)._transition('miss', reason="Not in its place")
        self.assertFalse(folders.location_id)
        folders.with_user(self.archivist).action_find()
        self.assertEqual([folder.location_id for folder in folders], homes)
