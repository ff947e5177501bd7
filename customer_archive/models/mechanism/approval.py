# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .inner_pass import has_pass
from .roles import ARCHIVIST
from .transition import Transition

_lt = LazyTranslate(__name__)

_DECISIONS = ('approve', 'reject')

TRANSITIONS = {
    'approve': Transition(
        _lt("approve a request"), _lt("Approved"), ('requested',), 'approved', ARCHIVIST,
    ),
    'reject': Transition(
        _lt("reject a request"), _lt("Rejected"), ('requested',), 'rejected', ARCHIVIST, True,
    ),
    'withdraw': Transition(
        _lt("withdraw a request"), _lt("Withdrawn"), ('requested',), 'withdrawn',
        'base.group_user',
    ),
    # No group: only our own code finds that a request has nothing left to decide.
    'void': Transition(
        _lt("void a request"), _lt("Void"), ('requested',), 'void', '', True,
    ),
}


class CustomerArchiveApproval(models.AbstractModel):
    """Something that one person asks for and another one decides (CA-32).

    The row is the decision, and is kept for ever: it says what was asked, by whom and why, and who
    decided. Nothing in it changes but by a step, and nothing at all once it is decided. Whoever
    asks again makes a new row, which supersedes the open one.

    A model of it lists in :meth:`_get_transitions` who may decide, and does in
    `_after_transition` what was asked for.
    """

    _name = 'customer.archive.approval'
    _inherit = ['customer.archive.kept', 'customer.archive.numbered']
    _description = "Archive: Decided by a Second Person"

    _gated_fields = frozenset({
        'state', 'requester_id', 'requested_at', 'decided_by_id', 'decided_at',
        'decision_note',
    })
    _reason_field = 'decision_note'

    state = fields.Selection(
        [('requested', "Requested"), ('approved', "Approved"), ('rejected', "Rejected"),
         ('withdrawn', "Withdrawn"), ('void', "Void")],
        string="Status", default='requested', required=True, readonly=True, copy=False, index=True,
    )
    reason = fields.Text(required=True, readonly=True)
    requester_id = fields.Many2one(
        'res.users', string="Requested By", required=True, readonly=True, copy=False, index=True,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    requested_at = fields.Datetime(
        string="Requested On", required=True, readonly=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    decided_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    decided_at = fields.Datetime(string="Decided On", readonly=True, copy=False)
    decision_note = fields.Text(string="Note on the Decision", readonly=True, copy=False)
    can_decide = fields.Boolean(
        compute='_compute_can_decide',
        help="Whether you may approve or reject: not what you, or your other login, asked for.",
    )

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a request with this number already.",
    )
    _four_eyes = models.Constraint(
        'CHECK (decided_by_id != requester_id)', "Another person than the requester decides.",
    )
    _decider_known = models.Constraint(
        "CHECK (state NOT IN ('approved', 'rejected') OR decided_by_id IS NOT NULL)",
        "A decision says who decided.",
    )

    # === SETUP === #

    @api.model
    def _get_frozen_condition(self):
        """Override to freeze decisions below the ORM as well."""
        return SQL(
            "old.state != 'requested' AND %s", self._get_change(self._get_frozen_columns()),
        )

    @api.model
    def _get_frozen_columns(self):
        """Return the columns of a decided row that the database itself keeps.

        :rtype: list[str]
        """
        return [
            'state', 'name', 'requester_id', 'requested_at', 'decided_by_id', 'decided_at',
        ]

    # === COMPUTE METHODS === #

    @api.depends('state', 'requester_id')
    @api.depends_context('uid')
    def _compute_can_decide(self):
        may = self.env.user.has_groups(self._get_transition('approve').groups)
        for record in self:
            record.can_decide = may and record.state == 'requested' and not (
                record.requester_id._is_same_archive_person(self.env.user)
            )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let nothing change what was asked for."""
        self._ensure_not_gated(vals)
        self._ensure_unwritten()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_approve(self):
        """Approve what was asked for."""
        self._transition('approve')

    def action_reject(self):
        """Ask why, then reject what was asked for."""
        return self._ask_reason('reject')

    def action_withdraw(self):
        """Withdraw one's own request."""
        self._transition('withdraw')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a request."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'request': self.env._("Requested")}

    def _check_transition(self, verb):
        """Override to let another person decide, and the requester alone withdraw."""
        super()._check_transition(verb)
        if verb in _DECISIONS:
            self._ensure_other_person()
        elif verb == 'withdraw' and (other := self.filtered(
            lambda record: record.requester_id != self.env.user,
        )):
            raise AccessError(self.env._(
                "Only %(requester)s withdraws %(request)s.",
                requester=other[0].requester_id.name, request=other[0].display_name,
            ))

    def _prepare_transition_vals(self, verb):
        """Override to note who decided, and when."""
        now = fields.Datetime.now()
        decider = {'decided_by_id': self.env.uid} if verb in _DECISIONS else {}
        return {**super()._prepare_transition_vals(verb), 'decided_at': now, **decider}

    def _supersede(self, successor):
        """Void open requests that a new one takes the place of.

        :param str successor: the number of the new one
        """
        for record in self.filtered(lambda record: record.state == 'requested').sudo():
            # The requester asked again: the step is ours, not his.
            record._transition('void', reason=self.env._(
                "Superseded by %(request)s.", request=successor,
            ))

    def _ensure_other_person(self):
        """Check that who decides now is a person, and another one than who asked.

        :raise UserError: naming the request
        """
        user = self.env.user
        for record in self:
            requester = record.requester_id
            user._ensure_archive_person(record.display_name)
            if user == requester:
                raise UserError(self.env._(
                    "You made %(request)s yourself: another person decides.",
                    request=record.display_name,
                ))
            if requester._is_same_archive_person(user):
                raise UserError(self.env._(
                    "%(request)s was made by %(requester)s, who is the same person as you"
                    " (%(user)s) by contact, employee, e-mail or papers: another person decides.",
                    request=record.display_name, requester=requester.login, user=user.login,
                ))

    def _ensure_unwritten(self):
        """Refuse to change what was asked for, but by a step.

        :raise UserError: naming the request
        """
        if self and not has_pass(self):
            raise UserError(self.env._(
                "%(request)s stays as it was made: withdraw it and make a new one.",
                request=self[0].display_name,
            ))
