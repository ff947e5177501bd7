# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.json import json_default

from ..archive.states import ACTIVE_STATES
from ..mechanism.inner_pass import with_pass
from .assessment_line import KEPT_IDS


class CustomerArchiveAssessmentCount(models.AbstractModel):
    """The counting of assessments: one query a criterion, whoever many are assessed (CA-74)."""

    _name = 'customer.archive.assessment.count'
    _description = "Archive: Counting for Assessments"

    _gated_fields = frozenset({'counted_at', 'score'})

    line_ids = fields.One2many('customer.archive.assessment.line', 'assessment_id', readonly=True)
    counted_at = fields.Datetime(string="Counted On", readonly=True, copy=False)
    score = fields.Integer(
        compute='_compute_score', store=True, aggregator='avg',
        help="100 less the points off, and not less than 0.",
    )
    is_low = fields.Boolean(
        string="Low Score", compute='_compute_is_low', search='_search_is_low',
        help="The score is below what the company expects.",
    )

    # === COMPUTE METHODS === #

    @api.depends('line_ids.points')
    def _compute_score(self):
        for assessment in self:
            off = round(sum(assessment.line_ids.mapped('points')), 2)
            assessment.score = int(max(0, 100 - off))

    @api.depends('score', 'company_id.archive_assessment_low')
    def _compute_is_low(self):
        for assessment in self:
            company_sudo = assessment.company_id.sudo()  # What is expected is no secret.
            assessment.is_low = bool(
                assessment.counted_at and assessment.score < company_sudo.archive_assessment_low,
            )

    def _search_is_low(self, operator, value):
        if operator != 'in':
            return NotImplemented
        companies_sudo = self.env['res.company'].sudo().search(Domain.TRUE)  # Their limits.
        low = Domain('counted_at', '!=', False) & Domain.OR(
            Domain('company_id', 'in', companies.ids) & Domain('score', '<', expected)
            for expected, companies in companies_sudo.grouped('archive_assessment_low').items()
        )
        return low if True in value else ~low

    # === BUSINESS METHODS === #

    def _count(self):
        """Count what counts against the archivists, and keep it in lines."""
        # Nobody has a right to write lines: the figures are counted, not entered.
        drafts_sudo = self.sudo()
        with_pass(drafts_sudo.line_ids).unlink()
        criteria = self.env['customer.archive.assessment.criterion'].search(Domain.TRUE)
        vals_list = []
        for (company, *period), assessments in drafts_sudo.grouped(
            lambda each: (each.company_id, each.date_from, each.date_to),
        ).items():
            for criterion in criteria:
                counted = criterion._count(company, *period, assessments.user_id)
                domain = _to_json(criterion._get_period_domain(company, *period))
                vals_list += [
                    {'assessment_id': assessment.id, **self._prepare_line_vals(
                        criterion, counted.get(assessment.user_id, []),
                        [*domain, [criterion.person_path, '=', assessment.user_id.id]],
                    )}
                    for assessment in assessments
                ]
        drafts_sudo.line_ids.create(vals_list)
        with_pass(drafts_sudo).write({'counted_at': fields.Datetime.now()})
        drafts_sudo.flush_recordset(['score'])  # While they are drafts.

    def _ensure_counted(self):
        """Check that the period had ended when its figures were counted.

        :raise UserError: saying since when it can be final
        """
        self.ensure_one()
        end = self.company_id._get_archive_midnight(fields.Date.add(self.date_to, days=1))
        if fields.Datetime.now() < end:
            raise UserError(self.env._(
                "The period of %(assessment)s lasts until %(date)s: it can be final after that.",
                assessment=self.name, date=format_date(self.env, self.date_to),
            ))
        if self.counted_at < end:
            raise UserError(self.env._(
                "%(assessment)s was counted before its period ended: count it anew.",
                assessment=self.name,
            ))

    @api.model
    def _prepare_line_vals(self, criterion, ids, domain):
        """Return the values of a line, which say by themselves what they mean.

        :param recordset criterion: what it is counted by
        :param list[int] ids: what was counted
        :param list domain: by which domain, as plain values
        :rtype: dict
        """
        return {
            'criterion_id': criterion.id, 'explanation': criterion.description,
            'model': criterion.model, 'domain': domain, 'counted': sorted(ids)[:KEPT_IDS],
            'count': len(ids), 'points': criterion._get_points(len(ids)),
            'points_each': criterion.points_each, 'points_max': criterion.points_max,
        }

    # === BUSINESS METHODS - PERIODS === #

    @api.model
    def _assess_period(self, company, date_from, date_to):
        """Draft an assessment of every archivist of a company who is not assessed yet.

        :param recordset company: the company
        :param date date_from: the first day
        :param date date_to: the last day
        :return: the drafts
        :rtype: recordset
        :raise AccessError: when the user may not assess
        :raise UserError: when nobody is left
        """
        self.browse().check_access('create')
        if date_from > date_to:
            raise UserError(self.env._("A period ends after it began."))
        appointed = self._get_appointed(company, date_from, date_to)
        users = self._get_unassessed(
            company, date_from, date_to, self.env['res.users'].union(*appointed),
        )
        if not users:
            raise UserError(self.env._(
                "Nobody is left to be assessed: who was appointed and answers for archives is"
                " assessed for this period already, or is you.",
            ))
        return self.create([
            {
                'user_id': user.id, 'company_id': company.id, 'department_id': appointed[user].id,
                'date_from': date_from, 'date_to': date_to,
            }
            for user in users
        ])

    @api.model
    def _get_appointed(self, company, date_from, date_to):
        """Return who was appointed at some time of a period, and has archives to answer for.

        :param recordset company: the company
        :param date date_from: the first day
        :param date date_to: the last day
        :return: the department of each person, empty where it is the company or several
        :rtype: dict[recordset, recordset]
        """
        appointments_sudo = self.env['customer.archive.appointment'].sudo().search(
            # Who keeps the archives is no secret.
            Domain('company_id', '=', company.id) & Domain('date_from', '<=', date_to)
            & (Domain('date_to', '=', False) | Domain('date_to', '>=', date_from)),
        )
        # Whether somebody answers for archives, also for those that are closed to who asks.
        keepers = self.env['customer.archive'].sudo()._read_group([
            ('company_id', '=', company.id), ('state', 'in', ACTIVE_STATES),
            ('custodian_id', 'in', appointments_sudo.user_id.ids),
        ], ['custodian_id'])
        appointed = {}
        for [user_sudo] in keepers:
            own = appointments_sudo.filtered(lambda each, user=user_sudo: each.user_id == user)
            alone = len(set(own.mapped(lambda each: each.department_id.id))) == 1
            appointed[user_sudo.sudo(False)] = own.department_id.sudo(False) if alone else (
                self.env['hr.department']
            )
        return appointed

    @api.model
    def _get_unassessed(self, company, date_from, date_to, users):
        """Return those of some people who have no assessment for a period, the user left out.

        :param recordset company: the company
        :param date date_from: the first day
        :param date date_to: the last day
        :param recordset users: the people
        :rtype: recordset
        """
        known_sudo = self.sudo().search([  # Whoever assesses is told of all of them.
            ('user_id', 'in', users.ids), ('company_id', '=', company.id),
            ('date_from', '=', date_from), ('date_to', '=', date_to), ('state', '!=', 'void'),
        ])
        return (users - known_sudo.user_id).filtered(
            lambda user: not user._is_same_archive_person(self.env.user),
        )


def _to_json(domain):
    """Return a domain as plain values: days and moments become texts."""
    return json.loads(json.dumps(list(domain), default=json_default))
