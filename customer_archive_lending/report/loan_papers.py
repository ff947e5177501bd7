# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import format_datetime


class CustomerArchiveLoanPaper(models.AbstractModel):
    """Papers about loans.

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'customer.archive.loan.paper'
    _description = "Loan Papers"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the papers show.

        :param list[int] docids: the loans
        :raise AccessError: when the user may not read one of them
        """
        loans = self.env['customer.archive.loan'].browse(docids)
        loans.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': loans._name, 'docs': loans,
            'papers': [self._prepare_paper(loan) for loan in loans],
        }

    @api.model
    def _prepare_paper(self, loan):
        """Return one paper.

        Departments, shelves and names of colleagues stand on it whoever prints it; what lies in an
        archive does for who may read the archive only.

        :rtype: dict
        """
        loan_sudo = loan.sudo()
        tz = str(loan_sudo.company_id._get_archive_tz())
        return {
            'loan': loan_sudo,
            'labels': {
                name: self._get_label(loan, name) for name in ('state', 'purpose', 'place')
            },
            'lines': [self._prepare_line(line, tz) for line in self._get_lines(loan)],
            'time': lambda moment: moment and format_datetime(
                self.env, moment, tz=tz, dt_format='short',
            ) or '',
        }

    @api.model
    def _get_lines(self, loan):
        """Return the lines that stand on the paper, in order.

        :rtype: recordset
        """
        return loan.line_ids.filtered(lambda line: line.state != 'dropped')

    @api.model
    def _prepare_line(self, line, tz):
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

    @api.model
    def _get_label(self, record, name):
        """Return the label of a chosen value.

        :rtype: str
        """
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], '')


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
