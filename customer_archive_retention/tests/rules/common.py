# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import date
from itertools import count

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive.tests.common import ArchiveCommon

TODAY = '2026-06-15'


@tagged('post_install', '-at_install')
class RetentionCommon(ArchiveCommon):
    """A day that does not pass, and no rule in force but those of a test.

    Fixtures: those of `ArchiveCommon`, and

    - `archive`: of `customer`, formal, of class A (importance)
    - `volume`: filed in it
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule_codes = count(1)
        freezer = freeze_time(f'{TODAY} 04:00:00')
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        # Whatever rules the database has: they do not apply in the tests' company.
        cls.env.cr.execute("SET LOCAL session_replication_role = replica")
        cls.env.cr.execute("UPDATE customer_archive_retention_rule SET state = 'draft'"
                           " WHERE state = 'in_force'")
        cls.env.cr.execute("SET LOCAL session_replication_role = origin")
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()
        cls.addClassCleanup(cls.env.registry.clear_cache)
        cls.archive = cls._open_archive(cls.customer, class_ids=[
            fields.Command.set(cls._class('importance_a').ids),
        ])
        cls.volume = cls._file(cls._create_volume(cls.archive))

    # === FACTORIES === #

    @classmethod
    def _create_rule(cls, **vals):
        """Write a rule: five years after a volume was closed, where nothing else is said."""
        vals.setdefault('code', f'T-{next(cls._rule_codes)}')
        vals.setdefault('period_years', 5 if vals.get('action') != 'keep' else 0)
        return cls.env['customer.archive.retention.rule'].with_user(cls.archivist).create({
            'name': "Contracts", 'citation': "Civil Code, art. 188",
            'company_id': cls.company.id, **vals,
        }).with_env(cls.env)

    @classmethod
    def _put_in_force(cls, rule):
        rule.with_user(cls.archivist).action_propose()
        rule.with_user(cls.general_manager).action_approve()
        return rule

    @classmethod
    def _enforce(cls, **vals):
        """Write a rule and put it in force."""
        return cls._put_in_force(cls._create_rule(**vals))

    @classmethod
    def _set(cls, record, **vals):
        """Write what only steps write, as if the steps had been taken on other days."""
        with_pass(record).write(vals)
        return record

    @classmethod
    def _commit_now(cls):
        """Do what waits for the end of the transaction."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    # === QUESTIONS === #

    def assertRetention(self, record, basis, due_on=None, rule=None):  # noqa: N802 as unittest does
        """Assert what the columns of a record say."""
        self.assertEqual(record.retention_basis, basis)
        expected = date.fromisoformat(due_on) if due_on else False
        self.assertEqual(record.retention_due_on, expected)
        if rule is not None:
            self.assertEqual(record.retention_rule_id, rule)


@tagged('post_install', '-at_install')
class RetentionAccountCommon(RetentionCommon):
    """With the books of `company`: invoices and payments of `customer`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income, cls.receivable, outstanding = cls.env['account.account'].create([
            {'name': kind, 'code': code, 'account_type': kind, 'reconcile': kind != 'income',
             'company_ids': cls.company.ids}
            for code, kind in (
                ('T4000', 'income'), ('T1200', 'asset_receivable'), ('T1100', 'asset_current'),
            )
        ])
        cls.journal, cls.bank = cls.env['account.journal'].create([
            {'name': "Sales", 'code': 'TSAL', 'type': 'sale', 'company_id': cls.company.id,
             'default_account_id': cls.income.id},
            {'name': "Bank", 'code': 'TBNK', 'type': 'bank', 'company_id': cls.company.id},
        ])
        cls.bank.inbound_payment_method_line_ids.payment_account_id = outstanding
        cls.customer.with_company(cls.company).property_account_receivable_id = cls.receivable

    # === FACTORIES === #

    @classmethod
    def _invoice(cls, on, partner=None, move_type='out_invoice', post=True):
        partner = (partner or cls.customer).with_company(cls.company)
        partner.property_account_receivable_id = cls.receivable
        invoice = cls.env['account.move'].with_company(cls.company).create({
            'move_type': move_type, 'partner_id': partner.id, 'journal_id': cls.journal.id,
            'invoice_date': on, 'date': on,
            'invoice_line_ids': [fields.Command.create({
                'name': "Work", 'quantity': 1, 'price_unit': 100, 'account_id': cls.income.id,
                'tax_ids': [fields.Command.clear()],
            })],
        })
        if post:
            invoice.action_post()
        cls._commit_now()
        return invoice

    @classmethod
    def _pay(cls, on, post=True):
        payment = cls.env['account.payment'].with_company(cls.company).create({
            'payment_type': 'inbound', 'partner_type': 'customer', 'date': on, 'amount': 10,
            'partner_id': cls.customer.id, 'journal_id': cls.bank.id,
            'payment_method_line_id': cls.bank.inbound_payment_method_line_ids[:1].id,
        })
        if post:
            payment.action_post()
        cls._commit_now()
        return payment
