# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..mechanism.roles import OFFICE_MANAGER

# How severe something is that a customer brings, and how its settings are named.
SEVERITIES = {'1': 'low', '2': 'normal', '3': 'high'}


class ResCompany(models.Model):
    """How a company deals with its customers.

    How fast it answers them, whether it asks what they think of it, and when it evaluated them.
    """

    _inherit = 'res.company'

    # Working hours by severity (CA-48).
    archive_response_hours_low = fields.Float(
        string="Response, Low", default=16, required=True, prefetch='archive',
    )
    archive_response_hours_normal = fields.Float(
        string="Response, Normal", default=8, required=True, prefetch='archive',
    )
    archive_response_hours_high = fields.Float(
        string="Response, High", default=4, required=True, prefetch='archive',
    )
    archive_settlement_hours_low = fields.Float(
        string="Settlement, Low", default=80, required=True, prefetch='archive',
    )
    archive_settlement_hours_normal = fields.Float(
        string="Settlement, Normal", default=40, required=True, prefetch='archive',
    )
    archive_settlement_hours_high = fields.Float(
        string="Settlement, High", default=16, required=True, prefetch='archive',
    )
    archive_escalation_hours = fields.Float(
        string="Escalate After", default=8, required=True,
        help="Working hours after a deadline from which on the superior of who is responsible is"
             " told.",
        prefetch='archive',
    )

    archive_ask_satisfaction = fields.Boolean(
        string="Ask for Satisfaction",
        help="Ask the customer by e-mail how satisfied he is when a complaint or service of his is"
             " closed (CA-51).",
        prefetch='archive',
    )
    archive_rating_days = fields.Integer(
        string="An Answer Is Taken For", default=30, required=True,
        help="Days after which the link in such a mail takes no answer any more.",
        prefetch='archive',
    )

    archive_evaluated_on = fields.Date(
        string="Customers Evaluated On", readonly=True, copy=False, prefetch='archive',
    )

    _archive_hours_positive = models.Constraint(
        'CHECK (archive_response_hours_low > 0 AND archive_response_hours_normal > 0'
        ' AND archive_response_hours_high > 0 AND archive_escalation_hours > 0)',
        "Each severity needs hours to respond, and an overdue deadline hours to be escalated.",
    )
    _archive_settlement_after_response = models.Constraint(
        'CHECK (archive_settlement_hours_low >= archive_response_hours_low'
        ' AND archive_settlement_hours_normal >= archive_response_hours_normal'
        ' AND archive_settlement_hours_high >= archive_response_hours_high)',
        "Nothing has to be settled before it has to be responded to.",
    )
    _archive_rating_days_positive = models.Constraint(
        'CHECK (archive_rating_days > 0)', "A customer has at least one day to answer.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to give new companies the usual criteria."""
        companies = super().create(vals_list)
        # Who sets up a company need not keep archives.
        self.env['customer.archive.evaluation.criterion'].sudo()._add_missing()
        return companies

    # === BUSINESS METHODS === #

    def _get_archive_hours(self, kind, severity):
        """Return how many working hours there are for something that a customer brings.

        :param str kind: `response` or `settlement`
        :param str severity: one of `SEVERITIES`
        :rtype: float
        """
        self.ensure_one()
        # A setting, whoever enters what is to be settled.
        return self.sudo()[f'archive_{kind}_hours_{SEVERITIES[severity]}']

    def _plan_archive_hours(self, start, hours):
        """Return the moment that lies some working hours from another one.

        Closed days of the company's calendar do not count. Where it knows no working time at all,
        every hour counts.

        :param datetime start: the moment, in UTC
        :param float hours: working hours, negative for a moment before
        :return: the moment, in UTC
        :rtype: datetime
        """
        self.ensure_one()
        calendar_sudo = self.sudo().resource_calendar_id  # When the company works is no secret.
        end = calendar_sudo and calendar_sudo.plan_hours(hours, start, compute_leaves=True)
        return end.replace(microsecond=0) if end else fields.Datetime.add(start, hours=hours)

    def _get_office_managers(self):
        """Return the office managers who work in the company.

        :rtype: recordset
        """
        self.ensure_one()
        managers = self.env.ref(OFFICE_MANAGER).sudo().all_user_ids  # Whom to tell.
        return managers.filtered(lambda user: user.active and self in user.company_ids)
