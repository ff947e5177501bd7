# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import GENERAL_MANAGER, OFFICE_MANAGER, USER
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze
from .improvement_clock import ACTIVITY, OPEN_STATES, OVERDUE_ACTIVITY

_lt = LazyTranslate(__name__)

CHECK_ACTIVITY = 'customer_archive.mail_activity_type_improvement_check'
MANAGERS = f'{OFFICE_MANAGER},{GENERAL_MANAGER}'

ENDED_STATES = ('effective', 'ineffective', 'dropped')
TRANSITIONS = {
    'start': Transition(
        _lt("start an improvement action"), _lt("Started"), ('open',), 'in_progress', USER,
    ),
    'finish': Transition(
        _lt("finish an improvement action"), _lt("Done"), OPEN_STATES, 'done', USER, True,
    ),
    'confirm': Transition(
        _lt("find an improvement action effective"), _lt("Found effective"), ('done',),
        'effective', MANAGERS, True,
    ),
    'reject': Transition(
        _lt("find an improvement action not effective"), _lt("Found not effective"), ('done',),
        'ineffective', MANAGERS, True,
    ),
    'drop': Transition(
        _lt("drop an improvement action"), _lt("Dropped"), OPEN_STATES, 'dropped', MANAGERS, True,
    ),
    'reopen': Transition(
        _lt("reopen an improvement action"), _lt("Reopened"), ('done', *ENDED_STATES), 'open',
        MANAGERS, True,
    ),
}
# What its owner alone does.
_OWN_STEPS = ('start', 'finish')
# Where the words of a step stay on the record.
_WORDS = {
    'finish': 'result', 'confirm': 'finding', 'reject': 'finding', 'drop': 'drop_reason',
    'reopen': 'reopen_reason',
}
# What an owner who is no manager writes: how he goes about it.
_OWN_FIELDS = frozenset({'measure'})
# What the database itself keeps of an action that has ended, until it is reopened.
_ENDED_COLUMNS = (
    'name', 'company_id', 'department_id', 'title', 'problem', 'measure', 'owner_id', 'deadline',
    'indicator_id', 'kpi_id', 'assessment_id', 'result', 'finding', 'drop_reason',
    'finished_by_id', 'finished_at', 'checked_by_id', 'checked_at',
)


class CustomerArchiveImprovement(models.Model):
    """Something about the keeping of archives that is to become better: what, by whom, until when,
    and whether it did (CA-75).

    A manager opens it, often from a figure or from an assessment. Its owner does it; another person
    than he looks whether it helped.
    """

    _name = 'customer.archive.improvement'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered',
        'customer.archive.improvement.clock', 'mail.thread',
    ]
    _description = "Archive Improvement Action"
    _order = 'deadline, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'result', 'finding', 'drop_reason', 'reopen_reason', 'finished_by_id',
        'finished_at', 'checked_by_id', 'checked_at',
    })

    title = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [('open', "Open"), ('in_progress', "In Progress"), ('done', "To Be Checked"),
         ('effective', "Effective"), ('ineffective', "Not Effective"), ('dropped', "Dropped")],
        string="Status", default='open', required=True, readonly=True, copy=False, index=True,
        group_expand=True, tracking=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
    )

    # What it is about.
    problem = fields.Text(string="What Is Wrong", required=True)
    indicator_id = fields.Many2one(
        'customer.archive.indicator', string="From the Figure", index='btree_not_null',
        ondelete='restrict',
    )
    kpi_id = fields.Many2one(
        'customer.archive.kpi', string="Figure of the Month", index='btree_not_null',
        ondelete='restrict', check_company=True, domain="[('indicator_id', '=', indicator_id)]",
        help="The month in which it was seen.",
    )
    assessment_id = fields.Many2one(
        'customer.archive.assessment', string="From the Assessment", index='btree_not_null',
        ondelete='restrict', check_company=True,
    )

    # What is done.
    measure = fields.Text(help="What is to be done about it.")
    is_owner = fields.Boolean(compute='_compute_is_owner')
    can_manage = fields.Boolean(
        compute='_compute_is_owner', help="Whether you may change what is to be done by whom.",
    )

    # What came of it.
    result = fields.Text(readonly=True, copy=False, help="What was done.")
    finished_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    finished_at = fields.Datetime(string="Done On", readonly=True, copy=False)
    finding = fields.Text(readonly=True, copy=False, help="What the check found.")
    checked_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    checked_at = fields.Datetime(string="Checked On", readonly=True, copy=False)
    drop_reason = fields.Text(string="Why Dropped", readonly=True, copy=False)
    reopen_reason = fields.Text(string="Why Reopened", readonly=True, copy=False)

    _number_unique = models.UniqueIndex(
        '(name)', "There is an improvement action with this number already.",
    )
    _four_eyes = models.Constraint(
        'CHECK (checked_by_id != owner_id)', "Another person than the owner checks what he did.",
    )
    _done_says_what = models.Constraint(
        "CHECK (state NOT IN ('done', 'effective', 'ineffective')"
        " OR (result IS NOT NULL AND finished_by_id IS NOT NULL))",
        "What is done says what was done, and by whom.",
    )
    _checked_by_somebody = models.Constraint(
        "CHECK ((state IN ('effective', 'ineffective')) = (checked_by_id IS NOT NULL))",
        "What was checked says by whom.",
    )

    # === SETUP === #

    def init(self):
        """Override to let an action that has ended stay as it is, below the ORM too."""
        super().init()
        freeze(self, 'ended', _ENDED_COLUMNS, once=SQL(
            "old.state IN %s AND new.state = old.state", ENDED_STATES,
        ))

    # === COMPUTE METHODS === #

    @api.depends('owner_id', 'state')
    @api.depends_context('uid')
    def _compute_is_owner(self):
        is_manager = self.env.user.has_groups(MANAGERS)
        for improvement in self:
            improvement.can_manage = is_manager and improvement.state in OPEN_STATES
            improvement.is_owner = improvement.owner_id == self.env.user

    # === CONSTRAINT METHODS === #

    @api.constrains('owner_id', 'company_id')
    def _check_owner_id(self):
        for improvement in self:
            owner_sudo = improvement.owner_id.sudo()  # What he may do, whoever names him.
            if not owner_sudo.has_group(USER) or (
                improvement.company_id not in owner_sudo.company_ids
            ):
                raise ValidationError(self.env._(
                    "%(person)s does not work with the archives of %(company)s: name somebody who"
                    " does.", person=owner_sudo.name, company=improvement.company_id.name,
                ))

    @api.constrains('kpi_id', 'indicator_id')
    def _check_kpi_id(self):
        for improvement in self:
            if improvement.kpi_id and improvement.kpi_id.indicator_id != improvement.indicator_id:
                raise ValidationError(self.env._(
                    "The figure of the month is one of another indicator.",
                ))

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter them into the register, and to tell their owners."""
        super()._after_create()
        self._enter_register('open', lambda improvement: {
            'deadline': fields.Date.to_string(improvement.deadline),
        })
        self._schedule()

    def write(self, vals):
        """Override to let an owner say how he goes about it, and to keep what has ended."""
        self._ensure_not_gated(vals)
        if vals and not has_pass(self):
            self._ensure_writable(vals)
        owners = {improvement: improvement.owner_id for improvement in self}
        res = super().write(vals)
        if vals.keys() & {'owner_id', 'deadline'}:
            self._schedule()
        for improvement, owner in owners.items():
            if owner != improvement.owner_id:  # Who reads it no more hears no more of it.
                improvement.sudo().message_unsubscribe(owner.partner_id.ids)
        return res

    # === ACTION METHODS === #

    def action_start(self):
        """Begin to work on it."""
        self._transition('start')

    def action_finish(self):
        """Ask what was done, then have it checked."""
        return self._ask_reason('finish')

    def action_confirm(self):
        """Ask what was found, then say that it helped."""
        return self._ask_reason('confirm')

    def action_reject(self):
        """Ask what was found, then say that it did not help."""
        return self._ask_reason('reject')

    def action_drop(self):
        """Ask why, then drop it."""
        return self._ask_reason('drop')

    def action_reopen(self):
        """Ask why, then reopen it."""
        return self._ask_reason('reopen')

    @api.model
    def _action_new(self, **defaults):
        """Return the form of a new action, filled with where it comes from.

        :param defaults: values of fields
        :rtype: dict
        :raise AccessError: when the user may not open improvement actions
        """
        self.browse().check_access('create')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Improve"),
            'res_model': self._name, 'views': [(False, 'form')],
            'context': {f'default_{name}': value for name, value in defaults.items()},
        }

    @api.model
    def _action_view(self, domain):
        """Return the list of the actions that match.

        :param list domain: which
        :rtype: dict
        """
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_improvement_action',
        )
        return {**action, 'domain': domain, 'context': {}}

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an improvement action."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Opened")}

    def _check_may_take(self, verb):
        """Override to let the owner alone say that he does it, or did."""
        super()._check_may_take(verb)
        if verb in _OWN_STEPS and not self.env.su:
            for improvement in self.filtered(lambda each: each.owner_id != self.env.user):
                raise AccessError(self.env._(
                    "%(improvement)s is the matter of %(owner)s.", improvement=improvement.name,
                    owner=improvement.owner_id.sudo().name,  # Who owns it is no secret.
                ))

    def _check_transition(self, verb):
        """Override to ask what is done, and to let another person check it."""
        super()._check_transition(verb)
        for improvement in self:
            if verb in _OWN_STEPS and not (improvement.measure or '').strip():
                raise UserError(self.env._(
                    "Say first what is to be done about %(improvement)s.",
                    improvement=improvement.name,
                ))
            if verb in ('confirm', 'reject'):
                improvement._ensure_other_person()

    def _ensure_other_person(self):
        """Check that who judges is a person, and another one than the owner.

        :raise UserError: naming the action
        """
        self.ensure_one()
        self.env.user._ensure_archive_person(self.name)
        if self.owner_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "%(improvement)s is your own: another person checks whether it helped.",
                improvement=self.name,
            ))

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the words of each step where they belong."""
        if field := _WORDS.get(verb):
            vals = {**(vals or {}), field: (reason or '').strip()}
        return super()._transition(verb, vals=vals, reason=reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who did it and who checked it, and to begin anew."""
        now = fields.Datetime.now()
        checked = {'checked_by_id': self.env.uid, 'checked_at': now}
        return {**super()._prepare_transition_vals(verb), **{
            'finish': {'finished_by_id': self.env.uid, 'finished_at': now},
            'confirm': checked,
            'reject': checked,
            # What was said before stands in the register.
            'reopen': dict.fromkeys((
                'result', 'finished_by_id', 'finished_at', 'finding', 'checked_by_id',
                'checked_at', 'drop_reason', 'overdue_told_for',
            ), False),
        }.get(verb, {})}

    def _prepare_register_vals(self):
        """Override to say whose it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to tell who is next."""
        super()._after_transition(verb)
        if verb != 'start':
            self.activity_unlink([ACTIVITY, OVERDUE_ACTIVITY, CHECK_ACTIVITY])
        if verb == 'reopen':
            self._schedule()
        elif verb == 'finish':
            for improvement in self:
                opener = improvement.create_uid
                if opener.active and opener.has_groups(MANAGERS) and (
                    not opener._is_same_archive_person(improvement.owner_id)
                ):
                    improvement._put_on_list(CHECK_ACTIVITY, opener)

    def _ensure_writable(self, vals):
        """Check that the user may write these values now.

        :param dict vals: the values
        :raise AccessError: when an owner writes what is the managers' to say
        :raise UserError: naming an action that has ended, or one that changes its company
        """
        is_manager = self.env.su or self.env.user.has_groups(MANAGERS)
        for improvement in self:
            if improvement.state not in OPEN_STATES:
                raise UserError(self.env._(
                    "%(improvement)s is done and stays as it is: have it reopened first.",
                    improvement=improvement.name,
                ))
            if vals.get('company_id', improvement.company_id.id) != improvement.company_id.id:
                raise UserError(self.env._(
                    "%(improvement)s stays with its company.", improvement=improvement.name,
                ))
        if not is_manager and vals.keys() - _OWN_FIELDS:
            raise AccessError(self.env._(
                "The owner says what is done; everything else is the managers' to say.",
            ))
