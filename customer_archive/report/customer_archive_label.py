# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveLabel(models.AbstractModel):
    """Labels with barcodes, a sheet of them a page (CA-54).

    A kind of labels says in `_prepare_paper` what stands on each: `number`, `barcode`, and `lines`
    from the top down.
    """

    _name = 'customer.archive.label'
    _inherit = ['customer.archive.paper']
    _description = "Archive Labels"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Override to put them on one sheet, which says who printed it."""
        values = super()._get_report_values(docids, data)
        return {
            **values, 'labels': values['papers'],
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }

    @api.model
    def _show_numbers(self, archive):
        """Return which other numbers lead to an archive, or where it is now (CA-25).

        :param recordset archive: an archive
        :rtype: str
        """
        if archive.merged_into_id:
            return self.env._("Now %(archive)s", archive=archive.merged_into_id.name)
        if archive.merged_numbers:
            return self.env._("Also %(numbers)s", numbers=archive.merged_numbers)
        return ""


class ReportVolumeLabel(models.AbstractModel):
    """Spine labels of volumes."""

    _name = 'report.customer_archive.report_volume_label'
    _inherit = ['customer.archive.label']
    _description = "Volume Labels"

    _paper_model = 'customer.archive.volume'

    @api.model
    def _prepare_paper(self, record):
        """Override to show number, customer, title and class of a volume."""
        archive = record.archive_id
        return {
            'number': record.name,
            'barcode': record.folder_id.barcode,
            'lines': [
                archive.partner_id.name, record.title,
                " · ".join(archive.class_ids.mapped('name')),
                # Its own number tells the archive that it was opened in.
                "" if record.name.startswith(archive.name) else archive.name,
            ],
        }


class ReportArchiveLabel(models.AbstractModel):
    """Labels of archives, for boxes that hold all of a customer's volumes."""

    _name = 'report.customer_archive.report_archive_label'
    _inherit = ['customer.archive.label']
    _description = "Archive Labels"

    _paper_model = 'customer.archive'

    @api.model
    def _prepare_paper(self, record):
        """Override to show number, customer and class of an archive."""
        return {
            'number': record.name,
            'barcode': record.name if record.name.isascii() else None,
            'lines': [
                record.partner_id.name, self._get_label(record, 'customer_type'),
                self._show_numbers(record),
                " · ".join(record.class_ids.mapped('name')),
            ],
        }


class ReportHoldingLabel(models.AbstractModel):
    """Labels of holdings."""

    _name = 'report.customer_archive.report_holding_label'
    _inherit = ['customer.archive.label']
    _description = "Holding Labels"

    _paper_model = 'customer.archive.holding'

    @api.model
    def _prepare_paper(self, record):
        """Override to show kind, document and archive of a holding."""
        kind = self._get_label(record, 'kind')
        return {
            'number': record.document_id.name or record.volume_id.name,
            'barcode': record.barcode,
            'lines': [
                record.title,
                f"{kind} {record.serial}" if record.kind == 'copy' else kind,
            ],
        }


class ReportLocationLabel(models.AbstractModel):
    """Labels of shelves and boxes."""

    _name = 'report.customer_archive.report_location_label'
    _inherit = ['customer.archive.label']
    _description = "Location Labels"

    _paper_model = 'customer.archive.location'

    @api.model
    def _prepare_paper(self, record):
        """Override to show the full path of a location."""
        return {
            'number': record.name, 'barcode': record.barcode,
            'lines': [record.parent_id.complete_name],
        }
