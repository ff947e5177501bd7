# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
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


class CustomerArchiveLoan(models.Model):
    """What an employee borrows, from asking to giving back (借阅).

    He asks himself, or an archivist writes down what he asked for orally (LE-04). An archivist
    verifies the request (LE-06), whom the company names approves it (LE-07), an archivist hands
    over against a signature (LE-09). Each line is given back and discharged alone, and the loan
    closes itself with its last one (ND-24). Nobody decides about what he borrows himself.
    """

    _name = 'customer.archive.loan'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'customer.archive.serving', 'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Loan"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'requester_id', 'department_id', 'borrower_user_id', 'requested_at',
        'verified_by_id', 'verified_at', 'exception_by_id', 'exception_note', 'approved_by_id',
        'approved_at', 'second_approved_by_id', 'second_approved_at', 'confirmed_by_id',
        'confirmed_at', 'signature', 'handed_over_by_id', 'handed_over_at', 'closed_at',
        'needs_second', 'is_oral', 'due_at', 'out_count', 'hours_to_hand_over',
    })

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
        string="Serves", help="The number of the order or contract that it is borrowed for.",
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
    # Whose complaints and services the form offers.
    archive_ids = fields.Many2many(
        'customer.archive', string="Archives", compute='_compute_archive_ids', compute_sudo=True,
    )

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

    @api.depends('line_ids.holding_id.archive_id')
    def _compute_archive_ids(self):
        for loan in self:
            loan.archive_ids = loan.line_ids.holding_id.archive_id

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
        """Override to let each loan say who borrows, and what for."""
        vals_list = self._fill_defaults(vals_list, ['borrower_id', 'purpose_note'])
        for vals in vals_list:
            self._ensure_says_who_and_why(vals)
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to check for whom somebody asks, and what it serves."""
        super()._after_create()
        self._ensure_may_ask()
        self._ensure_reads_served()

    def write(self, vals):
        """Override to let nothing change what was asked for."""
        self._ensure_not_gated(vals)
        self._ensure_drafts(vals)
        if 'place' in vals:
            self.line_ids._ensure_stays(self.line_ids.holding_id, vals['place'])
        res = super().write(vals)
        if vals.keys() & {'borrower_id', 'company_id'}:
            self._ensure_may_ask()
        if vals.keys() & {'complaint_id', 'service_id'}:
            self._ensure_reads_served()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a loan."""
        return {**super()._get_transitions(), **TRANSITIONS}
