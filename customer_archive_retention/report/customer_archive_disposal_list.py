# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class ReportDisposalList(models.AbstractModel):
    """The disposal list on paper (鉴定销毁清册), to be discussed and signed.

    A report on ids that somebody made up prints nothing that he may not read.
    """

    _name = 'report.customer_archive_retention.report_disposal_list'
    _description = "Disposal List on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the pages show.

        :param list[int] docids: the lists
        :raise AccessError: when the user may not read one of them
        """
        disposals = self.env['customer.archive.disposal'].browse(docids)
        disposals.check_access('read')
        return {
            'doc_ids': docids, 'doc_model': disposals._name, 'docs': disposals,
            'papers': [self._prepare_paper(disposal) for disposal in disposals],
        }

    @api.model
    def _prepare_paper(self, disposal):
        """Return what stands on the paper about one list.

        :param recordset disposal: the list
        :rtype: dict
        """
        tz = str(disposal.company_id.sudo()._get_archive_tz())  # How the company tells the time.

        def tell(moment):
            return format_datetime(self.env, moment, tz=tz) if moment else ''

        lines = disposal.line_ids.sorted(lambda line: (line.archive_number, line.number))
        return {
            'disposal': disposal,
            'labels': {
                name: disposal._fields[name]._description_string(self.env)
                for name in disposal._fields
            },
            'state': self._label(disposal, 'state'),
            'lines': [self._prepare_line(line) for line in lines],
            'people': [
                (disposal._fields[name]._description_string(self.env), disposal[name].sudo().name,
                 tell(disposal[moment]))  # The names of colleagues who signed.
                for name, moment in self._get_people() if disposal[name]
            ],
            'tell': tell,
            'printed': self.env._(
                "%(list)s, printed on %(time)s by %(user)s", list=disposal.name,
                time=tell(fields.Datetime.now()), user=self.env.user.name,
            ),
        }

    @api.model
    def _get_people(self):
        """Return who has a part in a list: the fields of the person and of the time.

        :rtype: list[tuple[str, str]]
        """
        return [
            ('proposer_id', 'proposed_at'), ('approver_id', 'approved_at'),
            ('confirmer_id', 'confirmed_at'), ('executor_id', 'started_at'),
            ('witness_id', 'attended_at'),
        ]

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
            'files': line.file_count,
            'confidentiality': self._label(line, 'confidentiality'),
            'rule': line.rule or '', 'citation': line.citation or '',
            'trigger_on': line.trigger_on and format_date(self.env, line.trigger_on) or '',
            'due_on': line.due_on and format_date(self.env, line.due_on) or '',
            'decision': self._label(line, 'decision'), 'justification': line.justification or '',
            'state': line.state, 'outcome': line.outcome or '', 'missing': line.missing_count,
            'missing_text': line.missing_count and self.env._(
                "%(count)s sheets were missing and were not destroyed.", count=line.missing_count,
            ) or '',
        }

    @api.model
    def _label(self, record, name):
        """Return the label of a selection's value."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], '')
