# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import ArchiveCommon


class TestPartner(ArchiveCommon):
    """The customer shows his archive, and it is not lost from under him (CA-01, CA-03, X-08)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.contact = cls._create_customer(
            name="Ms Chen", is_company=False, parent_id=cls.customer.id,
        )

    # === DELETING AND ARCHIVING === #

    def test_he_is_not_deleted(self):
        """CA-03: also not by who may see nothing of the archive, or by a cleaner with sudo."""
        for records in (self.customer, self.customer.sudo()):
            with self.assertRefused("Northern Lights", self.archive.name):
                records.unlink()
        self.archive.with_user(self.archivist)._transition('void', reason="X")
        with self.assertRefused(self.archive.name):
            self.customer.sudo().unlink()

    def test_who_has_no_archive_is_deleted_as_ever(self):
        """X-08"""
        partner = self._create_customer()
        partner.unlink()
        self.assertFalse(partner.exists())

    def test_archiving_him_leaves_a_trace(self):
        self.customer.sudo().action_archive()
        entry = self._entries(self.archive, 'customer_archived')
        self.assertEqual(entry.archive, self.archive.name)
        self.assertEqual(self.archive.partner_id, self.customer)
        self.assertEqual(self.archive.state, 'temporary')
        self.customer.action_unarchive()
        self.assertTrue(self._entries(self.archive, 'customer_unarchived'))

    def test_what_changes_nothing_leaves_none(self):
        self.customer.write({'active': True, 'name': "Northern Lights Ltd"})
        self.assertEqual(self._entries(self.archive).mapped('event'), ['open'])

    def test_archived_he_is_still_found(self):
        self.customer.action_archive()
        self.env.flush_all()
        self.assertIn(self.archive, self.archive.search([('lookup', 'ilike', "Northern")]))

    # === BECOMING SOMEBODY ELSE'S CONTACT === #

    def test_he_is_not_made_a_contact_of_another(self):
        person = self._open_archive(self._create_customer(name="Mr Li", is_company=False))
        for records in (person.partner_id, person.partner_id.sudo()):
            with self.assertRefused("Mr Li", person.name):
                records.parent_id = self.customer
        with self.assertRefused("Mr Li"):
            self.customer.write({'child_ids': [Command.link(person.partner_id.id)]})
        self.env.invalidate_all()
        self.assertEqual(person.partner_id.commercial_partner_id, person.partner_id)

    def test_a_company_may_get_a_parent_company(self):
        """It stays a customer of its own."""
        group = self._create_customer(name="Lights Group")
        self.customer.parent_id = group
        self.assertEqual(self.customer.commercial_partner_id, self.customer)
        self.assertEqual(self.customer.archive_id, self.archive)

    def test_below_a_parent_he_stays_a_company(self):
        self.customer.parent_id = self._create_customer(name="Lights Group")
        with self.assertRefused("Northern Lights", self.archive.name):
            self.customer.is_company = False

    def test_with_a_closed_archive_he_may_become_a_contact(self):
        person = self._open_archive(self._create_customer(name="Mr Li", is_company=False))
        person.with_user(self.archivist)._transition('void', reason="He works for Northern Lights")
        person.partner_id.parent_id = self.customer
        self.assertEqual(person.partner_id.commercial_partner_id, self.customer)

    # === COMPANIES === #

    def test_he_is_not_given_to_another_company(self):
        """ND-31"""
        with self.assertRefused("Northern Lights", self.archive.name):
            self.customer.company_id = self.other_company
        self.customer.company_id = self.company
        self.customer.company_id = False
        self.assertFalse(self.customer.company_id)

    def test_a_customer_of_another_company_has_no_archive_here(self):
        """Bad input: a foreign company's customer."""
        abroad = self._create_customer(company_id=self.other_company.id)
        with self.assertRefused():
            self._open_archive(abroad)

    # === WHAT HE SHOWS === #

    def test_customer_and_contacts_show_the_archive(self):
        for partner in (self.customer, self.contact):
            shown = partner.with_user(self.user)
            with self.subTest(partner=partner.name):
                self.assertEqual(shown.archive_id, self.archive)
                self.assertEqual(shown.archive_state, 'temporary')
        self.assertFalse(self._create_customer().with_user(self.user).archive_id)

    def test_in_another_company_there_is_another_archive(self):
        """ND-31"""
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        self.assertEqual(self.customer.with_company(self.other_company).archive_id, abroad)
        self.assertEqual(self.customer.with_company(self.company).archive_id, self.archive)

    def test_he_shows_nothing_to_who_may_not_see_it(self):
        """CA-63: another department, no role, no clearance."""
        self.assertFalse(self.customer.with_user(self.other_user).archive_id)
        self.assertFalse(self.customer.with_user(self.other_user).archive_ids)
        self.assertFalse(self.customer.with_user(self.other_user).archive_state)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.outsider).read(['archive_id'])
        self.archive.confidentiality = '3'
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.customer.with_user(self.user).archive_id)

    def _find(self, *domain, user=None):
        partners = self.env['res.partner'].with_user(user or self.archivist)
        return partners.search([
            ('id', 'in', (self.customer | self.contact | self.bare).ids), *domain,
        ]).with_env(self.env)

    def test_customers_are_found_by_their_archive(self):
        """CA-03: the number is searchable on the customer; CA-02: so is its absence."""
        self.bare = self._create_customer()
        both = self.customer | self.contact
        for condition, expected in (
            (('archive_id', 'ilike', self.archive.name), both),
            (('archive_id', '=', self.archive.id), both),
            (('archive_id', 'in', self.archive.ids), both),
            (('archive_id', '!=', False), both),
            (('archive_id', '=', False), self.bare),
            (('archive_id', '!=', self.archive.id), self.bare),
            (('archive_id', 'in', [False, self.archive.id]), both | self.bare),
            (('archive_id.name', '=', self.archive.name), both),
            (('archive_state', '=', 'temporary'), both),
            (('archive_state', '=', 'formal'), self.env['res.partner']),
            (('archive_state', '=', False), self.bare),
            (('archive_ids', '=', False), self.bare | self.contact),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self._find(condition), expected)

    def test_the_search_obeys_the_rules(self):
        """CA-63"""
        self.bare = self._create_customer()
        everybody = self.customer | self.contact | self.bare
        self.assertEqual(self._find(('archive_id', '=', False), user=self.other_user), everybody)
        self.assertFalse(self._find(
            ('archive_id', 'ilike', self.archive.name), user=self.other_user,
        ))
        with self.assertRaises(UserError):
            self._find(('archive_id', '!=', False), user=self.outsider)

    def test_who_has_no_archive_costs_no_query(self):
        """X-08: the guards ask only when something changes that an archive hangs on."""
        partner = self._create_customer(name="Quick")
        self.env.flush_all()
        with self.assertQueries([], flush=False):
            partner.write({'function': "Buyer"})
