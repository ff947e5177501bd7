# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The main job in a real browser, on Odoo's own demonstration database."""

import csv
import io

from odoo.tests import tagged
from odoo.tools import file_open

from odoo.addons.customer_archive.tests.archive import test_tours


@tagged('standard', 'post_install', '-at_install')
class TestMainJob(test_tours.TestTours):
    """The tours of the addon among all that the demonstration data hold; and a paper register.

    Fixtures: those of the tours. What the addon's own demonstration data have in common with them
    is renamed, so that each search has one result.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        namesake = cls.env.ref('customer_archive.customer_hongda')
        (namesake | namesake.child_ids).write({'phone': False})
        namesake.name = "杭州另一家机械制造有限公司"
        cls.env.ref('customer_archive.location_shelf_a1').name = "First shelf"

    def test_a_paper_register_of_500_lines(self):
        """ND-32: chosen, checked and imported on the screen."""
        with file_open('customer_archive/tests/data/paper_register_500.csv', 'rb') as file:
            content = file.read()
        rows = list(csv.DictReader(io.StringIO(content.decode('utf-8-sig'))))
        self._make_places(rows)
        self.env['ir.attachment'].create({
            'name': "paper_register.csv", 'raw': content, 'public': True,
            'url': '/customer_archive/tour/paper_register.csv', 'mimetype': 'text/csv',
        })
        self.start_tour('/odoo/import-paper-register', 'customer_archive_import',
                        login='tour_archivist', timeout=180)
        archives = self.env['customer.archive'].search([
            ('name', 'in', list({row['档案编号'] for row in rows})),
        ])
        self.assertEqual(len(archives), len({row['档案编号'] for row in rows}))
        self.assertEqual(len(archives.volume_ids), len(rows))

    def _make_places(self, rows):
        """Make the locations and departments that the register names.

        :param list[dict] rows: the lines of the register
        """
        self.env['hr.department'].create([
            {'name': name} for name in sorted({row['部门'] for row in rows if row['部门']})
        ])
        known = {}
        for path in sorted({row['存放位置'] for row in rows if row['存放位置']}):
            parent = None
            for depth, name in enumerate(path.split(' / ')):
                key = ' / '.join(path.split(' / ')[:depth + 1])
                if key not in known:
                    known[key] = self.env['customer.archive.location'].create({
                        'name': name, 'parent_id': parent and parent.id,
                    })
                parent = known[key]
