# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_datetime


class ReportDisclosure(models.AbstractModel):
    """The record of a disclosure on one page, to be signed and kept (CA-68)."""

    _name = 'report.customer_archive.report_disclosure'
    _inherit = ['customer.archive.paper']
    _description = "Record of Disclosure"

    _paper_model = 'customer.archive.disclosure'

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to print for who may read the archives as well.

        :raise AccessError: when the user may not read one of them
        """
        values = super()._get_report_values(docids, data)
        values['docs'].archive_id.check_access('read')
        return {
            **values,
            'rows': {each.id: self._prepare_rows(each) for each in values['docs']},
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
                    value = self._get_label(disclosure, name)
                elif field.type == 'many2one':
                    value = value.display_name
                elif field.type == 'datetime':
                    value = format_datetime(self.env, value)
                rows.append((field._description_string(self.env), value))
        return rows
