# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from pathlib import Path

from odoo.modules.migration import load_script
from odoo.tools import SQL

from .common import RelationCommon

SCRIPT = Path(__file__).parents[2] / 'migrations' / '19.0.1.3.0' / 'pre-cases.py'


class TestCaseMigration(RelationCommon):
    """Days become moments in the time zone of the company."""

    def test_a_day_is_received_at_its_begin_and_due_at_its_end(self):
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("""
            CREATE TEMPORARY TABLE brought_before (
                id integer, company_id integer, received_on date, deadline date, closed_on date
            )
        """)
        cr.execute(SQL(
            "INSERT INTO brought_before VALUES (1, %(company)s, '2026-03-02', '2026-03-09', NULL),"
            " (2, %(company)s, '2026-03-02', '2026-03-01', '2026-03-05')", company=self.company.id,
        ))
        script = load_script(str(SCRIPT), 'customer_archive_pre_cases')
        script._turn_into_moments(cr, SQL.identifier('brought_before'))
        cr.execute(
            "SELECT received_on::text, response_deadline::text, deadline::text, responded_at::text,"
            " closed_at::text FROM brought_before ORDER BY id",
        )
        self.assertEqual(cr.fetchall(), [
            ('2026-03-01 16:00:00', '2026-03-09 15:59:59', '2026-03-09 15:59:59', None, None),
            ('2026-03-01 16:00:00', '2026-03-02 15:59:59', '2026-03-02 15:59:59',
             '2026-03-05 04:00:00', '2026-03-05 04:00:00'),
        ])

    def test_it_is_run_once(self):
        complaint = self._receive()
        before = complaint.deadline
        self.env.flush_all()
        load_script(str(SCRIPT), 'customer_archive_pre_cases').migrate(self.env.cr, '19.0.1.2.0')
        self.env.invalidate_all()
        self.assertEqual(complaint.deadline, before)
