# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import format_datetime


class CustomerArchivePaper(models.AbstractModel):
    """What is printed about records of one model.

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'customer.archive.paper'
    _description = "Archive: Printed Paper"

    _paper_model = ''

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the papers show.

        :param list[int] docids: the records
        :raise AccessError: when the user may not read one of them
        """
        records = self.env[self._paper_model].browse(docids)
        records.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': records._name, 'docs': records,
            'papers': [self._prepare_paper(record) for record in records],
        }

    @api.model
    def _prepare_paper(self, record):
        """Return what stands on the paper about one record.

        For a report to show more than the record, it must override this method.

        :rtype: dict
        """
        return {}

    # === HELPERS === #

    @api.model
    def _get_label(self, record, name):
        """Return the label of a chosen value.

        :rtype: str
        """
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], '')

    @api.model
    def _get_clock(self, company, dt_format='medium'):
        """Return what tells a moment in the time zone of a company.

        :param recordset company: the company
        :param str dt_format: as `format_datetime` takes it
        :rtype: Callable
        """
        tz = str(company.sudo()._get_archive_tz())  # How late it is there is no secret.
        return lambda moment: moment and format_datetime(
            self.env, moment, tz=tz, dt_format=dt_format,
        ) or ''
