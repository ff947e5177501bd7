# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..archive.states import ACTIVE_STATES
from .evaluation_criterion import SCORES

_logger = logging.getLogger(__name__)


class FigurePart(NamedTuple):
    """Where some figures come from.

    :param SQL join: a `LEFT JOIN` to the archives, known as `archive`
    :param dict[str, SQL] figures: what each is, in terms of the joins
    """

    join: SQL
    figures: dict


class CustomerArchiveEvaluation(models.Model):
    """What a customer is worth to the company: value, potential and loyalty (CA-49, CA-50).

    They are computed every day from what was invoiced, paid and complained of, by the criteria of
    the company. A row tells how it was from a day on, and which figures made it so; the newest is
    current. What an archivist set by hand, with a reason, stays until he ends it.
    """

    _name = 'customer.archive.evaluation'
    _inherit = ['customer.archive.kept', 'customer.archive.scope', 'customer.archive.analysed']
    _description = "Archive Evaluation"
    _order = 'evaluated_on desc, id desc'
    _allow_sudo_commands = False

    _index_fields = frozenset({'evaluated_on', 'superseded_on', 'method', 'user_id', 'due_on'})

    archive_id = fields.Many2one(
        'customer.archive', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    partner_id = fields.Many2one(
        related='archive_id.partner_id', string="Customer", related_sudo=False,
    )

    # How it is.
    value = fields.Integer(
        readonly=True, aggregator='avg', help="What the customer brings to the company, 0 to 100.",
    )
    potential = fields.Integer(
        readonly=True, aggregator='avg', help="What more he could bring, 0 to 100.",
    )
    loyalty = fields.Integer(
        readonly=True, aggregator='avg', help="How much he stays with the company, 0 to 100.",
    )

    # Since when, and why.
    evaluated_on = fields.Date(required=True, readonly=True)
    superseded_on = fields.Date(readonly=True, help="Empty for the current evaluation.")
    method = fields.Selection(
        [('computed', "Computed"), ('manual', "Set by Hand")], required=True, readonly=True,
    )
    figures = fields.Json(readonly=True)
    explanation = fields.Html(
        compute='_compute_explanation', compute_sudo=False, sanitize=False,
        help="Which figures made which score, on the day of the evaluation.",
    )
    user_id = fields.Many2one(
        'res.users', string="Evaluator", readonly=True, ondelete='restrict',
    )
    reason = fields.Text(readonly=True)
    due_on = fields.Date(
        string="To Be Looked At Again", readonly=True,
        help="The day on which an evaluation that was set by hand is due for another look.",
    )

    _current_unique = models.UniqueIndex(
        '(archive_id) WHERE superseded_on IS NULL', "An archive has one current evaluation.",
    )
    _scores_in_range = models.Constraint(
        'CHECK (LEAST(value, potential, loyalty) >= 0 AND GREATEST(value, potential, loyalty)'
        ' <= 100)',
        "Value, potential and loyalty lie between 0 and 100.",
    )
    _manual_with_reason = models.Constraint(
        "CHECK (method != 'manual' OR (user_id IS NOT NULL AND reason ~ '[^[:space:]]') IS TRUE)",
        "What is set by hand has a reason.",
    )

    # === COMPUTE METHODS === #

    @api.depends('archive_id', 'evaluated_on')
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = f'{evaluation.archive_id.name} · {evaluation.evaluated_on}'

    @api.depends('figures')
    @api.depends_context('lang')
    def _compute_explanation(self):
        labels = dict(self.env['customer.archive.evaluation.criterion']._fields[
            'figure'
        ]._description_selection(self.env))
        for evaluation in self:
            evaluation.explanation = evaluation.figures and self.env['ir.qweb']._render(
                'customer_archive.customer_archive_evaluation_explanation', {
                    'labels': labels, 'figures': evaluation.figures, 'scores': SCORES,
                    'evaluation': evaluation,
                },
            )

    # === CRON METHODS === #

    @api.model
    def _cron_evaluate(self):
        """Evaluate the customers of each company once a day of its own (CA-50)."""
        companies = self.env['res.company'].concat(*(
            company for [company] in self.env[
                'customer.archive.evaluation.criterion'
            ]._read_group([], ['company_id'])
            if company.archive_evaluated_on != company._get_archive_today()
        ))
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            count = self._evaluate(company)
            company.archive_evaluated_on = company._get_archive_today()
            if count:
                _logger.info("Evaluations: %s changed in company %s", count, company.id)
            if not cron._commit_progress(1):
                return  # Out of time: the scheduler calls again at once.
        self.env['customer.archive']._update_scored_classes()

    # === BUSINESS METHODS === #

    @api.model
    def _evaluate(self, company, archives=None):
        """Evaluate customers, in one statement; nothing is written where nothing changed.

        :param recordset company: one company
        :param recordset archives: its archives, `None` for all
        :return: how many evaluations changed
        :rtype: int
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_statement(company, archives))
        count = self.env.cr.rowcount
        if count:
            self.invalidate_model()
            self.env['customer.archive'].invalidate_model(['evaluation_id'])
        return count

    @api.model
    def _get_statement(self, company, archives=None):
        """Return the statement that evaluates, see :meth:`_evaluate`.

        :rtype: SQL
        """
        today = company._get_archive_today()
        criteria = self.env['customer.archive.evaluation.criterion'].search([
            ('company_id', '=', company.id),
        ])
        parts = self._get_figure_parts(company, today, archives)
        figures = {
            name: figure for part in parts for name, figure in part.figures.items()
        }
        criteria = criteria.filtered(lambda criterion: criterion.figure in figures)
        return SQL(
            """
            WITH figure AS (
                SELECT archive.id AS archive_id, archive.company_id, archive.department_id,
                       archive.confidentiality, %(figures)s
                  FROM customer_archive archive %(joins)s
                 WHERE archive.company_id = %(company)s AND archive.state IN %(active)s
                       AND %(among)s
            ), pointed AS (
                SELECT *, %(points)s FROM figure
            ), scored AS (
                SELECT *, %(scores)s FROM pointed
            ), changed AS MATERIALIZED (
                SELECT scored.*, current.id AS current_id
                  FROM scored LEFT JOIN customer_archive_evaluation current
                       ON current.archive_id = scored.archive_id AND current.superseded_on IS NULL
                 WHERE current.method IS DISTINCT FROM 'manual'
                   AND (current.value, current.potential, current.loyalty)
                       IS DISTINCT FROM (scored.value, scored.potential, scored.loyalty)
            ), superseded AS (
                UPDATE customer_archive_evaluation evaluation SET superseded_on = %(today)s
                  FROM changed WHERE evaluation.id = changed.current_id RETURNING 1
            )
            INSERT INTO customer_archive_evaluation (
                archive_id, company_id, department_id, confidentiality, value, potential, loyalty,
                evaluated_on, method, figures, create_uid, create_date
            )
            SELECT archive_id, company_id, department_id, confidentiality, value, potential,
                   loyalty, %(today)s, 'computed', %(explained)s, %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM changed
             -- The former ones give way first: one of an archive is current at any time.
             WHERE (SELECT count(*) FROM superseded) IS NOT NULL
            """,
            company=company.id, active=ACTIVE_STATES, today=today, uid=self.env.uid,
            among=_among(SQL("archive.id"), archives and archives.ids),
            joins=SQL(" ").join(part.join for part in parts),
            figures=SQL(", ").join(
                SQL("%s AS %s", figure, SQL.identifier(name)) for name, figure in figures.items()
            ),
            points=SQL(", ").join(
                SQL("%s AS %s", criterion._get_points(), SQL.identifier(
                    f'{criterion.figure}_points',
                )) for criterion in criteria
            ),
            scores=SQL(", ").join(
                SQL("%s AS %s", criteria._get_score(score), SQL.identifier(score))
                for score in SCORES
            ),
            explained=SQL("jsonb_build_object(%s)", SQL(", ").join(
                SQL(
                    "%s, jsonb_build_array(%s, %s, %s)", criterion.figure,
                    SQL.identifier(criterion.figure), SQL.identifier(f'{criterion.figure}_points'),
                    SQL(", ").join(
                        SQL("%s", criterion[f'weight_{score}']) for score in SCORES
                    ),
                ) for criterion in criteria
            )),
        )

    @api.model
    def _get_figure_parts(self, company, today, archives=None):
        """Return where the figures come from.

        For a module to add a figure, it must override this method and add its part to those of
        `super()`: a join to `archive`, of one row a customer, and the figure in its terms, `NULL`
        where it is not known.

        :param recordset company: the company
        :param date today: its date
        :param recordset archives: the archives that are evaluated, `None` for all
        :rtype: list[FigurePart]
        """
        return [
            self._get_invoice_part(company, today, archives),
            self._get_delay_part(company, today, archives),
            self._get_complaint_part(company, today, archives),
        ]

    def _get_own_archive_number_path(self):
        """Override to name the number of its archive."""
        return 'archive_id/name'

    # === HELPERS === #

    @api.model
    def _get_invoice_part(self, company, today, archives):
        """Return the figures of what was invoiced: last when, how often, how much, and before."""
        return FigurePart(
            SQL(
                """
                LEFT JOIN (
                    SELECT commercial_partner_id,
                           max(invoice_date) FILTER (WHERE move_type != 'out_refund') AS last_on,
                           count(*) FILTER (WHERE move_type != 'out_refund'
                                              AND invoice_date > %(year)s) AS invoices,
                           sum(amount_untaxed_signed) FILTER (WHERE invoice_date > %(year)s)
                               AS amount,
                           sum(amount_untaxed_signed) FILTER (WHERE invoice_date <= %(year)s
                               AND invoice_date > %(before)s) AS amount_before
                      FROM account_move
                     WHERE company_id = %(company)s AND state = 'posted'
                       AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')
                       AND invoice_date <= %(today)s AND %(among)s
                     GROUP BY commercial_partner_id
                ) invoiced ON invoiced.commercial_partner_id = archive.partner_id
                """,
                company=company.id, today=today, year=fields.Date.subtract(today, years=1),
                before=fields.Date.subtract(today, years=2),
                among=_among(SQL("commercial_partner_id"), archives and archives.partner_id.ids),
            ),
            {
                'recency': SQL("%s::date - invoiced.last_on", today),
                'frequency': SQL("COALESCE(invoiced.invoices, 0)"),
                'amount': SQL("COALESCE(invoiced.amount, 0)"),
                'growth': SQL(
                    """
                    CASE WHEN invoiced.amount_before > 0
                         THEN round(100 * COALESCE(invoiced.amount, 0) / invoiced.amount_before)
                              - 100
                         WHEN invoiced.amount > 0 THEN 100 END
                    """,
                ),
            },
        )

    @api.model
    def _get_delay_part(self, company, today, archives):
        """Return the figure of how customers pay: by so many days late, what fell due in two years.

        What is open counts until today.
        """
        return FigurePart(
            SQL(
                """
                LEFT JOIN (
                    SELECT term.partner_id, round(avg(GREATEST(0, CASE
                               WHEN term.reconciled THEN COALESCE(paid.paid_on, term.date_maturity)
                               ELSE %(today)s END - term.date_maturity))) AS days
                      FROM account_move_line term
                      JOIN account_move move ON move.id = term.move_id
                      LEFT JOIN (
                        SELECT debit_move_id, max(max_date) AS paid_on
                          FROM account_partial_reconcile WHERE company_id = %(company)s
                         GROUP BY debit_move_id
                      ) paid ON paid.debit_move_id = term.id
                     WHERE term.company_id = %(company)s AND term.display_type = 'payment_term'
                       AND term.parent_state = 'posted' AND move.move_type = 'out_invoice'
                       AND term.date_maturity > %(since)s AND term.date_maturity <= %(today)s
                       AND %(among)s
                     GROUP BY term.partner_id
                ) delayed ON delayed.partner_id = archive.partner_id
                """,
                company=company.id, today=today, since=fields.Date.subtract(today, years=2),
                among=_among(SQL("term.partner_id"), archives and archives.partner_id.ids),
            ),
            {'delay': SQL("delayed.days")},
        )

    @api.model
    def _get_complaint_part(self, company, today, archives):
        """Return the figure of the complaints of who bought something."""
        return FigurePart(
            SQL(
                """
                LEFT JOIN (
                    SELECT archive_id, count(*) AS complaints
                      FROM customer_archive_complaint
                     WHERE company_id = %(company)s AND received_on > %(year)s AND %(among)s
                     GROUP BY archive_id
                ) complained ON complained.archive_id = archive.id
                """,
                company=company.id, year=fields.Date.subtract(today, years=1),
                among=_among(SQL("archive_id"), archives and archives.ids),
            ),
            {'complaints': SQL(
                "CASE WHEN invoiced.last_on IS NOT NULL THEN COALESCE(complained.complaints, 0)"
                " END",
            )},
        )


def _among(column, ids):
    """Return the condition that a column is one of some ids, or true where there are none."""
    return SQL("%s IN %s", column, tuple(ids)) if ids else SQL("true")
