# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time

from .common import LendingCommon


class TestIndicator(LendingCommon):
    """What is out stands on the overview."""

    def _value(self, name, user):
        indicator = self.env.ref(f'customer_archive_lending.customer_archive_indicator_{name}')
        indicator.invalidate_recordset(['value'])
        return indicator.with_user(user).with_company(self.company).value

    def test_what_is_out_is_counted_until_it_is_back(self):
        with freeze_time('2026-03-04 02:00:00'):
            loan = self._lend(self.original)
            self.assertEqual(self._value('out', self.archivist), 1)
            self.assertEqual(self._value('lent', self.archivist), 1)
            self.assertEqual(self._value('overdue', self.archivist), 0)
        with freeze_time('2026-03-05 02:00:00'):
            self.assertEqual(self._value('overdue', self.archivist), 1)
            self._take_back(loan.line_ids)
            self.assertEqual(self._value('out', self.archivist), 0)
            self.assertEqual(self._value('overdue', self.archivist), 0)
        with freeze_time('2026-04-01 02:00:00'):
            self.assertEqual(self._value('lent', self.archivist), 0)

    def test_what_waits_is_counted(self):
        with freeze_time('2026-03-04 02:00:00'):
            loan = self._request_loan(self.original)
            self.assertEqual(self._value('to_hand_over', self.archivist), 0)
            self._approve_loan(loan)
            self.assertEqual(self._value('to_hand_over', self.archivist), 1)
