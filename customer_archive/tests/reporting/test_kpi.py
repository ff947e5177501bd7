# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestKpi(ArchiveCommon):
    """The figures of a month are kept once, by company and department (CA-75)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env['customer.archive.kpi']
        cls.archives = cls.env.ref('customer_archive.customer_archive_indicator_archives')
        cls.opened = cls.env.ref('customer_archive.customer_archive_indicator_opened')
        # Its month ends eight hours before that of Greenwich.
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-05-12 03:00:00'):
            cls._open_archive()
            cls._open_archive()
            cls._open_archive(department_id=cls.other_department.id)

    def _keep(self, moment):
        with freeze_time(moment), self._counting_commits():
            self.kpis._cron_keep_month()
        return self.kpis.search([('company_id', '=', self.company.id)])

    def test_figures_are_kept_by_department(self):
        kept = self._keep('2026-06-01 09:00:00').filtered(
            lambda kpi: kpi.indicator_id == self.archives,
        )
        self.assertEqual(
            {kpi.department_id: kpi.value for kpi in kept},
            {self.department: 2, self.other_department: 1},
        )
        self.assertEqual(set(kept.mapped('month')), {date(2026, 5, 1)})

    def test_the_month_ends_at_the_company(self):
        self.assertEqual(set(self._keep('2026-05-31 15:59:00').mapped('month')), {date(2026, 4, 1)})
        self.assertIn(date(2026, 5, 1), self._keep('2026-05-31 16:01:00').mapped('month'))

    def test_it_is_kept_once(self):
        first = self._keep('2026-06-01 09:00:00')
        with freeze_time('2026-05-20 03:00:00'):
            self._open_archive()
        self.assertEqual(self._keep('2026-06-02 09:00:00'), first)
        values = {'indicator_id': first[0].indicator_id.id, 'company_id': self.company.id}
        with mute_logger('odoo.sql_db'), self.assertRaises(UniqueViolation):
            self.kpis.create({
                **values, 'month': '2026-05-01', 'department_id': first[0].department_id.id,
            })

    def test_nothing_is_kept_as_nothing(self):
        kept = self._keep('2026-07-01 09:00:00').filtered(
            lambda kpi: kpi.indicator_id == self.opened,
        )
        self.assertEqual(kept.mapped('value'), [0])

    def test_a_run_that_is_out_of_time_goes_on_with_the_next_company(self):
        companies = self.env['res.company'].search([])
        self.assertGreater(len(companies), 1)
        with freeze_time('2026-06-01 09:00:00'), self._counting_commits(left=0):
            self.kpis._cron_keep_month()
        self.assertEqual(len(self.kpis.search([]).company_id), 1)
        self._keep('2026-06-01 10:00:00')
        self.assertEqual(self.kpis.search([]).company_id, companies)

    def test_a_month_is_named_by_its_first_day(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(CheckViolation):
            self.kpis.create({
                'indicator_id': self.archives.id, 'company_id': self.company.id,
                'month': '2028-02-29',
            })

    def test_nobody_changes_what_was(self):
        kept = self._keep('2026-06-01 09:00:00')
        for user in (self.archivist, self.office_manager, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(kept.with_user(user).mapped('value'))
                with self.assertRaises(AccessError):
                    kept[0].with_user(user).value = 7
        with self.assertRaises(AccessError):
            kept.with_user(self.user).mapped('value')

    def test_the_card_shows_the_last_month(self):
        self._keep('2026-06-01 09:00:00')
        with freeze_time('2026-06-15 09:00:00'):
            card = self.archives.with_user(self.general_manager).with_company(self.company)
            self.assertEqual(card.last_value, 3)
            self.assertEqual(self.archives.with_user(self.user).last_value, 0)
