# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestTours(ArchiveHttpCase):
    """The main job in a real browser, each step by the role with the fewest rights.

    Fixtures: a customer with a quotation; a shelf A-1; an archivist, a seller who leads projects.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        # The main job is done with what it brings, whatever demonstration data ask for.
        cls.env['customer.archive.checklist'].search([('active', '=', True)]).active = False
        cls.env.company.archive_ask_authorization = False
        cls.archivist = new_test_user(
            cls.env, 'tour_archivist', 'customer_archive.customer_archive_group_archivist',
            lang='en_US',
        )
        cls.leader = new_test_user(
            cls.env, 'tour_leader',
            'customer_archive.customer_archive_group_user,sales_team.group_sale_salesman',
            lang='en_US',
        )
        cls.customer = cls.env['res.partner'].create({
            'name': "杭州宏达巡检有限公司", 'is_company': True, 'phone': '13805710001',
        })
        product = cls.env['product.product'].create({
            'name': "Sprinkler refit", 'type': 'service', 'list_price': 1000,
        })
        cls.order = cls.env['sale.order'].create({
            'partner_id': cls.customer.id,
            'user_id': cls.leader.id,
            'order_line': [Command.create({'product_id': product.id})],
        })
        room = cls.env['customer.archive.location'].create({'name': "Room", 'kind': 'room'})
        cls.shelf = cls.env['customer.archive.location'].create({
            'name': "A-1", 'parent_id': room.id, 'capacity': 5,
        })

    def _open_archive(self):
        return self.env['customer.archive']._open_for(self.customer)

    def test_main_job_from_first_contact_to_the_shelf(self):
        """CA-02, CA-07 to CA-10, CA-61: open, confirm, collect, hand in, file, find."""
        self.start_tour('/odoo/customers-without-archive', 'customer_archive_open',
                        login='tour_archivist')
        archive = self.customer.archive_ids
        self.assertEqual(archive.state, 'temporary')

        self.start_tour(f'/odoo/sales/{self.order.id}', 'customer_archive_confirm_sale',
                        login='tour_leader')
        volume = self.order.archive_volume_ids
        self.assertEqual(volume.archive_id, archive)
        self.assertEqual(volume.manager_id, self.leader)

        self.start_tour(f'/odoo/archive-volumes/{volume.id}', 'customer_archive_collect',
                        login='tour_leader')
        self.assertEqual(volume.state, 'handed_in')
        self.assertEqual(volume.handed_in_by_id, self.leader)
        self.assertEqual(volume.document_ids.mapped('carrier'), ['both', 'both'])

        self.start_tour('/odoo/archive-volumes-to-file', 'customer_archive_file',
                        login='tour_archivist')
        self.assertEqual(volume.state, 'filed')
        self.assertEqual(volume.location_id, self.shelf)
        self.assertEqual(archive.state, 'formal')

        self.start_tour('/odoo/customer-archives', 'customer_archive_find',
                        login='tour_archivist')
