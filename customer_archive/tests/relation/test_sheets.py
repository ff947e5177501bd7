# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from ...report import customer_archive_sheets
from .common import COMPLAINT, SERVICE, BooksCommon


@freeze_time('2026-03-04 02:00:00')
class TestSheets(BooksCommon):
    """The three sheets of a folder are printed from live data, and printing is logged (CA-19)."""

    def _render(self, archives=None, user=None):
        html, _kind = self.env['ir.actions.report'].with_user(
            user or self.user,
        )._render_qweb_html('customer_archive.report_sheets', (archives or self.archive).ids)
        return html.decode()

    def _prints(self, archive):
        return self.env['customer.archive.access.log'].search([
            ('kind', '=', 'print'), ('archive', '=', archive.name),
        ])

    def test_the_three_sheets_show_what_there_is_now(self):
        self.customer.write({'vat': 'X-77', 'street': "7 Canary Row", 'city': "Hangzhou"})
        contact = self._create_customer(
            name="Li Lei", parent_id=self.customer.id, is_company=False, function="Buyer",
            phone="+86 571 1234",
        )
        self.archive.sudo().business_scope = "Boilers, up to 10 MW"
        invoice = self._invoice('2026-02-01', price=120, quantity=2)
        refund = self._invoice('2026-02-05', move_type='out_refund')
        complaint = self.env[COMPLAINT].with_user(self.user).create({
            'archive_id': self.archive.id, 'title': "The hall leaks",
        })
        service = self.env[SERVICE].with_user(self.user).create({
            'archive_id': self.archive.id, 'title': "Yearly check",
        })
        service._transition('close', reason="All is well")
        html = self._render()
        for text in (
            "Basic Information Sheet", "Transaction Sheet", "Service Sheet", self.archive.name,
            self.customer.name, 'X-77', "7 Canary Row Hangzhou", "Boilers, up to 10 MW",
            contact.name, "Buyer", "+86 571 1234", invoice.name, "Sprinkler", "DN 15", refund.name,
            complaint.name, "The hall leaks", service.name, "All is well",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)
        stamp = f'{self.user.login} · 2026-03-04 02:00:00'
        self.assertEqual(html.count(stamp), 3, "Each sheet says who printed it, and when")

    def test_returns_are_negative_and_the_sums_count_what_is_not_printed(self):
        self._invoice('2026-02-01', quantity=3)
        self._invoice('2026-02-05', move_type='out_refund')
        self.patch(customer_archive_sheets, '_LIMIT', 1)
        report = self.env['report.customer_archive.report_sheets'].with_user(self.user)
        [paper] = report._get_report_values(self.archive.ids)['papers']
        [row] = paper['transactions']
        self.assertTrue(row['is_return'])
        self.assertIn('-', row['amount'])
        self.assertEqual(paper['transactions_left'], 1)
        amounts = [amount for _kind, amount in paper['sums']]
        self.assertTrue(any('300' in amount for amount in amounts), amounts)
        self.assertTrue(any('100' in amount and '-' in amount for amount in amounts), amounts)

    def test_an_empty_archive_says_so(self):
        html = self._render(self._open_archive(self._create_customer(name="Nobody")))
        for text in ("None is known.", "None is in force.", "No transaction is booked.",
                     "No service and no complaint is recorded."):
            self.assertIn(text, html)

    def test_printing_is_logged_for_each_archive(self):
        other = self._open_archive(self._create_customer())
        self._render(self.archive | other)
        self.env.cr.precommit.run()
        for archive in (self.archive, other):
            self.assertEqual(self._prints(archive).mapped('actor'), [self.user.login])

    def test_nobody_prints_what_he_may_not_read(self):
        for user in (self.other_user, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._render(user=user)

    def test_a_confidential_archive_is_printed_for_a_purpose_only(self):
        secret = self._open_archive(self._create_customer(), confidentiality='3')
        with self.assertRaises(AccessError):
            self._render(secret, self.archivist)
        self._state_purpose(self.archivist, secret)
        self.assertIn(secret.name, self._render(secret, self.archivist))
