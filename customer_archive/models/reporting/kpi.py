# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.date_utils import relativedelta

_logger = logging.getLogger(__name__)


class CustomerArchiveKpi(models.Model):
    """What an indicator was in a month, as it was counted when the month had ended (CA-75)."""

    _name = 'customer.archive.kpi'
    _description = "Archive Figure of a Month"
    _order = 'month desc, indicator_id, department_id, id'
    _rec_name = 'indicator_id'
    _allow_sudo_commands = False

    indicator_id = fields.Many2one(
        'customer.archive.indicator', required=True, readonly=True, ondelete='restrict',
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    department_id = fields.Many2one('hr.department', readonly=True, ondelete='restrict')
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    value = fields.Integer(string="Count", readonly=True)
    counted_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now,
        help="What there is, rather than what happened, is counted at this moment.",
    )

    _once = models.UniqueIndex(
        '(indicator_id, company_id, month, COALESCE(department_id, 0))',
        "The figure of this month is kept already.",
    )
    _month_begins = models.Constraint(
        "CHECK (month = date_trunc('month', month))", "A month is named by its first day.",
    )

    # === COMPUTE METHODS === #

    @api.depends('indicator_id', 'month')
    def _compute_display_name(self):
        for kpi in self:
            kpi.display_name = self.env._(
                "%(indicator)s, %(month)s", indicator=kpi.indicator_id.name or '',
                month=format_date(self.env, kpi.month, date_format='yyyy-MM'),
            )

    # === ACTION METHODS === #

    def action_improve(self):
        """Open an improvement action about the figure."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.improvement']._action_new(
            title=self.indicator_id.name, indicator_id=self.indicator_id.id, kpi_id=self.id,
            company_id=self.company_id.id, department_id=self.department_id.id,
            problem=self.env._("%(figure)s: %(value)s", figure=self.display_name, value=self.value),
        )

    # === CRON METHODS === #

    @api.model
    def _cron_keep_month(self):
        """Keep the figures of the month that has ended, once.

        Each company's are kept in one transaction: a run that was killed goes on with the next
        company. A month in which nothing ran is missing: what there was then is not known any more.
        """
        cron = self.env['ir.cron']
        companies = self.env['res.company'].search([('active', '=', True)])
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            kept = self._keep_month(company, self._get_last_month(company))
            if kept:
                _logger.info("Archive figures of %s: %s kept", company.id, len(kept))
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_last_month(self, company):
        """Return the first day of the month that has ended last at a company.

        :param recordset company: the company
        :rtype: date
        """
        return fields.Date.start_of(company._get_archive_today(), 'month') - relativedelta(months=1)

    @api.model
    def _keep_month(self, company, month):
        """Keep those figures of a month that are not kept yet.

        :param recordset company: the company
        :param date month: the month's first day
        :return: what was kept now
        :rtype: recordset
        """
        known = self.search([('company_id', '=', company.id), ('month', '=', month)]).indicator_id
        indicators = self.env['customer.archive.indicator'].search([('is_monthly', '=', True)])
        return self.create([
            {
                'indicator_id': indicator.id, 'company_id': company.id, 'month': month,
                'department_id': department_id, 'value': value,
            }
            for indicator in indicators - known
            for department_id, value in indicator._count_month(company, month).items()
        ])
