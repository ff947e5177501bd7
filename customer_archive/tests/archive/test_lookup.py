# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class TestLookup(ArchiveCommon):
    """One field finds an archive by all that people know of it, within their rights (CA-61 to
    CA-63).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({
            'name': "北京华建工程有限公司", 'ref': "C-4711", 'vat': "91110000MA01ABCD2X",
            'phone': "+86 138-0013-8000", 'email': "info@huajian.example",
        })
        cls.contact = cls._create_customer(
            name="Chen Xiaoming", is_company=False, parent_id=cls.customer.id,
            phone="010 6552 7788", email="chen@huajian.example",
        )
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume, title="Steel delivery 钢材采购合同")
        cls.room = cls._create_location(name="East room", kind='room')
        cls.shelf = cls._create_location(name="Shelf E-7", parent_id=cls.room.id)
        cls.volume.folder_id._relocate(home=cls.shelf, current=cls.shelf)
        # Another archive, which none of the values below may find.
        cls.other = cls._open_archive(cls._create_customer(
            name="Southern Tools", phone="+1 555 0100",
        ))
        cls._create_document(cls._create_volume(cls.other), title="Tools")
        cls.env.flush_all()
        cls.both = cls.archive | cls.other

    def _find(self, value, user=None, operator='ilike'):
        archives = self.env['customer.archive'].with_user(user or self.archivist)
        return archives.search([
            ('lookup', operator, value), ('id', 'in', self.both.ids),
        ]).with_env(self.env)

    def test_everything_that_people_know_finds_it(self):
        """CA-61"""
        for value in (
            self.archive.name, self.archive.name.lower(), self.archive.name[3:],
            "北京华建工程有限公司", "华建", "工程有限", "北京",
            "Chen Xiaoming", "chen x", "XIAOMING", "C-4711", "91110000MA01",
            "91110000ma01abcd2x",
            "info@huajian", "chen@huajian.example",
            "+86 138-0013-8000", "13800138000", "138 0013 8000", "(138) 0013.8000",
            "138-0013-8000", "8613800138000", "6552", "01065527788", "010-6552-7788",
            "Steel", "steel delivery", "钢材", "采购合同", "y 钢",
            "East", "Shelf E-7", "East room / Shelf E-7", self.shelf.barcode, self.room.name,
            self.volume.folder_id.barcode, self.document.holding_ids.barcode,
            self.volume.folder_id.barcode.lower(), "  华建  ",
        ):
            with self.subTest(value=value):
                self.assertEqual(self._find(value), self.archive)

    def test_what_nobody_knows_finds_nothing(self):
        for value in (
            "没有", "建华", "京北", "Nobody", "99999999999", "KH-1999-99999", "H99999999",
            "138001380001", "华 建", "Steel  delivery",
        ):
            with self.subTest(value=value):
                self.assertFalse(self._find(value))

    def test_marks_of_the_database_are_plain_text(self):
        """Bad input: '%' and '_' find what holds them, nothing else."""
        for value in ("%", "_", "%%", "华%建", "S_eel", "S%", "E_st", "Shelf%", "_____", "\\",
                      "\\%", "C_4711", "%@%", "*", "?", ".*", "[a-z]"):
            with self.subTest(value=value):
                self.assertFalse(self._find(value))
        marked = self._create_customer(name="100% Cotton_Mill\\")
        self.both |= self._open_archive(marked)
        self.env.flush_all()
        for value in ("100%", "Cotton_", "Mill\\", "%", "_", "\\"):
            with self.subTest(value=value):
                self.assertEqual(self._find(value).partner_id, marked)

    def test_a_query_in_the_value_is_text(self):
        """Bad input."""
        for value in (
            "'; DROP TABLE customer_archive; --", "') OR 1=1 --", "华建' OR '1'='1", "%s", "%(x)s",
            "$$", "\"", "NULL", "'", "{}", "华建\n", "😀", "\u202e", "a" * 5000, "华" * 3000,
        ):
            with self.subTest(value=value[:40]):
                found = self._find(value)
                self.assertEqual(found, self.archive if value.strip() == "华建" else found.browse())
        self.assertTrue(self.archive.exists())

    def test_an_empty_value_leaves_nothing_out(self):
        for value in ("", "   "):
            with self.subTest(value=value):
                self.assertEqual(self._find(value), self.both)

    def test_the_standard_search_box_uses_it(self):
        archives = self.env['customer.archive'].with_user(self.archivist)
        self.assertEqual(archives.name_search("华建"), [(self.archive.id, self.archive.name)])
        self.assertEqual(archives.search([('display_name', 'ilike', "Steel")]), self.archive)

    def test_what_was_entered_just_now_is_found(self):
        self.contact.phone = "+86 21 7777 6666"
        self.document.title = "Brand new title"
        self.shelf.name = "Renamed"
        for value in ("2177776666", "Brand new", "Renamed"):
            with self.subTest(value=value):
                self.assertEqual(self._find(value), self.archive)

    def test_closed_archives_and_archived_contacts_are_found(self):
        """CA-62: results are right, also for what is no longer used."""
        self.contact.active = False
        self._formalise(self.archive)
        self.env.flush_all()
        self.assertEqual(self._find("Xiaoming"), self.archive)
        self._hand_in(self.volume)
        self._file(self.volume, self.shelf)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertEqual(self._find("华建"), self.archive)

    # === RIGHTS === #

    def test_it_obeys_the_rules(self):
        """CA-62, CA-63: department, clearance and company."""
        values = (self.archive.name, "华建", "Xiaoming", "13800138000", "Steel", "Shelf E-7",
                  self.volume.folder_id.barcode)
        for value in values:
            with self.subTest(value=value):
                self.assertEqual(self._find(value, self.user), self.archive)
                self.assertFalse(self._find(value, self.other_user))
                self.assertFalse(self._find(value, self.other_archivist))
        self.archive.confidentiality = '3'
        self.env.flush_all()
        for value in values:
            with self.subTest(value=value, level='3', purpose=False):
                self.assertFalse(self._find(value, self.general_manager))
        self._state_purpose(self.general_manager, self.archive)
        for value in values:
            with self.subTest(value=value, level='3'):
                self.assertFalse(self._find(value, self.user))
                self.assertEqual(self._find(value, self.general_manager), self.archive)

    def test_it_is_no_oracle_for_what_is_hidden(self):
        """CA-63: who sees the archive through his project does not find it by other documents."""
        hidden = self._create_document(
            self._create_volume(self.archive), title="Settlement with a rival",
        )
        self.volume.member_ids = self.other_user
        self.env.flush_all()
        self.assertEqual(self._find("Steel", self.other_user), self.archive)
        self.assertFalse(self._find("Settlement", self.other_user))
        self.assertEqual(self._find("Settlement", self.user), self.archive)
        self.assertFalse(self.env['customer.archive.document'].with_user(
            self.other_user).name_search(hidden.name))

    def test_documents_and_volumes_are_found_by_number_and_title(self):
        """CA-61"""
        for record, values in (
            (self.document, (self.document.name, "Steel", "钢材")),
            (self.volume, (self.volume.name,)),
        ):
            for value in values:
                with self.subTest(model=record._name, value=value):
                    found = record.with_user(self.archivist).name_search(value)
                    self.assertIn(record.id, [each for each, _name in found])
