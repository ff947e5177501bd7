# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from pathlib import Path

from psycopg2.errors import UniqueViolation

from odoo.exceptions import RedirectWarning, ValidationError
from odoo.modules.migration import load_script
from odoo.tools import SQL, mute_logger

from ...models.archive.duplicate import get_tax_key
from ..common import ArchiveCommon

VAT = '91110000600037341L'
SCRIPT = Path(__file__).parents[2] / 'migrations' / '19.0.1.5.0' / 'pre-duplicates.py'


class TestDuplicates(ArchiveCommon):
    """A customer has one archive, whatever contact he was entered as (CA-25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({'vat': VAT, 'phone': "+86 138 0000 1111"})
        cls.archive = cls._open_archive(cls.customer)
        cls.archives = cls.env['customer.archive']

    def _twin(self, **vals):
        return self._create_customer(name="Southern Lights", **vals)

    # === THE SAME TAX NUMBER === #

    def test_the_same_tax_number_is_refused_with_the_way_to_the_other(self):
        """CA-25"""
        twin = self._twin(vat='9111 0000-6000 3734 1l')
        with self.assertRaises(RedirectWarning) as caught:
            self.archives.with_user(self.archivist).with_company(self.company)._open_for(twin)
        self.assertIn(self.archive.name, caught.exception.args[0])
        self.assertEqual(caught.exception.args[1]['res_id'], self.archive.id)

    def test_who_may_not_read_the_other_is_told_its_number(self):
        twin = self._twin(vat=VAT)
        self.other_user.group_ids |= self.env.ref(
            'customer_archive.customer_archive_group_collector',
        )
        with self.assertRaises(ValidationError) as caught:
            self.archives.with_user(self.other_user).with_company(self.company).create({
                'partner_id': twin.id, 'department_id': self.other_department.id,
            })
        self.assertIn(self.archive.name, str(caught.exception))

    def test_nobody_is_given_the_number_of_another_customer(self):
        twin = self._twin()
        self._open_archive(twin)
        with self.assertRaises(RedirectWarning):
            twin.vat = VAT
        self.customer.vat = VAT
        self.customer.vat = False
        twin.vat = VAT
        with self.assertRaises(RedirectWarning):
            self.customer.vat = VAT

    def test_a_duplicate_from_before_is_saved_as_it_is(self):
        twin = self._twin()
        archive = self._open_archive(twin)
        self.env.cr.execute(SQL("UPDATE res_partner SET vat = %s WHERE id = %s", VAT, twin.id))
        self.env.invalidate_all()
        twin.write({'vat': VAT, 'phone': "139 0000 0000"})
        self.assertEqual(archive.partner_id.phone, "139 0000 0000")

    def test_an_order_of_a_duplicate_is_confirmed_and_the_archivist_is_told(self):
        self.company.archive_open_on_order = True
        self.archive.custodian_id = self.archivist
        twin = self._twin(vat=VAT)
        fine = self._twin(vat='91310000631696382C')
        same = self._twin(vat='91310000631696382c')
        for _time in range(2):
            orders = self.env['sale.order'].create([
                {'partner_id': partner.id, 'company_id': self.company.id}
                for partner in (twin, fine, same)
            ])
            orders.action_confirm()
            self.assertEqual(set(orders.mapped('state')), {'sale'})
        self.assertFalse((twin | same).sudo().kept_archive_ids)
        self.assertTrue(fine.sudo().kept_archive_ids)
        [told] = self.archive.activity_ids
        self.assertEqual(told.user_id, self.archivist)
        self.assertIn("Southern Lights", told.summary)

    def test_two_at_once_are_refused(self):
        twins = self._twin(vat='91310000631696382C') | self._twin(vat='91310000631696382c')
        with self.assertRaises(ValidationError):
            self.archives.with_company(self.company)._open_for(twins)

    def test_a_closed_archive_stands_in_nobody_s_way(self):
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        twin = self._open_archive(self._twin(vat=VAT))
        self.assertEqual(twin.sudo().tax_key, VAT)

    def test_an_archive_is_not_reopened_beside_another_one(self):
        self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="He moved away")
        self._open_archive(self._twin(vat=VAT))
        with self.assertRaises(RedirectWarning):
            self.archive.with_user(self.archivist)._transition('reopen', reason="He is back")

    def test_another_company_keeps_its_own(self):
        abroad = self.archives.with_company(self.other_company).create({
            'partner_id': self._twin(vat=VAT).id, 'company_id': self.other_company.id,
        })
        self.assertTrue(abroad)
        self.assertFalse(self.archive.duplicate_ids)

    def test_the_database_refuses_it_too(self):
        twin = self._open_archive(self._twin())
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive SET tax_key = %s WHERE id = %s", VAT, twin.id,
            ))

    def test_numbers_are_compared_without_signs(self):
        for vat, key in (
            ("9111 0000 6000-37341l", VAT), ("９１１１０００0600037341L", VAT), ("/", False),
            ("none", False), (False, False), ("DE 123.456.789", 'DE123456789'),
        ):
            with self.subTest(vat=vat):
                self.assertEqual(get_tax_key(vat), key)
                self.env.cr.execute(SQL("SELECT customer_archive_tax_key(%s)", vat or None))
                self.assertEqual(self.env.cr.fetchone()[0] or False, key)

    # === THE SAME NAME AND TELEPHONE === #

    def test_the_same_name_and_telephone_are_shown(self):
        """CA-25: with spaces, signs and widths of their own."""
        for name, phone, is_twin in (
            ("northern　Lights.", "0086-138-0000-1111", True),
            ("Ｎｏｒｔｈｅｒｎ lights", "13800001111", True),
            ("Northern Lights", "13800002222", False),
            ("Northern Lights", False, False),
            ("Other", "13800001111", False),
        ):
            with self.subTest(name=name, phone=phone):
                customer = self._create_customer(name=name, phone=phone)
                seen = customer.with_user(self.archivist).with_company(self.company)
                self.assertEqual(seen.archive_twin_ids, self.archive if is_twin else self.archives)
                twin = self._open_archive(customer)
                self.assertEqual(twin.duplicate_ids, self.archive if is_twin else self.archives)
                self.assertEqual(twin.has_duplicates, is_twin)
                found = self.archives.with_user(self.archivist).with_company(self.company).search([
                    ('has_duplicates', '=', True),
                ])
                self.assertEqual(twin in found, is_twin)
                twin.with_user(self.archivist)._transition('void', reason="Twice")

    def test_nobody_learns_of_archives_that_he_may_not_read(self):
        customer = self._create_customer(name="Northern Lights", phone="13800001111")
        self.archive.department_id = self.other_department
        seen = customer.with_user(self.user).with_company(self.company)
        self.assertFalse(seen.archive_twin_ids)
        twin = self._open_archive(customer)
        self.assertFalse(twin.with_user(self.user).with_company(self.company).duplicate_ids)

    def test_an_index_finds_them(self):
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL(
            "EXPLAIN SELECT * FROM (%s) twins WHERE id = %s", self.archives._get_duplicates_query(),
            self.archive.id,
        ))
        plan = "\n".join(row for [row] in self.env.cr.fetchall())
        self.assertIn('archive_likeness_idx', plan)


class TestDuplicatesMigration(ArchiveCommon):
    """Who was entered twice before stays so, and is found."""

    def test_the_first_archive_has_the_number(self):
        twins = self._create_customer(name="Twin"), self._create_customer(name="Other Twin")
        first, second = (self._open_archive(twin) for twin in twins)
        closed = self._open_archive(self._create_customer(name="Closed Twin"))
        closed.with_user(self.archivist)._transition('void', reason="Twice")
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET vat = %s WHERE id = ANY(%s)", VAT,
            [*twins[0].ids, *twins[1].ids, *closed.partner_id.ids],
        ))
        load_script(str(SCRIPT), 'customer_archive_pre_duplicates').migrate(self.env.cr, '')
        self.env.invalidate_all()
        self.assertEqual(
            [archive.sudo().tax_key for archive in (first, second, closed)], [VAT, False, VAT],
        )
        self.assertEqual(second.duplicate_ids, first)
