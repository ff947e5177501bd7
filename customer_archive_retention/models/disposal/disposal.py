# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import hashlib
from itertools import combinations

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.mechanism.canonical import to_canonical
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.roles import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.transition import Transition
from odoo.addons.customer_archive.models.mechanism.triggers import freeze

_lt = LazyTranslate(__name__)

_GROUP = 'customer_archive.customer_archive_group_'
APPROVERS = f'{_GROUP}office_manager,{_GROUP}general_manager'
EXECUTOR = 'customer_archive_retention.customer_archive_retention_group_executor'
WITNESSES = f'{ARCHIVIST},{_GROUP}general_manager,{_GROUP}auditor,{EXECUTOR}'

TRANSITIONS = {
    'propose': Transition(
        _lt("propose a disposal list"), _lt("Proposed"), ('review',), 'proposed', ARCHIVIST,
    ),
    'send_back': Transition(
        _lt("send a disposal list back"), _lt("Sent back"), ('proposed',), 'review', APPROVERS,
        True,
    ),
    'approve': Transition(
        _lt("approve a disposal list"), _lt("Approved"), ('proposed',), 'approved', APPROVERS,
    ),
    # Accounting law asks somebody of the information systems about electronic content.
    'confirm': Transition(
        _lt("confirm the destruction of electronic content"),
        _lt("Destruction of electronic content confirmed"), ('approved',), None,
        f'{EXECUTOR},base.group_system',
    ),
    'attend': Transition(
        _lt("witness a disposal"), _lt("Witness named"), ('approved',), None, WITNESSES,
    ),
    'execute': Transition(
        _lt("execute a disposal list"), _lt("Execution begun"), ('approved',), 'executing',
        EXECUTOR,
    ),
    # No group: only our own code finds that nothing is left to do.
    'finish': Transition(
        _lt("finish a disposal list"), _lt("Executed"), ('executing',), 'executed',
    ),
    'settle': Transition(
        _lt("close a disposal list"), _lt("Closed: nothing is destroyed"), ('approved',), 'closed',
    ),
    'certify': Transition(
        _lt("certify a disposal"), _lt("Certified"), ('executed',), 'certified', WITNESSES,
    ),
    'cancel': Transition(
        _lt("cancel a disposal list"), _lt("Cancelled"), ('review', 'proposed', 'approved'),
        'cancelled', ARCHIVIST, True,
    ),
}
# Who takes which step, and when, in their order: all of them are different people.
PEOPLE = {
    'propose': ('proposer_id', 'proposed_at'), 'approve': ('approver_id', 'approved_at'),
    'confirm': ('confirmer_id', 'confirmed_at'), 'attend': ('witness_id', 'attended_at'),
    'execute': ('executor_id', 'started_at'),
}
_ROLES = [role for role, _moment in PEOPLE.values()]


class CustomerArchiveDisposal(models.Model):
    """A numbered list of what a review decides about (鉴定销毁清册), and its execution.

    An archivist reviews and proposes, a manager approves; who executes and who witnesses are two
    more people, and for electronic content one more confirms (ND-03). Between the last approval
    and the execution lies a time to think it over (ND-04). The list is kept for ever, and once its
    certificate is issued nothing in it changes (ND-12).
    """

    _name = 'customer.archive.disposal'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'mail.activity.mixin',
    ]
    _description = "Disposal List"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', *(name for names in PEOPLE.values() for name in names), 'executed_at',
        'certified_at', 'executable_from', 'reason', 'items_sha256', 'method', 'security_level',
        'place', 'destroyed_at', 'contractor', 'contractor_certificate',
    })
    _reason_field = 'reason'

    state = fields.Selection(
        [('review', "Review"), ('proposed', "Proposed"), ('approved', "Approved"),
         ('executing', "Executing"), ('executed', "To Certify"), ('certified', "Certified"),
         ('closed', "Closed"), ('cancelled', "Cancelled")],
        string="Status", default='review', required=True, readonly=True, copy=False, index=True,
    )
    title = fields.Char(
        required=True, default=lambda self: self.env._("Disposal"),
        help="What the list is about, such as the year or the department.",
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
        ondelete='restrict',
    )
    note = fields.Text(string="Opinion of the Review")
    reason = fields.Text(
        string="Why It Was Sent Back or Cancelled", readonly=True, copy=False,
    )

    # Who, and when.
    proposer_id = fields.Many2one(
        'res.users', string="Proposed By", readonly=True, copy=False, ondelete='restrict',
    )
    proposed_at = fields.Datetime(string="Proposed On", readonly=True, copy=False)
    approver_id = fields.Many2one(
        'res.users', string="Approved By", readonly=True, copy=False, ondelete='restrict',
    )
    approved_at = fields.Datetime(string="Approved On", readonly=True, copy=False)
    confirmer_id = fields.Many2one(
        'res.users', string="Electronic Content Confirmed By", readonly=True, copy=False,
        ondelete='restrict',
    )
    confirmed_at = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    witness_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
        help="Sees that what stands on the list is destroyed, and nothing else.",
    )
    attended_at = fields.Datetime(string="Witness Named On", readonly=True, copy=False)
    executor_id = fields.Many2one(
        'res.users', string="Executed By", readonly=True, copy=False, ondelete='restrict',
    )
    started_at = fields.Datetime(string="Execution Begun On", readonly=True, copy=False)
    executed_at = fields.Datetime(string="Executed On", readonly=True, copy=False)
    certified_at = fields.Datetime(string="Certified On", readonly=True, copy=False)
    executable_from = fields.Date(
        readonly=True, copy=False, help="The first day after the cooling-off period.",
    )

    # How.
    method = fields.Selection(
        [('shredding', "Cross-cut shredding"), ('pulping', "Pulping"),
         ('incineration', "Incineration"), ('deletion', "Deletion of files"),
         ('erasure', "Cryptographic erasure")],
        readonly=True, copy=False,
    )
    security_level = fields.Char(
        readonly=True, copy=False, help="Of the shredding, by DIN 66399, such as P-4.",
    )
    place = fields.Char(readonly=True, copy=False)
    destroyed_at = fields.Datetime(
        string="Destroyed On", readonly=True, copy=False,
        help="When the paper was destroyed before the eyes of the witness.",
    )
    contractor = fields.Char(readonly=True, copy=False)
    contractor_certificate = fields.Char(
        string="Contractor's Certificate", readonly=True, copy=False,
    )

    # What.
    line_ids = fields.One2many(
        'customer.archive.disposal.line', 'disposal_id', string="On the List",
    )
    line_count = fields.Integer(string="Lines", compute='_compute_counts')
    destroy_count = fields.Integer(string="To Destroy", compute='_compute_counts')
    done_count = fields.Integer(string="Destroyed", compute='_compute_counts')
    taken_off_count = fields.Integer(string="Taken Off", compute='_compute_counts')
    undecided_count = fields.Integer(string="Undecided", compute='_compute_counts')
    progress = fields.Integer(compute='_compute_counts')
    is_electronic = fields.Boolean(
        string="Electronic Content", compute='_compute_is_electronic',
        help="Something on the list is a file: one more person confirms.",
    )
    items_sha256 = fields.Char(
        string="SHA-256 of the Items", readonly=True, copy=False,
        help="Taken when the list was approved: what was approved is what is executed.",
    )

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a disposal list with this number already.",
    )
    _people_differ = models.Constraint(
        'CHECK (' + ' AND '.join(
            f'{one} != {other}' for one, other in combinations(_ROLES, 2)
        ) + ')',
        "Who proposes, approves, confirms, witnesses and executes are different people.",
    )
    _execution_known = models.Constraint(
        "CHECK (state NOT IN ('executing', 'executed', 'certified') OR (approver_id IS NOT NULL"
        " AND executor_id IS NOT NULL AND witness_id IS NOT NULL AND method IS NOT NULL"
        " AND place IS NOT NULL AND items_sha256 IS NOT NULL))",
        "A list is executed by an executor beside a witness, after its approval, with method and"
        " place.",
    )
    _certificate_known = models.Constraint(
        "CHECK (state != 'certified' OR (destroyed_at IS NOT NULL AND certified_at IS NOT NULL))",
        "A certificate says when it was destroyed.",
    )

    # === SETUP === #

    def init(self):
        """Override to freeze below the ORM what was certified."""
        super().init()
        freeze(self, 'no_update', None, once=SQL("old.state = 'certified'"))

    # === COMPUTE METHODS === #

    @api.depends('line_ids.state', 'line_ids.decision')
    def _compute_counts(self):
        counts = {}
        for disposal, state, decision, count in self.env[
            'customer.archive.disposal.line'
        ]._read_group([('disposal_id', 'in', self.ids)], [
            'disposal_id', 'state', 'decision',
        ], ['__count']):
            counts.setdefault(disposal.id, {})[state, decision] = count
        for disposal in self:
            own = counts.get(disposal.id, {})
            destroyed = {state: count for (state, each), count in own.items() if each == 'destroy'}
            disposal.line_count = sum(own.values())
            disposal.destroy_count = sum(destroyed.values()) - destroyed.get('taken_off', 0)
            disposal.done_count = destroyed.get('removed', 0) + destroyed.get('verified', 0)
            disposal.taken_off_count = destroyed.get('taken_off', 0)
            disposal.undecided_count = sum(
                count for (_state, each), count in own.items() if not each
            )
            disposal.progress = 100 * disposal.done_count // (disposal.destroy_count or 1)

    @api.depends('line_ids.file_count', 'line_ids.decision')
    def _compute_is_electronic(self):
        electronic = {disposal for [disposal] in self.env['customer.archive.disposal.line'].sudo()
                      ._read_group([
                          ('disposal_id', 'in', self.ids), ('decision', '=', 'destroy'),
                          ('file_count', '>', 0),
                      ], ['disposal_id'])}  # Whether there is one, whoever may see which.
        for disposal in self:
            disposal.is_electronic = disposal._origin in electronic

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter the lists into the register."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to change lists under review only."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            self._ensure_under_review()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_collect(self):
        """Take in what is due, up to the number of lines of the settings."""
        self.check_access('write')
        for disposal in self:
            disposal._collect()

    def action_propose(self):
        """Propose what the review decided."""
        self._transition('propose')

    def action_send_back(self):
        """Ask why, then send the list back to the review."""
        return self._ask_reason('send_back')

    def action_approve(self):
        """Approve what the review decided."""
        self._transition('approve')

    def action_confirm(self):
        """Confirm that the electronic content may go."""
        self._transition('confirm')

    def action_attend(self):
        """Be the witness."""
        self._transition('attend')

    def action_cancel(self):
        """Ask why, then cancel the list."""
        return self._ask_reason('cancel')

    def action_execute(self):
        """Ask for the number of the list, the method and the place, then execute it."""
        return self._ask('execute', self.env._("Execute the Disposal"))

    def action_certify(self):
        """Ask when it was destroyed, then issue the certificate."""
        return self._ask('certify', self.env._("Certify the Disposal"))

    def action_view_lines(self):
        """Show the lines, to search and to group them."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_retention.customer_archive_disposal_line_action',
        )
        return {**action, 'domain': [('disposal_id', '=', self.id)], 'context': {}}

    def _ask(self, verb, name):
        """Return the dialog of a step that needs more than a click.

        :param str verb: the step
        :param str name: the title of the dialog
        :rtype: dict
        """
        self.ensure_one()
        self._check_may_take(verb)
        self._ensure_source(verb)
        return {
            'type': 'ir.actions.act_window', 'name': name, 'view_mode': 'form', 'target': 'new',
            'res_model': f'customer.archive.disposal.{verb}',
            'context': {'default_disposal_id': self.id},
        }

    # === BUSINESS METHODS - REVIEW === #

    def _collect(self):
        """Take in what is due, and stands on no other list.

        :raise UserError: when nothing is due, or the list is no longer under review
        """
        self.ensure_one()
        self._ensure_under_review()
        lines = self.env['customer.archive.disposal.line']
        room = self.company_id.sudo().archive_disposal_lines - len(self.line_ids)  # A setting.
        added = lines._add_due(self, room) if room > 0 else 0
        if not added:
            raise UserError(self.env._(
                "Nothing more goes on this list: nothing else is due, or it is full.",
            ))

    def _ensure_under_review(self):
        """Check that the lists may still change.

        :raise UserError: naming one that may not
        """
        for disposal in self:
            if disposal.state != 'review':
                raise UserError(self.env._(
                    "%(list)s is no longer under review: it stays as it is.", list=disposal.name,
                ))

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a list."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Begun")}

    def _check_transition(self, verb):
        """Override to ask for what each step needs, of people above all."""
        super()._check_transition(verb)
        for disposal in self:
            if verb in PEOPLE:
                disposal._ensure_other_person(PEOPLE[verb][0])
            if verb in ('propose', 'approve'):
                disposal._ensure_reviewed()
            elif verb == 'confirm' and not disposal.is_electronic:
                raise UserError(self.env._(
                    "Nothing on %(list)s is electronic: there is nothing to confirm.",
                    list=disposal.name,
                ))
            elif verb == 'execute':
                disposal._ensure_executable()
            elif verb == 'certify':
                disposal._ensure_certifiable()

    def _ensure_other_person(self, role):
        """Check that who takes a part in the list has no other part in it, under any login.

        :param str role: the field of the part that he takes
        :raise UserError: naming him, and the part that he has
        """
        user = self.env.user
        user._ensure_archive_person(self.name)
        for other in _ROLES:
            taken = self[other]
            if other != role and taken and taken._is_same_archive_person(user):
                raise UserError(self.env._(
                    "%(person)s has a part in %(list)s already (%(part)s): who proposes, approves,"
                    " confirms, witnesses and executes are different people.",
                    person=taken.name, list=self.name,
                    part=self._fields[other]._description_string(self.env),
                ))

    def _ensure_reviewed(self):
        """Check that the review has decided about everything, with its reasons.

        :raise UserError: naming a line that is not decided
        """
        if not self.line_ids:
            raise UserError(self.env._(
                "%(list)s is empty: take in what is due.", list=self.name,
            ))
        self.line_ids._ensure_decided()

    def _ensure_executable(self):
        """Check that everybody has done his part, and that the time to think it over has passed.

        :raise UserError: naming what is missing
        """
        if self.is_electronic and not self.confirmer_id:
            raise UserError(self.env._(
                "%(list)s holds electronic content: somebody of the information systems confirms"
                " first.", list=self.name,
            ))
        if not self.witness_id:
            raise UserError(self.env._(
                "%(list)s has no witness yet: another person than you witnesses it.",
                list=self.name,
            ))
        if self.company_id._get_archive_today() < self.executable_from:
            raise UserError(self.env._(
                "%(list)s is executed from %(day)s on: until then it can be cancelled.",
                list=self.name, day=format_date(self.env, self.executable_from),
            ))
        if self.items_sha256 != self._digest_items():
            raise UserError(self.env._(
                "%(list)s is not what was approved: cancel it and make a new one.", list=self.name,
            ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did what, and when; a list that comes back begins anew."""
        vals = super()._prepare_transition_vals(verb)
        now = fields.Datetime.now()
        if verb in PEOPLE:
            role, moment = PEOPLE[verb]
            vals |= {role: self.env.uid, moment: now}
        if verb in ('approve', 'confirm'):
            vals |= {'executable_from': fields.Date.add(
                self.company_id._get_archive_today(), days=self.company_id.archive_cooling_days,
            )}
        return {**vals, **{
            'approve': {'items_sha256': self._digest_items()},
            'send_back': {'proposer_id': False, 'proposed_at': False},
            'finish': {'executed_at': now},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell what it is about."""
        facts = super()._prepare_transition_facts(verb)
        if verb in ('propose', 'approve', 'execute', 'finish', 'certify'):
            facts |= {
                'destroy_count': self.destroy_count, 'taken_off_count': self.taken_off_count,
                'items_sha256': self.items_sha256 or self._digest_items(),
            }
        if verb in ('execute', 'certify'):
            facts |= {
                'method': self.method, 'place': self.place, 'witness_id': self.witness_id.login,
            }
        return facts

    def _after_transition(self, verb):
        """Override to let decisions take effect, and to begin the work."""
        super()._after_transition(verb)
        if verb == 'approve':
            for disposal in self:
                disposal.line_ids._keep_what_stays()
                if not disposal.destroy_count:
                    disposal._transition('settle')
        elif verb == 'cancel':
            self.line_ids._let_go()

    def _prepare_register_vals(self):
        """Override to say to which company it belongs."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    # === BUSINESS METHODS - EVIDENCE === #

    def _digest_items(self):
        """Return the SHA-256 over what is to be destroyed, and by which rule.

        :return: hexadecimal
        :rtype: str
        """
        self.ensure_one()
        items = self.line_ids.filtered(lambda line: line.decision == 'destroy')
        return hashlib.sha256('\n'.join(
            to_canonical(line._prepare_item()) for line in items.sorted('number')
        ).encode()).hexdigest()
