# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_datetime


class ReportErasure(models.AbstractModel):
    """The person's copy of his data, on paper; printing it leaves an entry in the register."""

    _name = 'report.customer_archive_retention.report_erasure'
    _description = "Report: Copy of Personal Data"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to print for who may handle requests.

        :param list[int] docids: the requests
        :raise AccessError: when the user may not take the step that hands data out
        """
        requests = self.env['customer.archive.erasure'].browse(docids)
        requests._check_may_take('search')
        requests._enter_register('export_person', lambda request: {'kind': request.kind})
        return {
            'doc_ids': docids, 'doc_model': requests._name, 'docs': requests,
            # The gate has asked for the right to all that is the person's.
            'sections': {each.id: each.sudo()._get_personal_data() for each in requests},
            'printed_at': format_datetime(self.env, fields.Datetime.now()),
            'printed_by': self.env.user.name,
        }
