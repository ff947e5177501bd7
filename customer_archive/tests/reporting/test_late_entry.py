# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from ..common import ArchiveCommon

MODEL = 'customer.archive.late.entry'


class TestLateEntry(ArchiveCommon):
    """How long it took until something was entered (CA-28)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.archive = cls._open_archive(cls.customer, custodian_id=cls.archivist.id)
        # What is created now is noted at the beginning of the transaction.
        cls.now = cls.env.cr.now().replace(microsecond=0)
        cls.today = cls.company._get_archive_day(cls.now)

    def _enter(self, model, user=None, **vals):
        return self.env[f'customer.archive.{model}'].with_user(user or self.collector).create({
            'archive_id': self.archive.id, **vals,
        })

    def _talk(self, at, **vals):
        return self._enter('communication', at=at, content="He called", **vals)

    def _rows(self, user=None, **conditions):
        """Return the entries of the archive, as somebody sees them now."""
        self.env.invalidate_all()
        return self.env[MODEL].with_user(user or self.archivist).search([
            ('archive_id', '=', self.archive.id),
            *((name, '=', value) for name, value in conditions.items()),
        ])

    def test_what_people_enter_has_a_lag(self):
        before, day = self.now - timedelta(days=5), self.today - timedelta(days=5)
        entered = {
            'communication': self._talk(before),
            'complaint': self._enter('complaint', title="Leak", received_on=before),
            'service': self._enter('service', title="Visit", received_on=before),
            'intake': self._enter(
                'intake', channel='sales', topic='need', content="More", received_on=day,
            ),
            'document': self._enter(
                'document', title="Letter", type_id=self._type('contract').id, date=day,
            ),
        }
        rows = {row.kind: row for row in self._rows()}
        self.assertEqual(rows.keys(), entered.keys())
        for kind, record in entered.items():
            with self.subTest(kind=kind):
                row = rows[kind]
                self.assertEqual((row.lag_days, row.is_late, row.late_count), (5, True, 1))
                self.assertEqual((row.event_on, row.entered_on), (day, self.today))
                self.assertEqual((row.entered_by_id, row.custodian_id, row.department_id),
                                 (self.collector, self.archivist, self.department))
                self.assertEqual(row.name, record.name)
                action = row.action_open_entry()
                self.assertEqual((action['res_model'], action['res_id']), (record._name, record.id))

    def test_late_is_what_took_more_days_than_the_company_allows(self):
        self._talk(self.now - timedelta(days=3))
        self.assertFalse(self._rows().is_late)
        self.company.archive_late_days = 2
        self.assertTrue(self._rows().is_late)
        self.assertEqual(self._rows(is_late=True), self._rows())
        self.company.archive_late_days = 0
        self._talk(self.now)
        self.assertEqual(sorted(self._rows().mapped('late_count')), [0, 1])

    def test_days_are_those_of_the_company(self):
        midnight = self.company._get_archive_midnight(self.today - timedelta(days=2))
        talks = [self._talk(midnight), self._talk(midnight - timedelta(seconds=1))]
        lags = {row.line_id: row.lag_days for row in self._rows()}
        self.assertEqual([lags[talk.id] for talk in talks], [2, 3])

    def test_what_enters_by_itself_and_what_corrects_is_not_late(self):
        talk = self._talk(self.now - timedelta(days=9))
        self._talk(talk.at, corrects_id=talk.id)
        self.env.flush_all()
        self.env.cr.execute("""
            INSERT INTO customer_archive_communication (
                archive_id, company_id, confidentiality, at, way, direction, state, source_model,
                source_id, editable_until, create_date, create_uid)
            SELECT archive_id, company_id, confidentiality, at, way, direction, state,
                   'mail.message', 7, editable_until, create_date, create_uid
              FROM customer_archive_communication WHERE id = %s
        """, [talk.id])
        self.assertEqual(self._rows().mapped('line_id'), talk.ids)

    def test_what_lies_ahead_or_has_no_date_has_no_lag(self):
        self._enter(
            'document', title="Licence", type_id=self._type('contract').id,
            date=self.today + timedelta(days=9),
        )
        self._enter('document', title="Sketch", type_id=self._type('contract').id)
        self.assertEqual(self._rows().mapped('lag_days'), [0])

    def test_it_is_counted_by_user_and_month_and_on_the_overview(self):
        self._talk(self.now - timedelta(days=9))
        self._talk(self.now)
        groups = self.env[MODEL].with_user(self.archivist)._read_group(
            [('archive_id', '=', self.archive.id)], ['entered_by_id', 'entered_on:month'],
            ['late_count:sum', 'lag_days:avg', '__count'],
        )
        month = fields.Date.start_of(self.today, 'month')
        self.assertEqual(groups, [(self.collector, month, 1, 4.5, 2)])
        indicator = self.env.ref('customer_archive.customer_archive_indicator_late_entries')
        counted = indicator._count_month(self.company, month)
        self.assertEqual(counted, {self.department.id: 1})

    def test_a_row_is_found_by_its_id(self):
        self._talk(self.now)
        self._enter('complaint', title="Leak")
        for row in self._rows():
            self.assertEqual(row.exists(), row)
            self.assertEqual(row.search([('id', '=', row.id)]), row)

    def test_who_reads_it(self):
        self._talk(self.now)
        for user in (self.user, self.collector, self.archivist, self.general_manager, self.auditor):
            self.assertTrue(self._rows(user), user.login)
        for user in (self.other_user, self.other_archivist):
            self.assertFalse(self._rows(user), user.login)
        with self.assertRaises(AccessError):
            self._rows(self.outsider)
        with self.assertRaises(AccessError):
            self._rows().with_user(self.other_user).action_open_entry()

    def test_that_of_a_confidential_archive_is_closed(self):
        self._talk(self.now)
        self.archive.confidentiality = '2'
        self.assertFalse(self._rows(self.archivist) | self._rows(self.user))
        self._state_purpose(self.archivist, self.archive)
        self.assertTrue(self._rows(self.archivist))

    def test_nobody_writes_it(self):
        self._talk(self.now)
        row = self._rows()
        for attempt in (lambda: row.write({'lag_days': 0}), row.unlink, lambda: row.create({})):
            with self.assertRaises(AccessError):
                attempt()

    def test_days_are_not_negative(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.IntegrityError):
            self.company.archive_late_days = -1
            self.env.flush_all()
