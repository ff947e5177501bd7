# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class IrActionsReport(models.Model):
    """Whatever is printed of an archive is in the access log, confidential or not (CA-64)."""

    _inherit = 'ir.actions.report'

    def _render(self, report_ref, res_ids, data=None):
        """Override to note what is printed, whatever the format."""
        self._note_printed(report_ref, res_ids)
        return super()._render(report_ref, res_ids, data=data)

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override to note what is printed."""
        self._note_printed(report_ref, res_ids)
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_html(self, report_ref, docids, data=None):
        """Override to note what is shown before printing."""
        self._note_printed(report_ref, docids)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_text(self, report_ref, docids, data=None):
        """Override to note what is printed on a label printer."""
        self._note_printed(report_ref, docids)
        return super()._render_qweb_text(report_ref, docids, data=data)

    def _note_printed(self, report_ref, ids):
        """Note that a report was asked for, where it is about something in an archive.

        :param str|int|recordset report_ref: as the callers take it
        :param list[int]|int ids: the records that it is about
        """
        model = self._get_report(report_ref).model
        if ids and model in self.env['ir.attachment']._get_archive_models():
            records = self.env[model].browse([ids] if isinstance(ids, int) else ids).exists()
            records.check_access('read')
            self.env['customer.archive.access.log']._note('print', records)
