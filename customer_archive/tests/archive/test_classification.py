# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestClassification(ArchiveCommon):
    """A scheme of dimensions and classes, and what the customer himself states (CA-35 to CA-39)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.importance = cls.env.ref(
            'customer_archive.customer_archive_class_dimension_importance',
        )

    # === THE SCHEME === #

    def test_classes_form_a_tree_under_their_dimension(self):
        """CA-35"""
        engineering = self._class('business_type_engineering')
        bridges = self.env['customer.archive.class'].create({
            'name': "Bridges", 'code': 'QL', 'dimension_id': engineering.dimension_id.id,
            'parent_id': engineering.id,
        })
        self.assertEqual(bridges.display_name, "Engineering / Bridges")
        archive = self._open_archive(class_ids=[Command.set(bridges.ids)])
        self.assertIn(archive, self.env['customer.archive'].search([
            ('class_ids', 'child_of', engineering.id),
        ]))

    def test_a_class_does_not_lie_below_itself_or_in_another_dimension(self):
        engineering = self._class('business_type_engineering')
        bridges = self.env['customer.archive.class'].create({
            'name': "Bridges", 'code': 'QL', 'dimension_id': engineering.dimension_id.id,
            'parent_id': engineering.id,
        })
        for parent in (engineering, bridges):
            with self.assertRefused("below itself", exception=ValidationError):
                engineering.parent_id = parent
        with self.assertRefused("same dimension", exception=ValidationError):
            bridges.parent_id = self._class('importance_a')

    def test_codes_are_used_once_in_a_dimension(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env['customer.archive.class'].create({
                'name': "Again", 'code': 'A', 'dimension_id': self.importance.id,
            })

    def test_the_default_of_a_dimension_is_one_of_its_classes(self):
        with self.assertRefused("own classes", exception=ValidationError):
            self.importance.default_class_id = self._class('spend_level_a')

    def test_a_class_in_use_is_not_deleted(self):
        """CA-35: whoever asks, and whether or not he sees the archives."""
        level = self._class('importance_c')
        self.archive.with_user(self.archivist).importance_id = level
        for records in (level.with_user(self.office_manager), level.sudo()):
            with self.assertRefused("Occasional"):
                records.unlink()
        level.active = False
        self.assertEqual(self.archive.importance_id, level)
        unused = self.env['customer.archive.class'].create({
            'name': "Unused", 'code': 'X', 'dimension_id': level.dimension_id.id,
        })
        unused.with_user(self.office_manager).unlink()
        self.assertFalse(unused.exists())

    def test_a_dimension_in_use_is_not_deleted(self):
        with self.assertImpossible():
            self.importance.unlink()

    def test_only_the_office_manager_keeps_the_scheme(self):
        """CA-79"""
        for user in (self.user, self.collector, self.archivist, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(self._class('importance_a').with_user(user).name)
                with self.assertRaises(AccessError):
                    self._class('importance_a').with_user(user).name = "X"
                with self.assertRaises(AccessError):
                    self.importance.with_user(user).name = "X"
        self._class('importance_a').with_user(self.office_manager).name = "Key"

    # === CLASSIFYING === #

    def test_a_new_archive_has_the_defaults(self):
        """CA-39"""
        self.assertEqual(self.archive.importance_id, self._class('importance_b'))
        self.assertEqual(self.archive.spend_level_id, self._class('spend_level_d'))
        self.assertFalse(self.archive.business_type_id)

    def test_classes_and_their_own_fields_are_one(self):
        """CA-39: two fields, importance and type of business."""
        archive = self.archive.with_user(self.archivist)
        archive.business_type_id = self._class('business_type_sales')
        archive.importance_id = self._class('importance_a')
        self.assertEqual(set(archive.class_ids.mapped('code')), {'A', 'XS', 'N'})
        archive.class_ids = [
            Command.unlink(self._class('importance_a').id),
            Command.link(self._class('importance_c').id),
        ]
        self.assertEqual(archive.importance_id, self._class('importance_c'))
        archive.importance_id = False
        self.assertEqual(set(archive.class_ids.mapped('code')), {'XS', 'N'})

    def test_two_classes_of_one_dimension_are_refused(self):
        with self.assertRefused(self.archive.name, "two classes", exception=ValidationError):
            self.archive.class_ids = [Command.link(self._class('importance_a').id)]

    def test_only_the_archivist_classifies(self):
        """CA-21, CA-79: the collector opens archives, and does not classify them."""
        level = self._class('importance_a')
        archive = self.archive.with_user(self.collector)
        for vals in ({'importance_id': level.id}, {'class_ids': [Command.set(level.ids)]}):
            with self.subTest(vals=vals):
                with self.assertRaises(AccessError):
                    archive.write(vals)
                with self.assertRaises(AccessError):
                    archive.create({
                        'partner_id': self._create_customer().id,
                        'department_id': self.department.id, **vals,
                    })
        self.archive.with_user(self.archivist).importance_id = level

    def test_what_hangs_on_the_class_is_told(self):
        """CA-35: a module that recomputes retention is called with the classes before."""
        told = []

        def after(record, old_classes):
            told.append((record, old_classes))

        self.patch(self.registry['customer.archive'], '_after_reclassification', after)
        self.archive.importance_id = self._class('importance_a')
        self.archive.note = "Nothing about classes"
        self.assertEqual(len(told), 1)
        self.assertEqual(told[0][0], self.archive)

    # === WHAT THE CUSTOMER STATES === #

    def test_individual_or_company_follows_the_customer(self):
        """CA-37"""
        self.assertEqual(self.archive.customer_type, 'company')
        person = self._open_archive(self._create_customer(is_company=False))
        self.assertEqual(person.customer_type, 'person')
        person.partner_id.is_company = True
        self.assertEqual(person.customer_type, 'company')

    def test_industry_and_region_follow_the_customer(self):
        """CA-36: derived from the customer, to search and to group by."""
        industry = self.env['res.partner.industry'].create({'name': "Shipyards"})
        country = self.env['res.country'].create({'name': "Testland", 'code': 'QZ'})
        province = self.env['res.country.state'].create({
            'name': "North", 'code': 'N', 'country_id': country.id,
        })
        self.customer.write({
            'industry_id': industry.id, 'state_id': province.id, 'country_id': country.id,
        })
        self._open_archive()
        for name, value in (('industry_id', industry), ('region_id', province)):
            with self.subTest(field=name):
                self.assertEqual(self.archive[name], value)
                archives = self.env['customer.archive'].with_user(self.archivist)
                groups = archives.formatted_read_group(
                    [('company_id', '=', self.company.id)], [name], ['__count'],
                )
                self.assertEqual(
                    {group[name] and group[name][0]: group['__count'] for group in groups},
                    {value.id: 1, False: 1},
                )
                self.assertEqual(self.env['customer.archive'].search([(name, '=', value.id)]),
                                 self.archive)

    # === SPEND LEVEL === #

    def _invoice(self, amount, move_type='out_invoice', date='2026-05-04', post=True):
        """Enter an invoice of the customer with the least accounting that there is."""
        account = self.env['account.account'].with_company(self.company)
        if not hasattr(self, 'journal'):
            self.income, self.receivable = account.create([
                {'name': "Income", 'code': '400000', 'account_type': 'income'},
                {'name': "Receivable", 'code': '121000', 'account_type': 'asset_receivable'},
            ])
            self.journal = self.env['account.journal'].create({
                'name': "Sales", 'code': 'SAL', 'type': 'sale', 'company_id': self.company.id,
                'default_account_id': self.income.id,
            })
            self.customer.with_company(self.company).property_account_receivable_id = (
                self.receivable
            )
        move = self.env['account.move'].with_company(self.company).create({
            'move_type': move_type, 'partner_id': self.customer.id, 'invoice_date': date,
            'journal_id': self.journal.id,
            'invoice_line_ids': [Command.create({
                'name': "Steel", 'price_unit': amount, 'tax_ids': [],
                'account_id': self.income.id,
            })],
        })
        if post:
            move.action_post()
        return move

    def _update_levels(self):
        with self._counting_commits():
            result = self.env['customer.archive']._cron_update_spend_levels()
        self.env.invalidate_all()
        return result

    @freeze_time('2026-06-01 10:00:00')
    def test_the_spend_level_follows_what_was_invoiced(self):
        """CA-38: posted invoices less credit notes of twelve months, against the bands."""
        for amount, vals, level in (
            (150_000, {'post': False}, 'd'),
            (150_000, {'date': '2025-05-01'}, 'd'),
            (99_999, {}, 'c'),
            (1, {}, 'b'),
            (2_000_000, {}, 'a'),
            (1_950_000, {'move_type': 'out_refund'}, 'b'),
        ):
            self._invoice(amount, **vals)
            self._update_levels()
            with self.subTest(amount=amount, **vals):
                self.assertEqual(
                    self.archive.spend_level_id, self._class(f'spend_level_{level}'),
                )

    @freeze_time('2026-06-01 10:00:00')
    def test_the_bands_are_the_company_s_to_set(self):
        """CA-38"""
        self._invoice(500)
        self._class('spend_level_a').amount_from = 400
        self._class('spend_level_b').amount_from = 300
        self._update_levels()
        self.assertEqual(self.archive.spend_level_id, self._class('spend_level_a'))

    @freeze_time('2026-06-01 10:00:00')
    def test_a_level_that_is_right_is_not_written(self):
        self._invoice(500)
        self.assertIn(self.archive, self.archive.search([('spend_level_id.code', '=', 'N')]))
        self._update_levels()
        entries = self._entries(self.archive, 'change')
        self.assertEqual(entries.facts['class_ids'], [['IMP:B', 'SPD:N'], ['IMP:B', 'SPD:L']])
        result = self._update_levels()
        self.assertEqual((result.due, result.done), (0, 0))
        self.assertEqual(self._entries(self.archive, 'change'), entries)

    @freeze_time('2026-06-01 10:00:00')
    def test_closed_archives_keep_their_level(self):
        self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        self._invoice(500)
        self._update_levels()
        self.assertEqual(self.archive.spend_level_id, self._class('spend_level_d'))

    @freeze_time('2026-06-01 10:00:00')
    def test_another_company_s_invoices_do_not_count(self):
        """ND-31"""
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        self._invoice(500)
        self._update_levels()
        self.assertEqual(self.archive.spend_level_id, self._class('spend_level_c'))
        self.assertEqual(abroad.spend_level_id, self._class('spend_level_d'))
