# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from .test_inspection import InspectionCommon


class TestCustodyPapers(InspectionCommon):
    """The report of an inspection and of a loss are printed by who may read them."""

    def _render(self, report, record, user):
        html, _kind = self.env['ir.actions.report'].with_user(user)._render_qweb_html(
            f'customer_archive.{report}', record.ids,
        )
        return html.decode()

    def test_the_inspection_report_tells_counts_and_differences(self):
        self.inspection.action_start()
        self._scan(self.first.barcode)
        self._scan('UNKNOWN', 'danger')
        self._finish()
        html = self._render('report_inspection', self.inspection, self.auditor)
        for text in (self.inspection.name, self.second.barcode, 'UNKNOWN', "Missing",
                     self.second.search_ids.name, self.archivist.name):
            self.assertIn(text, html)
        self.assertNotIn(self.first.barcode, html)
        with self.assertRaises(AccessError):
            self._render('report_inspection', self.inspection, self.user)

    def test_the_loss_report_tells_where_it_was_searched_for(self):
        self.first.with_user(self.archivist)._transition('miss', reason="Not in its place")
        search = self.first.search_ids
        self.env['customer.archive.search.step'].with_user(self.archivist).create({
            'search_id': search.id, 'place': "Under the desk",
        })
        search.with_user(self.office_manager)._transition('report_loss', reason="Burnt")
        html = self._render('report_loss', search, self.general_manager)
        for text in (search.name, self.first.barcode, "Under the desk", "Burnt",
                     "Not in its place"):
            self.assertIn(text, html)
        with self.assertRaises(AccessError):
            self._render('report_loss', search, self.user)
