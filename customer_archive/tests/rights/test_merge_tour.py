# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestMergeTour(ArchiveHttpCase):
    """An archivist asks for a merge where he sees the twin; another person decides (CA-25)."""

    def test_two_archives_become_one(self):
        for login, role in (('merge_archivist', 'archivist'), ('merge_manager', 'office_manager')):
            new_test_user(
                self.env, login, f'customer_archive.customer_archive_group_{role}', lang='en_US',
            )
        partners = self.env['res.partner'].create([
            {'name': name, 'is_company': True, 'phone': "138 5555 0001"}
            for name in ("杭州双胞胎有限公司", "杭州双胞胎 有限公司")
        ])
        stays, goes = (self.env['customer.archive']._open_for(partner) for partner in partners)
        self.start_tour(f'/odoo/customer-archives/{goes.id}', 'customer_archive_merge_request',
                        login='merge_archivist')
        self.assertEqual(goes.state, 'temporary')
        self.start_tour('/odoo/archive-merges', 'customer_archive_merge_decide',
                        login='merge_manager')
        self.assertEqual((goes.state, goes.merged_into_id), ('closed', stays))
