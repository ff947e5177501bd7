# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

# No groups: nobody has the right to write lines, only our own code takes them along.
TRANSITIONS = {
    'ask': Transition(_lt("ask a customer"), _lt("Asked"), ('waiting',), 'asked'),
    'skip': Transition(_lt("skip a customer"), _lt("Not asked"), ('waiting',), 'unreachable'),
    'remind': Transition(_lt("remind a customer"), _lt("Reminded"), ('asked',), None),
    'answer': Transition(_lt("answer a survey"), _lt("Answered"), ('asked',), 'answered'),
}


class CustomerArchiveSurveyLine(models.Model):
    """A customer in a survey: he is asked by mail, reminded once, and answers or does not."""

    _name = 'customer.archive.survey.line'
    _inherit = [
        'customer.archive.kept', 'customer.archive.member', 'customer.archive.rated',
        'customer.archive.sweep',
    ]
    _description = "Customer in a Satisfaction Survey"
    _order = 'survey_id, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _rating_template = 'customer_archive.mail_template_survey_rating'

    _gated_fields = FOLLOWING_FIELDS | frozenset({'state', 'name', 'reminded_at'})
    _index_fields = frozenset({'survey_id'})

    survey_id = fields.Many2one(
        'customer.archive.survey', required=True, readonly=True, index=True, ondelete='restrict',
    )
    archive_id = fields.Many2one(readonly=True)
    name = fields.Char(string="Number", compute='_compute_name', store=True, precompute=True)
    state = fields.Selection(
        [('waiting', "To Be Asked"), ('asked', "Asked"), ('answered', "Answered"),
         ('unreachable', "Without E-mail")],
        string="Status", default='waiting', required=True, readonly=True, copy=False,
    )
    reminded_at = fields.Datetime(string="Reminded On", readonly=True, copy=False)

    _asked_once = models.UniqueIndex(
        '(survey_id, archive_id)', "A survey asks each customer once.",
    )
    _waiting_idx = models.Index("(survey_id) WHERE state = 'waiting'")

    # === COMPUTE METHODS === #

    @api.depends('survey_id.name', 'archive_id.name')
    def _compute_name(self):
        for line in self:
            line.name = f'{line.survey_id.name}/{line.archive_id.name}'

    # === CRON METHODS === #

    @api.model
    def _cron_ask(self):
        """Ask the customers of running surveys who were not asked yet, each once."""
        due_ids = self.search([
            ('state', '=', 'waiting'), ('survey_id.state', '=', 'running'),
        ], order='id').ids
        # Each mail is a record: small chunks keep a kill from asking many again.
        return self._sweep("Satisfaction surveys", due_ids, lambda lines: lines._ask(), size=200)

    def _ask(self):
        """Ask the customers by mail; who has no address is noted as such."""
        reachable = self.filtered(lambda line: line._get_rating_contact())
        if unreachable := self - reachable:
            unreachable._transition('skip')
        if reachable:
            reachable._transition('ask')
            reachable._ask_satisfaction()

    @api.model
    def _cron_remind(self):
        """Ask those once more who have not answered shortly before the end of their survey."""
        surveys = self.env['customer.archive.survey'].search([('state', '=', 'running')])
        asked = self.search([
            ('survey_id', 'in', surveys.filtered(lambda survey: survey._is_to_remind()).ids),
            ('state', '=', 'asked'), ('reminded_at', '=', False),
        ], order='id')
        due = asked.filtered(lambda line: line.asked_at < line.company_id._get_archive_midnight(
            line.company_id._get_archive_today(),
        )) - asked._get_undelivered()
        return self._sweep("Reminders of surveys", due.ids, lambda lines: lines._remind(), size=200)

    def _remind(self):
        """Ask the customers once more."""
        self._transition('remind')  # First: the mail says that it is a reminder.
        self._mail_rating()

    def _get_undelivered(self):
        """Return the lines whose mail could not be delivered: a second one would not be either.

        :rtype: recordset
        """
        mails_sudo = self.env['mail.mail'].sudo().search([  # Whether they left, not what they say.
            ('model', '=', self._name), ('res_id', 'in', self.ids), ('state', '=', 'exception'),
        ])
        return self.browse(mails_sudo.mapped('res_id'))

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a line."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _prepare_transition_vals(self, verb):
        """Override to note when a customer was reminded."""
        vals = super()._prepare_transition_vals(verb)
        return {**vals, 'reminded_at': fields.Datetime.now()} if verb == 'remind' else vals

    @api.model
    def _get_own_project_domain(self):
        """Override to find the customers of the user's projects: a line has no volume."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    def _get_rating_refusal(self):
        """Override to take answers until the survey ends."""
        survey = self.survey_id
        if survey.state == 'closed' or survey.date_to < self.company_id._get_archive_today():
            return self.env._(
                "Answers were taken until %(date)s. Thank you all the same.",
                date=format_date(self.env, survey.closed_on or survey.date_to),
            )
        return ''

    def rating_apply(self, *args, **kwargs):
        """Override to count the answer."""
        rating = super().rating_apply(*args, **kwargs)
        if self.state == 'asked':
            self._transition('answer')
        return rating
