# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import RetentionCommon


@tagged('post_install', '-at_install')
class TestExplanation(RetentionCommon):
    """The screen says which rule, which event and which date (RE-01, ND-08)."""

    def test_all_candidates_are_shown_the_winner_first(self):
        self._set(self.volume, closed_on='2020-01-01', date_end='2023-01-01')
        short = self._enforce(trigger='closed', period_years=5, name="Short")
        long = self._enforce(trigger='contract_end', period_years=5, name="Long")
        self.archive._refresh_retention()
        lines = self.volume._get_retention_candidates()[self.volume.id]
        self.assertEqual([line['rule'] for line in lines], [long, short])
        self.assertEqual([line['is_winner'] for line in lines], [True, False])
        self.assertEqual(str(lines[0]['until']), '2028-01-01')
        html = self.volume.with_user(self.archivist).retention_explanation
        for text in ("Long", "Short", "Civil Code, art. 188", "01/01/2028", "Decides"):
            with self.subTest(text=text):
                self.assertIn(text, html)

    def test_a_missing_event_and_no_rule_are_said(self):
        self.assertIn("No rule in force", self.volume.retention_explanation)
        self._enforce(trigger='closed')
        self.volume.invalidate_recordset(['retention_explanation'])
        self.archive._refresh_retention()
        self.assertIn("has not happened", self.volume.retention_explanation)

    def test_a_shorter_ceiling_warns(self):
        self._set(self.volume, closed_on='2020-01-01', date_end='2020-01-01')
        self._enforce(trigger='contract_end', period_years=3, ceiling_years=3)
        self.archive._refresh_retention()
        self.assertNotIn("longer than a rule allows", self.volume.retention_explanation)
        self._enforce(trigger='closed', period_years=10)
        self.archive._refresh_retention()
        self.assertIn("longer than a rule allows", self.volume.retention_explanation)
        [exceeded] = [
            line for line in self.volume._get_retention_candidates()[self.volume.id]
            if line['is_exceeded']
        ]
        self.assertEqual(str(exceeded['ceiling']), '2023-01-01')

    def test_without_a_ceiling_none_is_shown_and_none_exceeded(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed')
        self._enforce(trigger='last_invoice', from_year_end=True)
        self._enforce(action='keep')
        self.archive._refresh_retention()
        lines = self.volume._get_retention_candidates()[self.volume.id]
        self.assertEqual([line['ceiling'] for line in lines], [None, None, None])
        self.assertFalse(any(line['is_exceeded'] for line in lines))
        self.assertEqual(
            [line['until'] and str(line['until']) for line in lines], [None, None, '2025-01-01'],
        )
        self.assertIn("not known", self.volume.retention_explanation)
        self.assertNotIn("9999", self.volume.retention_explanation)

    def test_the_explanation_and_the_columns_agree(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed', period_years=5)
        self._enforce(trigger='filing', period_years=5)
        self.archive._refresh_retention()
        for record in (self.archive, self.volume, *self.volume.document_ids):
            with self.subTest(record=record):
                winner = record._get_retention_candidates()[record.id][0]
                self.assertEqual(winner['rule'], record.retention_rule_id)
                self.assertEqual(winner['until'], record.retention_until)

    def test_forms_open_for_who_reads_only(self):
        self._enforce(trigger='closed')
        self.archive._refresh_retention()
        for user in (self.user, self.auditor, self.general_manager, self.archivist):
            for record in (self.archive, self.volume, self.volume.document_ids[0]):
                with self.subTest(user=user.login, record=record):
                    form = Form(record.with_user(user))
                    self.assertTrue(form.retention_explanation)


@tagged('post_install', '-at_install')
class TestDue(RetentionCommon):
    """What is due is one list, with the days since (RE-06)."""

    def setUp(self):
        super().setUp()
        self._set(self.volume, closed_on='2020-06-14')
        self._enforce(trigger='closed', period_years=5)
        self.archive._refresh_retention()

    def _due(self, user):
        return self.env['customer.archive.retention.due'].with_user(user).search([
            ('archive_id', '=', self.archive.id),
        ])

    def test_shows_volumes_and_archives_but_not_what_goes_with_them(self):
        due = self._due(self.archivist)
        self.assertEqual(
            set(due.mapped('name')), {self.archive.name, self.volume.name},
            "The archive may go when the volume may",
        )
        line = due.filtered(lambda record: record.kind == 'volume')
        self.assertEqual(line.rule_id, self.volume.retention_rule_id)
        self.assertEqual(line.action, 'review')
        self.assertEqual(line.action_open()['res_id'], self.volume.id)

    def test_days_since_expiry(self):
        self.assertEqual(str(self.volume.retention_due_on), '2025-06-15')
        self.assertEqual(self.volume.retention_days_over, 365)
        # The view counts by the clock of the database.
        self.env.cr.execute("SELECT (now() AT TIME ZONE 'UTC')::date - DATE '2025-06-15'")
        [days] = self.env.cr.fetchone()
        line = self._due(self.archivist).filtered(lambda record: record.kind == 'volume')
        self.assertAlmostEqual(line.days_over, max(days, 0), delta=1)

    def test_a_superseded_document_is_shown_by_itself(self):
        document = self.volume.document_ids[0]
        self._set(document, state='superseded')
        self.assertIn(document.name, self._due(self.archivist).mapped('name'))

    def test_only_who_keeps_heads_or_audits_sees_it(self):
        for user in (self.archivist, self.office_manager, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(self._due(user))
        for user in (self.user, self.technician, self.collector, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._due(user)
        self.assertFalse(self._due(self.other_archivist))

    def test_filters_find_what_is_due_overdue_missing_and_without_rule(self):
        volumes = self.env['customer.archive.volume'].with_user(self.archivist)
        mine = [('archive_id', '=', self.archive.id)]
        self.assertEqual(volumes.search([
            *mine, ('retention_basis', '=', 'dated'), ('retention_due_on', '<', 'today -30d'),
        ]), self.volume)
        missing = self._create_volume(self.archive)
        self.assertEqual(
            volumes.search([*mine, ('retention_basis', '=', 'indeterminate')]), missing,
        )
        self.assertFalse(volumes.search([*mine, ('retention_basis', '=', 'none')]))
