# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import hashlib
import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...models.evidence import seal as seal_module
from ...models.evidence.seal import get_leaves
from ...models.mechanism.canonical import get_canonical_sql
from .common import CHAIN, CLUSTER, EvidenceCommon


class TestSeal(EvidenceCommon):
    """Finished rows are sealed in batches, by one writer, and never touched again."""

    def _header(self, seal):
        return json.loads(seal.header)

    def test_a_seal_covers_the_finished_rows(self):
        first, second = self.seals
        self.assertEqual(first.row_count, 6)
        self.assertEqual((first.first_row, first.last_row), (self.rows[0], self.rows[5]))
        self.assertEqual((second.first_row, second.last_row), (self.rows[6], self.rows[11]))
        self.assertEqual(self._header(first)['cluster'], CLUSTER)
        self.assertEqual(self._header(first)['until_txid'], 102)

    def test_a_seal_follows_the_one_before_it(self):
        first, second = self.seals
        self.assertEqual(second.number, first.number + 1)
        self.assertEqual(self._header(second)['previous'], first.digest)
        self.assertEqual(self._header(second)['from_txid'], 102)
        self.assertEqual(first.digest, hashlib.sha256(first.header.encode()).hexdigest())

    def test_a_seal_holds_the_hash_of_every_row(self):
        self.env.cr.execute(
            "SELECT leaves FROM customer_archive_seal WHERE id = %s", [self.seals[0].id],
        )
        leaves = bytes(self.env.cr.fetchone()[0])
        self.assertEqual(list(get_leaves(leaves)), self.rows[:6])
        self.assertEqual(self._header(self.seals[0])['leaves'], hashlib.sha256(leaves).hexdigest())

    def test_the_canonical_form_is_json_of_all_columns(self):
        """Its first version never changes: seals of many years depend on it."""
        columns = self.register._get_sealed_columns()
        self.assertEqual(columns, [
            'id', 'at', 'cluster', 'company', 'facts', 'txid',
            ['actor', 'archive', 'event', 'model', 'note_commitment', 'subject'],
        ])
        [row] = self._insert(
            200, 1, note=None, at='2026-05-04 01:02:03', actor='张"\\',
            facts='{"b": [1], "a": "x"}',
        )
        text = self._canonical(row)
        self.assertEqual(text, (
            f'[{row},"2026-05-04 01:02:03",{CLUSTER},{self.company.id},{{"a": "x", "b": [1]}},200,'
            '["张\\"\\\\",null,"move","customer.archive.holding",null,"KH-200-0"]]'
        ))
        self.assertEqual(json.loads(text)[-1][0], '张"\\')

    def _canonical(self, row):
        expression = get_canonical_sql(
            self.env.cr, 'customer_archive_register', self.register._get_sealed_columns(),
        )
        [[text]] = self.env.execute_query(SQL(
            "SELECT %s FROM customer_archive_register WHERE id = %s", SQL(expression), row,
        ))
        return text

    def test_nothing_is_left_to_seal(self):
        self.assertEqual(self._seal(), 0)

    def test_a_running_transaction_is_not_sealed(self):
        archive = self._open_archive()
        self.env.flush_all()
        self.assertEqual(self._seal(), 0)
        count, since = self.env['customer.archive.seal']._get_unsealed(CHAIN)
        entry = self._entries(archive)
        self.assertGreaterEqual(count, 1)
        self.assertLessEqual(since, entry.at)
        self.assertFalse(entry.seal_number)

    def test_a_transaction_is_not_split(self):
        self._insert(110, 4)
        self._insert(111, 4)
        self._insert(112, 9)
        with patch.object(seal_module, 'BATCH_SIZE', 5):
            counts = []
            while count := self.env['customer.archive.seal']._seal_batch(CHAIN):
                counts.append(count)
        self.assertEqual(counts, [4, 4, 9])
        self.assertIntact()

    def test_a_very_large_transaction_is_hashed_row_by_row(self):
        rows = self._insert(110, 8)
        with patch.object(seal_module, 'DIGEST_LIMIT', 5):
            self._seal()
        last = self.env['customer.archive.seal']._get_last(CHAIN)
        self.assertIsNone(self._header(last)['rows'])
        self.assertIntact()
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s", rows[3])
        self.assertFound('content', rows[3], last.number)

    def test_texts_are_escaped_as_json(self):
        """By hand where nothing has to be escaped, with the same result."""
        for actor in ("plain", "张三", 'a"b', "a\\b", "a\nb", "a\x1fb", "a','b", "\x7f%", ""):
            [row] = self._insert(300, 1, actor=actor)
            with self.subTest(actor):
                self.assertEqual(json.loads(self._canonical(row))[-1][0], actor)

    def test_rows_of_another_cluster_are_sealed_as_they_came(self):
        """A restored database meets the transaction ids of its former cluster again."""
        row = self._insert(100, 1, cluster=43)
        self.assertEqual(self._seal(), 1)
        last = self.env['customer.archive.seal']._get_last(CHAIN)
        self.assertEqual((last.first_row, last.last_row), (row[0], row[0]))
        self.assertIntact()

    def test_all_kinds_of_evidence_are_sealed_by_the_job(self):
        self._insert(110, 1)
        with self._counting_commits():
            self.env['customer.archive.seal']._cron_seal()
        self.assertEqual(self.env['customer.archive.seal']._get_last(CHAIN).row_count, 1)

    def test_the_job_stops_when_its_time_is_over(self):
        self._insert(110, 1)
        self._insert(111, 1)
        with patch.object(seal_module, 'BATCH_SIZE', 1), self._counting_commits([1, 0]):
            self.env['customer.archive.seal']._cron_seal()
        self.assertEqual(self._seal(), 1)

    def test_nobody_makes_changes_or_removes_a_seal(self):
        for user in (self.auditor, self.office_manager, self.env.ref('base.user_root')):
            seal = self.seals[0].with_user(user)
            for records in (seal, seal.sudo()):
                for call in (
                    lambda records=records: records.create({'chain': CHAIN, 'number': 99}),
                    lambda records=records: records.write({'digest': 'x'}),
                    lambda records=records: records.unlink(),
                    lambda records=records: records.copy(),
                ):
                    with self.subTest(user=user.login), self.assertRaises(AccessError):
                        call()

    def test_the_register_shows_its_seal(self):
        row = self.register.browse(self.rows[0]).with_user(self.auditor)
        self.assertEqual(row.seal_number, self.seals[0].number)
        self.assertRegex(row.row_hash, '^[0-9a-f]{64}$')
        self.env.cr.execute(
            "SELECT leaves FROM customer_archive_seal WHERE id = %s", [self.seals[0].id],
        )
        leaves = get_leaves(bytes(self.env.cr.fetchone()[0]))
        self.assertEqual(leaves[row.id].hex(), row.row_hash)
