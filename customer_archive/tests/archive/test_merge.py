# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class TestMerge(ArchiveCommon):
    """Merging contacts moves an archive with a trace, or says why it cannot (CA-01, CA-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer(name="Northern Light")

    def _merge(self, destination, *sources, user=None):
        partners = destination.union(*sources)
        self.env['base.partner.merge.automatic.wizard'].with_user(
            user or self.env.user,
        )._merge(partners.ids, destination, extra_checks=False)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_an_archive_of_the_source_moves(self):
        archive = self._open_archive(self.twin)
        volume = self._create_volume(archive)
        name = archive.name
        self._merge(self.customer, self.twin)
        self.assertFalse(self.twin.exists())
        self.assertEqual(archive.partner_id, self.customer)
        self.assertEqual(archive.name, name)
        self.assertEqual(volume.partner_id, self.customer)
        self.assertEqual(self.customer.archive_id, archive)
        self.assertEqual(
            self._entries(archive).mapped('event'), ['open', 'customer_merged'],
        )

    def test_an_archive_of_the_destination_stays(self):
        archive = self._open_archive(self.customer)
        self._merge(self.customer, self.twin)
        self.assertEqual(archive.partner_id, self.customer)
        self.assertEqual(self._entries(archive).mapped('event'), ['open'])

    def test_without_archives_it_is_as_ever(self):
        """X-08"""
        self._merge(self.customer, self.twin)
        self.assertFalse(self.twin.exists())

    def test_two_archives_are_not_merged(self):
        archives = self._open_archive(self.customer) | self._open_archive(self.twin)
        with self.assertRefused(*archives.mapped('name')):
            self._merge(self.customer, self.twin)
        self.env.invalidate_all()
        self.assertEqual(archives.mapped('partner_id'), self.customer | self.twin)
        self.assertTrue(self.twin.exists())

    def test_two_sources_with_an_archive_each_are_not_merged(self):
        third = self._create_customer()
        archives = self._open_archive(self.twin) | self._open_archive(third)
        with self.assertRefused(*archives.mapped('name')):
            self._merge(self.customer, self.twin, third)
        self.assertEqual(archives.exists(), archives)

    def test_a_merge_is_no_way_around_four_eyes(self):
        """CA-32: the customer of a formal archive does not become another one so."""
        self.env.ref('base.group_partner_manager').user_ids |= self.outsider
        self.twin.ref = "C-1"
        archive = self._formalise(self._open_archive(self.twin))
        with self.assertRefused(archive.name, "Name"):
            self._merge(self.customer, self.twin, user=self.outsider)
        self.env.invalidate_all()
        self.assertEqual(archive.partner_id, self.twin)
        self._merge(self.twin, self.customer)
        self.assertEqual(archive.partner_id.name, "Northern Light")

    def test_archives_that_the_user_cannot_see_count(self):
        """Nothing is lost because who merges belongs to another department."""
        self.env.ref('base.group_partner_manager').user_ids |= self.outsider
        archives = self._open_archive(self.customer) | self._open_archive(self.twin)
        with self.assertRefused(exception=Exception):
            self._merge(self.customer, self.twin, user=self.outsider)
        archives[0].with_user(self.archivist)._transition('void', reason="X")
        self._merge(self.customer, self.twin)
        self.assertEqual(archives.partner_id, self.customer)

    def test_a_closed_one_and_an_active_one_are_merged(self):
        voided = self._open_archive(self.customer)
        voided.with_user(self.archivist)._transition('void', reason="X")
        active = self._open_archive(self.twin)
        self._merge(self.customer, self.twin)
        self.assertEqual((voided | active).partner_id, self.customer)
        self.assertEqual(self.customer.archive_id, active)

    def test_archives_in_two_companies_are_merged(self):
        """ND-31"""
        here = self._open_archive(self.customer)
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.twin.id, 'company_id': self.other_company.id,
        })
        self._merge(self.customer, self.twin)
        self.assertEqual((here | abroad).partner_id, self.customer)
        self.assertTrue(self._entries(abroad, 'customer_merged'))

    def test_into_a_contact_of_somebody_else_it_is_not(self):
        archive = self._open_archive(self.twin)
        contact = self._create_customer(
            name="Ms Chen", is_company=False, parent_id=self.customer.id,
        )
        with self.assertRefused(archive.name, "Ms Chen"):
            self._merge(contact, self.twin)
        self.assertEqual(archive.partner_id, self.twin)

    def test_taking_a_parent_over_does_not_take_him_out_of_his_archive(self):
        """Core gives the destination the parent of a source."""
        person = self._create_customer(name="Mr Li", is_company=False)
        archive = self._open_archive(person)
        contact = self._create_customer(
            name="Li", is_company=False, parent_id=self.customer.id,
        )
        with self.assertRefused(archive.name):
            self._merge(person, contact)
        self.env.invalidate_all()
        self.assertEqual(archive.partner_id.commercial_partner_id, person)

    def test_a_formal_archive_takes_its_customer_number_along(self):
        """CA-04"""
        archive = self._formalise(self._open_archive(self.twin))
        number = self.twin.ref
        self._merge(self.customer, self.twin)
        self.assertEqual(archive.partner_id, self.customer)
        self.assertEqual(self.customer.ref, number)
        self.assertEqual(archive.customer_number, number)

    def test_what_the_customer_states_is_that_of_the_destination(self):
        """CA-36, CA-37"""
        industries = self.env['res.partner.industry'].create([{'name': "A"}, {'name': "B"}])
        person = self._create_customer(name="Mr Li", is_company=False, industry_id=industries[0].id)
        archive = self._open_archive(person)
        self.customer.industry_id = industries[1]
        self._merge(self.customer, person)
        self.assertEqual(archive.industry_id, industries[1])
        self.assertEqual(archive.customer_type, 'company')
        self.assertEqual(
            archive.search([('industry_id', '=', industries[1].id)]), archive,
        )
