# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import GENERAL_MANAGER, OFFICE_MANAGER
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_improvement'
OVERDUE_ACTIVITY = 'customer_archive.mail_activity_type_improvement_overdue'
MANAGERS = f'{OFFICE_MANAGER},{GENERAL_MANAGER}'
# What was asked for. It changes as long as the improvement goes on.
_ASKED = frozenset({
    'title', 'finding', 'measure', 'company_id', 'department_id', 'indicator_id', 'kpi_id',
    'owner_id', 'due_on',
})

TRANSITIONS = {
    # Whoever owns it has no other right on it: he says what he did, nothing else.
    'finish': Transition(
        _lt("report an improvement as done"), _lt("Reported as done"), ('open',), 'done',
        'base.group_user', True,
    ),
    'confirm': Transition(
        _lt("confirm an improvement"), _lt("Found effective"), ('done',), 'effective', MANAGERS,
    ),
    'refuse': Transition(
        _lt("ask for more"), _lt("Found not effective"), ('done',), 'open', MANAGERS, True,
    ),
    'drop': Transition(
        _lt("drop an improvement"), _lt("Dropped"), ('open',), 'dropped', MANAGERS, True,
    ),
    'reopen': Transition(
        _lt("reopen an improvement"), _lt("Reopened"), ('effective', 'dropped'), 'open', MANAGERS,
        True,
    ),
}


class CustomerArchiveImprovement(models.Model):
    """Something that is to become better, who sees to it, and until when (CA-75).

    It often begins with a figure of the overview. Its owner says what he did; another person says
    whether that helped. Both stay, with what was wrong.
    """

    _name = 'customer.archive.improvement'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Improvement"
    _order = 'state, due_on, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'result', 'finished_at', 'verdict', 'checked_by_id', 'checked_at',
        'requested_by_id', 'warned_for',
    })

    title = fields.Char(required=True, tracking=True)
    finding = fields.Text(string="What Is Wrong", required=True)
    measure = fields.Text(help="What is to be done about it.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
    )
    indicator_id = fields.Many2one(
        'customer.archive.indicator', index='btree_not_null', ondelete='restrict',
        help="The figure that is to become better.",
    )
    kpi_id = fields.Many2one(
        'customer.archive.kpi', string="Figure of the Month", ondelete='restrict',
        help="What the figure was when it was noticed.",
    )
    state = fields.Selection(
        [('open', "In Progress"), ('done', "Done"), ('effective', "Effective"),
         ('dropped', "Dropped")],
        string="Status", default='open', required=True, readonly=True, copy=False, tracking=True,
        group_expand=True,
    )

    # Who sees to it, until when.
    requested_by_id = fields.Many2one(
        'res.users', string="Asked For By", required=True, readonly=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    owner_id = fields.Many2one(
        'res.users', required=True, index=True, ondelete='restrict', tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who sees to it, and says what was done.",
    )
    due_on = fields.Date(string="Due", required=True, tracking=True)
    is_overdue = fields.Boolean(
        string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue',
    )
    warned_for = fields.Date(readonly=True, copy=False)

    # What came of it.
    result = fields.Text(readonly=True, copy=False, help="What the owner did.")
    finished_at = fields.Datetime(string="Done On", readonly=True, copy=False)
    verdict = fields.Text(readonly=True, copy=False, help="Why it goes on, or came to its end.")
    checked_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    checked_at = fields.Datetime(string="Checked On", readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is an improvement with this number.")
    _checked_by_another = models.Constraint(
        "CHECK (state != 'effective' OR checked_by_id IS NOT NULL AND checked_by_id != owner_id)",
        "Another person than its owner says whether an improvement helped.",
    )
    _due_idx = models.Index("(company_id, due_on) WHERE state = 'open'")

    # === COMPUTE METHODS === #

    @api.depends('name', 'title')
    def _compute_display_name(self):
        for improvement in self:
            improvement.display_name = " ".join(
                filter(None, [improvement.name, improvement.title]),
            )

    @api.depends('due_on', 'state')
    def _compute_is_overdue(self):
        for improvement in self:
            today = (improvement.company_id or self.env.company)._get_archive_today()
            improvement.is_overdue = bool(
                improvement.state == 'open' and improvement.due_on and improvement.due_on < today,
            )

    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        overdue = Domain('state', '=', 'open') & Domain.OR(
            Domain('company_id', '=', company.id)
            & Domain('due_on', '<', company._get_archive_today())
            for company in self.env['res.company'].sudo().search([])  # Their time zones only.
        )
        return overdue if True in value else ~overdue

    # === CONSTRAINT METHODS === #

    @api.constrains('owner_id')
    def _check_owner_id(self):
        for improvement in self:
            if improvement.owner_id.share or not improvement._is_for(improvement.owner_id):
                raise ValidationError(self.env._(
                    "%(person)s has no role in the archive and would not see the improvement.",
                    person=improvement.owner_id.name,
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
        """Override to enter it into the register, and to put it on the list of its owner."""
        super()._after_create()
        self._enter_register('open', lambda improvement: {
            'owner_id': improvement.owner_id.login, 'due_on': str(improvement.due_on),
        })
        self._put_on_list()

    def write(self, vals):
        """Override to keep what has ended, and to tell a new owner."""
        self._ensure_not_gated(vals)
        if vals.keys() & _ASKED and not has_pass(self):
            self._ensure_goes_on()
        res = super().write(vals)
        if vals.keys() & {'owner_id', 'due_on'}:
            self._put_on_list()
        return res

    # === ACTION METHODS === #

    def action_finish(self):
        """Ask what was done, then report it."""
        return self._ask_reason('finish')

    def action_confirm(self):
        """Say that it helped."""
        self._transition('confirm')

    def action_refuse(self):
        """Ask why it did not help: it goes on."""
        return self._ask_reason('refuse')

    def action_drop(self):
        """Ask why it is not done, then drop it."""
        return self._ask_reason('drop')

    def action_reopen(self):
        """Ask why, then let it go on."""
        return self._ask_reason('reopen')

    # === CRON METHODS === #

    @api.model
    def _cron_warn(self):
        """Tell who asked for them, once, of improvements that are overdue."""
        overdue = self.search([('is_overdue', '=', True)]).filtered(
            lambda improvement: improvement.warned_for != improvement.due_on,
        )
        return self._sweep("Improvements", overdue.ids, lambda chunk: chunk._warn(), size=200)

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an improvement."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Asked for")}

    def _check_transition(self, verb):
        """Override to let its owner say what he did, and another person whether that helped."""
        super()._check_transition(verb)
        user = self.env.user
        manages = user.has_groups(MANAGERS)
        for improvement in self:
            owner = improvement.owner_id
            if verb == 'finish' and user != owner and not manages:
                raise AccessError(self.env._(
                    "%(owner)s says what was done about %(improvement)s.", owner=owner.name,
                    improvement=improvement.display_name,
                ))
            if verb == 'confirm' and (owner == user or owner._is_same_archive_person(user)):
                raise UserError(self.env._(
                    "You own %(improvement)s: another person says whether it helped.",
                    improvement=improvement.display_name,
                ))

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the words of the user on the improvement as well."""
        words = 'result' if verb == 'finish' else 'verdict'
        return super()._transition(verb, {**(vals or {}), words: reason}, reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who did what, and when."""
        now = fields.Datetime.now()
        return {
            **super()._prepare_transition_vals(verb),
            **({'finished_at': now} if verb == 'finish' else {
                'checked_by_id': self.env.uid, 'checked_at': now,
            }),
        }

    def _prepare_register_vals(self):
        """Override to say in which company it is; it is about no archive."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to take it off the lists, or to put it there again."""
        super()._after_transition(verb)
        self._put_on_list()

    def _put_on_list(self):
        """Put what goes on, on the list of its owner; what was done, on that of who asked."""
        improvements_sudo = self.sudo()  # Whose list it is.
        improvements_sudo.activity_unlink([ACTIVITY, OVERDUE_ACTIVITY])
        for improvement in improvements_sudo.filtered(lambda each: each.state in ('open', 'done')):
            is_open = improvement.state == 'open'
            user = improvement.owner_id if is_open else improvement.requested_by_id
            if user.active:
                improvement.with_context(lang=user.lang).activity_schedule(
                    ACTIVITY, user_id=user.id, date_deadline=improvement.due_on if is_open
                    else improvement.company_id._get_archive_today(),
                    summary=improvement.title if is_open else self.env._("Say whether it helped"),
                )

    def _warn(self):
        """Tell who asked for the improvements that they are overdue."""
        for improvement in self.filtered('requested_by_id.active'):
            user = improvement.requested_by_id
            improvement.with_context(lang=user.lang).activity_schedule(
                OVERDUE_ACTIVITY, user_id=user.id, date_deadline=improvement.due_on,
                summary=improvement.title,
            )
        for due_on, improvements in self.grouped('due_on').items():
            with_pass(improvements).warned_for = due_on

    def _is_for(self, user):
        """Tell whether a user may read the improvement, in whatever company he works now.

        :param recordset user: a user
        :rtype: bool
        """
        return self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids,
        ).has_access('read')

    def _ensure_goes_on(self):
        """Check that the improvements have not ended.

        :raise UserError: naming one that has
        """
        for improvement in self:
            if improvement.state != 'open':
                raise UserError(self.env._(
                    "%(improvement)s is not in progress and stays as it is: reopen it first.",
                    improvement=improvement.display_name,
                ))
