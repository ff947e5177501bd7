# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import CHAIN, EvidenceCommon

ANCHORS = 'customer.archive.verification.run'


class TestVerification(EvidenceCommon):
    """Anybody who answers for the evidence sees whether it is intact."""

    def test_it_says_what_it_looked_at(self):
        line = self._verify()
        self.assertEqual(line.result, 'intact', line.explanation)
        self.assertEqual(line.seal_count, self.seals[1].number)
        self.assertGreaterEqual(line.row_count, 12)
        self.assertEqual(line.last_row, self.rows[-1])
        self.assertEqual(line.head_digest, self.seals[1].digest)
        self.assertFalse(line.reason)

    def test_it_shows_what_has_no_seal_yet(self):
        self._insert(110, 3, at=fields.Datetime.now() - timedelta(minutes=20))
        line = self._verify()
        self.assertGreaterEqual(line.unsealed_count, 3)
        self.assertLess(line.unsealed_since, fields.Datetime.now() - timedelta(minutes=19))
        self.assertEqual(line.result, 'intact')

    def test_rows_that_wait_too_long_deserve_a_look(self):
        self._insert(110, 3, at=fields.Datetime.now() - timedelta(hours=3))
        line = self._verify()
        self.assertEqual((line.result, line.reason), ('warning', 'head'))

    def test_the_auditor_and_the_office_manager_verify(self):
        for user in (self.auditor, self.office_manager):
            with self.subTest(user=user.login):
                action = Form(self.env[ANCHORS].with_user(user)).save().action_verify()
                verification = self.env['customer.archive.verification'].with_user(
                    user,
                ).browse(action['res_id'])
                self.assertEqual(verification.actor, user.login)
                self.assertTrue(verification.line_ids)

    def test_nobody_else_does(self):
        for user in (self.archivist, self.general_manager, self.user, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.verification'].with_user(user).action_verify()

    def test_nobody_writes_or_removes_a_protocol(self):
        line = self._verify()
        for record in (line, line.verification_id):
            for user in (self.auditor, self.office_manager, self.env.ref('base.user_root')):
                for records in (record.with_user(user), record.with_user(user).sudo()):
                    with self.subTest(model=record._name, user=user.login):
                        with self.assertRaises(AccessError):
                            records.write({'result': 'intact'})
                        with self.assertRaises(AccessError):
                            records.unlink()
                        with self.assertRaises(AccessError):
                            records.create({'result': 'intact'})

    def test_the_first_bad_row_of_several_is_named(self):
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = ANY(%s)",
                    [self.rows[3], self.rows[5], self.rows[8]])
        line = self.assertFound('content', self.rows[3], self.numbers[0])
        self.assertEqual(len(line.explanation.splitlines()), 3)

    def test_the_night_tells_who_answers_for_it(self):
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s", self.rows[3])
        verifications = self.env['customer.archive.verification']
        for _night in range(2):
            verifications._cron_verify()
        activities = self.env['mail.activity'].search([('res_model', '=', verifications._name)])
        for user in (self.auditor, self.office_manager):
            self.assertEqual(len(activities.filtered_domain([('user_id', '=', user.id)])), 1)
        self.assertFalse(activities.filtered(lambda each: each.user_id == self.archivist))
        entry = self.register.search([('event', '=', 'broken')], limit=1)
        self.assertEqual(entry.facts[CHAIN], ['content', self.numbers[0], self.rows[3]])
        activity = activities.filtered(lambda each: each.user_id == self.auditor)
        activity.with_user(self.auditor).action_done()

    def test_the_night_is_quiet_when_all_is_well(self):
        before = self.env['mail.activity'].search_count([])
        self.env['customer.archive.verification']._cron_verify()
        self.assertEqual(self.env['mail.activity'].search_count([]), before)

    def test_the_report_says_range_counts_and_first_bad_row(self):
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s", self.rows[3])
        verification = self._verify().verification_id
        html = self.env['ir.actions.report'].with_user(self.auditor)._render_qweb_html(
            'customer_archive.report_verification', verification.ids,
        )[0].decode()
        for text in ("The evidence is broken", "First Bad Row", str(self.rows[3]), "Row changed",
                     self.seals[1].digest):
            self.assertIn(text, html)

    def test_a_column_that_is_gone_is_found(self):
        """A module that is uninstalled takes its columns with it."""
        self.env.cr.execute("ALTER TABLE customer_archive_register ADD COLUMN extra varchar")
        columns = self.register._get_sealed_columns()
        columns[-1].append('extra')
        self._insert(110, 1)
        with patch.object(self.registry[CHAIN], '_get_sealed_columns', lambda records: columns):
            self._seal()
        self.assertIntact()
        self.env.cr.execute("ALTER TABLE customer_archive_register DROP COLUMN extra")
        self.assertFound('content', seal=self.numbers[1] + 1)


class TestNotes(EvidenceCommon):
    """The words of people are shown as written, and can be erased."""

    def test_a_reason_is_kept_beside_the_row(self):
        archive = self._open_archive()
        archive.with_user(self.archivist)._transition('void', reason="Opened for Mr Zhang")
        entry = self._entries(archive, 'void').with_user(self.auditor)
        self.assertEqual(entry.note, "Opened for Mr Zhang")
        self.assertRegex(entry.note_commitment, '^[0-9a-f]{64}$')
        self.env.cr.execute(
            "SELECT to_jsonb(r)::text FROM customer_archive_register r WHERE id = %s", [entry.id],
        )
        self.assertNotIn("Zhang", self.env.cr.fetchone()[0])

    def test_reasons_are_searched(self):
        entries = self.register.with_user(self.auditor)
        ours = [('id', 'in', self.rows)]
        self.assertEqual(entries.search([*ours, ('note', 'ilike', '101-')]).sorted('id').ids,
                         self.rows[3:6])
        self.assertEqual(entries.search([*ours, ('note', '=', 'Reason 101-0')]).ids,
                         self.rows[3:4])
        self.assertEqual(len(entries.search([*ours, ('note', 'not ilike', '101-')])), 9)
        [row] = self._insert(110, 1, note=None)
        ours = [('id', 'in', [*self.rows, row])]
        self.assertEqual(entries.search([*ours, ('note', '=', False)]).ids, [row])
        self.assertEqual(len(entries.search([*ours, ('note', '!=', False)])), 12)

    def test_the_same_reason_has_another_commitment_each_time(self):
        notes = self.env['customer.archive.evidence.note']
        self.assertNotEqual(notes._prepare_note("Same")[1], notes._prepare_note("Same")[1])

    def test_nobody_reads_the_notes_themselves(self):
        for user in (self.auditor, self.office_manager):
            with self.assertRaises(AccessError):
                self.env['customer.archive.evidence.note'].with_user(user).search([])

    def test_erased_reasons_leave_the_chain_intact(self):
        rows = self.register.browse(self.rows[:2])
        count = self.env['customer.archive.evidence.note']._erase(rows, "Request of a person")
        self.assertEqual(count, 2)
        self.assertFalse(any(rows.mapped('note')))
        line = self.assertIntact()
        self.assertEqual(line.erased_notes, 2)
        entry = self.register.search([('event', '=', 'erase_note')], limit=1)
        self.assertEqual(entry.facts['count'], 2)
        self.assertEqual(entry.facts['subjects'], ['KH-100-0', 'KH-100-1'])
        self.assertEqual(entry.event_label, "Reasons erased")

    def test_nobody_else_erases(self):
        note = self.env['customer.archive.evidence.note'].search([('row', '=', self.rows[0])])
        for user in (self.auditor, self.office_manager, self.env.ref('base.user_root')):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                note.with_user(user).sudo().unlink()
            with self.assertRaises(AccessError):
                note.with_user(user).sudo().write({'text': 'x'})


class TestUnsealed(EvidenceCommon):
    """The register shows which entries have no seal yet."""

    def test_entries_without_seal_are_found(self):
        late = self._insert(110, 2)
        found = self.register.with_user(self.auditor).search([
            ('seal_number', '=', False), ('id', 'in', self.rows + late),
        ])
        self.assertEqual(sorted(found.ids), late)

    def test_entries_of_a_seal_are_found(self):
        found = self.register.with_user(self.auditor).search([
            ('seal_number', '=', self.numbers[0]), ('id', 'in', self.rows),
        ])
        self.assertEqual(sorted(found.ids), self.rows[:6])
