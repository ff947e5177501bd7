# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_date

from ..models.disposal.disposal import PEOPLE


class ReportDisposalList(models.AbstractModel):
    """The disposal list on paper (鉴定销毁清册), to be discussed and signed."""

    _name = 'report.customer_archive_retention.report_disposal_list'
    _inherit = ['customer.archive.paper']
    _description = "Disposal List on Paper"

    _paper_model = 'customer.archive.disposal'

    @api.model
    def _prepare_paper(self, record):
        """Override to show the items, and who has which part in the list."""
        disposal, tell = record, self._get_clock(record.company_id)
        lines = disposal.line_ids.sorted(lambda line: (line.archive_number, line.number))
        return {
            'disposal': disposal,
            'state': self._get_label(disposal, 'state'),
            'lines': [self._prepare_line(line) for line in lines],
            'people': [
                (disposal._fields[name]._description_string(self.env), disposal[name].sudo().name,
                 tell(disposal[moment]))  # The names of colleagues who signed.
                for name, moment in PEOPLE.values() if disposal[name]
            ],
            'tell': tell,
            'printed': self.env._(
                "%(list)s, printed on %(time)s by %(user)s", list=disposal.name,
                time=tell(fields.Datetime.now()), user=self.env.user.name,
            ),
        }

    @api.model
    def _prepare_line(self, line):
        """Return one line of the paper.

        :param recordset line: the line of the list
        :rtype: dict
        """
        return {
            'number': line.number, 'title': line.title or '', 'classes': line.classes or '',
            'dates': " – ".join(
                format_date(self.env, day) for day in (line.date_from, line.date_to) if day
            ),
            'counts': f"{line.original_count} / {line.copy_count} / {line.page_count}",
            'sheets': line.sheets, 'files': line.file_count,
            'confidentiality': self._get_label(line, 'confidentiality'),
            'rule': line.rule or '', 'citation': line.citation or '',
            'trigger_on': line.trigger_on and format_date(self.env, line.trigger_on) or '',
            'due_on': line.due_on and format_date(self.env, line.due_on) or '',
            'decision': self._get_label(line, 'decision'),
            'justification': line.justification or '',
            'state': line.state, 'outcome': line.outcome or '', 'missing': line.missing_count,
            'missing_text': line.missing_count and self.env._(
                "%(count)s sheets were missing and were not destroyed.", count=line.missing_count,
            ) or '',
        }
