# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The filing clock in a server process of its own, which is killed in the middle of its work."""

from odoo.tests import tagged

from .kills import KillCase

VOLUMES = 40
CHUNK = 4
# The clock of production, in chunks small and slow enough to be caught between two of them.
WORK = f"""
    volumes = env['customer.archive.volume']
    def tick(chunk):
        chunk._tick_filing()
        time.sleep(0.3)
    volumes._sweep("Filing clock", volumes._get_filing_due_ids(), tick, size={CHUNK})
"""


@tagged('standard', 'post_install', '-at_install')
class TestKilledSweep(KillCase):
    """A kill loses nothing, does nothing twice, and the next run finishes the work (CA-10)."""

    def setUp(self):
        super().setUp()
        self.volume_ids = self._do(self._make_late_volumes)

    def _make_late_volumes(self, env):
        customer = env['res.partner'].create({'name': self.mark})
        archive = env['customer.archive'].create({
            'partner_id': customer.id, 'custodian_id': env.ref('base.user_admin').id,
        })
        volumes = env['customer.archive.volume'].create([
            {'archive_id': archive.id, 'title': self.mark} for _number in range(VOLUMES)
        ])
        env.flush_all()
        env.cr.execute(
            "UPDATE customer_archive_volume SET state = 'handed_in',"
            " received_on = current_date - 30, filing_deadline = current_date - 25"
            " WHERE id = ANY(%s)", [volumes.ids],
        )
        return volumes.ids

    def _remove_all(self, env):
        for query in (
            """DELETE FROM mail_activity WHERE res_model = 'customer.archive.volume'
               AND res_id = ANY(%(ids)s)""",
            "DELETE FROM customer_archive_holding WHERE volume_id = ANY(%(ids)s)",
            "DELETE FROM customer_archive_volume WHERE id = ANY(%(ids)s)",
        ):
            env.cr.execute(query, {'ids': self.volume_ids})
        customers = env['res.partner'].search([('name', '=', self.mark)])
        env.cr.execute("DELETE FROM customer_archive WHERE partner_id = ANY(%s)", [customers.ids])
        customers.unlink()

    def _count(self, env):
        """Return how many volumes are flagged, have an activity, and stand in the register."""
        volumes = env['customer.archive.volume'].browse(self.volume_ids)
        activities = env['mail.activity'].search([
            ('res_model', '=', volumes._name), ('res_id', 'in', volumes.ids),
        ])
        entries = env['customer.archive.register'].search([
            ('event', '=', 'late'), ('subject', 'in', volumes.mapped('name')),
            ('company', '=', volumes.company_id.id),
        ])
        self.assertEqual(len(set(activities.mapped('res_id'))), len(activities))
        self.assertEqual(len(set(entries.mapped('subject'))), len(entries))
        flagged = volumes.filtered(lambda volume: volume.filing_notice == 'late')
        return len(flagged), len(activities), len(entries)

    def test_a_killed_clock_goes_on_where_it_stopped(self):
        self._kill(WORK, lambda: self._do(self._count)[0])
        killed_at = self._do(self._count)
        self.assertEqual(len(set(killed_at)), 1, "Nothing is half done")
        self.assertTrue(0 < killed_at[0] < VOLUMES, killed_at)
        self.assertEqual(killed_at[0] % CHUNK, 0)

        self._do(lambda env: env['customer.archive.volume']._cron_filing_clock())
        self.assertEqual(self._do(self._count), (VOLUMES, VOLUMES, VOLUMES))

        result = self._do(lambda env: env['customer.archive.volume']._sweep(
            "Filing clock", env['customer.archive.volume'].search([
                ('id', 'in', self.volume_ids), ('filing_notice', '!=', 'late'),
            ]).ids, lambda volumes: volumes._tick_filing(),
        ))
        self.assertEqual(result.due, 0, "A second run finds nothing to do")
