# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestArchive(ArchiveCommon):
    """One archive a customer and company, opened at first contact, with a life of its own."""

    # === OPENING === #

    def test_a_customer_has_one_active_archive(self):
        """CA-01: a second one is refused in a sentence that names the first."""
        archive = self._open_archive(self.customer)
        with self.assertRefused("Northern Lights", archive.name):
            self._open_archive(self.customer)
        with self.assertRefused(archive.name):
            self.env['customer.archive'].with_user(self.collector).create({
                'partner_id': self.customer.id, 'department_id': self.department.id,
            })
        self.assertEqual(self.customer.archive_ids, archive)

    def test_the_database_refuses_a_second_one(self):
        """CA-01: also where the check before does not see it, as within one batch."""
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env['customer.archive'].create([
                {'partner_id': self.customer.id}, {'partner_id': self.customer.id},
            ])

    def test_a_new_one_may_follow_a_closed_or_voided_one(self):
        """CA-01"""
        closed = self._formalise(self._open_archive(self.customer))
        closed.with_user(self.archivist)._transition('close', reason="No more business")
        voided = self._open_archive(self.customer)
        voided.with_user(self.archivist)._transition('void', reason="A mistake")
        active = self._open_archive(self.customer)
        self.assertEqual(len({closed.name, voided.name, active.name}), 3)
        self.assertEqual(self.customer.archive_id, active)

    def test_it_belongs_to_the_customer_as_a_whole(self):
        """CA-01: opened from a contact person, it is the company's archive."""
        contact = self._create_customer(
            name="Ms Chen", is_company=False, parent_id=self.customer.id,
        )
        archive = self._open_archive(contact)
        self.assertEqual(archive.partner_id, self.customer)
        self.assertEqual(contact.archive_id, archive)

    @freeze_time('2026-05-04 10:00:00')
    def test_it_opens_with_what_the_company_says(self):
        """CA-02: one action opens it, prefilled."""
        self.company.write({
            'archive_department_id': self.other_department.id,
            'archive_custodian_id': self.archivist.id,
            'archive_deputy_id': self.office_manager.id,
        })
        archive = self.env['customer.archive'].with_user(self.archivist).create({
            'partner_id': self.customer.id,
        })
        self.assertEqual(archive.company_id, self.company)
        self.assertEqual(archive.department_id, self.other_department)
        self.assertEqual(archive.custodian_id, self.archivist)
        self.assertEqual(archive.deputy_id, self.office_manager)
        self.assertEqual(str(archive.opened_on), '2026-05-04')
        self.assertEqual(archive.state, 'temporary')
        self.assertEqual(self._entries(archive).mapped('event'), ['open'])

    def test_one_action_opens_it_and_then_shows_it(self):
        """CA-02"""
        customer = self.customer.with_user(self.archivist)
        action = customer.action_open_customer_archive()
        archive = self.env['customer.archive'].browse(action['res_id'])
        self.assertEqual(archive.partner_id, self.customer)
        self.assertEqual(customer.action_open_customer_archive()['res_id'], archive.id)

    def test_one_action_opens_many(self):
        """CA-02: for customers and their contacts together, each customer once."""
        other = self._create_customer()
        contact = self._create_customer(is_company=False, parent_id=other.id)
        partners = self.customer | other | contact
        action = partners.with_user(self.archivist).action_open_customer_archive()
        archives = self.env['customer.archive'].search(action['domain'])
        self.assertEqual(archives.partner_id, self.customer | other)

    def test_who_may_not_open_archives_cannot_use_the_action(self):
        """CA-79"""
        for user in (self.user, self.auditor, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).action_open_customer_archive()
        self.assertFalse(self.customer.archive_ids)

    def test_an_archive_that_one_may_not_see_is_there_all_the_same(self):
        """CA-01: another department's archive is not opened twice."""
        archive = self._open_archive(self.customer, department_id=self.other_department.id)
        with self.assertRefused(archive.name):
            self.customer.with_user(self.collector).action_open_customer_archive()

    def test_without_a_customer_there_is_no_archive(self):
        """Bad input: one clear sentence."""
        with self.assertRefused("customer"):
            self.env['customer.archive'].create({})

    def test_the_context_may_name_the_customer(self):
        archive = self.env['customer.archive'].with_context(
            default_partner_id=self.customer.id,
        ).create({})
        self.assertEqual(archive.partner_id, self.customer)

    # === LIFE === #

    @freeze_time('2026-05-04 10:00:00')
    def test_it_becomes_formal(self):
        """CA-07"""
        archive = self._formalise(self._open_archive(self.customer))
        self.assertEqual(archive.state, 'formal')
        self.assertEqual(str(archive.formal_on), '2026-05-04')

    def test_it_becomes_formal_with_its_documents_only(self):
        """CA-07: the conversion checks what the archive must hold."""
        self._type('business_licence').asked_for = 'archive'
        archive = self._open_archive(self.customer)
        with self.assertRefused(archive.name, "Business Licence"):
            self._formalise(archive)
        licence = self._create_document(archive, 'business_licence')
        self.assertFalse(archive.missing_type_ids)
        licence.with_user(self.archivist)._transition('supersede')
        self.assertEqual(archive.missing_type_ids, self._type('business_licence'))
        self._create_document(archive, 'business_licence')
        self._formalise(archive)
        self.assertEqual(archive.state, 'formal')

    def test_it_becomes_formal_with_a_customer_number_only(self):
        """CA-04"""
        self.company.archive_assign_reference = False
        archive = self._open_archive(self.customer)
        with self.assertRefused(archive.name, "customer number"):
            self._formalise(archive)
        self.customer.ref = 'C-1'
        self._formalise(archive)
        self.assertEqual(archive.state, 'formal')

    def test_a_customer_without_a_number_gets_that_of_the_archive(self):
        """CA-04"""
        archive = self._formalise(self._open_archive(self.customer))
        self.assertEqual(self.customer.ref, archive.name)
        numbered = self._create_customer(ref='C-1')
        self._formalise(self._open_archive(numbered))
        self.assertEqual(numbered.ref, 'C-1')

    def test_a_customer_number_is_used_once_in_a_company(self):
        """CA-04"""
        first = self._formalise(self._open_archive(self._create_customer(ref='C-1')))
        second = self._open_archive(self._create_customer(ref='C-1'))
        with self.assertRefused('C-1', first.name):
            self._formalise(second)
        self.assertEqual(second.state, 'temporary')

    def test_a_customer_number_is_kept_while_the_archive_is_formal(self):
        """CA-04: neither emptied nor changed into another customer's."""
        first = self._formalise(self._open_archive(self._create_customer(ref='C-1')))
        second = self._formalise(self._open_archive(self._create_customer(ref='C-2')))
        for ref in (False, 'C-1'):
            with self.subTest(ref=ref), self.assertImpossible():
                second.partner_id.ref = ref
        second.partner_id.ref = 'C-3'
        self.env.flush_all()
        self.assertEqual((first | second).mapped('customer_number'), ['C-1', 'C-3'])

    def test_it_is_not_closed_over_unfinished_volumes(self):
        """CA-07"""
        archive = self._open_archive(self.customer)
        volume = self._create_volume(archive)
        self._formalise(archive)
        with self.assertRefused(archive.name, volume.name):
            archive.with_user(self.archivist)._transition('close', reason="No more business")
        self._file(volume)
        archive.with_user(self.archivist)._transition('close', reason="No more business")
        self.assertEqual(archive.state, 'closed')
        self.assertTrue(archive.closed_on)

    def test_nothing_goes_into_a_closed_archive(self):
        archive = self._formalise(self._open_archive(self.customer))
        archive.with_user(self.archivist)._transition('close', reason="No more business")
        with self.assertRefused(archive.name):
            self._create_volume(archive)
        with self.assertRefused(archive.name):
            self._create_document(archive)
        archive.with_user(self.archivist)._transition('reopen', reason="Business again")
        self.assertFalse(archive.closed_on)
        self.assertTrue(self._create_volume(archive))

    def test_it_is_not_reopened_beside_a_new_one(self):
        """CA-01"""
        archive = self._formalise(self._open_archive(self.customer))
        archive.with_user(self.archivist)._transition('close', reason="No more business")
        self._open_archive(self.customer)
        with self.assertImpossible():
            archive.with_user(self.archivist)._transition('reopen', reason="Business again")
        self.assertEqual(archive.state, 'closed')

    def test_one_opened_by_mistake_is_voided_not_deleted(self):
        """RE-11: a never formal archive goes with a reason and a trace; CA-32: none is deleted."""
        archive = self._open_archive(self.customer)
        for user in (self.archivist, self.office_manager, self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                archive.with_user(user).unlink()
        with self.assertRefused("never deleted"):
            archive.sudo().unlink()
        archive.with_user(self.archivist)._transition('void', reason="Opened twice")
        self.assertEqual(archive.state, 'void')
        self.assertEqual(self._entries(archive, 'void').note, "Opened twice")

    def test_a_formal_archive_is_not_voided(self):
        """RE-11: any other only through disposal."""
        archive = self._formalise(self._open_archive(self.customer))
        with self.assertRefused("Formal", "Temporary"):
            archive.with_user(self.archivist)._transition('void', reason="A mistake")

    def test_one_with_volumes_is_not_voided(self):
        archive = self._open_archive(self.customer)
        volume = self._create_volume(archive)
        with self.assertRefused(volume.name):
            archive.with_user(self.archivist)._transition('void', reason="A mistake")
        volume.with_user(self.archivist)._transition('void', reason="A mistake")
        archive.with_user(self.archivist)._transition('void', reason="A mistake")
        self.assertEqual(archive.state, 'void')

    # === WHAT IT IS === #

    def test_it_stays_with_its_customer_and_company(self):
        archive = self._open_archive(self.customer)
        for vals in ({'partner_id': self._create_customer().id},
                     {'company_id': self.other_company.id}):
            for records in (archive.with_user(self.archivist), archive.sudo()):
                with self.subTest(vals=vals, su=records.env.su), self.assertRefused():
                    records.write(vals)

    def test_it_is_not_duplicated(self):
        """CA-03: a number survives, and a copy would need a second customer."""
        archive = self._open_archive(self.customer)
        with self.assertRefused("cannot be duplicated"):
            archive.copy()
        with self.assertRefused("cannot be duplicated"):
            archive.sudo().copy({'partner_id': self._create_customer().id})

    def test_it_shows_the_customer_live(self):
        """CA-01: identity and contacts are read, never copied."""
        archive = self._open_archive(self.customer)
        self.customer.write({
            'phone': '+86 10 5555 1234', 'email': 'info@northern.example', 'city': "Harbin",
            'vat': '91310000MA1FL0XX5K',
        })
        self.assertEqual(archive.phone, self.customer.phone)
        self.assertEqual(archive.email, 'info@northern.example')
        self.assertEqual(archive.city, "Harbin")
        self.assertEqual(archive.vat, self.customer.vat)

    def test_its_name_to_everybody_is_the_number(self):
        """CA-63: a many2one shows the display name to who may not open the archive."""
        archive = self._open_archive(self.customer)
        self.assertEqual(archive.display_name, archive.name)
        self.assertNotIn("Northern", archive.display_name)

    @freeze_time('2026-05-04 10:00:00')
    def test_its_next_review_follows_the_strictest_class(self):
        """CA-39: importance drives the review period."""
        archive = self._open_archive(self.customer)
        self.assertEqual(str(archive.next_review), '2027-05-04')
        archive.importance_id = self._class('importance_a')
        self.assertEqual(str(archive.next_review), '2026-11-04')
        self._class('business_type_sales').review_months = 1
        archive.business_type_id = self._class('business_type_sales')
        self.assertEqual(str(archive.next_review), '2026-06-04')
        with freeze_time('2026-06-01 10:00:00'):
            archive.with_user(self.archivist).action_confirm_review()
        self.assertEqual(str(archive.next_review), '2026-07-01')
        archive.class_ids = [Command.clear()]
        self.assertFalse(archive.next_review)
