# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestLocation(ArchiveCommon):
    """Rooms, cabinets, shelves and boxes, with room for so much and no more (CA-53)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls._create_location(name="Room 1", kind='room')
        cls.cabinet = cls._create_location(name="Cabinet A", kind='cabinet', parent_id=cls.room.id)
        cls.shelf = cls._create_location(name="1", parent_id=cls.cabinet.id, capacity=2)
        cls.archive = cls._open_archive(cls.customer)

    def _shelve(self, location, count=1):
        volumes = self.env['customer.archive.volume']
        for _number in range(count):
            volume = self._create_volume(self.archive)
            volume.folder_id._relocate(home=location, current=location)
            volumes |= volume
        return volumes

    def test_the_path_is_shown_in_full(self):
        self.assertEqual(self.shelf.complete_name, "Room 1 / Cabinet A / 1")
        self.room.name = "Cellar"
        self.assertEqual(self.shelf.complete_name, "Cellar / Cabinet A / 1")
        self.assertEqual(self.shelf.display_name, self.shelf.complete_name)

    def test_it_does_not_lie_in_itself(self):
        """Bad input."""
        for inner in (self.room, self.cabinet, self.shelf):
            with self.subTest(inner=inner.name), \
                    self.assertRefused("lie in itself", exception=ValidationError):
                self.room.parent_id = inner
        self.cabinet.active = False
        with self.assertRefused("lie in itself"):
            self.room.parent_id = self.cabinet

    def test_folders_are_counted_not_their_sheets(self):
        volumes = self._shelve(self.shelf, 2)
        self._create_document(volumes[0])
        self.assertEqual(self.shelf.occupancy, 2)
        self.assertEqual(self.shelf.free, 0)
        self.assertEqual(self.cabinet.occupancy, 0)

    def test_loose_sheets_are_counted(self):
        loose = self._create_document(self.archive).holding_ids
        loose._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.shelf.occupancy, 1)

    def test_a_full_one_takes_nothing_in(self):
        """Bad input: the sentence names the place and how much it holds."""
        self._shelve(self.shelf, 2)
        volume = self._create_volume(self.archive)
        with self.assertRefused(self.shelf.complete_name, "2"):
            volume.folder_id._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.shelf.occupancy, 2)
        self.assertFalse(volume.location_id)

    def test_it_is_full_for_who_sees_nothing_of_it(self):
        """CA-63: others' folders take their places as well."""
        self._shelve(self.shelf, 2)
        self.archive.department_id = self.other_department
        self.assertEqual(self.shelf.with_user(self.user).free, 0)

    def test_several_at_once_do_not_overfill_it(self):
        folders = self.env['customer.archive.holding']
        for _number in range(3):
            folders |= self._create_volume(self.archive).folder_id
        with self.assertRefused(self.shelf.complete_name):
            folders._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.shelf.occupancy, 0)

    def test_a_sheet_taken_out_of_its_folder_needs_a_place(self):
        volumes = self._shelve(self.shelf, 2)
        sheet = self._create_document(volumes[0]).holding_ids
        with self.assertRefused(self.shelf.complete_name):
            sheet._relocate(home=self.shelf, current=self.shelf)
        with self.assertRefused():
            sheet.with_user(self.archivist).write({'folder_id': False})

    def test_lying_there_for_a_while_takes_no_place(self):
        self._shelve(self.shelf, 2)
        volume = self._shelve(self.cabinet)
        volume.folder_id._relocate(current=self.shelf)
        self.assertEqual(self.shelf.occupancy, 2)

    def test_a_withdrawn_copy_frees_its_place(self):
        document = self._create_document(self.archive)
        copy = self.env['customer.archive.holding'].create({
            'archive_id': self.archive.id, 'document_id': document.id, 'kind': 'copy',
        })
        copy._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(self.shelf.occupancy, 1)
        copy.with_user(self.archivist)._transition('withdraw', reason="Worn out")
        self.assertEqual(self.shelf.occupancy, 0)

    def test_it_does_not_shrink_below_what_stands_there(self):
        self._shelve(self.shelf, 2)
        with self.assertRefused(self.shelf.complete_name):
            self.shelf.capacity = 1
        self.shelf.capacity = 0
        self._shelve(self.shelf)
        self.assertEqual(self.shelf.occupancy, 3)

    def test_a_negative_capacity_is_refused(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.CheckViolation):
            self.shelf.capacity = -1
            self.env.flush_all()

    def test_one_in_use_is_not_archived_deleted_or_given_away(self):
        """Also when what stands there stands further below."""
        self._shelve(self.shelf)
        for location in (self.shelf, self.cabinet, self.room):
            with self.subTest(location=location.name):
                with self.assertRefused("in use"):
                    location.active = False
                with self.assertRefused("in use"):
                    location.company_id = self.other_company
        with self.assertRefused("in use"):
            self.shelf.with_user(self.office_manager).unlink()

    def test_one_where_something_only_lies_is_in_use_as_well(self):
        volume = self._shelve(self.shelf)
        desk = self._create_location(name="Desk")
        volume.folder_id._relocate(current=desk)
        with self.assertRefused("in use"):
            desk.active = False

    def test_an_empty_one_may_go(self):
        self.shelf.with_user(self.office_manager).unlink()
        self.assertFalse(self.shelf.exists())
        self.cabinet.active = False
        self.assertFalse(self.cabinet.active)

    def test_names_and_barcodes_are_used_once(self):
        for vals in (
            {'name': "1", 'parent_id': self.cabinet.id},
            {'name': "Room 1", 'kind': 'room'},
            {'name': "X", 'barcode': self.shelf.barcode},
        ):
            with self.subTest(vals=vals), mute_logger('odoo.sql_db'), \
                    self.assertRaises(psycopg2.errors.UniqueViolation):
                self._create_location(**vals)
        self.assertTrue(self._create_location(name="1", parent_id=self.room.id))

    def test_its_parent_is_of_its_company(self):
        """ND-31"""
        with self.assertRefused():
            self._create_location(
                name="X", company_id=self.other_company.id, parent_id=self.room.id,
            )

    def test_it_is_found_by_path_and_barcode(self):
        locations = self.env['customer.archive.location'].with_user(self.user)
        for text in ("Cabinet A / 1", self.shelf.barcode):
            with self.subTest(text=text):
                self.assertEqual([found for found, _name in locations.name_search(text)],
                                 self.shelf.ids)

    def test_the_back_office_keeps_the_locations(self):
        """CA-79"""
        for user in (self.user, self.collector, self.technician, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(self.shelf.with_user(user).name, "1")
                with self.assertRaises(AccessError):
                    self.shelf.with_user(user).name = "2"
                with self.assertRaises(AccessError):
                    self.env['customer.archive.location'].with_user(user).create({'name': "X"})
        with self.assertRaises(AccessError):
            self.shelf.with_user(self.archivist).unlink()
        self.shelf.with_user(self.archivist).name = "2"
