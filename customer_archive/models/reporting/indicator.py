# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.date_utils import relativedelta

from .improvement_clock import OPEN_STATES


class CustomerArchiveIndicator(models.Model):
    """A figure that somebody looks at on Monday, and that is kept month by month (CA-65, CA-75).

    It is what some records are counted by: a model and a domain, with a date where it counts what
    happened in a month rather than what there is. On the screen everybody's figure is counted with
    his own rights. Another addon, or an administrator, adds a figure by adding a record.
    """

    _name = 'customer.archive.indicator'
    _description = "Archive Indicator"
    _order = 'section, sequence, id'
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    section = fields.Selection(
        [('archive', "Archives"), ('relation', "Customers"), ('custody', "Custody")],
        required=True, default='archive',
    )

    # What is counted.
    model_id = fields.Many2one(
        'ir.model', string="Counts", required=True, ondelete='cascade',
        domain="[('transient', '=', False), ('model', '=like', 'customer.archive%')]",
    )
    model = fields.Char(related='model_id.model', string="Technical Name")
    domain = fields.Char(
        required=True, default='[]', help="Which of them. Days may be given as 'today' or '-7d'.",
    )
    date_field_id = fields.Many2one(
        'ir.model.fields', string="In the Month of", ondelete='cascade',
        domain="[('model_id', '=', model_id), ('ttype', 'in', ('date', 'datetime')),"
               " ('store', '=', True)]",
        help="Where what happened in a month is counted. Without it, what there is.",
    )
    is_alarm = fields.Boolean(
        string="Should Be None",
        help="Whatever there is of it needs somebody, and is shown in red.",
    )
    is_monthly = fields.Boolean(
        string="Keep Each Month", default=True,
        help="At the end of a month its figure is kept, by company and department.",
    )
    group_ids = fields.Many2many(
        'res.groups', relation='customer_archive_indicator_group_rel', string="Shown to",
        help="Empty for everybody who reads archives.",
    )

    # What it is.
    value = fields.Integer(string="Count", compute='_compute_value')
    last_value = fields.Integer(string="Last Month", compute='_compute_last_value')
    improvement_count = fields.Integer(
        string="Improvement Actions", compute='_compute_improvement_count',
        help="Those that go on, as far as you may read them.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('model_id', 'domain', 'date_field_id')
    def _check_domain(self):
        for indicator in self:
            if 'company_id' not in self.env[indicator.model]._fields:
                raise ValidationError(self.env._(
                    "%(name)s cannot be counted by company.", name=indicator.model_id.name,
                ))
            if indicator.date_field_id and indicator.date_field_id.model != indicator.model:
                raise ValidationError(self.env._(
                    "%(field)s is not a date of what %(name)s counts.",
                    field=indicator.date_field_id.field_description, name=indicator.name,
                ))
            try:
                indicator._get_domain().validate(self.env[indicator.model])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._(
                    "The domain of %(name)s does not fit %(model)s: %(error)s",
                    name=indicator.name, model=indicator.model_id.name, error=error,
                )) from error

    # === COMPUTE METHODS === #

    @api.depends('model_id', 'domain', 'date_field_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_value(self):
        for indicator in self:
            records = self.env[indicator.model or 'customer.archive']
            indicator.value = records.search_count(
                indicator._get_current_domain()
                & Domain('company_id', 'in', self.env.companies.ids),
            ) if indicator.model and records.has_access('read') else 0

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_last_value(self):
        kpis = self.env['customer.archive.kpi']
        values = {}
        if kpis.has_access('read'):
            month = kpis._get_last_month(self.env.company)
            values = {indicator.id: value for indicator, value in kpis._read_group(
                [
                    ('indicator_id', 'in', self.ids), ('month', '=', month),
                    ('company_id', 'in', self.env.companies.ids),
                ],
                ['indicator_id'], ['value:sum'],
            )}
        for indicator in self:
            indicator.last_value = values.get(indicator.id, 0)

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_improvement_count(self):
        improvements = self.env['customer.archive.improvement']
        counts = {}
        if improvements.has_access('read'):
            counts = {indicator.id: count for indicator, count in improvements._read_group(
                [('indicator_id', 'in', self.ids), ('state', 'in', (*OPEN_STATES, 'done'))],
                ['indicator_id'], ['__count'],
            )}
        for indicator in self:
            indicator.improvement_count = counts.get(indicator.id, 0)

    # === ACTION METHODS === #

    def action_open(self):
        """Show what was counted."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.name,
            'res_model': self.model,
            'views': [(False, 'list'), (False, 'form')],
            'domain': list(self._get_current_domain()),
        }

    def action_history(self):
        """Show how the figure went, month by month."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_kpi_action',
        )
        return {
            **action, 'name': self.name, 'display_name': self.name,
            'domain': [('indicator_id', '=', self.id)],
            'views': [(False, 'graph'), (False, 'pivot'), (False, 'list')],
        }

    def action_improve(self):
        """Open an improvement action about the figure, as the user sees it now."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.improvement']._action_new(
            title=self.name, indicator_id=self.id, company_id=self.env.company.id,
            problem=self.env._("%(figure)s: %(value)s", figure=self.name, value=self.value),
        )

    def action_view_improvements(self):
        """Show what is done about the figure."""
        self.ensure_one()
        return self.env['customer.archive.improvement']._action_view(
            [('indicator_id', '=', self.id)],
        )

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Return the domain as it is written.

        :rtype: Domain
        :raise ValueError: when it is none
        """
        return Domain(ast.literal_eval((self.domain or '[]').strip()))

    def _get_current_domain(self):
        """Return what there is at this moment, or what happened in this month so far.

        :rtype: Domain
        """
        month = fields.Date.start_of(self.env.company._get_archive_today(), 'month')
        return self._get_domain() & self._get_month_domain(self.env.company, month)

    def _get_month_domain(self, company, month):
        """Return the domain of what happened in a month, where that is what is counted.

        :param recordset company: whose midnight it is
        :param date month: its first day
        :rtype: Domain
        """
        date_field = self.sudo().date_field_id  # Its name and type, not what is in it.
        if not date_field:
            return Domain.TRUE
        begin, end = month, month + relativedelta(months=1)
        if date_field.ttype == 'datetime':
            begin, end = map(company._get_archive_midnight, (begin, end))
        return Domain(date_field.name, '>=', begin) & Domain(date_field.name, '<', end)

    def _count_month(self, company, month):
        """Return the figures of a month, by department.

        :param recordset company: the company
        :param date month: the month's first day
        :return: ids of departments, `False` for what belongs to none, and their figures
        :rtype: dict
        """
        self.ensure_one()
        records = self.env[self.model].with_context(tz=str(company._get_archive_tz()))
        domain = Domain('company_id', '=', company.id) & self._get_domain() & (
            self._get_month_domain(company, month)
        )
        if 'department_id' not in records._fields:
            return {False: records.search_count(domain)}
        counts = {
            department.id: count
            for department, count in records._read_group(domain, ['department_id'], ['__count'])
        }
        return counts or {False: 0}
