# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class ReportInspection(models.AbstractModel):
    """The report of an inspection: counts, differences and what became of them (CA-58)."""

    _name = 'report.customer_archive.report_inspection'
    _inherit = ['customer.archive.paper']
    _description = "Inspection Report"

    _paper_model = 'customer.archive.inspection'

    @api.model
    def _prepare_paper(self, record):
        """Override to show counts and differences."""
        counts = record._count_results()
        results = dict(record.line_ids._fields['result']._description_selection(self.env))
        lines = record.line_ids.search([
            ('inspection_id', '=', record.id), '|',
            ('result', 'in', ('missing', 'misplaced', 'unknown')), ('is_damaged', '=', True),
        ], order='result, barcode')
        return {
            'state': self._get_label(record, 'state'),
            'counts': [
                (record._fields[f'{name}_count']._description_string(self.env), counts[name])
                for name in ('expected', 'found', 'missing', 'misplaced', 'unknown', 'damaged',
                             'away')
            ],
            'lines': [
                {
                    'barcode': line.barcode, 'result': results[line.result],
                    'damage': line.damage or '',
                    'expected': line.expected_location_id.complete_name or '',
                    'found': line.found_location_id.complete_name or '',
                    'task': line.search_id.name or line.repair_id.name or '',
                    'settlement': self._get_label(line, 'settlement'),
                    'note': line.settlement_note or '',
                }
                for line in lines
            ],
            'clock': self._get_clock(record.company_id),
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }


class ReportLoss(models.AbstractModel):
    """The report of a loss: what is missing, where it was searched for, and how it ended (X-06)."""

    _name = 'report.customer_archive.report_loss'
    _inherit = ['customer.archive.paper']
    _description = "Loss Report"

    _paper_model = 'customer.archive.search'

    @api.model
    def _prepare_paper(self, record):
        """Override to show the steps of the search."""
        holding = record.holding_id
        return {
            'state': self._get_label(record, 'state'),
            'kind': self._get_label(holding, 'kind'),
            'number': holding.document_id.name or holding.volume_id.name,
            'home': holding.home_location_id.complete_name or '',
            'clock': self._get_clock(record.company_id),
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }
