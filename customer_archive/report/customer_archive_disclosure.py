# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_datetime


class ReportDisclosure(models.AbstractModel):
    """The record of a disclosure on one page, to be signed and kept (CA-68).

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'report.customer_archive.report_disclosure'
    _description = "Record of Disclosure"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the page shows.

        :param list[int] docids: the disclosures
        :raise AccessError: when the user may not read one of them, or its archive
        """
        disclosures = self.env['customer.archive.disclosure'].browse(docids)
        disclosures.check_access('read')
        disclosures.archive_id.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': disclosures._name, 'docs': disclosures,
            'rows': {disclosure.id: self._prepare_rows(disclosure) for disclosure in disclosures},
            'printed_at': format_datetime(self.env, fields.Datetime.now()),
            'printed_by': self.env.user.name,
        }

    @api.model
    def _prepare_rows(self, disclosure):
        """Return what is said of a disclosure, by its labels.

        :param recordset disclosure: the disclosure
        :return: pairs of label and text; what is empty is left out
        :rtype: list[tuple[str, str]]
        """
        rows = []
        for name in (
            'recipient_name', 'recipient_organisation', 'purpose', 'carrier', 'legal_basis',
            'legal_reference', 'consent_document_id', 'requester_id', 'approved_by_id',
            'approved_at', 'disclosed_by_id', 'disclosed_at', 'cancellation_reason',
        ):
            if value := disclosure[name]:
                field = disclosure._fields[name]
                if field.type == 'selection':
                    value = dict(field._description_selection(self.env))[value]
                elif field.type == 'many2one':
                    value = value.display_name
                elif field.type == 'datetime':
                    value = format_datetime(self.env, value)
                rows.append((field._description_string(self.env), value))
        return rows
