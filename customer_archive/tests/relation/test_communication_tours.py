# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestCommunicationTours(ArchiveHttpCase):
    """A sales person logs a call in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.seller = new_test_user(
            cls.env, 'tour_seller',
            'customer_archive.customer_archive_group_user,sales_team.group_sale_salesman',
            lang='en_US',
        )
        cls.customer = cls.env['res.partner'].create({
            'name': "杭州宏达回访有限公司", 'is_company': True,
        })
        cls.archive = cls.env['customer.archive'].create({'partner_id': cls.customer.id})
        cls.archive.department_id = False

    def test_a_seller_logs_a_call_and_makes_a_complaint_of_it(self):
        self.start_tour(f'/odoo/customers/{self.customer.id}', 'customer_archive_log_call',
                        login='tour_seller')
        entry = self.env['customer.archive.communication'].search([
            ('archive_id', '=', self.archive.id),
        ])
        self.assertEqual((entry.content, entry.topic, entry.way),
                         ("The hall leaks", 'problem', 'phone'))
        self.assertEqual(entry.create_uid, self.seller)
        self.assertEqual(entry.complaint_id.title, "The hall leaks")
