# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..archive.states import ACTIVE_STATES
from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'start': Transition(
        _lt("start a survey"), _lt("Started"), ('draft',), 'running', ARCHIVIST,
    ),
    'close': Transition(
        _lt("close a survey"), _lt("Closed"), ('running',), 'closed', ARCHIVIST, True,
    ),
}


class CustomerArchiveSurvey(models.Model):
    """Asks the customers of a period how satisfied they are (CA-51).

    It chooses archives when it starts, asks each of their customers once by a mail with three
    smileys, and is closed with a note of what follows from the answers.
    """

    _name = 'customer.archive.survey'
    _inherit = ['customer.archive.numbered']
    _description = "Archive Satisfaction Survey"
    _order = 'date_from, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({'state', 'started_on', 'closed_on', 'result'})
    _reason_field = 'result'

    title = fields.Char(required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [('draft', "Draft"), ('running', "Running"), ('closed', "Closed")],
        string="Status", default='draft', required=True, readonly=True, copy=False,
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    date_to = fields.Date(
        string="To", required=True,
        default=lambda self: fields.Date.add(self.env.company._get_archive_today(), months=1),
        help="The last day on which an answer is taken.",
    )
    remind_days = fields.Integer(
        string="Remind Before (Days)", default=3, required=True,
        help="So many days before the last one, who has not answered is asked once more. 0: never.",
    )
    question = fields.Text(
        required=True, default=lambda self: self.env._("How satisfied are you with our work?"),
        help="What the customers are asked; the mail shows it above the smileys.",
    )

    # Whom it asks.
    class_ids = fields.Many2many(
        'customer.archive.class', string="Classes",
        help="Archives of any of these classes; of all, where none is named.",
    )
    archive_domain = fields.Char(
        string="Archives", default='[]', required=True,
        help="Which archives besides; those that are closed to who starts the survey are left out.",
    )
    archive_count = fields.Integer(string="Archives Chosen", compute='_compute_archive_count')
    line_ids = fields.One2many('customer.archive.survey.line', 'survey_id', string="Customers")

    # What came of it.
    started_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    result = fields.Text(
        readonly=True, copy=False, help="What the company makes of the answers.",
    )
    line_count = fields.Integer(string="Chosen", compute='_compute_answers')
    asked_count = fields.Integer(string="Asked", compute='_compute_answers')
    answered_count = fields.Integer(string="Answered", compute='_compute_answers')
    unreachable_count = fields.Integer(string="Without E-mail", compute='_compute_answers')
    response_rate = fields.Float(
        compute='_compute_answers', help="How many of those who were asked answered.",
    )
    satisfaction = fields.Float(
        string="Average Rating", compute='_compute_answers',
        help="From 1, unhappy, to 5, happy, of the archives that you may read.",
    )

    _number_unique = models.UniqueIndex('(name)', "There is a survey with this number already.")
    _period_ordered = models.Constraint(
        'CHECK (date_to >= date_from)', "A survey does not end before it begins.",
    )
    _reminder_positive = models.Constraint(
        'CHECK (remind_days >= 0)', "Days before the end are not negative.",
    )
    _closed_with_result = models.Constraint(
        "CHECK (state != 'closed' OR closed_on IS NOT NULL AND result ~ '[^[:space:]]')",
        "A survey is closed with what follows from it.",
    )

    # === COMPUTE METHODS === #

    @api.depends('class_ids', 'archive_domain', 'company_id')
    @api.depends_context('uid')
    def _compute_archive_count(self):
        for survey in self:
            survey.archive_count = self.env['customer.archive'].search_count(
                survey._get_archive_domain(),
            )

    @api.depends('line_ids.state', 'line_ids.rating_last_value')
    @api.depends_context('uid')
    def _compute_answers(self):
        lines = self.env['customer.archive.survey.line']
        readable = lines._search([('survey_id', 'in', self.ids)])
        # Counts and an average of what the user may read say nothing of a single customer.
        counts = {
            (survey.id, state): (count, rating)
            for survey, state, count, rating in lines.sudo()._read_group(
                [('id', 'in', readable)], ['survey_id', 'state'],
                ['__count', 'rating_last_value:avg'],
            )
        }
        for survey in self:
            by_state = {
                state: counts.get((survey.id, state), (0, 0))
                for state in ('waiting', 'asked', 'answered', 'unreachable')
            }
            survey.line_count = sum(count for count, _rating in by_state.values())
            survey.answered_count, survey.satisfaction = by_state['answered']
            survey.asked_count = by_state['asked'][0] + survey.answered_count
            survey.unreachable_count = by_state['unreachable'][0]
            survey.response_rate = survey.asked_count and (
                survey.answered_count / survey.asked_count
            )

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_domain')
    def _check_archive_domain(self):
        for survey in self:
            try:
                self.env['customer.archive']._search(survey._get_archive_domain())
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(self.env._(
                    "%(survey)s does not say which archives: %(domain)s",
                    survey=survey.title, domain=survey.archive_domain,
                )) from error

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to ask all customers the same, and to keep what is closed."""
        self._ensure_not_gated(vals)
        fixed = {'company_id', 'question', 'class_ids', 'archive_domain', 'date_from'}
        for survey in self if not has_pass(self) else self.browse():
            if survey.state == 'closed' or (survey.state == 'running' and vals.keys() & fixed):
                raise UserError(self.env._(
                    "%(survey)s asks customers already, or did: it stays as it is.",
                    survey=survey.name,
                ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for survey in self:
            if survey.state != 'draft':
                raise UserError(self.env._(
                    "%(survey)s has asked customers and cannot be deleted.", survey=survey.name,
                ))

    # === ACTION METHODS === #

    def action_start(self):
        """Choose the archives, and ask their customers."""
        self._transition('start')

    def action_close(self):
        """Ask what follows from the answers, then close the survey."""
        return {**self._ask_reason('close'), 'name': self.env._("What follows from the answers?")}

    def action_view_lines(self):
        """Show who was asked, and what he answered."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_survey_line_action',
        )
        return {**action, 'domain': [('survey_id', '=', self.id)], 'context': {}}

    def action_view_unanswered(self):
        """Show who did not answer."""
        action = self.action_view_lines()
        return {**action, 'domain': [*action['domain'], ('state', '!=', 'answered')]}

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a survey."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _prepare_register_vals(self):
        """Override to say in which company it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _prepare_transition_vals(self, verb):
        """Override to note when it began and ended."""
        today = self.company_id._get_archive_today()
        return {**super()._prepare_transition_vals(verb), **{
            'start': {'started_on': today}, 'close': {'closed_on': today},
        }[verb]}

    def _after_transition(self, verb):
        """Override to choose, with the rights of who starts it, and to enter whom it asks."""
        super()._after_transition(verb)
        if verb == 'start':
            for survey in self:
                # The gate works as the superuser; the archives are those that the user may read.
                survey._enter_lines(survey.sudo(False)._choose_archives())

    def _prepare_transition_facts(self, verb):
        """Override to tell how many answered."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'close':
            facts.update(asked_count=self.asked_count, answered_count=self.answered_count)
        return facts

    def _get_archive_domain(self):
        """Return the domain of the archives that it asks.

        :rtype: Domain
        """
        self.ensure_one()
        domain = Domain(literal_eval(self.archive_domain or '[]'))
        if self.class_ids:
            domain &= Domain('class_ids', 'in', self.class_ids.ids)
        return domain & Domain('company_id', '=', self.company_id.id) & Domain(
            'state', 'in', ACTIVE_STATES,
        )

    def _is_to_remind(self):
        """Tell whether today is a day on which those who did not answer are reminded.

        :rtype: bool
        """
        self.ensure_one()
        first = fields.Date.subtract(self.date_to, days=self.remind_days)
        return bool(self.remind_days) and self.state == 'running' and (
            first <= self.company_id._get_archive_today() <= self.date_to
        )

    def _choose_archives(self):
        """Return the archives that the survey asks, as far as the user may read them.

        :rtype: recordset
        :raise UserError: when there is none
        """
        archives = self.env['customer.archive'].search(self._get_archive_domain())
        if not archives:
            raise UserError(self.env._("%(survey)s chooses no archive.", survey=self.name))
        return archives

    def _enter_lines(self, archives):
        """Enter one line an archive, and let the scheduler ask.

        :param recordset archives: the archives
        """
        # Lines are nobody's to write: the step was allowed.
        self.env['customer.archive.survey.line'].sudo().create([
            {'survey_id': self.id, 'archive_id': archive.id} for archive in archives
        ])
        self.env.ref('customer_archive.ir_cron_survey')._trigger()
