# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import RetentionAccountCommon


@tagged('post_install', '-at_install')
class TestRecompute(RetentionAccountCommon):
    """What happens to an archive moves its dates, and leaves a trace (ND-10)."""

    def _trace(self, record):
        return [entry.facts for entry in self._entries(record, 'retention')]

    def test_the_first_date_leaves_no_trace(self):
        self._enforce(trigger='closed')
        self.archive._refresh_retention()
        self.volume.with_user(self.archivist).action_close()
        self.assertRetention(self.volume, 'dated', '2031-06-16')
        self.assertEqual(len(self._trace(self.volume)), 1, "From not known to dated only")

    def test_reopening_a_volume_makes_its_date_unknown_again(self):
        rule = self._enforce(trigger='closed')
        self.volume.with_user(self.archivist).action_close()
        self.volume.with_user(self.archivist)._transition('reopen', reason="A claim")
        self.assertRetention(self.volume, 'indeterminate', None, rule)
        self.assertEqual(self._trace(self.volume)[-1], {
            'retention_basis': ['dated', 'indeterminate'],
            'retention_due_on': ['2031-06-16', None],
            'retention_rule_id': [rule.reference, rule.reference],
        })

    def test_reclassifying_applies_other_rules_and_tells_the_dates(self):
        self._set(self.volume, closed_on='2020-01-01')
        of_a = self._enforce(
            trigger='closed', period_years=5,
            class_ids=[fields.Command.set(self._class('importance_a').ids)],
        )
        of_b = self._enforce(
            trigger='closed', period_years=10,
            class_ids=[fields.Command.set(self._class('importance_b').ids)],
        )
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'dated', '2025-01-02', of_a)
        self.archive.with_user(self.archivist).importance_id = self._class('importance_b')
        self.assertRetention(self.volume, 'dated', '2030-01-02', of_b)
        self.assertEqual(self._trace(self.volume), [{
            'retention_basis': ['dated', 'dated'],
            'retention_due_on': ['2025-01-02', '2030-01-02'],
            'retention_rule_id': [of_a.reference, of_b.reference],
        }])
        self.assertEqual(len(self._trace(self.archive)), 1)

    def test_the_first_class_with_a_rule_leaves_a_trace_as_well(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(
            trigger='closed', class_ids=[fields.Command.set(self._class('importance_b').ids)],
        )
        self.archive._refresh_retention()
        self.assertRetention(self.volume, 'none')
        self.archive.with_user(self.archivist).importance_id = self._class('importance_b')
        self.assertEqual(self._trace(self.volume)[0]['retention_due_on'], [None, '2025-01-02'])

    def test_a_step_that_changes_nothing_leaves_no_trace(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed')
        self.archive._refresh_retention()
        self.archive._refresh_retention(first=True)
        self.volume.document_ids[0].with_user(self.archivist).action_verify()
        self.assertFalse(self._trace(self.volume))

    def test_completing_and_redating_move_dates(self):
        self._enforce(trigger='contract_end', period_years=2)
        self._enforce(
            applies_to='document', trigger='document_date', period_years=1,
        )
        self.volume.date_end = '2024-01-01'
        self.assertRetention(self.volume, 'indeterminate')
        for document in self.volume.document_ids:
            document.date = '2020-01-01'
        self.assertRetention(self.volume, 'dated', '2026-01-02')

    def test_a_new_archive_has_its_rule_from_the_beginning(self):
        rule = self._enforce(applies_to='archive', trigger='closed')
        archive = self._open_archive()
        self.assertRetention(archive, 'indeterminate', None, rule)
        self.assertFalse(self._trace(archive))

    def test_a_document_that_is_removed_frees_what_it_lay_in(self):
        volume = self._create_volume(self.archive)
        document = self._create_document(volume)
        keep = self._enforce(
            applies_to='document', action='keep',
            document_type_ids=[fields.Command.set(document.type_id.ids)],
        )
        self._enforce(trigger='closed')
        self.archive._refresh_retention()
        self.assertRetention(volume, 'permanent', None, keep)
        document.unlink()
        self.assertRetention(volume, 'indeterminate')

    def test_an_invoice_moves_the_dates_and_its_reset_moves_them_back(self):
        self._invoice('2020-01-01')
        rule = self._enforce(applies_to='archive', trigger='last_invoice')
        self.archive._refresh_retention()
        self.assertRetention(self.archive, 'dated', '2025-01-02', rule)
        invoice = self._invoice('2022-01-01')
        self.assertRetention(self.archive, 'dated', '2027-01-02')
        invoice.button_draft()
        self._commit_now()
        self.assertRetention(self.archive, 'dated', '2025-01-02')
        invoice.write({'name': False, 'date': '2023-01-01', 'invoice_date': '2023-01-01'})
        invoice.action_post()
        self._commit_now()
        self.assertRetention(self.archive, 'dated', '2028-01-02')
        invoice.button_draft()
        invoice.button_cancel()
        self._commit_now()
        self.assertRetention(self.archive, 'dated', '2025-01-02')
        self.assertEqual(
            [facts['retention_due_on'] for facts in self._trace(self.archive)],
            [['2025-01-02', '2027-01-02'], ['2027-01-02', '2025-01-02'],
             ['2025-01-02', '2028-01-02'], ['2028-01-02', '2025-01-02']],
        )

    def test_books_ask_for_archives_once_a_transaction(self):
        self._enforce(applies_to='archive', trigger='last_invoice')
        invoices = self._invoice('2020-01-01', post=False) | self._invoice('2021-01-01', post=False)
        archives = self.registry['customer.archive']
        with patch.object(
            archives, '_refresh_retention', autospec=True, side_effect=lambda records: None,
        ) as refresh:
            invoices.action_post()
            self._commit_now()
            self._commit_now()
        self.assertEqual(refresh.call_count, 1)
        self.assertEqual(refresh.call_args.args[0], self.archive)

    def test_books_ask_nothing_when_no_rule_looks_into_them(self):
        self._enforce(applies_to='archive', trigger='closed')
        with patch.object(self.registry['customer.archive'], '_follow_customers') as follow:
            self._invoice('2020-01-01')
        follow.assert_not_called()

    def test_a_customer_without_archive_costs_one_query(self):
        self._enforce(applies_to='archive', trigger='last_invoice')
        other = self._create_customer(name="No Archive")
        self.env['customer.archive']._follow_customers(other)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env.cr.precommit.run()

    def test_dates_are_not_written_by_hand(self):
        for vals in ({'retention_due_on': '2000-01-01'}, {'retention_basis': 'dated'},
                     {'retention_rule_id': False}, {'retention_permanent': False},
                     {'retention_extended_until': False}, {'closing_proposed_on': '2000-01-01'}):
            with self.subTest(vals=vals), self.assertRefused("cannot be set by hand"):
                self.archive.write(vals)

    def test_what_was_destroyed_keeps_its_last_dates(self):
        self._set(self.volume, closed_on='2020-01-01')
        self._enforce(trigger='closed')
        self.archive._refresh_retention()
        self.env.cr.execute(
            "UPDATE customer_archive_volume SET state = 'destroyed', closed_on = '2024-01-01'"
            " WHERE id = %s", [self.volume.id],
        )
        self.env.invalidate_all()
        self.archive._refresh_retention()
        self.env.cr.execute(
            "SELECT retention_due_on FROM customer_archive_volume WHERE id = %s", [self.volume.id],
        )
        self.assertEqual(str(self.env.cr.fetchone()[0]), '2025-01-02')
