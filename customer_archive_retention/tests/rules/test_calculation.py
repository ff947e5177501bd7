# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged

from .common import RetentionCommon


@tagged('post_install', '-at_install')
class TestPeriods(RetentionCommon):
    """How a period is counted (ND-07, RE-01)."""

    def _due_on(self, trigger_on, **vals):
        self._set(self.volume, closed_on=trigger_on)
        self._enforce(applies_to='volume', trigger='closed', **vals)
        self.volume._recompute_retention()
        return str(self.volume.retention_due_on)

    def test_is_due_on_the_day_after_the_period(self):
        self.assertEqual(self._due_on('2013-01-03', period_years=10), '2023-01-04')
        self.assertEqual(str(self.volume.retention_until), '2023-01-03')
        self.assertEqual(str(self.volume.retention_trigger_on), '2013-01-03')

    def test_counts_from_the_end_of_the_year(self):
        self.assertEqual(
            self._due_on('2013-01-03', period_years=10, from_year_end=True), '2024-01-01',
        )

    def test_counts_from_the_last_day_of_the_year_itself(self):
        self.assertEqual(
            self._due_on('2013-12-31', period_years=10, from_year_end=True), '2024-01-01',
        )

    def test_counts_from_the_end_of_a_fiscal_year_that_ends_in_march(self):
        self.company.write({'fiscalyear_last_month': '3', 'fiscalyear_last_day': 31})
        self.assertEqual(
            self._due_on('2013-04-01', period_years=10, from_year_end=True), '2024-04-01',
        )

    def test_counts_from_the_end_of_a_fiscal_year_that_ends_in_february(self):
        self.company.write({'fiscalyear_last_month': '2', 'fiscalyear_last_day': 28})
        self.assertEqual(
            self._due_on('2023-02-01', period_years=1, from_year_end=True), '2024-03-01',
        )

    def test_months_from_the_end_of_a_short_month_end_with_a_long_one(self):
        self.company.write({'fiscalyear_last_month': '6', 'fiscalyear_last_day': 30})
        self.assertEqual(
            self._due_on('2020-05-05', period_years=0, period_months=6, from_year_end=True),
            '2021-01-01',
        )

    def test_a_year_from_29_february_ends_on_28_february(self):
        self.assertEqual(self._due_on('2024-02-29', period_years=1), '2025-03-01')

    def test_four_years_from_29_february_end_on_29_february(self):
        self.assertEqual(self._due_on('2020-02-29', period_years=4), '2024-03-01')

    def test_a_month_from_a_day_that_the_next_month_lacks_ends_with_that_month(self):
        self.assertEqual(
            self._due_on('2023-01-30', period_years=0, period_months=1), '2023-03-01',
        )

    def test_years_and_months_add_up(self):
        self.assertEqual(self._due_on('2020-01-15', period_years=2, period_months=6), '2022-07-16')

    def test_a_trigger_in_the_future_runs_from_then(self):
        self.assertEqual(self._due_on('2031-05-05', period_years=1), '2032-05-06')
        self.assertFalse(self.volume.retention_listed_on)

    def test_a_date_beyond_the_calendar_stays_on_its_last_day(self):
        self.assertEqual(self._due_on('9999-12-31', period_years=10, from_year_end=True),
                         '9999-12-31')


@tagged('post_install', '-at_install')
class TestLongestWins(RetentionCommon):
    """Of all rules that apply to a unit and to what lies in it, the longest decides (ND-08)."""

    def test_nothing_is_known_without_a_rule(self):
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'none')
        self.assertIn("No retention rule", self.volume._get_retention_reasons()[0])

    def test_the_latest_date_wins(self):
        self._set(self.volume, closed_on='2020-01-01', date_end='2024-01-01')
        self._enforce(trigger='closed', period_years=5)
        longer = self._enforce(trigger='contract_end', period_years=3)
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2027-01-02', longer)

    def test_a_missing_event_is_never_expired(self):
        self._set(self.volume, closed_on='2000-01-01')
        self._enforce(trigger='closed', period_years=1)
        missing = self._enforce(trigger='last_invoice', period_years=1)
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'indeterminate', None, missing)
        self.assertIn(missing.reference, self.volume._get_retention_reasons()[0])

    def test_for_ever_beats_all(self):
        self._enforce(trigger='last_invoice', period_years=1)
        keep = self._enforce(action='keep')
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'permanent', None, keep)
        self.assertIn("for ever", self.volume._get_retention_reasons()[0])

    def test_what_lies_in_it_keeps_what_contains_it(self):
        contract = self.volume.document_ids[0]
        self._set(contract, date='2022-03-04')
        rule = self._enforce(
            applies_to='document', trigger='document_date', period_years=10,
            document_type_ids=[(6, 0, contract.type_id.ids)],
        )
        self._set(self.volume, closed_on='2010-01-01')
        self._set(self.archive, closed_on='2010-01-01')
        self._enforce(trigger='closed', period_years=1)
        self._enforce(applies_to='archive', trigger='closed', period_years=1)
        self.archive._refresh_retention()
        for record in (contract, self.volume, self.archive):
            with self.subTest(record=record):
                self.assertRetention(record, 'dated', '2032-03-05', rule)

    def test_a_document_follows_its_volume(self):
        self._set(self.volume, closed_on='2020-01-01')
        rule = self._enforce(trigger='closed', period_years=5)
        self.archive._refresh_retention()
        self.assertRetention(self.volume.document_ids[0], 'dated', '2025-01-02', rule)

    def test_a_document_without_volume_follows_the_archive(self):
        licence = self._create_document(self.archive, 'business_licence')
        self._set(self.archive, closed_on='2020-01-01')
        rule = self._enforce(applies_to='archive', trigger='closed', period_years=5)
        self.archive._refresh_retention()
        self.assertRetention(licence, 'dated', '2025-01-02', rule)
        self.assertRetention(self.volume.document_ids[0], 'none')

    def test_a_superseded_document_goes_by_the_rule_of_its_type_alone(self):
        old, other = self.volume.document_ids[:2]
        self._set(old, date='2015-01-01', state='superseded')
        self._set(other, state='superseded')
        self._set(self.volume, closed_on='2024-01-01')
        of_type = self._enforce(
            applies_to='document', trigger='document_date', period_years=1,
            document_type_ids=[(6, 0, old.type_id.ids)],
        )
        of_volume = self._enforce(trigger='closed', period_years=5)
        self.archive._refresh_retention()
        self.assertRetention(old, 'dated', '2016-01-02', of_type)
        self.assertRetention(other, 'dated', '2029-01-02', of_volume)
        self.assertRetention(self.volume, 'dated', '2029-01-02', of_volume)

    def test_a_rule_of_another_class_company_or_type_does_not_apply(self):
        self._set(self.volume, closed_on='2020-01-01')
        (self.archivist | self.general_manager).company_ids |= self.other_company
        for vals in (
            {'class_ids': [(6, 0, self._class('importance_b').ids)]},
            {'company_id': self.other_company.id},
            {'document_type_ids': [(6, 0, self._type('business_licence').ids)]},
        ):
            self._enforce(trigger='closed', **vals)
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'none')

    def test_a_rule_of_a_class_applies_to_the_classes_below(self):
        parent = self._class('importance_a')
        below = self.env['customer.archive.class'].create({
            'name': "A+", 'code': 'AP', 'dimension_id': parent.dimension_id.id,
            'parent_id': parent.id,
        })
        self.archive.class_ids = [(6, 0, below.ids)]
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed', class_ids=[(6, 0, parent.ids)])
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2025-01-02')

    def test_a_review_keeps_longer_and_never_shorter(self):
        self._set(self.volume, closed_on='2020-01-01')
        rule = self._enforce(trigger='closed', period_years=5)
        self._set(self.volume, retention_extended_until='2027-08-31')
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2027-09-01', rule)
        self.assertIn("A review keeps it until", self.volume._get_retention_reasons()[0])
        self.assertRetention(self.volume.document_ids[0], 'dated', '2027-09-01')
        self._set(self.volume, retention_extended_until='2021-01-01')
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2025-01-02')
        self.assertEqual(self.volume._get_retention_reasons(), [])

    def test_what_a_review_keeps_for_ever_keeps_what_contains_it(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed', period_years=5)
        document = self.volume.document_ids[0]
        self._set(document, retention_permanent=True)
        self.archive._refresh_retention()
        for record in (document, self.volume, self.archive):
            with self.subTest(record=record):
                self.assertRetention(record, 'permanent')
        self.assertRetention(self.volume.document_ids[1], 'dated', '2025-01-02')

    def test_a_void_volume_keeps_nothing_else(self):
        void = self._create_volume(self.archive)
        void.with_user(self.archivist)._transition('void', reason="By mistake")
        self._set(self.volume, closed_on='2020-01-01', date_end='2020-01-01')
        self._enforce(trigger='closed', period_years=5)
        self.archive._refresh_retention()
        self.assertRetention(void, 'indeterminate')
        self.assertRetention(self.archive, 'dated', '2025-01-02')
