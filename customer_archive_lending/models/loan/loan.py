# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.scope import CONFIDENTIALITY
from odoo.addons.customer_archive.models.mechanism.transition import Transition
from odoo.addons.customer_archive.models.rights.purpose import PURPOSES

_lt = LazyTranslate(__name__)

USER = 'customer_archive.customer_archive_group_user'
OFFICE_MANAGER = 'customer_archive.customer_archive_group_office_manager'

PLACES = [
    ('premises', "On the Premises"), ('reading_room', "Reading Room"), ('outside', "Outside"),
]

TRANSITIONS = {
    'request': Transition(_lt("request a loan"), _lt("Requested"), ('draft',), 'requested', USER),
    'verify': Transition(
        _lt("verify a request"), _lt("Verified"), ('requested',), 'verified', ARCHIVIST,
    ),
    'allow': Transition(
        _lt("allow an exception"), _lt("Exception allowed"), ('verified',), None, ARCHIVIST, True,
    ),
    'approve': Transition(
        _lt("approve a loan"), _lt("Approved"), ('verified',), 'approved', ARCHIVIST,
    ),
    'approve_first': Transition(
        _lt("approve a loan that two people approve"), _lt("Approved by the first of two"),
        ('verified',), 'second', ARCHIVIST,
    ),
    'approve_second': Transition(
        _lt("give the second approval to a loan"), _lt("Approved by the second of two"),
        ('second',), 'approved', ARCHIVIST,
    ),
    'adopt': Transition(
        _lt("make an oral request one's own"), _lt("Confirmed by the borrower"),
        ('requested', 'verified'), None, USER,
    ),
    'confirm': Transition(
        _lt("confirm a loan instead of signing"), _lt("Signed for with the borrower's own login"),
        ('approved',), None, USER,
    ),
    'hand_over': Transition(
        _lt("hand over what was borrowed"), _lt("Handed over"), ('approved',), 'handed_over',
        ARCHIVIST,
    ),
    'reject': Transition(
        _lt("reject a request"), _lt("Rejected"), ('requested', 'verified', 'second', 'approved'),
        'rejected', ARCHIVIST, True,
    ),
    'cancel': Transition(
        _lt("cancel a request"), _lt("Cancelled"),
        ('draft', 'requested', 'verified', 'second', 'approved'), 'cancelled', USER,
    ),
    # No group: a loan closes itself with the discharge of its last line (ND-24).
    'close': Transition(_lt("close a loan"), _lt("Closed"), ('handed_over',), 'closed', ''),
}

# How the pictures begin that a signature may be: PNG, JPEG.
_PICTURES = (b'\x89PNG\r\n\x1a\n', b'\xff\xd8\xff')
_MAX_SIGNATURE = 1024 * 1024

_APPROVALS = ('approve', 'approve_first', 'approve_second')
# The steps that somebody else takes than who borrows, or who asked for it.
_OTHERS_STEPS = ('verify', 'allow', *_APPROVALS, 'hand_over')


class CustomerArchiveLoan(models.Model):
    """What an employee borrows, from asking to giving back (借阅).

    He asks himself, or an archivist writes down what he asked for orally (LE-04). An archivist
    verifies the request (LE-06), whom the company names approves it (LE-07), an archivist hands
    over against a signature (LE-09). Each line is given back and discharged alone, and the loan
    closes itself with its last one (ND-24). Nobody decides about what he borrows himself.
    """

    _name = 'customer.archive.loan'
    _inherit = [
        'customer.archive.kept', 'customer.archive.transition', 'customer.archive.sweep',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Loan"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'name', 'requester_id', 'department_id', 'borrower_user_id', 'requested_at',
        'verified_by_id', 'verified_at', 'exception_by_id', 'exception_note', 'approved_by_id',
        'approved_at', 'second_approved_by_id', 'second_approved_at', 'confirmed_by_id',
        'confirmed_at', 'signature', 'handed_over_by_id', 'handed_over_at', 'closed_at',
        'needs_second', 'is_oral', 'due_at', 'out_count', 'hours_to_hand_over',
    })

    name = fields.Char(string="Number", readonly=True, copy=False)
    state = fields.Selection(
        [('draft', "Draft"), ('requested', "Requested"), ('verified', "Verified"),
         ('second', "Second Approval"), ('approved', "To Hand Over"), ('handed_over', "On Loan"),
         ('closed', "Closed"), ('rejected', "Rejected"), ('cancelled', "Cancelled")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )

    # What is asked for.
    borrower_id = fields.Many2one(
        'hr.employee', required=True, index=True, ondelete='restrict', check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    department_id = fields.Many2one(
        'hr.department', readonly=True, ondelete='restrict', copy=False,
        index='btree_not_null', help="The borrower's department at that time.",
    )
    borrower_user_id = fields.Many2one(
        'res.users', string="Borrower's Login", readonly=True, ondelete='restrict', copy=False,
    )
    requester_id = fields.Many2one(
        'res.users', string="Requested By", required=True, readonly=True, ondelete='restrict',
        copy=False, default=lambda self: self.env.uid,
        help="Who entered the request: the borrower, or an archivist whom he asked orally.",
    )
    is_oral = fields.Boolean(
        string="Oral Request", compute='_compute_is_oral', store=True,
        help="Somebody else wrote down what the borrower asked for.",
    )
    purpose = fields.Selection(PURPOSES, required=True, default='contract')
    purpose_note = fields.Text(string="What For", required=True)
    reference = fields.Char(
        string="Serves", help="The number of the service order, complaint or contract that it is"
                              " borrowed for (LE-23).",
    )
    place = fields.Selection(
        PLACES, string="Place of Use", required=True, default='premises',
        help="Originals never leave the premises.",
    )
    until = fields.Date(
        string="Needed Until",
        help="Empty for the usual time: originals until closing time of the same day. Longer than"
             " usual is an exception, which needs a reason and is allowed by somebody else.",
    )
    exception_reason = fields.Text(
        string="Reason for an Exception",
        help="Why it is needed longer than usual, or why a technician needs an original.",
    )
    line_ids = fields.One2many('customer.archive.loan.line', 'loan_id', string="Holdings")

    # What stands out.
    confidentiality = fields.Selection(
        CONFIDENTIALITY, compute='_compute_confidentiality', compute_sudo=True,
        help="The highest one of what is borrowed.",
    )
    needs_second = fields.Boolean(
        string="Two Approvals", readonly=True, copy=False,
        help="What is borrowed is so confidential that two people approve it.",
    )
    needs_exception = fields.Boolean(compute='_compute_needs_exception', compute_sudo=True)
    is_overdue = fields.Boolean(
        string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue',
        compute_sudo=True,
    )
    due_at = fields.Datetime(
        string="Due", compute='_compute_due_at', store=True,
        help="When the first of what is still out is due.",
    )
    out_count = fields.Integer(string="Out", compute='_compute_due_at', store=True)
    line_count = fields.Integer(string="Items", compute='_compute_line_count', compute_sudo=True)
    is_borrower = fields.Boolean(compute='_compute_is_borrower', compute_sudo=True)

    # Who did what, and when.
    requested_at = fields.Datetime(string="Requested On", readonly=True, copy=False)
    verified_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    verified_at = fields.Datetime(string="Verified On", readonly=True, copy=False)
    exception_by_id = fields.Many2one(
        'res.users', string="Exception Allowed By", readonly=True, copy=False, ondelete='restrict',
    )
    exception_note = fields.Text(string="Why Allowed", readonly=True, copy=False)
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    approved_at = fields.Datetime(string="Approved On", readonly=True, copy=False)
    second_approved_by_id = fields.Many2one(
        'res.users', string="Second Approval By", readonly=True, copy=False, ondelete='restrict',
    )
    second_approved_at = fields.Datetime(
        string="Second Approval On", readonly=True, copy=False,
    )
    confirmed_by_id = fields.Many2one(
        'res.users', string="Confirmed by Login", readonly=True, copy=False, ondelete='restrict',
        help="The borrower confirmed with his own login instead of a drawn signature.",
    )
    confirmed_at = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    # In the row itself: an attachment could be read and deleted on its own.
    signature = fields.Binary(readonly=True, copy=False, attachment=False)
    handed_over_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    handed_over_at = fields.Datetime(string="Time Out", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed On", readonly=True, copy=False)
    # From asking to having it in hand (LE-24).
    hours_to_hand_over = fields.Float(
        string="Hours to Hand-over", compute='_compute_hours_to_hand_over', store=True,
        aggregator='avg',
    )

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")
    _number_unique = models.UniqueIndex('(name)', "There is a loan with this number already.")
    _verified_by_other = models.Constraint(
        'CHECK (verified_by_id != borrower_user_id'
        ' AND (is_oral OR verified_by_id != requester_id))',
        "Another person than the borrower verifies a request.",
    )
    _approved_by_other = models.Constraint(
        'CHECK (approved_by_id != borrower_user_id'
        ' AND (is_oral OR approved_by_id != requester_id))',
        "Another person than the borrower approves a loan.",
    )
    _second_by_other = models.Constraint(
        'CHECK (second_approved_by_id != borrower_user_id'
        ' AND second_approved_by_id != approved_by_id)',
        "The second approval is another person's than the first one, and not the borrower's.",
    )
    _handed_over_by_other = models.Constraint(
        'CHECK (handed_over_by_id != borrower_user_id)',
        "Another person than the borrower hands over.",
    )
    _two_approvals = models.Constraint(
        "CHECK (NOT needs_second OR state != 'handed_over' OR second_approved_by_id IS NOT NULL)",
        "A loan of something confidential is approved by two people.",
    )
    _approved_before_out = models.Constraint(
        "CHECK (state NOT IN ('handed_over', 'closed') OR (approved_by_id IS NOT NULL"
        " AND verified_by_id IS NOT NULL AND handed_over_by_id IS NOT NULL))",
        "Nothing is handed over that was not verified and approved.",
    )
    _signed_before_out = models.Constraint(
        "CHECK (state NOT IN ('handed_over', 'closed') OR signature IS NOT NULL"
        " OR confirmed_by_id IS NOT NULL)",
        "Nothing is handed over without the borrower's signature, or his own confirmation.",
    )
    _due_idx = models.Index("(due_at) WHERE state = 'handed_over'")

    # === COMPUTE METHODS === #

    @api.depends('requester_id', 'borrower_id')
    def _compute_is_oral(self):
        for loan in self:
            loan.is_oral = bool(
                loan.requester_id and not loan.borrower_id._is_archive_person(loan.requester_id),
            )

    @api.depends('line_ids.holding_id.confidentiality')
    def _compute_confidentiality(self):
        for loan in self:
            loan.confidentiality = max(
                loan.line_ids.filtered(lambda line: line.state != 'dropped').holding_id.mapped(
                    'confidentiality',
                ), default=False,
            )

    @api.depends('line_ids.kind', 'line_ids.place', 'line_ids.state', 'until', 'borrower_id')
    def _compute_needs_exception(self):
        for loan in self:
            loan.needs_exception = bool(loan.company_id and loan._get_exceptions())

    @api.depends('line_ids.due_at', 'line_ids.is_open')
    def _compute_due_at(self):
        for loan in self:
            lines = loan.line_ids.filtered('is_open')
            loan.due_at = min(lines.filtered('due_at').mapped('due_at'), default=False)
            loan.out_count = len(lines)

    @api.depends('due_at', 'state')
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for loan in self:
            loan.is_overdue = bool(
                loan.state == 'handed_over' and loan.due_at and loan.due_at < now,
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('state', '=', 'handed_over') & Domain('due_at', '<', fields.Datetime.now())

    @api.depends('line_ids')
    def _compute_line_count(self):
        for loan in self:
            loan.line_count = len(loan.line_ids)

    @api.depends('borrower_id')
    @api.depends_context('uid')
    def _compute_is_borrower(self):
        for loan in self:
            loan.is_borrower = loan.borrower_id._is_archive_person(self.env.user)

    @api.depends('requested_at', 'handed_over_at')
    def _compute_hours_to_hand_over(self):
        for loan in self:
            loan.hours_to_hand_over = loan.requested_at and loan.handed_over_at and (
                loan.handed_over_at - loan.requested_at
            ).total_seconds() / 3600

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to number the loans, each of which says who borrows, and what for."""
        vals_list = self._fill_defaults(
            super()._prepare_create_vals_list(vals_list), ['borrower_id', 'purpose_note'],
        )
        for vals in vals_list:
            self._ensure_says_who_and_why(vals)
        numbers = self.env['ir.sequence']._draw_codes(self._name, len(vals_list))
        return [
            {**vals, 'name': number} for vals, number in zip(vals_list, numbers, strict=True)
        ]

    def _after_create(self):
        """Override to check for whom somebody asks."""
        super()._after_create()
        self._ensure_may_ask()

    def write(self, vals):
        """Override to let nothing change what was asked for."""
        self._ensure_not_gated(vals)
        self._ensure_drafts(vals)
        if 'place' in vals:
            self.line_ids._ensure_stays(self.line_ids.holding_id, vals['place'])
        res = super().write(vals)
        if vals.keys() & {'borrower_id', 'company_id'}:
            self._ensure_may_ask()
        return res

    # === ACTION METHODS === #

    def action_request(self):
        """Ask for what is in the draft."""
        self._transition('request')

    def action_verify(self):
        """Verify the requests (LE-06)."""
        self._transition('verify')

    def action_allow(self):
        """Ask why, then allow what is out of the ordinary."""
        return self._ask_reason('allow')

    def action_approve(self):
        """Approve the loans: the only approval, or the first or second of two."""
        for loan in self:
            loan._approve()

    def action_reject(self):
        """Ask why, then reject the requests."""
        return self._ask_reason('reject')

    def action_cancel(self):
        """Cancel what is not needed any more."""
        self._transition('cancel')

    def action_confirm(self):
        """Confirm with one's own login what one borrows.

        A request that somebody else wrote down becomes one's own; of what is ready it is the
        signature (LE-07).
        """
        for loan in self:
            loan.check_access('read')
            loan._transition('confirm' if loan.state == 'approved' else 'adopt')

    def action_hand_over(self):
        """Let the borrower sign, then hand over."""
        self.ensure_one()
        self._check_may_take('hand_over')
        self._ensure_source('hand_over')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Hand Over"),
            'res_model': 'customer.archive.loan.hand.over', 'view_mode': 'form', 'target': 'new',
            'context': {'default_loan_id': self.id},
        }

    def action_ask_by_number(self):
        """Let the user add holdings by their numbers."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Add by Number"),
            'res_model': 'customer.archive.loan.ask', 'view_mode': 'form', 'target': 'new',
            'context': {'default_loan_id': self.id},
        }

    def action_view_register(self):
        """Show what happened to the loan."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_register_action',
        )
        return {**action, 'domain': [('subject', '=', self.name), ('model', '=', self._name)]}

    @api.model
    def _action_request(self, holdings):
        """Return the form of a new loan that asks for holdings.

        :param recordset holdings: what is asked for, of one company
        :rtype: dict
        """
        holdings.check_access('read')
        company = holdings.company_id[:1] or self.env.company
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Request a Loan"),
            'res_model': self._name, 'view_mode': 'form',
            'context': {
                'default_company_id': company.id,
                'default_line_ids': [
                    Command.create({'holding_id': holding.id})
                    for holding in holdings if not holding.folder_id & holdings
                ],
            },
        }

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a loan."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _approve(self):
        """Give the approval that the loan waits for."""
        self.ensure_one()
        self.check_access('read')
        if self.state == 'second':
            self._transition('approve_second')
        else:
            self._transition('approve_first' if self._asks_second() else 'approve')

    def _hand_over(self, signature=None):
        """Hand over all lines that were not dropped, against a signature (LE-07, LE-09).

        :param str|bytes signature: the drawn signature as base64, `None` where the borrower
                                    confirmed with his own login
        :raise UserError: when something stands against a holding, or the signature is missing
        """
        self._transition('hand_over', vals={'signature': signature} if signature else None)

    def _check_transition(self, verb):
        """Override to let the right person take a step, of a loan that is still right."""
        super()._check_transition(verb)
        if verb in _OTHERS_STEPS:
            self._ensure_other_person(verb)
        for loan in self:
            loan._check_step(verb)

    def _check_step(self, verb):
        """Check one loan before a step.

        :param str verb: a step of the table
        :raise UserError: when something of it is missing or wrong
        :raise AccessError: when the step is somebody else's
        """
        self.ensure_one()
        if verb in ('request', 'verify', *_APPROVALS, 'hand_over'):
            self._ensure_lendable()
        if verb in ('request', 'cancel'):
            self._ensure_own_or_archivist(verb)
        if verb in ('adopt', 'confirm') and not self.borrower_id._is_archive_person(self.env.user):
            raise AccessError(self.env._(
                "%(loan)s is confirmed by its borrower, %(borrower)s, with his own login.",
                loan=self.name, borrower=self.borrower_id.name,
            ))
        if verb in _APPROVALS:
            self._ensure_approvable(verb)
        if verb == 'hand_over':
            self._ensure_approved_enough()

    def _prepare_transition_vals(self, verb):
        """Override to note who took a step, and when."""
        now, user = fields.Datetime.now(), self.env.uid
        borrower = {
            'department_id': self.borrower_id.department_id.id,
            'borrower_user_id': self.borrower_id.user_id.id,
        }
        return {**super()._prepare_transition_vals(verb), **{
            'request': {'requested_at': now, **borrower},
            'verify': {'verified_by_id': user, 'verified_at': now},
            'allow': {'exception_by_id': user},
            'approve': {'approved_by_id': user, 'approved_at': now, 'needs_second': False},
            'approve_first': {'approved_by_id': user, 'approved_at': now, 'needs_second': True},
            'approve_second': {'second_approved_by_id': user, 'second_approved_at': now},
            'adopt': {'requester_id': user},
            'confirm': {'confirmed_by_id': user, 'confirmed_at': now},
            'hand_over': {'handed_over_by_id': user, 'handed_over_at': now, **borrower},
            'close': {'closed_at': now},
        }.get(verb, {})}

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep why an exception was allowed, and to close the lines of what ends."""
        if verb == 'allow':
            vals = {**(vals or {}), 'exception_note': reason}
        return super()._transition(verb, vals=vals, reason=reason)

    def _write_transition(self, verb, vals, moves):
        """Override to refuse a hand-over that nobody signed for, in a sentence."""
        if verb == 'hand_over':
            for loan in moves:
                loan._ensure_signed(vals.get('signature'))
        return super()._write_transition(verb, vals, moves)

    def _after_transition(self, verb):
        """Override to take the lines along."""
        super()._after_transition(verb)
        lines = self.line_ids.filtered(lambda line: line.state == 'requested')
        if verb == 'hand_over':
            lines._hand_out()
        elif verb in ('reject', 'cancel') and lines:
            lines._transition('drop', reason=self.env._("The request ended."))

    def _after_return(self, lines):
        """Do what follows when lines were discharged or written off, in the same transaction.

        For a module to react to what comes back, it must override this method.

        :param recordset lines: the lines, with the rights of the superuser
        """
        done = self.filtered(lambda loan: loan.state == 'handed_over' and not any(
            line.state == 'requested' or line.is_open for line in loan.line_ids
        ))
        if done:
            done.sudo()._transition('close')  # The step is nobody's: it follows from the lines.

    def _prepare_transition_facts(self, verb):
        """Override to tell the register who borrows what, for where."""
        facts = {**super()._prepare_transition_facts(verb), 'borrower_id': self.borrower_id.name}
        if verb in ('request', 'hand_over'):
            facts |= {
                'department_id': self.department_id.complete_name or None,
                'place': self.place,
                'purpose': self.purpose,
                'line_ids': self.line_ids.filtered(
                    lambda line: line.state != 'dropped',
                ).mapped('barcode'),
            }
        if verb == 'hand_over':
            # Whoever doubts a signature compares it with this.
            facts['signature'] = hashlib.sha256(
                base64.b64decode(self.signature),
            ).hexdigest() if self.signature else None
            facts['confirmed_by_id'] = self.confirmed_by_id.login or None
        return facts

    def _prepare_register_vals(self):
        """Override to say in which company, and where it is one, in which archive."""
        archives = self.line_ids.archive_id
        return {
            **super()._prepare_register_vals(), 'company': self.company_id.id,
            'archive': archives.name if len(archives) == 1 else False,
        }

    # === BUSINESS METHODS - WHEN IT IS DUE === #

    def _get_due(self, line, moment):
        """Return when a line is due that is handed over at a moment (LE-03, LE-12, ND-26).

        :param recordset line: a line of the loan
        :param datetime moment: in UTC, naive
        :rtype: datetime
        """
        self.ensure_one()
        if self.until:
            return max(self.company_id._get_archive_day_closing(self.until),
                       self.company_id._get_archive_closing(moment))
        return self._get_usual_due(line, moment)

    def _get_usual_due(self, line, moment):
        """Return when a line is usually due, without an exception.

        In the house until closing time of the same day; a copy that leaves, until closing time of
        the last of the working days that the company grants. The day itself does not count.

        :param recordset line: a line of the loan
        :param datetime moment: in UTC, naive
        :rtype: datetime
        """
        company = self.company_id
        if line.place != 'outside':
            return company._get_archive_closing(moment)
        tomorrow = fields.Date.add(company._get_archive_day(moment), days=1)
        return company._get_archive_closings(
            company._get_archive_midnight(tomorrow), company.archive_loan_days,
        )[-1]

    def _get_exceptions(self, moment=None):
        """Return what about the loan is out of the ordinary, and therefore has to be allowed.

        For a module to ask for more exceptions, it must override this method.

        :param datetime moment: the moment of the hand-over, by default now
        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        moment = moment or fields.Datetime.now()
        lines = self.line_ids.filtered(lambda line: line.state != 'dropped')
        exceptions = []
        if self.until and any(
            self._get_due(line, moment) > self._get_usual_due(line, moment) for line in lines
        ):
            exceptions.append(self.env._(
                "It is needed longer than usual, until %(until)s.", until=self.until,
            ))
        if originals := lines.filtered(lambda line: line.kind != 'copy'):
            user = self.borrower_id.user_id
            if user and _borrows_copies_only(user):
                exceptions.append(self.env._(
                    "Technicians borrow copies, and %(holdings)s is none.",
                    holdings=", ".join(originals.mapped('barcode')),
                ))
        return exceptions

    # === BUSINESS METHODS - CHECKS === #

    @api.model
    def _ensure_says_who_and_why(self, vals):
        """Check that a new loan says who borrows, and what for (LE-04).

        :param dict vals: its values
        :raise UserError: when it does not
        """
        if not vals.get('borrower_id'):
            raise UserError(self.env._(
                "Say who borrows: there is no employee who belongs to the login %(login)s.",
                login=self.env.user.login,
            ))
        if not (vals.get('purpose_note') or '').strip():
            raise UserError(self.env._("Say what it is needed for."))

    def _ensure_may_ask(self):
        """Check that somebody asks for himself, or is an archivist whom others ask.

        :raise UserError: when there is no borrower
        :raise AccessError: when he asks for somebody else
        """
        for loan in self.sudo():  # Who the user is, as an employee, is told without further rights.
            if self.env.su or self.env.user.has_group(ARCHIVIST):
                continue
            if not loan.borrower_id._is_archive_person(self.env.user):
                raise AccessError(self.env._(
                    "You borrow for yourself: an archivist asks for %(borrower)s.",
                    borrower=loan.borrower_id.name,
                ))

    def _ensure_own_or_archivist(self, verb):
        """Check that the step is taken by who asked, who borrows, or an archivist.

        :param str verb: the step
        :raise AccessError: when it is not
        """
        user = self.env.user
        if not (user.has_group(ARCHIVIST) or user == self.requester_id
                or self.borrower_id._is_archive_person(user)):
            raise AccessError(self.env._(
                "%(loan)s is a loan of %(borrower)s: to %(step)s is for him, or for an archivist.",
                loan=self.name, borrower=self.borrower_id.name,
                step=self._label(self._get_transition(verb)),
            ))

    def _ensure_other_person(self, verb):
        """Check that nobody decides about what he borrows, or what he asked for.

        :param str verb: the step
        :raise UserError: naming the loan
        """
        user = self.env.user
        for loan in self:
            if loan.borrower_id._is_archive_person(user):
                raise UserError(self.env._(
                    "You borrow %(loan)s yourself: to %(step)s is for another person.",
                    loan=loan.name, step=self._label(self._get_transition(verb)),
                ))
            if verb == 'hand_over' or loan.is_oral and loan.company_id.archive_loan_oral_alone:
                continue
            if loan.requester_id._is_same_archive_person(user):
                raise UserError(self.env._(
                    "You wrote down %(loan)s yourself: another archivist has to %(step)s, or"
                    " %(borrower)s confirms it with his own login first.",
                    loan=loan.name, borrower=loan.borrower_id.name,
                    step=self._label(self._get_transition(verb)),
                ))

    def _ensure_lendable(self):
        """Check that the loan asks for something, and that all of it may be lent so.

        :raise UserError: with every problem, a line each
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state == 'requested')
        if not lines:
            raise UserError(self.env._(
                "%(loan)s asks for nothing: add what is to be borrowed.", loan=self.name,
            ))
        problems = self._get_problems() + [
            problem for line in lines for problem in line._get_line_problems()
        ]
        if problems:
            raise UserError('\n'.join(dict.fromkeys(problems)))

    def _get_problems(self):
        """Return what stands against the loan as a whole, whatever its lines are.

        For a module to stop a borrower, it must override this method and add its sentences.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        problems = []
        if not self.borrower_id.active:
            problems.append(self.env._(
                "%(borrower)s is no longer employed.", borrower=self.borrower_id.name,
            ))
        if self.until and self.until < self.company_id._get_archive_today():
            problems.append(self.env._(
                "%(loan)s is needed until %(until)s, which is past.",
                loan=self.name, until=self.until,
            ))
        if not (self.exception_reason or '').strip():
            problems += [
                self.env._("%(exception)s Say why.", exception=exception)
                for exception in self._get_exceptions()
            ]
        return problems

    def _ensure_approvable(self, verb):
        """Check that who approves may, and that what is out of the ordinary was allowed.

        :param str verb: the approval
        :raise AccessError: when the company lets the office manager approve
        :raise UserError: when something is not allowed yet, or one person approves twice
        """
        if self.company_id.archive_loan_approver == 'office_manager' and (
            not self.env.user.has_group(OFFICE_MANAGER)
        ):
            raise AccessError(self.env._(
                "%(loan)s is approved by the office manager.", loan=self.name,
            ))
        self._ensure_exceptions_allowed()
        if verb == 'approve' and self._asks_second():
            raise UserError(self.env._(
                "%(loan)s is approved by two people.", loan=self.name,
            ))
        if verb == 'approve_second' and self.approved_by_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "You gave %(loan)s the first approval: the second one is another person's.",
                loan=self.name,
            ))

    def _ensure_exceptions_allowed(self):
        """Check that all exceptions were allowed.

        :raise UserError: with the exceptions that were not
        """
        if not self.exception_by_id and (exceptions := self._get_exceptions()):
            raise UserError('\n'.join([
                self.env._("%(loan)s asks for an exception: allow it first.", loan=self.name),
                *exceptions,
            ]))

    def _ensure_approved_enough(self):
        """Check that the approvals still suffice: an archive may have been marked confidential.

        :raise UserError: when the loan is now one that two people approve
        """
        self._ensure_exceptions_allowed()
        if self._asks_second() and not self.second_approved_by_id:
            raise UserError(self.env._(
                "What %(loan)s asks for was marked as more confidential after its approval: reject"
                " it and let it be requested again.", loan=self.name,
            ))

    def _ensure_signed(self, signature):
        """Check that the borrower signs.

        :param str signature: the drawn signature as base64, or nothing
        :raise UserError: when he neither signs nor confirmed with his own login
        """
        if not (signature or self.signature or self.confirmed_by_id):
            raise UserError(self.env._(
                "%(borrower)s signs %(loan)s before it is handed over, or confirms it with his own"
                " login.", borrower=self.borrower_id.name, loan=self.name,
            ))
        if signature and not _is_picture(signature):
            raise UserError(self.env._(
                "The signature did not arrive whole: let %(borrower)s sign again.",
                borrower=self.borrower_id.name,
            ))

    def _ensure_drafts(self, vals):
        """Check that what was asked for stays, once it was.

        :param dict vals: the values to write
        :raise UserError: naming a loan that is no draft any more
        """
        fixed = vals.keys() & self._get_fixed_fields()
        if fixed and not has_pass(self) and (
            asked := self.filtered(lambda loan: loan.state != 'draft')
        ):
            raise UserError(self.env._(
                "%(loan)s stays as it was requested: cancel it and make a new one.",
                loan=asked[0].name,
            ))

    @api.model
    def _get_fixed_fields(self):
        """Return the fields that are the user's in a draft only.

        :rtype: frozenset[str]
        """
        return frozenset({
            'company_id', 'borrower_id', 'purpose', 'purpose_note', 'reference', 'place', 'until',
            'exception_reason', 'line_ids',
        })

    def _asks_second(self):
        """Tell whether what is borrowed is so confidential that two people approve (ND-28).

        :rtype: bool
        """
        self.ensure_one()
        loan_sudo = self.sudo()  # The company's policy is no secret.
        return (loan_sudo.confidentiality or '') >= loan_sudo.company_id.archive_loan_second_level


def _borrows_copies_only(user):
    """Tell whether a user works with copies: a technician who keeps no archives (LE-18).

    :rtype: bool
    """
    return user.has_group('customer_archive.customer_archive_group_technician') and (
        not user.has_group(ARCHIVIST)
    )


def _is_picture(signature):
    """Tell whether a signature is base64 of a picture that a screen draws, and not too large.

    :param str|bytes signature: as it came
    :rtype: bool
    """
    try:
        content = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return content.startswith(_PICTURES) and len(content) <= _MAX_SIGNATURE
