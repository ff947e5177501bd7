# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition

from ..holds.hold import HOLDERS

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'search': Transition(
        _lt("search for a person's data"), _lt("Searched"), ('received', 'searched'), 'searched',
        HOLDERS,
    ),
    'approve': Transition(
        _lt("approve what was decided"), _lt("Decided"), ('searched',), 'decided', HOLDERS,
    ),
    'execute': Transition(
        _lt("execute what was decided"), _lt("Executed"), ('decided',), 'executed', HOLDERS,
    ),
    'answer': Transition(
        _lt("answer a request for access"), _lt("Answered"), ('received', 'searched'), 'executed',
        HOLDERS,
    ),
    'close': Transition(
        _lt("close a request"), _lt("Closed"), ('executed',), 'closed', HOLDERS,
    ),
    'refuse': Transition(
        _lt("refuse a request"), _lt("Refused"), ('received', 'searched', 'decided'), 'refused',
        HOLDERS, True,
    ),
}
_ENDED = ('closed', 'refused')


class CustomerArchiveErasure(models.Model):
    """A person asks what is known of him, or to be forgotten (PIPL 45 and 47, GDPR 15 and 17).

    Each place that holds his data is decided by one person and approved by another; what the law
    keeps is restricted until it no longer does. What remains of a request is that it was made, and
    what was decided; not what was erased, and when it is closed not what he was called by either.
    """

    _name = 'customer.archive.erasure'
    _inherit = [
        'customer.archive.erasure.search', 'customer.archive.erasure.scan',
        'customer.archive.erasure.export', 'customer.archive.kept', 'customer.archive.numbered',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Erasure Request"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'approved_by_id', 'approved_at', 'refusal_reason', 'scanned_at',
        'closed_at', 'follows_id', 'export', 'export_name',
    })
    _reason_field = 'refusal_reason'

    state = fields.Selection(
        [('received', "Received"), ('searched', "Searched"), ('decided', "Decided"),
         ('executed', "Executed"), ('closed', "Closed"), ('refused', "Refused")],
        string="Status", default='received', required=True, readonly=True, copy=False, index=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        'res.partner', string="Person", required=True, index=True, ondelete='restrict',
        help="The contact that the request is about. He may be a customer, or work for one.",
    )
    kind = fields.Selection(
        [('erasure', "Erasure"), ('access', "Access"), ('both', "Access and erasure")],
        required=True, default='erasure',
    )
    received_on = fields.Date(
        required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    deadline_on = fields.Date(string="Deadline", compute='_compute_deadline_on', store=True)
    law = fields.Char(
        required=True, default="PIPL",
        help="The law and article that the person calls upon.",
    )
    identity_verified_by_id = fields.Many2one(
        'res.users', ondelete='restrict',
        domain="[('share', '=', False)]",
        help="Who made sure that the request comes from the person himself.",
    )
    words = fields.Text(
        string="Called By", groups=HOLDERS,
        help="Names, addresses and numbers of the person, one a line: what is searched for. It is"
             " kept until the request is closed.",
    )
    line_ids = fields.One2many('customer.archive.erasure.line', 'request_id', string="Places")
    finding_ids = fields.One2many(
        'customer.archive.erasure.finding', 'request_id', string="Still Found",
    )
    open_count = fields.Integer(string="Undecided", compute='_compute_counts')
    withheld_count = fields.Integer(string="Withheld", compute='_compute_counts')
    unexplained_count = fields.Integer(string="Unexplained", compute='_compute_counts')
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    approved_at = fields.Datetime(string="Approved On", readonly=True, copy=False)
    scanned_at = fields.Datetime(string="Last Scan", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed On", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    follows_id = fields.Many2one(
        'customer.archive.erasure', readonly=True, copy=False,
        ondelete='restrict', help="The request whose restriction has ended.",
    )

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a request with this number already.",
    )
    _forgets_words = models.Constraint(
        "CHECK (state NOT IN ('closed', 'refused') OR words IS NULL)",
        "What the person is called by goes when the request ends.",
    )

    # === COMPUTE METHODS === #

    @api.depends('received_on', 'company_id.archive_erasure_days')
    def _compute_deadline_on(self):
        for request in self:
            days = request.company_id.archive_erasure_days or 15
            request.deadline_on = request.received_on and (
                request.received_on + timedelta(days=days)
            )

    @api.depends('line_ids.decision', 'line_ids.state', 'line_ids.record_count',
                 'finding_ids.is_kept', 'finding_ids.explanation')
    def _compute_counts(self):
        for request in self:
            lines = request.line_ids
            request.open_count = len(
                lines.filtered(lambda line: line.record_count and not line.decision),
            )
            request.withheld_count = len(lines.filtered(lambda line: line.state == 'withheld'))
            request.unexplained_count = len(request.finding_ids.filtered(
                lambda finding: not finding.is_kept and not finding.explanation,
            ))

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to note what the person is called by, and to watch the deadline."""
        super()._after_create()
        for request in self:
            if not request.sudo().words:  # Whoever may make requests may see them.
                with_pass(request.sudo()).write({'words': '\n'.join(request._get_usual_words())})
            request.activity_schedule(
                'customer_archive_retention.mail_activity_type_erasure',
                date_deadline=request.deadline_on, user_id=self.env.uid,
                summary=self.env._("Answer the request"),
            )
        self._enter_register('open')

    def write(self, vals):
        """Override to leave what was decided as it is."""
        self._ensure_not_gated(vals)
        if not has_pass(self) and any(
            not name.startswith(('message_', 'activity_', 'line_ids', 'finding_ids'))
            for name in vals
        ):
            for request in self:
                if request.state not in ('received', 'searched'):
                    raise UserError(self.env._(
                        "%(request)s is decided: it stays as it is.", request=request.name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_search(self):
        """Search every place that may hold the person's data."""
        self._transition('search')

    def action_propose(self):
        """Decide all undecided places as it was proposed."""
        self.check_access('write')
        self.line_ids.filtered(lambda line: not line.decision)._decide_as_proposed()

    def action_approve(self):
        """Approve what somebody else decided."""
        self._transition('approve')

    def action_execute(self):
        """Do what was decided, place by place."""
        self._check_may_take('execute')
        self._ensure_source('execute')
        for request in self:
            request.sudo()._execute_lines()  # The gate has asked for the right.
        self._transition('execute')
        self.sudo()._scan()  # As before.

    def action_scan(self):
        """Look anew where the person still stands."""
        self._check_may_take('close')
        self._ensure_source('close')
        self.sudo()._scan()  # The gate has asked for the right.

    def action_answer(self):
        """Enter that the person was given his data."""
        self._transition('answer')

    def action_close(self):
        """Close the request, and forget what the person is called by."""
        self._transition('close')

    def action_refuse(self):
        """Ask why, then refuse the request."""
        return self._ask_reason('refuse')

    # === CRON METHODS === #

    @api.model
    def _cron_erasures(self):
        """Bring what was restricted back for a decision when its time is over."""
        lines = self.env['customer.archive.erasure.line']
        for [company] in self._read_group([], ['company_id']):
            due = lines.search([
                ('decision', '=', 'restrict'), ('state', '=', 'done'),
                ('follow_up_id', '=', False), ('company_id', '=', company.id),
                ('until', '<=', company._get_archive_today()),
            ])
            for request, request_lines in due.grouped('request_id').items():
                follow_up = with_pass(self.browse()).create({
                    'partner_id': request.partner_id.id, 'company_id': company.id,
                    'kind': 'erasure', 'law': request.law, 'follows_id': request.id,
                    'identity_verified_by_id': request.identity_verified_by_id.id,
                    'received_on': company._get_archive_today(),
                })
                follow_up.activity_ids.write({
                    'summary': self.env._("A restriction has ended: decide anew"),
                    'user_id': (request.approved_by_id or request.create_uid).id,
                })
                with_pass(request_lines).write({'follow_up_id': follow_up.id})
                self.env['ir.cron']._commit_progress()

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a request."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a request outside its table."""
        return {
            **super()._get_event_labels(), 'open': self.env._("Received"),
            'erase': self.env._("Place treated"), 'withhold': self.env._("Place withheld"),
            'scan': self.env._("Scanned"), 'export_person': self.env._("Data handed out"),
        }

    def _prepare_register_vals(self):
        """Override to say in which company it stands."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _check_transition(self, verb):
        """Override to ask for what each step needs."""
        super()._check_transition(verb)
        for request in self:
            if verb in ('search', 'answer', 'execute') and not request.identity_verified_by_id:
                raise UserError(self.env._(
                    "Say who verified the identity of the person of %(request)s.",
                    request=request.name,
                ))
            if verb == 'answer' and request.kind != 'access':
                raise UserError(self.env._(
                    "%(request)s asks for erasure as well: decide and execute it.",
                    request=request.name,
                ))
            if verb == 'approve':
                request._ensure_approvable()
            if verb == 'execute' and request.line_ids.filtered(lambda line: line.state == 'open'):
                raise UserError(self.env._(
                    "Not every place of %(request)s is done: execute it again.",
                    request=request.name,
                ))
            if verb == 'close' and request.kind != 'access' and (
                not request.scanned_at or request.unexplained_count
            ):
                raise UserError(self.env._(
                    "%(request)s is closed when a scan finds the person nowhere but where he is"
                    " kept: %(count)s findings are not explained.",
                    request=request.name, count=request.unexplained_count,
                ))

    def _ensure_may_decide(self):
        """Check that the user may decide about places.

        :raise AccessError: when he may not
        """
        if not self.env.su and not self.env.user.has_groups(HOLDERS):
            raise AccessError(self.env._("Archivist and general manager decide about places."))

    def _ensure_approvable(self):
        """Check that every place is decided, by somebody else than who approves now.

        :raise UserError: naming the request
        """
        self.ensure_one()
        self.env.user._ensure_archive_person(self.name)
        lines = self.line_ids.filtered('record_count')
        if undecided := lines.filtered(lambda line: not line.decision):
            raise UserError(self.env._(
                "%(count)s places of %(request)s are not decided yet.",
                count=len(undecided), request=self.name,
            ))
        for decider in lines.decided_by_id:
            if decider._is_same_archive_person(self.env.user):
                raise UserError(self.env._(
                    "%(user)s decided about places of %(request)s: another person approves.",
                    user=decider.name, request=self.name,
                ))
        for line in lines:
            line._ensure_decidable()

    def _prepare_transition_vals(self, verb):
        """Override to note who approved, and to forget what the person is called by."""
        now = fields.Datetime.now()
        vals = super()._prepare_transition_vals(verb)
        if verb == 'approve':
            vals |= {'approved_by_id': self.env.uid, 'approved_at': now}
        elif self._get_transition(verb).target in _ENDED:
            vals |= {'words': False, 'export': False, 'export_name': False, 'closed_at': now}
        return vals

    def _prepare_transition_facts(self, verb):
        """Override to tell how many places were decided in which way."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'approve':
            decided = self.line_ids.filtered('decision').grouped('decision')
            facts |= {decision: len(lines) for decision, lines in decided.items()}
        return {**facts, 'kind': self.kind}

    def _after_transition(self, verb):
        """Override to search, and to end the reminder."""
        super()._after_transition(verb)
        if verb == 'search':
            self._search_places()
        elif self._get_transition(verb).target in _ENDED:
            self.activity_unlink(['customer_archive_retention.mail_activity_type_erasure'])

    def _execute_lines(self):
        """Do what was decided about each place that is still open."""
        self.ensure_one()
        person = self._get_person()
        lines = self.line_ids.filtered(lambda line: line.state == 'open')
        lines.filtered(lambda line: not line.record_count and not line.decision)._skip()
        # The contact last: by him the rest is found.
        lines.filtered(lambda line: line.state == 'open').sorted(
            lambda line: line.place == 'partner',
        )._take(person)
