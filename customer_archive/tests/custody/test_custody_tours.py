# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from ..common import GROUP, ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestCustodyTours(ArchiveHttpCase):
    """Custody in a real browser, each step by the role with the fewest rights.

    Fixtures: a room with two shelves and three folders whose barcodes the tours scan; a cabinet
    with a backup key that the general manager holds.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        for role in ('archivist', 'office_manager', 'general_manager'):
            setattr(cls, role, new_test_user(
                cls.env, f'custody_{role}', f'{GROUP}{role}', lang='en_US',
            ))
        cls.colleague = new_test_user(
            cls.env, 'custody_colleague', f'{GROUP}archivist', lang='en_US',
        )
        locations = cls.env['customer.archive.location']
        cls.room = locations.create({'name': "Tour room", 'kind': 'room', 'is_lockable': True})
        cls.shelf, cls.upper = locations.create([
            {'name': "Tour shelf", 'parent_id': cls.room.id, 'barcode': 'TOURSHELF'},
            {'name': "Tour upper shelf", 'parent_id': cls.room.id},
        ])
        cls.archive = cls.env['customer.archive'].create({
            'partner_id': cls.env['res.partner'].create({
                'name': "杭州宏达巡检有限公司", 'is_company': True,
            }).id,
        })
        cls.folders = cls.env['customer.archive.volume'].create([
            {'archive_id': cls.archive.id, 'title': title} for title in ("One", "Two", "Three")
        ]).folder_id
        for folder, place in zip(cls.folders, (cls.shelf, cls.upper, cls.shelf), strict=True):
            folder._relocate(home=place, current=place)
        cls.env.flush_all()
        # As printed on their labels; a barcode never changes otherwise.
        for folder, code in zip(cls.folders, ('FOUND', 'UPPER', 'LEFT'), strict=True):
            cls.env.cr.execute(
                "UPDATE customer_archive_holding SET barcode = %s WHERE id = %s",
                [f'TOUR{code}', folder.id],
            )
        cls.env.invalidate_all()

    def test_an_inspection_by_scanner(self):
        inspection = self.env['customer.archive.inspection'].with_user(self.archivist).create({
            'location_id': self.room.id,
        })
        form = f'/odoo/archive-inspections/{inspection.id}'
        self.start_tour(form, 'customer_archive_inspection', login='custody_archivist')
        self.start_tour('/odoo/archive-count', 'customer_archive_inspection_reload',
                        login='custody_archivist')
        self.start_tour(form, 'customer_archive_inspection_finish', login='custody_archivist')
        self.assertEqual(self.folders[2].search_ids.origin, inspection.name)
        self.assertEqual(self.folders[0].repair_ids.cause, "Wet cover")
        self.start_tour(form, 'customer_archive_inspection_sign', login='custody_colleague')
        self.assertEqual((inspection.state, inspection.signed_by_id), ('signed', self.colleague))

    def test_a_backup_key_used_at_night(self):
        key = self.env['customer.archive.key'].with_user(self.office_manager).create({
            'location_id': self.room.id, 'kind': 'backup',
        })
        self.env['customer.archive.key.handover'].with_user(self.office_manager).create({
            'key_id': key.id, 'taker_id': self.general_manager.id,
        }).with_user(self.general_manager).action_take()
        self.start_tour(f'/odoo/archive-keys/{key.id}', 'customer_archive_key_use',
                        login='custody_general_manager')
        self.assertEqual(key.use_ids.archive_id, self.archive)
        self.start_tour('/odoo/archive-key-uses', 'customer_archive_key_acknowledge',
                        login='custody_office_manager')
        self.assertEqual(key.use_ids.acknowledged_by_id, self.office_manager)

    def test_a_repair(self):
        folder = self.folders[0]
        self.start_tour(f'/odoo/archive-holdings/{folder.id}', 'customer_archive_repair',
                        login='custody_archivist')
        self.assertTrue(folder._get_blockers('lend'))
        self.start_tour('/odoo/archive-repairs', 'customer_archive_repair_finish',
                        login='custody_archivist')
        self.assertEqual((folder.repair_ids.state, folder.repair_ids.cost), ('done', 35))
