# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import ArchiveCommon


class TestCompanies(ArchiveCommon):
    """Each company keeps its archives for itself (ND-31, CA-63)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.abroad = cls.env['customer.archive'].with_user(cls.other_archivist).create({
            'partner_id': cls.customer.id,
        }).with_env(cls.env)
        cls.traveller = cls._create_user('traveller', 'archivist')
        cls.traveller.company_ids |= cls.other_company

    def test_one_customer_has_an_archive_in_each_company(self):
        """CA-01"""
        self.assertEqual(self.abroad.company_id, self.other_company)
        self.assertEqual(self.customer.archive_ids, self.archive | self.abroad)

    def test_another_company_sees_nothing(self):
        location = self._create_location()
        for record in (self.archive, self.volume, self.document, self.volume.folder_id, location):
            theirs = record.with_user(self.other_archivist)
            with self.subTest(model=record._name):
                self.assertFalse(theirs.search([('id', '=', record.id)]))
                with self.assertRaises(AccessError):
                    theirs.read(['display_name'])
                with self.assertRaises(AccessError):
                    theirs.write({'active' if 'active' in record else 'write_uid': True})

    def test_who_works_in_both_sees_the_chosen_ones(self):
        archives = self.env['customer.archive'].with_user(self.traveller)
        both = [('id', 'in', (self.archive | self.abroad).ids)]
        for companies, found in (
            (self.company, self.archive), (self.other_company, self.abroad),
            (self.company | self.other_company, self.archive | self.abroad),
        ):
            with self.subTest(companies=companies.mapped('name')):
                self.assertEqual(
                    archives.with_context(allowed_company_ids=companies.ids).search(both), found,
                )

    def test_nobody_opens_one_where_he_does_not_work_now(self):
        """Bad input: a foreign company; one clear sentence."""
        partner = self._create_customer()
        for user in (self.archivist, self.traveller):
            with self.subTest(user=user.login), \
                    self.assertRefused(self.other_company.name):
                self.env['customer.archive'].with_user(user).with_context(
                    allowed_company_ids=self.company.ids,
                ).create({'partner_id': partner.id, 'company_id': self.other_company.id})
        self.assertFalse(partner.archive_ids)

    def test_a_department_of_another_company_is_refused(self):
        """Bad input: a foreign department."""
        department = self.env['hr.department'].create({
            'name': "Abroad", 'company_id': self.other_company.id,
        })
        with self.assertRefused():
            self.archive.department_id = department
        with self.assertRefused():
            self._open_archive(department_id=department.id)

    def test_nothing_in_it_belongs_to_another_company(self):
        """Volumes, documents and holdings follow their archive."""
        for record in (self.volume, self.document, self.volume.folder_id):
            with self.subTest(model=record._name):
                self.assertEqual(record.company_id, self.company)
        volume = self.env['customer.archive.volume'].with_user(self.traveller).with_context(
            allowed_company_ids=(self.other_company | self.company).ids,
        ).create({'archive_id': self.archive.id, 'title': "X"})
        self.assertEqual(volume.company_id, self.company)
        self.assertEqual(volume.folder_id.company_id, self.company)

    def test_an_order_of_another_company_is_no_contract_here(self):
        order = self.env['sale.order'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        with self.assertRefused():
            self.volume.sale_order_id = order

    def test_settings_are_each_company_s_own(self):
        self.company.write({'archive_filing_days': 3, 'archive_number_pattern': 'A-{seq}'})
        self.assertEqual(self.other_company.archive_filing_days, 5)
        self.assertEqual(self.other_company.archive_number_pattern, 'KH-{year}-{seq:5}')

    def test_each_filing_clock_goes_by_its_own_company(self):
        """ND-31: one company's settings and time zone do not move another one's deadlines."""
        self.other_company.archive_filing_days = 10
        volume = self.env['customer.archive.volume'].create({
            'archive_id': self.abroad.id, 'title': "X",
        })
        self._hand_in(self.volume)
        for kind in ('construction', 'completion'):
            self._create_document(volume, kind)
        volume.with_user(self.other_archivist)._transition('hand_in')
        self.assertEqual((self.volume.filing_deadline - self.volume.received_on).days, 5)
        self.assertEqual((volume.filing_deadline - volume.received_on).days, 10)

    def test_a_user_s_company_switch_is_no_way_in(self):
        """A company in the context that the user does not belong to is refused by Odoo itself."""
        archives = self.env['customer.archive'].with_user(self.archivist).with_context(
            allowed_company_ids=self.other_company.ids,
        )
        with self.assertRaises(AccessError):
            archives.search([])

    def test_limits_of_departments_hold_within_the_chosen_companies(self):
        """An employment in one company opens no department of another."""
        department = self.env['hr.department'].create({
            'name': "Abroad", 'company_id': self.other_company.id,
        })
        self.abroad.department_id = department
        self.user.company_ids = [Command.link(self.other_company.id)]
        user = self.user.with_user(self.user).with_context(
            allowed_company_ids=(self.company | self.other_company).ids,
        )
        archives = user.env['customer.archive']
        both = [('id', 'in', (self.archive | self.abroad).ids)]
        self.assertEqual(archives.search(both), self.archive)
        with self.assertRaises(UserError):
            self.abroad.with_env(user.env).read(['name'])
