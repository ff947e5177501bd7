# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveLabel(models.AbstractModel):
    """Labels with barcodes, a sheet of them a page (CA-54).

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'customer.archive.label'
    _description = "Archive Labels"

    _label_model = ''

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the sheet shows.

        :param list[int] docids: the records
        :raise AccessError: when the user may not read one of them
        """
        records = self.env[self._label_model].browse(docids)
        records.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': self._label_model, 'docs': records,
            'labels': [self._prepare_label(record) for record in records],
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }

    @api.model
    def _prepare_label(self, record):
        """Return one label.

        :param recordset record: the labelled thing
        :return: `number`, `barcode` and `lines`, from the top down
        :rtype: dict
        """
        raise NotImplementedError


class ReportVolumeLabel(models.AbstractModel):
    """Spine labels of volumes."""

    _name = 'report.customer_archive.report_volume_label'
    _inherit = ['customer.archive.label']
    _description = "Volume Labels"

    _label_model = 'customer.archive.volume'

    @api.model
    def _prepare_label(self, record):
        """Override to show number, customer, title and class of a volume."""
        archive = record.archive_id
        return {
            'number': record.name,
            'barcode': record.folder_id.barcode,
            'lines': [
                archive.partner_id.name, record.title,
                " · ".join(archive.class_ids.mapped('name')),
            ],
        }


class ReportArchiveLabel(models.AbstractModel):
    """Labels of archives, for boxes that hold all of a customer's volumes."""

    _name = 'report.customer_archive.report_archive_label'
    _inherit = ['customer.archive.label']
    _description = "Archive Labels"

    _label_model = 'customer.archive'

    @api.model
    def _prepare_label(self, record):
        """Override to show number, customer and class of an archive."""
        labels = dict(record._fields['customer_type']._description_selection(self.env))
        return {
            'number': record.name,
            'barcode': record.name if record.name.isascii() else None,
            'lines': [
                record.partner_id.name, labels.get(record.customer_type),
                " · ".join(record.class_ids.mapped('name')),
            ],
        }


class ReportHoldingLabel(models.AbstractModel):
    """Labels of holdings."""

    _name = 'report.customer_archive.report_holding_label'
    _inherit = ['customer.archive.label']
    _description = "Holding Labels"

    _label_model = 'customer.archive.holding'

    @api.model
    def _prepare_label(self, record):
        """Override to show kind, document and archive of a holding."""
        kinds = dict(record._fields['kind']._description_selection(self.env))
        return {
            'number': record.document_id.name or record.volume_id.name,
            'barcode': record.barcode,
            'lines': [
                record.title,
                f"{kinds[record.kind]} {record.serial}" if record.kind == 'copy'
                else kinds[record.kind],
            ],
        }


class ReportLocationLabel(models.AbstractModel):
    """Labels of shelves and boxes."""

    _name = 'report.customer_archive.report_location_label'
    _inherit = ['customer.archive.label']
    _description = "Location Labels"

    _label_model = 'customer.archive.location'

    @api.model
    def _prepare_label(self, record):
        """Override to show the full path of a location."""
        return {
            'number': record.name, 'barcode': record.barcode,
            'lines': [record.parent_id.complete_name],
        }
