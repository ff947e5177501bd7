# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestTransactionTour(ArchiveHttpCase):
    """A sales person looks up a customer in a real browser.

    Fixtures: a customer with an archive and an invoice that is late; a seller.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        company = cls.env.company
        if not company.chart_template:
            cls.env['account.chart.template'].try_loading(
                'generic_coa', company=company, install_demo=False,
            )
        cls.seller = new_test_user(
            cls.env, 'tour_seller',
            'customer_archive.customer_archive_group_user,sales_team.group_sale_salesman',
            lang='en_US',
        )
        cls.customer = cls.env['res.partner'].create({
            'name': "杭州宏达巡检有限公司", 'is_company': True,
        })
        product = cls.env['product.product'].create({'name': "Sprinkler", 'type': 'service'})
        day = fields.Date.subtract(fields.Date.today(), days=40)
        cls.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': cls.customer.id, 'invoice_date': day,
            'invoice_date_due': day, 'invoice_line_ids': [Command.create({
                'product_id': product.id, 'name': "Sprinkler DN 15", 'price_unit': 60_000,
            })],
        }).action_post()
        archive = cls.env['customer.archive']._open_for(cls.customer)
        cls.env['customer.archive.evaluation']._evaluate(company, archive)

    # The document is closed to the seller, who is told so.
    @mute_logger('odoo.http')
    def test_a_seller_sees_what_a_customer_buys_and_what_he_is_worth(self):
        self.start_tour(f'/odoo/contacts/{self.customer.id}', 'customer_archive_transactions',
                        login='tour_seller')
