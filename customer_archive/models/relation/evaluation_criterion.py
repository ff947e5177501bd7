# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# The scores of an evaluation (CA-49).
SCORES = ('value', 'potential', 'loyalty')
# What a figure that reaches a band is worth.
BANDS = (25, 50, 75, 100)


class Usual(NamedTuple):
    """What a company begins with: a figure's bands, and its weights in the three scores."""

    bands: tuple
    weights: tuple

    @property
    def falls(self):
        """Whether less is better."""
        return self.bands[0] > self.bands[-1]


USUAL = {
    'recency': Usual((365, 180, 90, 30), (0, 25, 30)),
    'frequency': Usual((1, 3, 6, 12), (20, 25, 30)),
    'amount': Usual((10_000, 50_000, 200_000, 1_000_000), (60, 0, 0)),
    'growth': Usual((-25, 0, 10, 25), (0, 50, 0)),
    'delay': Usual((60, 30, 10, 0), (20, 0, 20)),
    'complaints': Usual((5, 3, 1, 0), (0, 0, 20)),
}


class CustomerArchiveEvaluationCriterion(models.Model):
    """What a figure of a customer counts in his evaluation, in one company (CA-49, CA-50).

    A figure that reaches a band has its points; a score is the mean of the points by the weights
    of the figures that are known.
    """

    _name = 'customer.archive.evaluation.criterion'
    _description = "Archive Evaluation Criterion"
    _order = 'company_id, id'
    _rec_name = 'figure'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company,
    )
    figure = fields.Selection(
        [
            ('recency', "Days Since the Last Invoice"),
            ('frequency', "Invoices in Twelve Months"),
            ('amount', "Invoiced in Twelve Months"),
            ('growth', "Growth Against the Twelve Months Before (%)"),
            ('delay', "Days of Delay in Paying"),
            ('complaints', "Complaints in Twelve Months"),
        ], required=True, readonly=True,
    )
    band_25 = fields.Float(string="25 Points At", digits=(16, 2))
    band_50 = fields.Float(string="50 Points At", digits=(16, 2))
    band_75 = fields.Float(string="75 Points At", digits=(16, 2))
    band_100 = fields.Float(string="100 Points At", digits=(16, 2))
    weight_value = fields.Integer(string="Weight in Value")
    weight_potential = fields.Integer(string="Weight in Potential")
    weight_loyalty = fields.Integer(string="Weight in Loyalty")

    _figure_unique = models.UniqueIndex(
        '(company_id, figure)', "The company has this figure in its evaluations already.",
    )
    _weights_positive = models.Constraint(
        'CHECK (LEAST(weight_value, weight_potential, weight_loyalty) >= 0)',
        "A weight cannot be negative; 0 leaves the figure out of the score.",
    )

    # === SETUP === #

    def init(self):
        """Give every company the criteria that it does not have yet."""
        super().init()
        self._add_missing()

    # === CONSTRAINT METHODS === #

    @api.constrains('band_25', 'band_50', 'band_75', 'band_100')
    def _check_bands(self):
        for criterion in self:
            bands = criterion._get_bands()
            if bands != sorted(bands, reverse=criterion._get_usual()[criterion.figure].falls):
                raise ValidationError(self.env._(
                    "The bands of “%(figure)s” must follow each other from the worst to the best.",
                    figure=criterion._label(),
                ))

    @api.constrains('weight_value', 'weight_potential', 'weight_loyalty')
    def _check_weights(self):
        for company in self.company_id:
            criteria = self.search([('company_id', '=', company.id)])
            for score in SCORES:
                if not sum(criteria.mapped(f'weight_{score}')):
                    raise ValidationError(self.env._(
                        "No figure counts in “%(score)s”: give at least one of them a weight.",
                        score=self.env['customer.archive.evaluation']._fields[
                            score
                        ]._description_string(self.env),
                    ))

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to have the customers evaluated anew."""
        res = super().write(vals)
        # Whoever may change the criteria sets off what follows from them.
        self.company_id.sudo().archive_evaluated_on = False
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _get_usual(self):
        """Return what a company begins with, by figure.

        For a module to add a figure, it must override this method, extend the selection of
        `figure` and say in `customer.archive.evaluation._get_figure_parts` what the figure is.

        :rtype: dict[str, Usual]
        """
        return dict(USUAL)

    @api.model
    def _add_missing(self):
        """Give every company the usual criteria that it does not have yet."""
        self.env['res.company'].flush_model()
        rows = SQL(", ").join(
            SQL("(%s, %s::float8[], %s::int[])", figure, list(map(float, usual.bands)),
                list(usual.weights))
            for figure, usual in self._get_usual().items()
        )
        self.env.cr.execute(SQL(
            """
            INSERT INTO customer_archive_evaluation_criterion (
                company_id, figure, band_25, band_50, band_75, band_100, weight_value,
                weight_potential, weight_loyalty
            )
            SELECT company.id, usual.figure, bands[1], bands[2], bands[3], bands[4], weights[1],
                   weights[2], weights[3]
              FROM res_company company CROSS JOIN (VALUES %s) usual (figure, bands, weights)
             WHERE NOT EXISTS (SELECT FROM customer_archive_evaluation_criterion criterion
                                WHERE criterion.company_id = company.id
                                  AND criterion.figure = usual.figure)
            """, rows,
        ))
        self.invalidate_model()

    def _get_bands(self):
        """Return the bands, from the worst to the best.

        :rtype: list[float]
        """
        self.ensure_one()
        return [self[f'band_{points}'] for points in BANDS]

    def _get_points(self):
        """Return the points of the figure, `NULL` where it is not known.

        :rtype: SQL
        """
        self.ensure_one()
        figure = SQL.identifier(self.figure)
        operator = SQL("<=" if self._get_usual()[self.figure].falls else ">=")
        return SQL(
            "CASE WHEN %s IS NULL THEN NULL %s ELSE 0 END", figure, SQL(" ").join(
                SQL("WHEN %s %s %s THEN %s", figure, operator, band, points)
                for points, band in reversed(list(zip(BANDS, self._get_bands(), strict=True)))
            ),
        )

    def _get_score(self, score):
        """Return a score: the mean of the points of all criteria by their weights.

        :param str score: one of `SCORES`
        :rtype: SQL
        """
        weighted = [(SQL.identifier(f'{criterion.figure}_points'), criterion[f'weight_{score}'])
                    for criterion in self if criterion[f'weight_{score}']]
        if not weighted:
            return SQL("0")
        return SQL(
            "COALESCE(round((%s)::numeric / NULLIF(%s, 0)), 0)::int",
            SQL(" + ").join(
                SQL("COALESCE(%s, 0) * %s", points, weight) for points, weight in weighted
            ),
            SQL(" + ").join(
                SQL("(%s IS NOT NULL)::int * %s", points, weight) for points, weight in weighted
            ),
        )

    def _label(self):
        self.ensure_one()
        return dict(self._fields['figure']._description_selection(self.env))[self.figure]
