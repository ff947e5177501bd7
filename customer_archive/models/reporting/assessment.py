# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST, OFFICE_MANAGER
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_assessment'
TRANSITIONS = {
    'finalise': Transition(
        _lt("make an assessment final"), _lt("Made final"), ('draft',), 'final', OFFICE_MANAGER,
    ),
    'acknowledge': Transition(
        _lt("acknowledge an assessment"), _lt("Acknowledged"), ('final',), 'acknowledged',
        ARCHIVIST,
    ),
    'drop': Transition(
        _lt("drop the draft of an assessment"), _lt("Dropped"), ('draft',), 'void',
        OFFICE_MANAGER, True,
    ),
    'supersede': Transition(
        _lt("assess again"), _lt("Superseded"), ('final', 'acknowledged'), 'void', OFFICE_MANAGER,
        True,
    ),
}
# What nobody says of himself.
_JUDGING = ('finalise', 'drop', 'supersede')
_FINAL_COLUMNS = (
    'name', 'company_id', 'department_id', 'user_id', 'date_from', 'date_to', 'score', 'comment',
    'counted_at', 'finalised_by_id', 'finalised_at',
)


class CustomerArchiveAssessment(models.Model):
    """How well an archivist kept the archives of a company in a period (CA-74, 定期考核).

    Its figures are counted once, by the criteria of that time; what they take off 100 is the score.
    An office manager comments and makes it final: nothing of it changes any more. The archivist
    then reads and acknowledges it, and may say something to it himself. Nobody assesses himself,
    and nobody reads what is not final about himself. What was wrong is superseded by a new one.
    """

    _name = 'customer.archive.assessment'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.assessment.count',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Assessment of an Archivist"
    _order = 'date_to desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'finalised_by_id', 'finalised_at', 'acknowledged_at', 'own_comment',
        'void_reason', 'superseded_by_id',
    })

    user_id = fields.Many2one(
        'res.users', string="Archivist", required=True, index=True, ondelete='restrict',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
        help="Where the archivist is appointed; empty for the whole company.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True, help="The last day of the period.")
    state = fields.Selection(
        [('draft', "Draft"), ('final', "Final"), ('acknowledged', "Acknowledged"),
         ('void', "Void")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )

    # What people say.
    comment = fields.Text(help="What the office manager says to it.")
    own_comment = fields.Text(
        string="Comment of the Archivist", readonly=True, copy=False,
    )
    is_own = fields.Boolean(compute='_compute_is_own')
    finalised_by_id = fields.Many2one(
        'res.users', string="Assessed By", readonly=True, copy=False, ondelete='restrict',
    )
    finalised_at = fields.Datetime(string="Final Since", readonly=True, copy=False)
    acknowledged_at = fields.Datetime(string="Acknowledged On", readonly=True, copy=False)
    void_reason = fields.Text(string="Why Void", readonly=True, copy=False)
    superseded_by_id = fields.Many2one(
        'customer.archive.assessment', readonly=True, copy=False, ondelete='restrict',
        index='btree_not_null',
    )
    improvement_count = fields.Integer(
        string="Improvement Actions", compute='_compute_improvement_count',
    )

    _number_unique = models.UniqueIndex(
        '(name)', "There is an assessment with this number already.",
    )
    _one_a_period = models.UniqueIndex(
        "(user_id, company_id, date_from, date_to) WHERE state != 'void'",
        "This archivist is assessed for this period already.",
    )
    _dates_in_order = models.Constraint(
        'CHECK (date_to >= date_from)', "A period ends after it began.",
    )
    _score_bounded = models.Constraint(
        'CHECK (score >= 0 AND score <= 100)', "A score lies between 0 and 100.",
    )
    _other_person = models.Constraint(
        'CHECK (finalised_by_id != user_id)', "Nobody assesses himself.",
    )
    _final_by_somebody = models.Constraint(
        "CHECK (state NOT IN ('final', 'acknowledged')"
        " OR num_nulls(finalised_by_id, finalised_at, counted_at) = 0)",
        "A final assessment says who made it, of figures that were counted.",
    )

    # === SETUP === #

    def init(self):
        """Override to let a final assessment stay as it is, below the ORM too."""
        super().init()
        freeze(self, 'final', _FINAL_COLUMNS, once=SQL("old.state != 'draft'"))
        freeze(self, 'acknowledged', ('own_comment', 'acknowledged_at'), once=SQL(
            "old.state IN ('acknowledged', 'void')",
        ))
        freeze(self, 'no_return', ('state',), once=SQL(
            "old.state = 'void' OR (old.state != 'draft' AND new.state = 'draft')",
        ))

    # === COMPUTE METHODS === #

    @api.depends('user_id')
    @api.depends_context('uid')
    def _compute_is_own(self):
        for assessment in self:
            assessment.is_own = assessment.user_id == self.env.user

    @api.depends_context('uid')
    def _compute_improvement_count(self):
        counts = dict(self.env['customer.archive.improvement']._read_group(
            [('assessment_id', 'in', self.ids)], ['assessment_id'], ['__count'],
        ))
        for assessment in self:
            assessment.improvement_count = counts.get(assessment._origin, 0)

    # === CONSTRAINT METHODS === #

    @api.constrains('user_id', 'company_id')
    def _check_user_id(self):
        for assessment in self:
            user_sudo = assessment.user_id.sudo()  # Where he works, whoever assesses.
            if user_sudo.share or assessment.company_id not in user_sudo.company_ids:
                raise ValidationError(self.env._(
                    "%(person)s does not work for %(company)s.", person=user_sudo.name,
                    company=assessment.company_id.name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to let nobody assess himself, and to say who is assessed already."""
        vals_list = self._fill_defaults(
            vals_list, ['company_id', 'user_id', 'date_from', 'date_to'],
        )
        users = self.env['res.users']
        for vals in vals_list:
            user = users.browse(vals.get('user_id') or [])
            self._ensure_other_person(user)
            if other := self.sudo().search([  # Whoever assesses is told of all of them.
                ('user_id', '=', user.id), ('company_id', '=', vals.get('company_id')),
                ('date_from', '=', vals.get('date_from')), ('date_to', '=', vals.get('date_to')),
                ('state', '!=', 'void'),
            ], limit=1):
                raise ValidationError(self.env._(
                    "%(person)s is assessed for this period already: see %(assessment)s.",
                    person=user.sudo().name, assessment=other.name,
                ))
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to count at once what counts."""
        super()._after_create()
        self._enter_register('open', lambda assessment: assessment._get_period_facts())
        self._count()

    def write(self, vals):
        """Override to let a final assessment stay as it is, and nobody write his own."""
        self._ensure_not_gated(vals)
        if vals and not has_pass(self):
            for assessment in self:
                if assessment.state != 'draft':
                    raise UserError(self.env._(
                        "%(assessment)s is final and stays as it is: assess again.",
                        assessment=assessment.name,
                    ))
                self._ensure_other_person(assessment.user_id)
                for name in vals.keys() & {'user_id', 'company_id', 'date_from', 'date_to'}:
                    field = self._fields[name]
                    given = field.convert_to_cache(vals[name], assessment)
                    if given != field.convert_to_cache(assessment[name], assessment):
                        raise UserError(self.env._(
                            "%(assessment)s is about one person and period: drop it, and make"
                            " another one.", assessment=assessment.name,
                        ))
        return super().write(vals)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Override to let nobody follow: what one is told of it stands on his list."""
        self.check_access('read')
        return True

    # === ACTION METHODS === #

    def action_count(self):
        """Count anew what counts, while it is a draft."""
        self.check_access('write')
        self._ensure_source('finalise')
        for assessment in self:
            self._ensure_other_person(assessment.user_id)
        self._count()

    def action_finalise(self):
        """Make it final, and tell the archivist."""
        self._transition('finalise')

    def action_acknowledge(self):
        """Let the archivist say that he has read it, and what he says to it."""
        self.ensure_one()
        self._check_may_take('acknowledge')
        self._ensure_source('acknowledge')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Acknowledge"),
            'res_model': 'customer.archive.assessment.acknowledge', 'view_mode': 'form',
            'target': 'new', 'context': {'default_assessment_id': self.id},
        }

    def action_drop(self):
        """Ask why, then drop the draft."""
        return self._ask_reason('drop')

    def action_supersede(self):
        """Ask why, then assess the archivist again."""
        return self._ask_reason('supersede')

    def action_improve(self):
        """Open an improvement action for the archivist."""
        self.ensure_one()
        self.check_access('read')
        if self.state not in ('final', 'acknowledged'):
            raise UserError(self.env._(
                "%(assessment)s is not final: what follows from it comes later.",
                assessment=self.name,
            ))
        found = [
            self.env._("%(what)s: %(count)s", what=line.explanation, count=line.count)
            for line in self.line_ids if line.points
        ]
        return self.env['customer.archive.improvement']._action_new(
            title=self.env._("Assessment %(number)s: %(score)s points", number=self.name,
                             score=self.score),
            problem='\n'.join(found), owner_id=self.user_id.id, assessment_id=self.id,
            company_id=self.company_id.id, department_id=self.department_id.id,
        )

    def action_view_improvements(self):
        """Show what is done about it."""
        self.ensure_one()
        return self.env['customer.archive.improvement']._action_view(
            [('assessment_id', '=', self.id)],
        )

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an assessment."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Drafted")}

    def _check_may_take(self, verb):
        """Override to let the archivist alone acknowledge."""
        super()._check_may_take(verb)
        if verb == 'acknowledge' and (other := self.filtered(
            lambda assessment: assessment.user_id != self.env.user,
        )):
            raise AccessError(self.env._(
                "Only who is assessed acknowledges %(assessment)s.", assessment=other[0].name,
            ))

    def _check_transition(self, verb):
        """Override to let nobody judge himself, nor a period that goes on."""
        super()._check_transition(verb)
        for assessment in self:
            if verb in _JUDGING:
                self.env.user._ensure_archive_person(assessment.name)
                self._ensure_other_person(assessment.user_id)
            if verb == 'finalise':
                assessment._ensure_counted()

    @api.model
    def _ensure_other_person(self, user):
        """Check that the user assesses another person.

        :param recordset user: who is assessed
        :raise UserError: when they are one person
        """
        if user and user._is_same_archive_person(self.env.user):
            raise UserError(self.env._("Nobody assesses himself: another office manager does."))

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep why it counts no more."""
        if verb in ('drop', 'supersede'):
            vals = {**(vals or {}), 'void_reason': (reason or '').strip()}
        return super()._transition(verb, vals=vals, reason=reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who assessed, and when it was acknowledged."""
        now = fields.Datetime.now()
        return {**super()._prepare_transition_vals(verb), **{
            'finalise': {'finalised_by_id': self.env.uid, 'finalised_at': now},
            'acknowledge': {'acknowledged_at': now},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell of which period it is; who and how well is for its readers only."""
        return {**super()._prepare_transition_facts(verb), **self._get_period_facts()}

    def _get_period_facts(self):
        """Return what the register tells of the period.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'date_from': fields.Date.to_string(self.date_from),
            'date_to': fields.Date.to_string(self.date_to),
        }

    def _prepare_register_vals(self):
        """Override to say whose it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to tell the archivist, and to begin the one that takes its place."""
        super()._after_transition(verb)
        if verb != 'finalise':
            self.activity_unlink([ACTIVITY])
        for assessment in self:
            if verb == 'finalise' and assessment.user_id.active:
                assessment.with_context(lang=assessment.user_id.lang).activity_schedule(
                    ACTIVITY, user_id=assessment.user_id.id, summary=assessment.name,
                )
            elif verb == 'supersede':
                assessment._begin_successor()

    def _begin_successor(self):
        """Draft the assessment that takes the place of this one."""
        self.ensure_one()
        self.flush_recordset(['state'])  # The database lets one stand at a time.
        with_pass(self).superseded_by_id = self.create({
            'user_id': self.user_id.id, 'company_id': self.company_id.id,
            'department_id': self.department_id.id, 'date_from': self.date_from,
            'date_to': self.date_to, 'comment': self.comment,
        })

    def _acknowledge(self, comment=None):
        """Let the archivist acknowledge, with or without words of his own.

        :param str comment: what he says to it
        """
        self._transition('acknowledge', {'own_comment': (comment or '').strip() or False})
