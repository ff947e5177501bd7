# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged

from .common import RetentionAccountCommon


@tagged('post_install', '-at_install')
class TestTriggers(RetentionAccountCommon):
    """A period begins with the event of the business, never with an entry in a database (ND-06)."""

    def _trigger_on(self, record, trigger, **vals):
        kind = record._get_retention_kind()
        self._enforce(applies_to=kind, trigger=trigger, period_years=1, **vals)
        record._recompute_retention()
        return record.retention_trigger_on and str(record.retention_trigger_on)

    def test_filing_of_a_volume_and_of_what_lies_in_it(self):
        self._set(self.volume, filed_on='2021-02-03')
        self.assertEqual(self._trigger_on(self.volume, 'filing'), '2021-02-03')
        document = self.volume.document_ids[0]
        self.assertEqual(self._trigger_on(document, 'filing'), '2021-02-03')

    def test_filing_of_a_document_of_the_archive_is_its_verification(self):
        licence = self._create_document(self.archive, 'business_licence')
        self.assertFalse(self._trigger_on(licence, 'filing'))
        licence.with_user(self.archivist).action_verify()
        licence._recompute_retention()
        self.assertEqual(str(licence.retention_trigger_on), '2026-06-15')

    def test_filing_of_an_archive_waits_for_its_last_volume(self):
        self._set(self.volume, filed_on='2021-02-03')
        self.assertEqual(self._trigger_on(self.archive, 'filing'), '2021-02-03')
        self._create_volume(self.archive)
        self.archive._recompute_retention()
        self.assertRetention(self.archive, 'indeterminate')

    def test_filing_of_an_archive_without_volumes_is_its_becoming_formal(self):
        archive = self._open_archive()
        self._set(archive, formal_on='2020-02-02')
        self.assertEqual(self._trigger_on(archive, 'filing'), '2020-02-02')

    def test_closing(self):
        self._set(self.volume, closed_on='2020-05-06')
        self.assertEqual(self._trigger_on(self.volume, 'closed'), '2020-05-06')
        self.assertFalse(self._trigger_on(self.archive, 'closed'))
        self._set(self.archive, closed_on='2021-01-01')
        self.archive._recompute_retention()
        self.assertEqual(str(self.archive.retention_trigger_on), '2021-01-01')

    def test_the_contract_ends_with_the_last_volume(self):
        self._set(self.volume, date_end='2020-05-06')
        self.assertEqual(self._trigger_on(self.volume, 'contract_end'), '2020-05-06')
        self.assertEqual(self._trigger_on(self.archive, 'contract_end'), '2020-05-06')
        running = self._create_volume(self.archive)
        self.archive._recompute_retention()
        self.assertRetention(self.archive, 'indeterminate')
        running.date_end = '2019-01-01'
        self.archive._recompute_retention()
        self.assertEqual(str(self.archive.retention_trigger_on), '2020-05-06')

    def test_the_last_posted_invoice_or_credit_note_counts(self):
        self._invoice('2020-01-01')
        self._invoice('2021-03-03')
        self._invoice('2021-04-04', move_type='out_refund')
        self._invoice('2024-01-01', post=False)
        contact = self.env['res.partner'].create({
            'name': "Buyer", 'parent_id': self.customer.id,
        })
        self.assertEqual(self._trigger_on(self.archive, 'last_invoice'), '2021-04-04')
        self._invoice('2022-05-05', partner=contact)
        self.archive._recompute_retention()
        self.assertEqual(str(self.archive.retention_trigger_on), '2022-05-05')

    def test_invoices_of_another_customer_or_vendor_bills_do_not_count(self):
        self._invoice('2020-01-01', partner=self._create_customer(name="Other"))
        self.assertFalse(self._trigger_on(self.archive, 'last_invoice'))

    def test_the_last_payment_counts_once_it_is_made(self):
        payments = self._pay('2020-02-02') | self._pay('2021-02-02')
        self._pay('2024-02-02', post=False)
        self.assertEqual(self._trigger_on(self.archive, 'last_payment'), '2021-02-02')
        payments[1].action_cancel()
        self._commit_now()
        self.assertEqual(str(self.archive.retention_trigger_on), '2020-02-02')

    def test_the_relation_ends_with_the_last_of_all(self):
        self._invoice('2020-01-01')
        self.assertFalse(self._trigger_on(self.archive, 'relation_end'), "It is still open")
        self._set(self.archive, closed_on='2019-06-06')
        self.archive._recompute_retention()
        self.assertEqual(str(self.archive.retention_trigger_on), '2020-01-01')
        self._set(self.archive, closed_on='2022-06-06')
        self.archive._recompute_retention()
        self.assertEqual(str(self.archive.retention_trigger_on), '2022-06-06')

    def test_the_relation_of_an_archive_without_invoices_ends_with_its_closing(self):
        self._set(self.archive, closed_on='2022-06-06')
        self.assertEqual(self._trigger_on(self.archive, 'relation_end'), '2022-06-06')

    def test_documents_count_from_their_date(self):
        first, second = self.volume.document_ids[:2]
        self._set(first, date='2020-01-01')
        self.assertEqual(self._trigger_on(first, 'document_date'), '2020-01-01')
        self.assertFalse(self._trigger_on(self.volume, 'document_date'), "One has no date")
        self._set(second, date='2021-01-01')
        self.volume._recompute_retention()
        self.assertEqual(str(self.volume.retention_trigger_on), '2021-01-01')

    def test_validity_of_a_document_starts_nothing(self):
        licence = self._create_document(
            self.archive, 'business_licence', valid_until='2001-01-01', date='2024-01-01',
        )
        self._enforce(applies_to='document', trigger='document_date', period_years=5)
        licence._recompute_retention()
        self.assertRetention(licence, 'dated', '2029-01-02')
        self.assertTrue(licence._get_retention_reasons())

    def test_when_a_row_was_created_starts_nothing(self):
        self.env.cr.execute(
            "UPDATE customer_archive_volume SET create_date = '1999-01-01' WHERE id = %s",
            [self.volume.id],
        )
        self._enforce(trigger='closed', period_years=1)
        self.volume._recompute_retention()
        self.assertRetention(self.volume, 'indeterminate')
