# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from ..common import ArchiveCommon

LOGGER = 'odoo.addons.customer_archive.models.mechanism.sweep'


class TestSweep(ArchiveCommon):
    """Scheduled work goes through all that is due, in chunks, and survives what fails (CA-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archives = cls.env['customer.archive'].create([
            {'partner_id': cls._create_customer(name=f"Customer {number}").id}
            for number in range(7)
        ])

    def _sweep(self, work, ids=None, size=3, left=float('inf')):
        with self._counting_commits(left) as commit:
            result = self.env['customer.archive']._sweep(
                "Test", self.archives.ids if ids is None else ids, work, size,
            )
        return result, commit

    def test_it_does_each_once_in_chunks(self):
        chunks = []
        result, commit = self._sweep(lambda records: chunks.append(records.ids))
        self.assertEqual([len(chunk) for chunk in chunks], [3, 3, 1])
        self.assertEqual([record for chunk in chunks for record in chunk], self.archives.ids)
        self.assertEqual(result, (7, 7, ()))
        commit.assert_any_call(remaining=7)
        self.assertEqual([call.args for call in commit.call_args_list if call.args],
                         [(3,), (3,), (1,)])

    def test_a_failing_record_is_left_as_it_was_and_the_others_are_done(self):
        broken = self.archives[4]

        def work(records):
            for record in records:
                record.note = "Done"
            if broken in records:
                raise ValueError("This one is broken")

        with self.assertLogs(LOGGER, 'ERROR') as log:
            result, _commit = self._sweep(work)
        self.assertEqual(result, (7, 6, (broken.id,)))
        self.env.invalidate_all()
        self.assertFalse(broken.note)
        self.assertTrue(all("Done" in (archive.note or "") for archive in self.archives - broken))
        self.assertEqual(len(log.records), 1)
        self.assertIn(str(broken.id), log.output[0])

    def test_what_the_database_refuses_is_isolated_as_well(self):
        taken = self.archives[0]

        def work(records):
            for record in records:
                self.env.cr.execute(
                    "UPDATE customer_archive SET next_volume = next_volume + 1,"
                    " company_id = CASE WHEN id = %s THEN NULL ELSE company_id END WHERE id = %s",
                    [taken.id, record.id],
                )

        with self.assertLogs(LOGGER, 'ERROR'), self.assertLogs('odoo.sql_db', 'ERROR'):
            result, _commit = self._sweep(work)
        self.assertEqual(result.failed, (taken.id,))
        self.env.invalidate_all()
        self.assertEqual(taken.next_volume, 1)
        self.assertEqual(set((self.archives - taken).mapped('next_volume')), {2})

    def test_a_conflict_is_no_fault_of_a_record(self):
        def work(records):
            raise psycopg2.errors.SerializationFailure()

        with self.assertRaises(psycopg2.OperationalError):
            self._sweep(work)

    def test_out_of_time_it_stops_between_chunks(self):
        done = []
        result, _commit = self._sweep(lambda records: done.extend(records.ids), left=[60, 0])
        self.assertEqual(done, self.archives[:3].ids)
        self.assertEqual(result, (7, 3, ()))

    def test_nothing_due_is_nothing_done(self):
        def work(records):
            self.fail("There was nothing to do")

        result, _commit = self._sweep(work, ids=[])
        self.assertEqual(result, (0, 0, ()))

    def test_what_is_gone_meanwhile_is_passed_over(self):
        gone = max(self.env['customer.archive'].search([]).ids) + 1000
        done = []
        result, _commit = self._sweep(
            lambda records: done.extend(records.ids), ids=[*self.archives.ids, gone],
        )
        self.assertEqual(done, self.archives.ids)
        self.assertEqual(result, (8, 7, ()))
