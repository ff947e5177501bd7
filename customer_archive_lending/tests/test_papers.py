# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import io

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.customer_archive.tests.common import ArchiveHttpCase

from .common import LendingCommon

_SLIP = 'customer_archive_lending.report_loan_slip'
_PICK_LIST = 'customer_archive_lending.report_pick_list'


@freeze_time('2026-03-04 02:00:00')
class TestPapers(LendingCommon):
    """The loan slip and the pick list (LE-05, LE-24)."""

    def _print(self, name, loans, user=None):
        html, _kind = self.env['ir.actions.report'].with_user(
            user or self.archivist,
        )._render_qweb_html(name, loans.ids)
        return html.decode()

    def test_the_slip_has_all_its_fields(self):
        loan = self._lend(self.original, reference="SO-77")
        self._take_back(loan.line_ids, 11, note="Page 7")
        loan.line_ids._transition('settle', reason="Found")
        html = self._print(_SLIP, loan)
        for text in (
            "Loan Slip", loan.name, self.archive.name, self.original.barcode, self.document.name,
            self.document.title, self.archive.partner_id.name, "Original", self.borrower.name,
            self.department.name, "A question of the customer", "SO-77", "On the Premises",
            self.archivist.name, "data:image/png;base64,", "11", "Page 7", "Found", "Good",
        ):
            with self.subTest(text=text):
                self.assertIn(text, html)
        # The times are the company's: ten and eighteen o'clock in Shanghai.
        self.assertIn("10:00", html)
        self.assertIn("6:00", html)

    def test_the_request_form_names_customer_and_archive(self):
        """LE-05."""
        loan = self._draft_loan(self.original)
        html = self._print(_SLIP, loan, user=self.user)
        for text in ("Loan Request", self.archive.name, self.archive.partner_id.name):
            self.assertIn(text, html)

    def test_whoever_may_not_read_the_archive_finds_its_number_only(self):
        loan = self._request_loan(
            self.original, user=self.archivist, borrower_id=self.tech_borrower.id,
            exception_reason="Urgent",
        )
        self.archive.confidentiality = '3'
        html = self._print(_SLIP, loan, user=self.technician)
        self.assertIn(self.archive.name, html)
        self.assertNotIn(self.archive.partner_id.name, html)
        self.assertNotIn(self.document.title, html)

    def test_nobody_prints_the_loan_of_somebody_else(self):
        loan = self._request_loan(self.original)
        with self.assertRaises(AccessError):
            self._print(_SLIP, loan, user=self.technician)

    def test_the_pick_list_follows_the_shelves(self):
        names = ("B-2", "A-1", "A-9")
        holdings = self.original.browse()
        for name in names:
            shelf = self._create_location(name=name)
            original = self._create_original()
            original.with_user(self.archivist)._relocate(home=shelf, current=shelf)
            holdings |= original
        first = self._approve_loan(self._request_loan(holdings[:1]))
        second = self._approve_loan(self._request_loan(holdings[1:]))
        html = self._print(_PICK_LIST, first | second)
        self.assertEqual(sorted(names), sorted(names, key=html.index))
        lines = self.env['customer.archive.loan.line'].with_user(self.archivist).search(
            [('loan_id', 'in', (first | second).ids)], order='home_location_id, id',
        )
        self.assertEqual(lines.home_location_id.mapped('name'), sorted(names))


class TestSlipSheet(LendingCommon, ArchiveHttpCase):
    """A slip, printed as users print it: wkhtmltopdf asks the server for its styles."""

    def test_the_slip_is_a_pdf_that_shows_chinese(self):
        self.borrower.name = "陈伟"
        loan = self._lend(self.original)
        content, kind = self.env['ir.actions.report'].with_user(self.archivist).with_context(
            force_report_rendering=True,
        )._render_qweb_pdf(_SLIP, loan.ids)
        self.assertEqual(kind, 'pdf')
        [page] = PdfReader(io.BytesIO(content)).pages
        text = page.extract_text()
        self.assertIn(loan.name, text)
        self.assertIn("陈", text)
