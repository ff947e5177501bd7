# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import split_every

# Rows a page: each page has a head of its own, whatever the printing program repeats.
_ROWS = 24
# Rows a table: longer lists are read on the screen.
_LIMIT = 2000


class ReportLoanReport(models.AbstractModel):
    """The list of a month on paper (LE-20): originals, then copies."""

    _name = 'report.customer_archive_lending.report_loan_report'
    _inherit = ['customer.archive.paper']
    _description = "Monthly List on Paper"

    _paper_model = 'customer.archive.loan.report'

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to show the tables of each list, in the time zone of its company."""
        values = super()._get_report_values(docids, data)
        reports = values['docs']
        return {
            **values,
            'zones': {report.id: str(report.company_id._get_archive_tz()) for report in reports},
            'tables': {report.id: self._prepare_tables(report) for report in reports},
        }

    @api.model
    def _prepare_tables(self, report):
        """Return the two tables of a list, the most overdue lines first.

        :param recordset report: the list
        :return: `is_copy`, `count`, `pages` of lines, and how many lines are left out as `rest`
        :rtype: list[dict]
        """
        tables = []
        for operator, count in (('!=', report.original_count), ('=', report.copy_count)):
            lines = self.env['customer.archive.loan.report.line'].search([
                ('report_id', '=', report.id), ('kind', operator, 'copy'),
            ], limit=_LIMIT)
            tables.append({
                'is_copy': operator == '=', 'count': count, 'rest': count - len(lines),
                'pages': [lines.browse(ids) for ids in split_every(_ROWS, lines.ids)],
            })
        return tables
