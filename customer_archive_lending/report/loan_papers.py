# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveLoanPaper(models.AbstractModel):
    """Papers about loans."""

    _name = 'customer.archive.loan.paper'
    _inherit = ['customer.archive.paper']
    _description = "Loan Papers"

    _paper_model = 'customer.archive.loan'

    @api.model
    def _prepare_paper(self, record):
        """Override to show what was lent, and to whom.

        Departments, shelves and names of colleagues stand on it whoever prints it; what lies in an
        archive does for who may read the archive only.
        """
        loan_sudo = record.sudo()
        return {
            'loan': loan_sudo,
            'labels': {
                name: self._get_label(record, name) for name in ('state', 'purpose', 'place')
            },
            'lines': [self._prepare_line(line) for line in self._get_lines(record)],
            'time': self._get_clock(loan_sudo.company_id, 'short'),
        }

    @api.model
    def _get_lines(self, loan):
        """Return the lines that stand on the paper, in order.

        :rtype: recordset
        """
        return loan.line_ids.filtered(lambda line: line.state != 'dropped')

    @api.model
    def _prepare_line(self, line):
        """Return one line of a paper.

        :rtype: dict
        """
        archive = line.archive_id._filtered_access('read')
        return {
            'line': line.sudo(), 'title': line.title,
            'customer': archive.partner_id.display_name if archive else '',
            **{name: self._get_label(line, name) for name in (
                'kind', 'place', 'condition', 'state',
            )},
        }


class ReportLoanSlip(models.AbstractModel):
    """The slip that goes with what is lent, and the form of the request (LE-05)."""

    _name = 'report.customer_archive_lending.report_loan_slip'
    _inherit = ['customer.archive.loan.paper']
    _description = "Loan Slip"


class ReportPickList(models.AbstractModel):
    """What is to be fetched, in the order of the shelves (LE-24)."""

    _name = 'report.customer_archive_lending.report_pick_list'
    _inherit = ['customer.archive.loan.paper']
    _description = "Pick List"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to walk along the shelves once for all loans."""
        values = super()._get_report_values(docids, data)
        values['lines'] = sorted(
            (line for paper in values['papers'] for line in paper['lines']),
            key=lambda line: (
                line['line'].home_location_id.complete_name or '', line['line'].barcode,
            ),
        )
        return values

    @api.model
    def _get_lines(self, loan):
        """Override to fetch only what is still to be handed over."""
        return loan.line_ids.filtered(lambda line: line.state == 'requested')
