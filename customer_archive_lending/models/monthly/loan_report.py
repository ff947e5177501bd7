# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition
from odoo.addons.customer_archive.models.mechanism.triggers import freeze

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

GENERAL_MANAGER = 'customer_archive.customer_archive_group_general_manager'
REPORT = 'customer_archive_lending.action_report_loan_report'
_ACTIVITY = 'customer_archive_lending.mail_activity_type_loan_report'

TRANSITIONS = {
    'submit': Transition(
        _lt("submit a monthly list"), _lt("Submitted to the general manager"), ('made',),
        'submitted', ARCHIVIST,
    ),
    'acknowledge': Transition(
        _lt("acknowledge a monthly list"), _lt("Acknowledged"), ('submitted',), 'acknowledged',
        GENERAL_MANAGER,
    ),
    # No group: the calendar takes this step.
    'flag': Transition(
        _lt("flag a monthly list as late"), _lt("Not submitted in time"), ('made',), None,
    ),
}


class CustomerArchiveLoanReport(models.Model):
    """The list of all originals and copies that are out, each month by the 5th (LE-19 to LE-21).

    It is made on the 1st, as of the first moment of the month at the company, and never changes:
    what is returned later was out then. An archivist submits it to the general manager, who
    acknowledges it. One that is not submitted in time is flagged, for ever.
    """

    _name = 'customer.archive.loan.report'
    _inherit = [
        'customer.archive.kept', 'customer.archive.transition', 'customer.archive.sweep',
        'customer.archive.notice', 'mail.activity.mixin',
    ]
    _description = "Monthly List"
    _order = 'month desc, company_id'
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'name', 'company_id', 'month', 'as_of', 'deadline', 'is_late', 'made_at',
        'general_manager_id', 'submitted_by_id', 'submitted_at', 'acknowledged_by_id',
        'acknowledged_at',
    })

    name = fields.Char(string="Number", readonly=True, copy=False)
    state = fields.Selection(
        [('made', "To Submit"), ('submitted', "Submitted"), ('acknowledged', "Acknowledged")],
        string="Status", default='made', required=True, readonly=True, copy=False, index=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='restrict',
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    as_of = fields.Datetime(
        required=True, readonly=True,
        help="It lists what was out at this moment: the first one of the month at the company.",
    )
    deadline = fields.Date(
        string="Submit By", required=True, readonly=True,
        help="The last day on which it is submitted in time.",
    )
    is_late = fields.Boolean(
        string="Not in Time", readonly=True, copy=False, help="It was not submitted in time.",
    )
    made_at = fields.Datetime(string="Made On", required=True, readonly=True)

    # Who did what, and when.
    general_manager_id = fields.Many2one(
        'res.users', string="Submitted To", readonly=True, copy=False, ondelete='restrict',
    )
    submitted_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    submitted_at = fields.Datetime(string="Submitted On", readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    acknowledged_at = fields.Datetime(string="Acknowledged On", readonly=True, copy=False)

    # What was out.
    line_ids = fields.One2many(
        'customer.archive.loan.report.line', 'report_id', string="Out", readonly=True,
    )
    original_ids = fields.One2many(
        'customer.archive.loan.report.line', 'report_id', string="Originals", readonly=True,
        domain=[('kind', '!=', 'copy')],
    )
    copy_ids = fields.One2many(
        'customer.archive.loan.report.line', 'report_id', string="Copies", readonly=True,
        domain=[('kind', '=', 'copy')],
    )
    original_count = fields.Integer(string="Originals Out", compute='_compute_counts')
    copy_count = fields.Integer(string="Copies Out", compute='_compute_counts')
    overdue_count = fields.Integer(string="Overdue", compute='_compute_counts')

    # Not `required`: it is given on making, and by nobody's hand.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")
    _month_once = models.UniqueIndex(
        '(company_id, month)', "This company has a list of this month already.",
    )
    _month_begins = models.Constraint(
        'CHECK (extract(day FROM month) = 1)', "A month is named by its first day.",
    )
    _submitted_known = models.Constraint(
        "CHECK (state = 'made' OR (submitted_by_id IS NOT NULL AND submitted_at IS NOT NULL"
        " AND general_manager_id IS NOT NULL))",
        "A list that was submitted says by whom, when and to whom.",
    )
    _acknowledged_known = models.Constraint(
        "CHECK (state != 'acknowledged' OR (acknowledged_by_id IS NOT NULL"
        " AND acknowledged_at IS NOT NULL AND acknowledged_by_id != submitted_by_id))",
        "A list is acknowledged by another person than who submitted it.",
    )
    _open_idx = models.Index("(deadline) WHERE state = 'made' AND is_late IS NOT TRUE")

    # === SETUP === #

    def init(self):
        """Override to freeze below the ORM what a list is of."""
        freeze(self, 'no_row_change', [
            'name', 'company_id', 'month', 'as_of', 'deadline', 'made_at',
        ])
        return super().init()

    # === COMPUTE METHODS === #

    @api.depends('line_ids')
    def _compute_counts(self):
        lines = self.env['customer.archive.loan.report.line']
        own = Domain('report_id', 'in', self.ids)
        counts = {
            (report.id, kind == 'copy'): 0 for report in self for kind in ('original', 'copy')
        }
        for report, kind, count in lines._read_group(own, ['report_id', 'kind'], ['__count']):
            counts[report.id, kind == 'copy'] += count
        overdue = dict(lines._read_group(
            own & Domain('days_over', '>', 0), ['report_id'], ['__count'],
        ))
        for report in self:
            report.original_count = counts[report.id, False]
            report.copy_count = counts[report.id, True]
            report.overdue_count = overdue.get(report, 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let nobody make a list by hand."""
        if vals_list and not has_pass(self):
            self._refuse_hand()
        return super().create(vals_list)

    def write(self, vals):
        """Override to let nobody change a list by hand."""
        self._ensure_not_gated(vals)
        if vals.keys() & {'line_ids', 'original_ids', 'copy_ids'}:
            self._refuse_hand()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_submit(self):
        """Submit the list to the general manager, with its PDF (LE-21)."""
        self._transition('submit')

    def action_acknowledge(self):
        """Acknowledge the list, as the general manager (LE-21)."""
        self._transition('acknowledge')

    def action_view_lines(self):
        """Show the lines of the list, to search and to group them."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_lending.customer_archive_loan_report_line_action',
        )
        return {**action, 'domain': [('report_id', '=', self.id)], 'context': {}}

    # === CRON METHODS === #

    @api.model
    def _cron_make(self):
        """Make the lists of this month that are not there yet, and flag those that are late.

        Each company has its own calendar day. Run again, it makes nothing twice (LE-19).
        """
        cron = self.env['ir.cron']
        due = self._get_due_months()
        cron._commit_progress(remaining=len(due))
        for company, month in due:
            self._make_isolated(company, month)
            if not cron._commit_progress(1):
                break  # Out of time: the scheduler calls again at once.
        return self._sweep(
            "Late monthly lists", self._get_late_ids(), lambda reports: reports._flag_late(),
        )

    @api.model
    def _get_due_months(self):
        """Return the companies that have lent something, and no list of this month yet.

        :return: each with the first day of its month
        :rtype: list[tuple[recordset, date]]
        """
        due = []
        # Companies that keep archives: the first one draws their sequence.
        for company in self.env['res.company'].search([('archive_sequence_id', '!=', False)]):
            month = company._get_archive_today().replace(day=1)
            if self.search_count([('company_id', '=', company.id), ('month', '=', month)], limit=1):
                continue
            if self.env['customer.archive.loan.line'].search_count([
                ('company_id', '=', company.id),
                ('out_at', '<', company._get_archive_midnight(month)),
            ], limit=1):
                due.append((company, month))
        return due

    def _make_isolated(self, company, month):
        """Make a list; one company's trouble is not the others'.

        :param recordset company: the company
        :param date month: the first day of the month
        """
        try:
            with self.env.cr.savepoint():
                self._make(company, month)
        except psycopg2.OperationalError:
            raise  # The connection or a conflict, not the company: the next run tries again.
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("Monthly list of %s is not made", company.name)

    @api.model
    def _make(self, company, month):
        """Make the list of a month: what was out at its first moment.

        :param recordset company: the company
        :param date month: the first day of the month
        :return: the list
        :rtype: recordset
        """
        report = with_pass(self.browse()).create({
            'name': f'LR-{month:%Y-%m}', 'company_id': company.id, 'month': month,
            'as_of': company._get_archive_midnight(month),
            'deadline': month.replace(day=company.archive_report_day),
            'made_at': fields.Datetime.now(),
        }).with_env(self.env)
        self.env['customer.archive.loan.report.line']._insert_lines(report)
        report._enter_register('make', {
            'as_of': fields.Datetime.to_string(report.as_of),
            'original_count': report.original_count, 'copy_count': report.copy_count,
            'overdue_count': report.overdue_count,
        })
        report._schedule_submission()
        return report

    @api.model
    def _get_late_ids(self):
        """Return the lists that should have been submitted, and are not flagged yet.

        :rtype: list[int]
        """
        open_reports = self.search([('state', '=', 'made'), ('is_late', '=', False)], order='id')
        return open_reports.filtered(lambda report: report._is_past_deadline()).ids

    def _flag_late(self):
        """Flag the lists as late, and tell the office managers."""
        for report in self:
            report._transition('flag')

    def _schedule_submission(self):
        """Put the submission on the archivist's list."""
        user = self.company_id.archive_custodian_id
        if user:
            self.activity_schedule(
                _ACTIVITY, user_id=user.id, date_deadline=self.deadline,
                summary=self.env._("Submit the list %(report)s", report=self.name),
            )

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a list."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'make': self.env._("Made")}

    def _is_past_deadline(self):
        """Tell whether its last day is over at the company.

        :rtype: bool
        """
        self.ensure_one()
        return self.company_id._get_archive_today() > self.deadline

    def _check_transition(self, verb):
        """Override to submit to somebody, and to let another person acknowledge."""
        super()._check_transition(verb)
        for report in self:
            if verb == 'submit' and not report._get_general_manager():
                raise UserError(self.env._(
                    "Nobody is named whom %(report)s goes to: name the general manager of"
                    " %(company)s in the settings.", report=report.name,
                    company=report.company_id.name,
                ))
            if verb == 'acknowledge' and report.submitted_by_id._is_same_archive_person(
                self.env.user,
            ):
                raise UserError(self.env._(
                    "You submitted %(report)s yourself: another person acknowledges it.",
                    report=report.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who took a step, and when, and whether it was in time."""
        now, user = fields.Datetime.now(), self.env.uid
        return {**super()._prepare_transition_vals(verb), **{
            'submit': {
                'submitted_by_id': user, 'submitted_at': now,
                'general_manager_id': self._get_general_manager().id,
                'is_late': self.is_late or self._is_past_deadline(),
            },
            'acknowledge': {'acknowledged_by_id': user, 'acknowledged_at': now},
            'flag': {'is_late': True},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell whether it came in time."""
        facts = super()._prepare_transition_facts(verb)
        if verb in ('submit', 'flag'):
            facts |= {
                'deadline': fields.Date.to_string(self.deadline), 'is_late': self.is_late,
            }
        return facts

    def _after_transition(self, verb):
        """Override to send the list, and to end what was asked for."""
        super()._after_transition(verb)
        if verb == 'submit':
            self.activity_unlink([_ACTIVITY])
            for report in self:
                report._send()
        elif verb == 'flag':
            for report in self:
                report._tell_late()

    def _get_general_manager(self):
        """Return whom the list goes to.

        :rtype: recordset
        """
        user = self.company_id.archive_general_manager_id
        return user.filtered(lambda each: each.active and each.has_group(GENERAL_MANAGER))

    def _send(self):
        """Send the list with its PDF to the general manager.

        A printer that fails lets the whole step fail: nothing is called submitted that was not.
        """
        self.ensure_one()
        self.env.flush_all()
        reader = self.general_manager_id.partner_id
        printing = self.env['ir.actions.report'].with_context(lang=reader.lang or self.env.lang)
        content, kind = printing._render_qweb_pdf(REPORT, res_ids=self.ids)
        self._tell(
            reader, lambda report: report._describe(),
            attachments=[(f'{self.name}.{kind}', content)],
            author_id=self.env.user.partner_id.id,
        )

    def _describe(self):
        """Return what the general manager is told: numbers only.

        :rtype: str
        """
        return self.env._(
            "List of what is out as of %(month)s: %(originals)s originals, %(copies)s copies,"
            " %(overdue)s overdue (%(report)s).", report=self.name,
            month=format_date(self.env, self.month), originals=self.original_count,
            copies=self.copy_count, overdue=self.overdue_count,
        )

    def _tell_late(self):
        """Tell the office managers that a list was not submitted in time."""
        managers = self.env.ref(
            'customer_archive.customer_archive_group_office_manager',
        ).all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids,
        )
        self._tell(managers.partner_id, lambda report: report.env._(
            "%(report)s was to be submitted by %(deadline)s.", report=report.name,
            deadline=format_date(report.env, report.deadline),
        ))

    def _prepare_register_vals(self):
        """Override to say to which company it belongs."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _refuse_hand(self):
        """Refuse to make or change a list by hand.

        :raise UserError: always
        """
        raise UserError(self.env._(
            "A monthly list is made by itself on the first of the month, and never changed.",
        ))
