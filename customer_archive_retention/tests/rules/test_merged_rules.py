# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged
from odoo.tools import SQL

from .common import RetentionAccountCommon


@tagged('post_install', '-at_install')
class TestMergedRules(RetentionAccountCommon):
    """Periods are computed anew when an archive is merged, and none ends by it earlier (CA-25).

    Fixtures: `stays`, an archive of another contact, which `archive` is merged into.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer(name="Twin")
        cls.stays = cls._open_archive(cls.twin)

    def test_the_archive_that_stays_counts_what_it_took_in(self):
        self._set(self.volume, filed_on='2021-02-03')
        self._enforce(applies_to='archive', trigger='filing', period_years=5)
        self._merge_archives(self.archive, self.stays)
        self.assertEqual(str(self.stays.retention_trigger_on), '2021-02-03')

    def test_invoices_and_payments_of_both_contacts_count_until_they_are_merged(self):
        self._invoice('2024-05-05')
        self._pay('2025-01-31')
        self._invoice('2020-01-01', partner=self.twin)
        for trigger, day in (('last_invoice', '2024-05-05'), ('last_payment', '2025-01-31')):
            rule = self._enforce(applies_to='volume', trigger=trigger, period_years=5)
            self.volume._recompute_retention()
            with self.subTest(trigger=trigger, merged=False):
                self.assertEqual(str(self.volume.retention_trigger_on), day)
        del rule
        due_on = self.volume.retention_due_on
        self._merge_archives(self.archive, self.stays)
        self.assertEqual(self.volume.archive_id, self.stays)
        self.assertEqual(self.volume.retention_due_on, due_on)

    def test_what_the_contact_that_went_owes_keeps_the_archive(self):
        self._merge_archives(self.archive, self.stays)
        invoice = self._invoice('2024-05-05')
        self.assertIn(invoice.display_name, self.stays._get_unsettled()[self.stays.id])

    def test_an_archive_whose_other_contact_buys_is_not_proposed_for_closing(self):
        self.company.archive_inactive_months = 12
        self._formalise(self.stays)
        self._set(self.stays, opened_on='2020-01-01', formal_on='2020-01-01')
        self._set(self.archive, opened_on='2020-01-01', formal_on='2020-01-01')
        self._set(self.volume, filed_on='2020-01-01', state='closed')
        self._merge_archives(self.archive, self.stays)
        stays = SQL("archive.id = %s", self.stays.id)
        self.env['customer.archive']._write_inactive(stays)
        self.env.invalidate_all()
        self.assertTrue(self.stays.closing_proposed_on)
        self._invoice('2026-05-05')
        self.env['customer.archive']._write_inactive(stays)
        self.env.invalidate_all()
        self.assertFalse(self.stays.closing_proposed_on)
