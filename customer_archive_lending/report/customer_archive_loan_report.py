# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class ReportLoanReport(models.AbstractModel):
    """The list of a month on paper (LE-20): originals, then copies.

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'report.customer_archive_lending.report_loan_report'
    _description = "Monthly List on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the list shows.

        :param list[int] docids: the lists
        :raise AccessError: when the user may not read one of them
        """
        reports = self.env['customer.archive.loan.report'].browse(docids)
        reports.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': reports._name, 'docs': reports,
            'zones': {report.id: str(report.company_id._get_archive_tz()) for report in reports},
        }
