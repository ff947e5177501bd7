# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..evaluation import FigurePart
from ..evaluation_criterion import Usual


class CustomerArchiveEvaluationCriterion(models.Model):
    """How often customer and company talk counts in the evaluation (CA-50)."""

    _inherit = 'customer.archive.evaluation.criterion'

    figure = fields.Selection(
        selection_add=[('talks', "Talks in Twelve Months")], ondelete={'talks': 'cascade'},
    )

    # === BUSINESS METHODS === #

    @api.model
    def _get_usual(self):
        """Override to begin with a talk a month as the best."""
        return {**super()._get_usual(), 'talks': Usual((1, 3, 6, 12), (0, 20, 20))}


class CustomerArchiveEvaluation(models.Model):
    """Where the figure of the talks comes from."""

    _inherit = 'customer.archive.evaluation'

    # === BUSINESS METHODS === #

    @api.model
    def _get_figure_parts(self, company, today, archives=None):
        """Override to count talks; where nobody ever logged one, nothing is known."""
        self.env['customer.archive.communication'].flush_model()
        return [*super()._get_figure_parts(company, today, archives), FigurePart(
            SQL(
                """
                LEFT JOIN (
                    SELECT archive_id, count(*) FILTER (WHERE at > %(year)s) AS talks
                      FROM customer_archive_communication
                     WHERE company_id = %(company)s AND state = 'valid' AND %(among)s
                     GROUP BY archive_id
                ) talked ON talked.archive_id = archive.id
                """,
                company=company.id, year=fields.Date.subtract(today, years=1),
                among=SQL("archive_id IN %s", tuple(archives.ids)) if archives else SQL("true"),
            ),
            {'talks': SQL("talked.talks")},
        )]
