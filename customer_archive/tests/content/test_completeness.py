# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .common import ContentCommon


class TestCompleteness(ContentCommon):
    """How much of what is asked for is there (CA-12, CA-13, CA-18, CA-23, CA-26)."""

    # === IN THE TRANSACTION === #

    def test_it_counts_what_is_there(self):
        self.assertEqual(self.archive.completeness, 0)
        self.assertEqual(self._missing(self.archive), ['YYZZ', 'contact_channel'])
        self.customer.phone = '13805710001'
        self.assertEqual(self.archive.completeness, 50)
        self._verify(self.archive)
        self.assertEqual(self.archive.completeness, 100)
        self.assertFalse(self._missing(self.archive))

    def test_what_is_unverified_does_not_count(self):
        document = self._create_document(self.archive, 'business_licence')
        self.assertEqual(self.archive.completeness, 0)
        document.with_user(self.archivist).action_verify()
        self.assertEqual(self.archive.completeness, 50)
        document.with_user(self.archivist)._transition('reject', reason="Wrong page")
        self.assertEqual(self.archive.completeness, 0)

    def test_a_document_in_a_volume_counts_for_the_archive(self):
        self._verify(self._create_volume(self.archive))
        self.assertEqual(self.archive.completeness, 50)

    def test_a_superseded_one_does_not_count(self):
        self._verify(self.archive).with_user(self.archivist).action_supersede()
        self.assertEqual(self.archive.completeness, 0)

    def test_without_a_checklist_that_fits_everything_is_there(self):
        person = self._open_archive(self._create_customer(is_company=False))
        self.assertEqual((person.completeness, self._missing(person)), (100, []))
        self._create_checklist(('address', None), company_id=self.other_company.id)
        self.assertEqual(self._missing(person), [])

    def test_the_kind_of_the_customer_chooses_the_checklist(self):
        """CA-37"""
        self._create_checklist(('document', 'identity'), customer_type='person')
        self.customer.is_company = False
        self.assertEqual(self._missing(self.archive), ['SFZM'])
        self.assertEqual(self.archive.completeness, 0)

    def test_a_class_counts_with_those_below_it(self):
        parent = self._class('importance_a')
        below = self.env['customer.archive.class'].create({
            'name': "Flagship", 'code': 'AA', 'parent_id': parent.id,
            'dimension_id': parent.dimension_id.id,
        })
        self._create_checklist(('document', 'agreement'), class_id=parent.id)
        self.assertNotIn('XY', self._missing(self.archive))
        for chosen in (parent, below):
            self.archive.with_user(self.archivist).importance_id = chosen
            self.assertIn('XY', self._missing(self.archive))

    def test_what_is_optional_is_shown_and_does_not_count(self):
        self.checklist.line_ids[0].requirement = 'optional'
        self.customer.phone = '13805710001'
        self.assertEqual((self.archive.completeness, self._missing(self.archive)), (100, ['YYZZ']))

    def test_percents_are_rounded_down(self):
        for document_type in ('agreement', 'contract', 'quotation', 'minutes', 'other'):
            self._add_line(self.checklist, 'document', document_type)
        for document_type in (
            'agreement', 'contract', 'quotation', 'minutes', 'other', 'business_licence',
        ):
            self._verify(self.archive, document_type)
        self.assertEqual(self.archive.completeness, 85)

    def test_nobody_states_it(self):
        for user in (self.archivist, self.env.user):
            with self.assertRaises(UserError):
                self.archive.with_user(user).completeness = 100
        with self.assertRaises(UserError):
            self._open_archive(completeness=100)

    # === THE CUSTOMER === #

    def test_data_of_the_customer(self):
        for line in self.checklist.line_ids:
            line.unlink()
        country = self.env.ref('base.cn')
        contact = self.env['res.partner'].create({'parent_id': self.customer.id, 'name': "Li"})
        contact.active = False
        for kind, change in (
            ('contact_person', lambda: contact.write({'active': True})),
            ('contact_channel', lambda: contact.write({'email': 'li@example.com'})),
            ('address', lambda: self.customer.write({
                'street': "1 Road", 'city': "Hangzhou", 'country_id': country.id,
                'state_id': self.env.ref('base.state_cn_ZJ').id,
            })),
            ('tax_number', lambda: self.customer.write({'company_registry': '1'})),
            ('profile', lambda: (
                self.customer.write({
                    'industry_id': self.env.ref('base.res_partner_industry_C').id,
                }),
                self.archive.write({'business_scope': "Pumps", 'key_business': "Pumps"}),
            )),
        ):
            line = self._add_line(self.checklist, kind)
            with self.subTest(kind=kind):
                self.assertEqual(self._missing(self.archive), [kind])
                change()
                self.assertEqual(self._missing(self.archive), [])
                self.assertEqual(self.archive.completeness, 100)
            line.unlink()

    def test_a_contact_counts_for_the_customer_that_he_belongs_to(self):
        self._ask_for('contact_person')
        other = self._open_archive()
        contact = self.env['res.partner'].create({'parent_id': self.customer.id, 'name': "Li"})
        self.assertEqual((self.archive.completeness, other.completeness), (100, 0))
        contact.parent_id = other.partner_id
        self.assertEqual((self.archive.completeness, other.completeness), (0, 100))
        contact.unlink()
        self.assertEqual(other.completeness, 0)

    def test_a_country_without_provinces_needs_none(self):
        self._add_line(self.checklist, 'address')
        country = self.env['res.country'].create({'name': "Nowhere", 'code': 'QQ'})
        self.customer.write({'street': "1 Road", 'city': "Town", 'country_id': country.id})
        self.assertNotIn('address', self._missing(self.archive))

    def test_a_person_is_his_own_contact(self):
        self._create_checklist(('contact_person', None))
        person = self._open_archive(self._create_customer(is_company=False))
        self.assertEqual(person.completeness, 100)

    def test_conditions(self):
        self.checklist.line_ids.unlink()
        line = self._add_line(self.checklist, 'document', 'agreement')
        germany, china = self.env.ref('base.de'), self.env.ref('base.cn')
        for condition, country, asked in (
            ('foreign', germany, True), ('foreign', china, False), ('foreign', False, False),
            ('domestic', china, True), ('domestic', germany, False), ('company', china, True),
            ('person', china, False), ('has_order', china, False), ('open_order', china, False),
            ('has_invoice', china, False),
        ):
            self.customer.country_id = country
            line.condition = condition
            with self.subTest(condition=condition, country=country and country.code):
                self.assertEqual(self._missing(self.archive), ['XY'] if asked else [])

    # === REAL BUSINESS === #

    def _ask_for(self, kind, document_type=None):
        """Let the checklist ask for nothing else."""
        self.checklist.line_ids.unlink()
        self._add_line(self.checklist, kind, document_type)
        self._sweep()

    def _confirm_order(self):
        order = self.env['sale.order'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id,
            'order_line': [Command.create({'name': "Hall", 'product_uom_qty': 1,
                                           'price_unit': 10, 'product_id': self.product.id})],
        })
        order.action_confirm()
        return order

    @property
    def product(self):
        return self.env['product.product'].create({
            'name': "Hall", 'type': 'service', 'invoice_policy': 'order', 'taxes_id': False,
        })

    def test_a_confirmed_order_needs_its_signed_contract(self):
        self._ask_for('order_document', 'contract')
        self._create_checklist(('order_document', 'contract'), applies_to='volume')
        self.assertEqual(self.archive.completeness, 100)
        order = self._confirm_order()
        volume = order.archive_volume_ids
        self.assertEqual((self.archive.completeness, volume.completeness), (0, 0))
        contract = self._create_document(volume, 'contract')
        contract.with_user(self.archivist).action_verify()
        self.assertEqual(self.archive.completeness, 0, "It is not signed.")
        contract.with_user(self.archivist).signed_on = '2026-01-01'
        self.assertEqual((self.archive.completeness, volume.completeness), (100, 100))
        self._confirm_order()
        self.assertEqual(self.archive.completeness, 0, "Each order has its own.")

    def test_a_cancelled_order_needs_none(self):
        self._ask_for('order_document', 'contract')
        order = self._confirm_order()
        self.assertEqual(self.archive.completeness, 0)
        order._action_cancel()
        self.assertEqual(self.archive.completeness, 100)

    def test_an_invoiced_order_needs_its_acceptance(self):
        self._ask_for('invoice_document', 'acceptance')
        order = self._confirm_order()
        self.assertEqual(self.archive.completeness, 100)
        self._setup_accounts()
        invoice = order._create_invoices()
        self.assertEqual(self.archive.completeness, 100)
        invoice.action_post()
        self.assertEqual(self.archive.completeness, 0)
        self._verify(order.archive_volume_ids, 'acceptance')
        self.assertEqual(self.archive.completeness, 100)

    def _setup_accounts(self):
        income = self.env['account.account'].create({
            'name': "Income", 'code': 'AR4000', 'account_type': 'income',
            'company_ids': [Command.set(self.company.ids)],
        })
        receivable = self.env['account.account'].create({
            'name': "Receivable", 'code': 'AR1100', 'account_type': 'asset_receivable',
            'reconcile': True, 'company_ids': [Command.set(self.company.ids)],
        })
        self.env['account.journal'].create({
            'name': "Sales", 'type': 'sale', 'code': 'ARS', 'company_id': self.company.id,
            'default_account_id': income.id,
        })
        self.customer.with_company(self.company).property_account_receivable_id = receivable

    def test_a_licence_that_expires_while_an_order_is_open(self):
        self._ask_for('unexpired')
        with freeze_time('2026-03-01 04:00:00'):
            old = self._verify(self.archive, valid_until='2026-03-31')
        with freeze_time('2026-04-02 04:00:00'):
            self.assertEqual(self._missing(self.archive), [], "No order is open.")
            self._confirm_order()
            self.assertEqual(self._missing(self.archive), ['unexpired'])
            self.assertEqual(
                self.checklist.line_ids.with_user(self.collector).with_context(
                    checklist_archive_id=self.archive.id,
                ).action_solve()['domain'],
                [('archive_id', '=', self.archive.id), ('is_expired', '=', True)],
            )
            self._verify(self.archive, supersedes_id=old.id, valid_until='2031-03-31')
            self.assertEqual(self._missing(self.archive), [])

    # === THE SWEEP === #

    def _sweep(self):
        self.env.flush_all()
        with self._counting_commits():
            self.env['customer.archive']._cron_completeness()
        self.env.invalidate_all()

    def test_a_document_that_expires_counts_no_more(self):
        self.customer.phone = '13805710001'
        with freeze_time('2026-03-01 04:00:00'):
            self._verify(self.archive, valid_until='2026-03-31')
            self.assertEqual(self.archive.completeness, 100)
        with freeze_time('2026-03-31 15:00:00'):
            self._sweep()
            self.assertEqual(self.archive.completeness, 100)
        with freeze_time('2026-04-01 15:00:00'):
            self._sweep()
            self.assertEqual(self.archive.completeness, 50)

    def test_a_checklist_that_changes_is_swept(self):
        volume = self._create_volume(self.archive)
        self._add_line(self.checklist, 'document', 'agreement')
        self._create_checklist(('document', 'contract'), applies_to='volume')
        self._verify(self.archive)
        self.checklist.line_ids[0].unlink()
        self._verify(self.archive, 'agreement')
        self.assertEqual(self.archive.completeness, 50)
        self.checklist.active = False
        self.assertEqual(self.archive.completeness, 50)
        self._sweep()
        self.assertEqual((self.archive.completeness, volume.completeness), (100, 0))

    def test_the_sweep_and_the_transaction_yield_the_same(self):
        archives = self.archive
        for number in range(6):
            archive = self._open_archive(
                self._create_customer(phone=number % 2 and '13805710001'),
            )
            if number % 3:
                self._verify(archive)
            archives |= archive
        before = archives.mapped('completeness')
        self.assertEqual(len(set(before)), 3)
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_archive SET completeness = 7 WHERE id = ANY(%s)",
                            [archives.ids])
        archives.invalidate_recordset()
        self._sweep()
        self.assertEqual(archives.mapped('completeness'), before)
        self.assertFalse(self.env['customer.archive']._get_completeness_due_ids())

    def test_the_sweep_writes_nothing_where_nothing_changed(self):
        self._sweep()
        self.env.cr.execute("SELECT xmin FROM customer_archive WHERE id = %s", [self.archive.id])
        before = self.env.cr.fetchone()
        self.archive._write_completeness()
        self.env.cr.execute("SELECT xmin FROM customer_archive WHERE id = %s", [self.archive.id])
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_opening_many_measures_by_one_statement(self):
        partners = self.env['res.partner'].create([
            {'name': f"Customer {number}", 'is_company': True} for number in range(20)
        ])
        archives = self.env['customer.archive']._open_for(partners, self.company)
        self.env.flush_all()
        archives.invalidate_recordset()
        self.env['customer.archive']._get_measure()
        with self.assertQueryCount(2):  # The statement, and the companies.
            self.assertEqual(set(archives._measure_percents().values()), {0})

    # === SHOWN === #

    def test_it_is_shown_to_who_reads_the_archive(self):
        for user in (self.user, self.collector, self.archivist, self.auditor):
            self.assertEqual(self.archive.with_user(user).completeness, 0)
            self.assertEqual(len(self.archive.with_user(user).missing_line_ids), 2)
        self.assertEqual(
            self.customer.with_user(self.user).with_company(self.company).archive_completeness, 0,
        )
        found = self.env['customer.archive'].with_user(self.user).search([
            ('completeness', '<', 100),
        ])
        self.assertEqual(found, self.archive)

    def test_a_company_is_measured_by_its_own_day(self):
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-03-01 04:00:00'):
            self._verify(self.archive, valid_until='2026-03-31')
        for moment, there in (('2026-03-31 15:59:00', True), ('2026-03-31 16:01:00', False)):
            with freeze_time(moment):
                self.assertEqual('YYZZ' not in self._missing(self.archive), there)
        self.assertEqual(fields.Date.to_string(self.archive.document_ids.valid_until), '2026-03-31')
