# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time, new_test_user

from ..common import GROUP, ArchiveCommon


class TestSaleOrder(ArchiveCommon):
    """A confirmed order is a contract: its temporary volume opens by itself (CA-02, CA-07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, 'archive_seller', groups='sales_team.group_sale_salesman', lang='en_US',
            company_id=cls.company.id,
        )

    def _order(self, partner=None, company=None, **vals):
        company = company or self.company
        return self.env['sale.order'].with_company(company).create({
            'partner_id': (partner or self.customer).id, 'company_id': company.id,
            'user_id': self.seller.id, **vals,
        })

    def _confirm(self, orders):
        orders.with_user(self.seller).action_confirm()
        return self.env['customer.archive.volume'].search([('sale_order_id', 'in', orders.ids)])

    @freeze_time('2026-05-04 10:00:00')
    def test_confirming_it_opens_the_volume(self):
        """CA-07: by a seller without any right on archives."""
        archive = self._open_archive(self.customer)
        order = self._order(client_order_ref="Hall 7")
        volume = self._confirm(order)
        self.assertEqual(order.state, 'sale')
        self.assertEqual(volume.archive_id, archive)
        self.assertEqual(volume.state, 'temporary')
        self.assertEqual(volume.title, "Hall 7")
        self.assertEqual(volume.manager_id, self.seller)
        self.assertEqual(str(volume.signed_on), '2026-05-04')
        self.assertEqual(order.archive_volume_ids, volume)

    def test_without_a_reference_its_own_name_is_the_title(self):
        self._open_archive(self.customer)
        order = self._order()
        self.assertEqual(self._confirm(order).title, order.name)

    def test_without_an_archive_nothing_happens(self):
        """X-08: who does not use the archive notices nothing."""
        order = self._order()
        self.assertFalse(self._confirm(order))
        self.assertEqual(order.state, 'sale')
        self.assertFalse(self.customer.archive_ids)

    def test_the_first_order_opens_the_archive_where_the_company_wants(self):
        """CA-02"""
        self.company.archive_open_on_order = True
        order = self._order()
        volume = self._confirm(order)
        self.assertEqual(volume.archive_id.partner_id, self.customer)
        self.assertEqual(volume.archive_id.company_id, self.company)
        self.assertEqual(self._confirm(self._order()).archive_id, volume.archive_id)

    def test_a_contact_s_order_is_his_company_s(self):
        """CA-01"""
        archive = self._open_archive(self.customer)
        contact = self._create_customer(
            name="Ms Chen", is_company=False, parent_id=self.customer.id,
        )
        self.assertEqual(self._confirm(self._order(contact)).archive_id, archive)

    def test_confirming_it_again_opens_no_second_one(self):
        self._open_archive(self.customer)
        order = self._order()
        volume = self._confirm(order)
        order._action_cancel()
        order.action_draft()
        self.assertEqual(self._confirm(order), volume)

    def test_after_voiding_the_volume_it_does(self):
        self._open_archive(self.customer)
        order = self._order()
        volume = self._confirm(order)
        volume.with_user(self.archivist)._transition('void', reason="X")
        order._action_cancel()
        order.action_draft()
        self.assertEqual(len(self._confirm(order)), 2)

    def test_many_at_once(self):
        archive = self._open_archive(self.customer)
        other = self._open_archive()
        orders = self._order() | self._order(other.partner_id) | self._order(
            self._create_customer(),
        ) | self._order()
        volumes = self._confirm(orders)
        self.assertEqual(sorted(volumes.mapped('name')), sorted([
            f'{archive.name}-01', f'{archive.name}-02', f'{other.name}-01',
        ]))

    def test_each_company_keeps_its_own(self):
        """ND-31"""
        self.other_company.archive_open_on_order = True
        self.seller.company_ids |= self.other_company
        here = self._order()
        abroad = self._order(company=self.other_company)
        (here | abroad).with_user(self.seller).with_context(
            allowed_company_ids=(self.company | self.other_company).ids,
        ).action_confirm()
        volume = self.env['customer.archive.volume'].search([
            ('sale_order_id', 'in', (here | abroad).ids),
        ])
        self.assertEqual(volume.company_id, self.other_company)
        self.assertEqual(volume.sale_order_id, abroad)

    def test_a_closed_archive_gets_no_volume(self):
        archive = self._formalise(self._open_archive(self.customer))
        archive.with_user(self.archivist)._transition('close', reason="X")
        self.assertFalse(self._confirm(self._order()))

    def test_the_order_of_another_customer_is_no_contract_of_this_one(self):
        """Bad input."""
        volume = self._create_volume(self._open_archive(self.customer))
        with self.assertRefused():
            volume.sale_order_id = self._order(self._create_customer())
        volume.sale_order_id = self._order()

    def test_an_order_is_one_contract(self):
        archive = self._open_archive(self.customer)
        order = self._order()
        self._create_volume(archive, sale_order_id=order.id)
        with self.assertImpossible():
            self._create_volume(archive, sale_order_id=order.id)

    def test_an_order_with_a_volume_is_not_deleted(self):
        """Nothing takes the contract from under a volume."""
        self._create_volume(self._open_archive(self.customer), sale_order_id=self._order().id)
        order = self.customer.archive_ids.volume_ids.sale_order_id
        with self.assertImpossible():
            order.unlink()

    def test_the_button_shows_the_volume(self):
        self._open_archive(self.customer)
        order = self._order()
        volume = self._confirm(order)
        self.seller.group_ids |= self.env.ref(f'{GROUP}user')
        self.assertEqual(
            order.with_user(self.seller).action_view_archive_volume()['res_id'], volume.id,
        )
