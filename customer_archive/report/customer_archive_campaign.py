# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import format_date


class ReportCampaign(models.AbstractModel):
    """The closing report of an overhaul: what was reviewed, what was excused, and why (CA-34)."""

    _name = 'report.customer_archive.report_campaign'
    _inherit = ['customer.archive.paper']
    _description = "Overhaul Report"

    _paper_model = 'customer.archive.campaign'

    @api.model
    def _prepare_paper(self, record):
        """Override to show figures, people and excuses.

        The figures are those of all archives; the excuses are those that the reader may read.
        """
        lines = self.env['customer.archive.campaign.line']
        own = [('campaign_id', '=', record.id)]
        people = lines.sudo()._read_group(  # How many, not which.
            [*own, ('settled_by_id', '!=', False)], ['settled_by_id', 'state'], ['__count'],
        )
        counts = {}
        for user, state, count in people:
            counts.setdefault(user.name, {})[state] = count
        outcomes = lines.sudo()._read_group(
            [*own, ('state', '=', 'done')], ['review_id.outcome'], ['__count'],
        )
        reviewed = dict(outcomes)
        return {
            'state': self._get_label(record, 'state'),
            'deadline': format_date(self.env, record.deadline),
            'counts': [
                (self.env._("Archives"), record.line_count),
                (self.env._("Confirmed Without Change"), reviewed.get('unchanged', 0)),
                (self.env._("Updated"), reviewed.get('updated', 0)),
                (self.env._("Excused"), record.excused_count),
                (self.env._("To Review"), record.open_count),
            ],
            'people': [
                (name, own_counts.get('done', 0), own_counts.get('excused', 0))
                for name, own_counts in sorted(counts.items())
            ],
            'excuses': [
                (line.name, line.excuse, line.settled_by_id.name)
                for line in lines.search([*own, ('state', '=', 'excused')], order='id')
            ],
            'clock': self._get_clock(record.company_id),
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }
