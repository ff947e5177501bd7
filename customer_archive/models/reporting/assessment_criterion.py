# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import ast

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

# What is counted, beyond what its reader may read: an administrator says it.
COUNTED_FIELDS = frozenset({'model_id', 'domain', 'person_path', 'date_path'})


class CustomerArchiveAssessmentCriterion(models.Model):
    """What counts against an archivist, and how much (CA-74).

    Like an indicator it is a model and a domain; besides, it says by which way a record leads to
    the person who answers for it. Another addon, or an administrator, adds one by adding a record.
    """

    _name = 'customer.archive.assessment.criterion'
    _description = "Criterion of Archivists' Assessments"
    _order = 'sequence, id'
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        string="What Is Counted", required=True, translate=True,
        help="In words, as each assessment shows it.",
    )

    # What is counted, and whose it is.
    model_id = fields.Many2one(
        'ir.model', string="Counts", required=True, ondelete='cascade',
        domain="[('transient', '=', False), ('model', '=like', 'customer.archive%')]",
    )
    model = fields.Char(related='model_id.model', string="Technical Name")
    domain = fields.Char(required=True, default='[]', help="Which of them.")
    person_path = fields.Char(
        string="Person", required=True,
        help="The way from what is counted to the user who answers for it, over stored fields.",
    )
    date_path = fields.Char(
        string="Date",
        help="The way to the day on which it happened: what lies in the period counts. Without it,"
             " what there is when the figures are counted.",
    )

    # What it is worth.
    points_each = fields.Float(
        default=1, required=True, digits=(6, 2),
        help="How much each of them takes off the score.",
    )
    points_max = fields.Float(
        string="Points at Most", default=20, required=True, digits=(6, 2),
        help="How much all of them together take off at most.",
    )

    _points_positive = models.Constraint(
        'CHECK (points_each > 0)', "What is counted takes something off the score.",
    )
    _points_bounded = models.Constraint(
        'CHECK (points_max > 0 AND points_max <= 100)',
        "A criterion takes off at most the whole score, which is 100.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('model_id', 'domain', 'person_path', 'date_path')
    def _check_counted(self):
        for criterion in self:
            model = self.env[criterion.model]
            if 'company_id' not in model._fields:
                raise ValidationError(self.env._(
                    "%(name)s cannot be counted by company.", name=criterion.model_id.name,
                ))
            person = criterion._follow(criterion.person_path)
            if not person or person.comodel_name != 'res.users' or person.type != 'many2one':
                raise ValidationError(self.env._(
                    "%(path)s does not lead from %(model)s to a user over stored fields.",
                    path=criterion.person_path, model=criterion.model_id.name,
                ))
            date = criterion.date_path and criterion._follow(criterion.date_path)
            if criterion.date_path and not (date and date.type in ('date', 'datetime')):
                raise ValidationError(self.env._(
                    "%(path)s does not lead from %(model)s to a date over stored fields.",
                    path=criterion.date_path, model=criterion.model_id.name,
                ))
            try:
                criterion._get_domain().validate(model)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._(
                    "The domain of %(name)s does not fit %(model)s: %(error)s",
                    name=criterion.name, model=criterion.model_id.name, error=error,
                )) from error

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let managers say how much something is worth, and administrators what."""
        if vals.keys() & COUNTED_FIELDS and not (
            self.env.su or self.env.user.has_group('base.group_system')
        ):
            raise AccessError(self.env._("What is counted is for an administrator to say."))
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Return the domain as it is written.

        :rtype: Domain
        :raise ValueError: when it is none
        """
        return Domain(ast.literal_eval((self.domain or '[]').strip()))

    def _get_period_domain(self, company, date_from, date_to):
        """Return the domain of what counts in a period of a company.

        :param recordset company: the company
        :param date date_from: the first day
        :param date date_to: the last day
        :rtype: Domain
        """
        self.ensure_one()
        domain = Domain('company_id', '=', company.id) & self._get_domain()
        if self.date_path:
            begin, end = date_from, fields.Date.add(date_to, days=1)
            if self._follow(self.date_path).type == 'datetime':
                begin, end = map(company._get_archive_midnight, (begin, end))
            domain &= Domain(self.date_path, '>=', begin) & Domain(self.date_path, '<', end)
        return domain

    def _count(self, company, date_from, date_to, users):
        """Count what counts against some people in a period, by one query.

        :param recordset company: the company
        :param date date_from: the first day
        :param date date_to: the last day
        :param recordset users: the people
        :return: the ids of what was counted, by person
        :rtype: dict[recordset, list[int]]
        """
        self.ensure_one()
        # What one answers for counts, whoever counts and whatever he may open.
        records_sudo = self.env[self.model].sudo().with_context(
            tz=str(company._get_archive_tz()), allowed_company_ids=company.ids, active_test=False,
        )
        domain = self._get_period_domain(company, date_from, date_to)
        return dict(records_sudo._read_group(
            domain & Domain(self.person_path, 'in', users.ids), [self.person_path],
            ['id:array_agg'],
        ))

    def _get_points(self, count):
        """Return how much a number of them takes off the score.

        :param int count: the number
        :rtype: float
        """
        self.ensure_one()
        return min(count * self.points_each, self.points_max)

    def _follow(self, path):
        """Return the field at the end of a way over stored fields.

        :param str path: names of fields with dots
        :return: the field, `None` where the way ends before
        :rtype: odoo.fields.Field|None
        """
        model, field = self.env[self.model], None
        for name in path.split('.'):
            if model is None or not (field := model._fields.get(name)) or not field.store:
                return None
            model = self.env[field.comodel_name] if field.type == 'many2one' else None
        return field
