# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.tools import SQL, mute_logger

from .common import CLUSTER, EvidenceCommon

SEALS = 'customer_archive_seal'
VERIFICATION = 'odoo.addons.customer_archive.models.evidence.verification'


class TestTampering(EvidenceCommon):
    """What the owner of the database does to the evidence by SQL is refused or found (ND-18)."""

    def setUp(self):
        super().setUp()
        self.assertIntact()

    # === REFUSED === #

    def test_plain_statements_are_refused(self):
        for table in ('customer_archive_register', SEALS, 'customer_archive_verification',
                      'customer_archive_verification_line'):
            for query in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
                with self.subTest(table=table, query=query), mute_logger('odoo.sql_db'), \
                        self.assertRaises(psycopg2.errors.RaiseException), self.cr.savepoint():
                    self.env.cr.execute(query.format(table))

    def test_the_replica_role_is_refused(self):
        self.env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not self.env.cr.fetchone()[0]:  # Others may not take that role at all.
            return
        for table in ('customer_archive_register', SEALS):
            with self.subTest(table=table), mute_logger('odoo.sql_db'), \
                    self.assertRaises(psycopg2.errors.RaiseException), self.cr.savepoint():
                self.env.cr.execute("SET LOCAL session_replication_role = replica")
                self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))

    # === FOUND === #

    def test_changed_content_is_found(self):
        row = self.rows[4]
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s", row)
        self.assertFound('content', row, self.numbers[0])

    def test_every_column_counts(self):
        row = self.rows[7]
        for change in (
            "actor = 'x'", "event = 'x'", "model = 'x'", "subject = 'x'", "archive = 'x'",
            "company = 99", "facts = '{}'", "note_commitment = NULL", "txid = 103",
            "at = at + interval '1 microsecond'",
        ):
            with self.subTest(change), self.cr.savepoint(flush=False) as savepoint:
                self._alter(SQL(
                    "UPDATE customer_archive_register SET %s WHERE id = %s", SQL(change), row,
                ))
                self.assertFound('content', row, self.numbers[1])
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_changed_time_is_found(self):
        row = self.rows[0]
        self._alter(
            "UPDATE customer_archive_register SET at = at - interval '1 day' WHERE id = %s", row,
        )
        self.assertFound('content', row)

    def test_a_row_added_to_a_sealed_range_is_found(self):
        """An INSERT is not refused, so whoever does it has to be found."""
        [row] = self._insert(101, 1)
        self.assertFound('insertion', row, self.numbers[0])

    def test_a_row_where_no_seal_reaches_is_refused_or_found(self):
        for vals in ({'txid': -5}, {'txid': None}, {'txid': 105, 'cluster': None}):
            with self.subTest(vals), mute_logger('odoo.sql_db'), \
                    self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
                self._insert(count=1, **vals)
        self.env.cr.execute("ALTER TABLE customer_archive_register"
                            " DROP CONSTRAINT customer_archive_register_transaction_check")
        for vals in ({'txid': -5}, {'txid': None}, {'txid': 105, 'cluster': None}):
            with self.subTest(vals), self.cr.savepoint(flush=False) as savepoint:
                [row] = self._insert(count=1, **vals)
                self.assertFound('insertion', row)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_back_dated_row_is_found(self):
        """A row that is added later and says that it is older."""
        [row] = self._insert(self._next_txid(), 1, at='2020-01-01 00:00:00')
        self._seal()
        self.assertFound('time', row)

    def test_a_row_from_the_future_is_found(self):
        [row] = self._insert(104, 1, at='2099-01-01 00:00:00')
        self._seal()
        self.assertFound('time', row)

    def _next_txid(self):
        [[txid]] = self.env.execute_query(SQL(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
        ))
        return txid

    def test_a_row_removed_from_the_middle_is_found(self):
        row = self.rows[2]
        self._alter("DELETE FROM customer_archive_register WHERE id = %s", row)
        self.assertFound('gap', row, self.numbers[0])

    def test_the_removed_tail_is_found(self):
        self._alter("DELETE FROM customer_archive_register WHERE id >= %s AND cluster = %s",
                    self.rows[9], CLUSTER)
        self.assertFound('gap', self.rows[9], self.numbers[1])

    def test_a_new_number_is_found(self):
        row = self.rows[3]
        self._alter("UPDATE customer_archive_register SET id = %s WHERE id = %s", 2**31 - 9, row)
        self.assertFound('gap', row, self.numbers[0])

    def test_two_numbers_exchanged_are_found(self):
        first, second = self.rows[1], self.rows[2]
        self._alter("UPDATE customer_archive_register SET id = -1 WHERE id = %s", first)
        self._alter("UPDATE customer_archive_register SET id = %s WHERE id = %s", first, second)
        self._alter("UPDATE customer_archive_register SET id = %s WHERE id = -1", second)
        self.assertFound('content', first, self.numbers[0])

    def test_a_row_moved_to_another_transaction_is_found(self):
        row = self.rows[3]
        self._alter("UPDATE customer_archive_register SET txid = 102 WHERE id = %s", row)
        self.assertFound('gap', row, self.numbers[0])

    def test_a_row_moved_out_of_all_seals_is_found(self):
        row = self.rows[3]
        self._alter("UPDATE customer_archive_register SET cluster = 77 WHERE id = %s", row)
        self.assertFound('gap', row, self.numbers[0])

    def test_a_head_set_back_is_found(self):
        """The last verification knows the seal that was removed."""
        self._alter("DELETE FROM customer_archive_seal WHERE id = %s", self.seals[1].id,
                    table=SEALS)
        line = self.assertFound('head', seal=self.numbers[1])
        self.assertIn("an earlier verification", line.explanation)

    def test_a_head_set_back_and_sealed_anew_is_found(self):
        self._alter("DELETE FROM customer_archive_seal WHERE id = %s", self.seals[1].id,
                    table=SEALS)
        self._alter("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s", self.rows[8])
        self.assertEqual(self._seal(), 6)
        self.assertFound('anchor', seal=self.numbers[1])

    def test_a_seal_removed_from_the_middle_is_found(self):
        self._alter("DELETE FROM customer_archive_seal WHERE id = %s", self.seals[0].id,
                    table=SEALS)
        self.assertFound('link', seal=self.numbers[1])

    def test_every_column_of_a_seal_counts(self):
        for change in (
            "digest = repeat('0', 64)", "header = replace(header, 'txid', 'txed')",
            "header = '{}'", "header = 'x'", "header = '5'",
            "sealed_at = sealed_at + interval '1 s'",
            "row_count = 5", "first_row = 1", "last_row = 1", "number = 2000000", "cluster = 1",
            "from_txid = from_txid + 1", "until_txid = until_txid - 1",
            "leaves = '\\x00'", "leaves = substr(leaves, 41) || substr(leaves, 1, 40)",
            "public_key = 'x'", "key_id = 'x'",
        ):
            with self.subTest(change), self.cr.savepoint(flush=False) as savepoint:
                self._alter(SQL("UPDATE customer_archive_seal SET %s WHERE id = %s",
                                SQL(change), self.seals[1].id), table=SEALS)
                line = self._verify()
                self.assertEqual(line.result, 'broken')
                self.assertEqual(line.reason, 'link', line.explanation)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_triggers_that_are_off_are_found(self):
        for change in (
            "DISABLE TRIGGER USER", "ENABLE TRIGGER customer_archive_register_no_row_change",
            "ENABLE REPLICA TRIGGER customer_archive_register_no_row_change",
        ):
            with self.subTest(change), self.cr.savepoint(flush=False) as savepoint:
                self.env.cr.execute(f"ALTER TABLE customer_archive_register {change}")
                self.assertFound('trigger')
                savepoint.rollback()

    def test_a_trigger_that_is_gone_is_found(self):
        self.env.cr.execute("DROP TRIGGER customer_archive_seal_no_row_change"
                            " ON customer_archive_seal")
        self.assertFound('trigger')

    def test_another_trigger_or_rule_is_found(self):
        for query in (
            """CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql
               AS 'BEGIN RETURN NULL; END';
               CREATE TRIGGER aaa BEFORE INSERT ON customer_archive_register
               FOR EACH ROW EXECUTE FUNCTION drop_row()""",
            "CREATE RULE aaa AS ON INSERT TO customer_archive_register DO INSTEAD NOTHING",
        ):
            with self.subTest(query), self.cr.savepoint(flush=False) as savepoint:
                self.env.cr.execute(query)
                with mute_logger('odoo.sql_db', VERIFICATION):  # It cannot be entered any more.
                    self.assertFound('trigger')
                savepoint.rollback()

    def test_a_function_that_lets_pass_is_found(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION customer_archive_refuse_change() RETURNS trigger
            LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'
        """)
        verification = self._verify().verification_id
        self.assertEqual(verification.result, 'broken')
        self.assertIn('customer_archive_refuse_change', verification.message)

    def test_changed_reasons_are_found(self):
        row = self.rows[5]
        for query in (
            "UPDATE customer_archive_evidence_note SET text = 'x' WHERE row = %s",
            "UPDATE customer_archive_evidence_note SET salt = 'x' WHERE row = %s",
        ):
            with self.subTest(query), self.cr.savepoint(flush=False) as savepoint:
                self._alter(query, row, table='customer_archive_evidence_note')
                self.assertFound('note', row)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_removed_reason_is_found(self):
        self.env.cr.execute(
            "DELETE FROM customer_archive_evidence_note WHERE row = %s", [self.rows[5]],
        )
        self.assertFound('note')

    def test_an_added_reason_is_found(self):
        [row] = self._insert(120, 1, note=None)
        self.env['customer.archive.evidence.note']._append([{
            'chain': 'customer.archive.register', 'row': row, 'salt': 'x', 'text': 'x',
        }])
        self.assertFound('note', row)
