# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..mechanism.inner_pass import has_pass, with_pass

_ACTIVITY = 'customer_archive.mail_activity_type_case'
# How long something has been open: the most days of each band, `None` for those beyond.
AGE_BANDS = {'1': 7, '2': 30, '3': 90, '4': None}
# How long before a deadline who is responsible is reminded of it.
_REMINDER = timedelta(days=1)


class CustomerArchiveCase(models.AbstractModel):
    """The clock of what customers bring: who is reminded, what is late, how old it is (CA-48)."""

    _name = 'customer.archive.case'
    _inherit = ['customer.archive.case']

    _gated_fields = frozenset({'clock_notice'})
    _index_fields = frozenset({
        'next_deadline', 'is_late', 'clock_notice', 'age_days', 'age_band',
    })

    next_deadline = fields.Datetime(
        compute='_compute_next_deadline', store=True,
        help="What is due next: an answer to the customer, or the settlement.",
    )
    is_late = fields.Boolean(
        string="Late", compute='_compute_is_late', search='_search_is_late',
    )
    clock_notice = fields.Selection(
        [('due', "Due"), ('late', "Late"), ('escalated', "Escalated")], string="Told",
        compute='_compute_clock_notice', store=True, readonly=True, copy=False,
        help="What was said about the next deadline already.",
    )
    age_days = fields.Integer(
        string="Days Open", compute='_compute_age_days',
        help="Days since it was received, until it was closed.",
    )
    age_band = fields.Selection(
        [('1', "0–7 days"), ('2', "8–30 days"), ('3', "31–90 days"), ('4', "Over 90 days")],
        string="Age", compute='_compute_age_band', search='_search_age_band',
        help="How long it has been open; of what is closed, none.",
    )

    _clock_idx = models.Index('(company_id, next_deadline) WHERE next_deadline IS NOT NULL')

    # === COMPUTE METHODS === #

    @api.depends('state', 'deadline', 'response_deadline', 'responded_at')
    def _compute_next_deadline(self):
        for case in self:
            waiting = [] if case.state != 'open' else [
                case.deadline, not case.responded_at and case.response_deadline,
            ]
            case.next_deadline = min(filter(None, waiting), default=False)

    @api.depends('next_deadline')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for case in self:
            case.is_late = bool(case.next_deadline and case.next_deadline < now)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('next_deadline', '<', fields.Datetime.now())]

    @api.depends('next_deadline')
    def _compute_clock_notice(self):
        # What was said was about another deadline.
        self.clock_notice = False

    @api.depends('received_on', 'closed_at')
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for case in self:
            until = case.closed_at or now
            case.age_days = (until - case.received_on).days if case.received_on else 0

    @api.depends('state', 'age_days')
    def _compute_age_band(self):
        for case in self:
            case.age_band = case.state == 'open' and next(
                band for band, days in AGE_BANDS.items() if days is None or case.age_days <= days
            )

    @api.model
    def _search_age_band(self, operator, value):
        if operator != 'in':
            return NotImplemented
        now = fields.Datetime.now()
        found = Domain('state', '!=', 'open') if False in value else Domain.FALSE
        youngest = -1
        for band, days in AGE_BANDS.items():
            if band in value:
                found |= Domain('state', '=', 'open') & Domain(
                    'received_on', '<=', now - timedelta(days=youngest + 1),
                ) & (Domain.TRUE if days is None else Domain(
                    'received_on', '>', now - timedelta(days=days + 1),
                ))
            youngest = days
        return found

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override to group by age, which is another one at each query."""
        if field_expr != 'age_band':
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields['age_band'], 'read')
        now = fields.Datetime.now()
        bands = SQL(' ').join(
            SQL("WHEN %s > %s THEN %s", SQL.identifier(alias, 'received_on'),
                now - timedelta(days=days + 1), band)
            for band, days in AGE_BANDS.items() if days is not None
        )
        return SQL(
            "CASE WHEN %s = 'open' THEN CASE %s ELSE %s END END",
            SQL.identifier(alias, 'state'), bands, list(AGE_BANDS)[-1],
        )

    # === CRUD METHODS === #

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Override to remind also whoever has to state a purpose first; he does not follow."""
        if has_pass(self):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    # === CRON METHODS === #

    @api.model
    def _cron_clock(self):
        """Remind who is responsible of what is due or late, and his superior of what stays late."""
        return self._sweep(
            f"Clock of {self._name}", self._get_clock_due_ids(), lambda cases: cases._tick_clock(),
        )

    @api.model
    def _get_clock_due_ids(self):
        """Return the cases of which the clock has something new to say.

        :rtype: list[int]
        """
        waiting = self._read_group([('next_deadline', '!=', False)], ['company_id'])
        due_ids = []
        for [company] in waiting:
            said = []
            due = Domain.FALSE
            for notice, moment in reversed(self._get_clock_moments(company).items()):
                said.append(notice)
                due |= Domain('next_deadline', '<', moment) & Domain(
                    'clock_notice', 'not in', tuple(said),
                )
            due_ids += self.search(Domain('company_id', '=', company.id) & due, order='id').ids
        return due_ids

    @api.model
    def _get_clock_moments(self, company):
        """Return before which moment a deadline is due, late, and escalated now.

        :param recordset company: the company
        :rtype: dict[str, datetime]
        """
        now = fields.Datetime.now()
        return {
            'due': now + _REMINDER, 'late': now,
            'escalated': company._plan_archive_hours(now, -company.archive_escalation_hours),
        }

    def _tick_clock(self):
        """Say what the clock has to say of cases that are due, late, or late for too long."""
        moments = {
            company: self._get_clock_moments(company) for company in self.company_id
        }
        by_notice = self.grouped(lambda case: next((
            notice for notice, moment in reversed(moments[case.company_id].items())
            if case.next_deadline and case.next_deadline < moment
        ), False))
        by_notice.pop(False, None)  # Settled or put off meanwhile.
        for notice, cases in by_notice.items():
            with_pass(cases).write({'clock_notice': notice})
            cases._remind(notice)
            if notice != 'due':
                cases._enter_register(notice)

    def _remind(self, notice):
        """Put the cases on the list of who has to do something about them now.

        :param str notice: `due`, `late` or `escalated`
        """
        summary = {
            'due': self.env._("Due: answer or settle this"),
            'late': self.env._("Late: answer or settle this"),
            'escalated': self.env._("Late for too long: see that this is settled"),
        }[notice]
        self.activity_unlink([_ACTIVITY])  # One reminder, the newest.
        model_id = self.env['ir.model']._get_id(self._name)
        # Told by the list alone: a mail would name who may not have said what for yet.
        self.env['mail.activity'].with_context(
            **with_pass(self).env.context, mail_activity_quick_update=True,
        ).create([
            {
                'res_model_id': model_id, 'res_id': case.id, 'user_id': user.id,
                'activity_type_id': self.env.ref(_ACTIVITY).id, 'summary': summary,
                'date_deadline': fields.Datetime.context_timestamp(
                    case.with_context(tz=str(case.company_id._get_archive_tz())),
                    case.next_deadline,
                ).date(),
                'automated': True,
            }
            for case in self if (user := case._get_reminded(notice))
        ])

    def _get_reminded(self, notice):
        """Return whom the clock tells: who is responsible, or above him who is cleared for it.

        :param str notice: `due`, `late` or `escalated`
        :rtype: recordset
        """
        self.ensure_one()
        responsible = self.responsible_id
        if notice != 'escalated' and responsible.active:
            return responsible
        company = self.company_id
        # Who leads whom, and who keeps the archives, whoever is told.
        employee_sudo = responsible.sudo().with_context(active_test=False).employee_ids.filtered(
            lambda employee: employee.company_id == company,
        )[:1]
        superiors = (
            employee_sudo.parent_id.user_id, employee_sudo.department_id.manager_id.user_id,
            # Administrators hold every role; who holds this one alone does the work.
            *company._get_office_managers().sorted(lambda user: user._is_system()),
            company.archive_custodian_id,
        )
        return next((
            user for user in superiors if user and user.active and user != responsible
            and user.archive_clearance >= self.confidentiality
        ), self.env['res.users'])

    # === BUSINESS METHODS === #

    def _get_event_labels(self):
        """Override to name what the clock enters."""
        return {
            **super()._get_event_labels(), 'late': self.env._("Late"),
            'escalated': self.env._("Escalated"),
        }

    def _after_transition(self, verb):
        """Override to remind of nothing that is settled."""
        super()._after_transition(verb)
        if verb in ('respond', 'close'):
            self.activity_unlink([_ACTIVITY])
