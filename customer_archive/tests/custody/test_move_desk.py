# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from ..common import ArchiveCommon


class TestMoveDesk(ArchiveCommon):
    """Things are moved by scanning a shelf, and then them (CA-53)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls._create_location(name="A")
        cls.folder = cls._create_volume(cls._open_archive(cls.customer)).folder_id
        cls.desk = cls.env['customer.archive.move.desk'].with_user(cls.archivist).with_context(
            allowed_company_ids=cls.company.ids,
        )

    def _scan(self, code, kind='success'):
        answer = self.desk.scan(code)
        self.assertEqual(answer['message']['kind'], kind, answer['message']['text'])
        return answer['message']['text']

    def test_it_moves_what_is_scanned_to_the_shelf_that_was_scanned(self):
        self.assertIn("Scan the shelf first", self._scan(self.folder.barcode, 'danger'))
        self._scan(self.shelf.barcode)
        self.assertIn("why", self._scan(self.folder.barcode, 'danger'))
        self.desk.describe({'reason': "Order", 'state': 'x'})
        self._scan(self.folder.barcode)
        self.assertEqual((self.folder.home_location_id, self.folder.location_id),
                         (self.shelf, self.shelf))
        entry = self._entries(self.folder, 'move')
        self.assertEqual((entry.note, entry.actor), ("Order", self.archivist.login))
        self.assertIn("there already", self._scan(self.folder.barcode, 'warning'))
        self.assertEqual([line['barcode'] for line in self.desk.open_desk()['lines']],
                         [self.folder.barcode])

    def test_it_moves_for_a_while(self):
        self.folder._relocate(home=self.shelf, current=self.shelf)
        other = self._create_location(name="B")
        self.desk.describe({'reason': "Scanning", 'is_home': False})
        self._scan(other.barcode)
        self._scan(self.folder.barcode)
        self.assertEqual((self.folder.home_location_id, self.folder.location_id),
                         (self.shelf, other))

    def test_a_full_shelf_or_an_unknown_code_is_told(self):
        """Bad input."""
        self.shelf.capacity = 1
        self._create_volume(self.folder.archive_id).folder_id._relocate(home=self.shelf)
        self.desk.describe({'reason': "Order"})
        self._scan(self.shelf.barcode)
        self.assertIn("is full", self._scan(self.folder.barcode, 'danger'))
        self.assertFalse(self.folder.home_location_id)
        self.assertIn("neither a shelf", self._scan('6901234567892', 'danger'))

    def test_the_desk_is_the_archivists(self):
        for user in (self.user, self.collector, self.general_manager, self.auditor):
            for call in (('scan', 'X'), ('open_desk',), ('describe', {}), ('leave_shelf',)):
                with self.subTest(user=user.login, call=call), self.assertRaises(AccessError):
                    getattr(self.desk.with_user(user), call[0])(*call[1:])
