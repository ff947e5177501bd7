# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST, OFFICE_MANAGER
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_search'
TRANSITIONS = {
    'find': Transition(
        _lt("end a search as found"), _lt("Found"), ('open', 'lost'), 'found', ARCHIVIST,
    ),
    'report_loss': Transition(
        _lt("report a loss"), _lt("Loss reported"), ('open',), 'lost', OFFICE_MANAGER, True,
    ),
    # No group: it follows from a copy that is withdrawn.
    'drop': Transition(
        _lt("give a search up"), _lt("Search given up"), ('open',), 'dropped', '', True,
    ),
}


class CustomerArchiveSearch(models.Model):
    """Something is missing: somebody searches for it until a day, step by step (X-06).

    It is found again, at any time, with its history; or its loss is reported.
    """

    _name = 'customer.archive.search'
    _inherit = [
        'customer.archive.companion', 'customer.archive.kept', 'customer.archive.numbered',
        'customer.archive.member', 'customer.archive.thread',
    ]
    _description = "Search for an Archive Holding"
    _order = 'deadline desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'archive_id', 'origin', 'circumstances', 'opened_by_id', 'opened_at',
        'ended_by_id', 'ended_at', 'loss_report',
    })
    _word_fields = ('circumstances', 'loss_report')
    _own_project_paths = ('holding_id.volume_id.manager_id', 'holding_id.volume_id.member_ids')
    _index_fields = frozenset({
        'holding_id', 'origin', 'circumstances', 'user_id', 'deadline', 'is_late', 'step_ids',
        'step_count', 'opened_by_id', 'opened_at', 'ended_by_id', 'ended_at', 'loss_report',
        'last_place_id',
    })

    holding_id = fields.Many2one(
        'customer.archive.holding', required=True, readonly=True, index=True, ondelete='restrict',
        check_company=True,
    )
    archive_id = fields.Many2one(
        related='holding_id.archive_id', store=True, precompute=True, index=True,
    )
    state = fields.Selection(
        [('open', "Searching"), ('found', "Found"), ('lost', "Loss Reported"),
         ('dropped', "Given Up")],
        string="Status", default='open', required=True, readonly=True, copy=False,
    )
    origin = fields.Char(
        readonly=True, help="The number of the inspection on which it was missing.",
    )
    circumstances = fields.Text(readonly=True, help="How it was noticed.")
    last_place_id = fields.Many2one(related='holding_id.home_location_id', string="Belongs In")
    user_id = fields.Many2one(
        'res.users', string="Searches", index=True, ondelete='restrict',
        domain="[('share', '=', False)]",
    )
    deadline = fields.Date(required=True, help="The day until which it is to be found.")
    is_late = fields.Boolean(string="Late", compute='_compute_is_late')
    step_ids = fields.One2many(
        'customer.archive.search.step', 'search_id', string="Steps", copy=False,
    )
    step_count = fields.Integer(compute='_compute_step_count')

    # Who did it.
    opened_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    opened_at = fields.Datetime(
        string="Missing Since", required=True, readonly=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    loss_report = fields.Text(
        readonly=True, copy=False, help="What was lost, how, and what follows from it.",
    )
    ended_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    ended_at = fields.Datetime(string="Ended On", readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is a search with this number already.")
    _open_once = models.UniqueIndex(
        "(holding_id) WHERE state IN ('open', 'lost')",
        "Somebody searches for this holding already.",
    )
    _loss_is_reported = models.Constraint(
        "CHECK (state != 'lost' OR loss_report ~ '[^[:space:]]')",
        "A loss is reported with what was lost, and how.",
    )

    # === COMPUTE METHODS === #

    @api.depends('deadline', 'state')
    def _compute_is_late(self):
        for search in self:
            today = (search.company_id or self.env.company)._get_archive_today()
            search.is_late = bool(
                search.state == 'open' and search.deadline and search.deadline < today,
            )

    @api.depends('step_ids')
    def _compute_step_count(self):
        for search in self:
            search.step_count = len(search.step_ids)

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter the search into the register, and to put it on a list."""
        super()._after_create()
        self._enter_register('open', lambda search: {'holding_id': search.holding_id.barcode})
        self._schedule_search()

    def write(self, vals):
        """Override to change owner and deadline only, and nothing of what has ended."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            self._ensure_writable(vals)
        res = super().write(vals)
        if vals.keys() & {'user_id', 'deadline'}:
            self._schedule_search()
        return res

    # === ACTION METHODS === #

    def action_find(self):
        """Report what was searched for as found: it lies at home again."""
        self.check_access('write')
        self._check_may_take('find')
        self._ensure_source('find')
        self.holding_id._transition('find')

    def action_report_loss(self):
        """Ask for the report, then end the search with the loss."""
        return {**self._ask_reason('report_loss'), 'name': self.env._("Report the Loss")}

    # === BUSINESS METHODS === #

    def _erase_words(self):
        """Override to take them out of the steps as well."""
        res = super()._erase_words()
        with_pass(self.step_ids).write({'note': False})
        return res

    @api.model
    def _open_for(self, holdings, circumstances=None):
        """Begin to search for what was reported missing, where nobody does yet.

        Called with the rights of the superuser by the step that reports it.

        :param recordset holdings: what is missing
        :param str circumstances: how it was noticed
        """
        vals_list = []
        for holding in holdings - self._get_unfound(holdings).holding_id:
            company = holding.company_id
            keeper = holding.archive_id.custodian_id or company._get_archive_keepers()[:1]
            vals_list.append({
                'holding_id': holding.id, 'user_id': keeper.id,
                'deadline': fields.Date.add(
                    company._get_archive_today(), days=company.archive_search_days,
                ),
            })
        searches = self.create(vals_list)
        if circumstances:
            with_pass(searches).write({'circumstances': circumstances})
        return searches

    @api.model
    def _get_unfound(self, holdings):
        """Return the searches for holdings that nobody has found yet.

        :param recordset holdings: what is searched for, or was lost
        :rtype: recordset
        """
        return self.search([
            ('holding_id', 'in', holdings.ids), ('state', 'in', ('open', 'lost')),
        ])

    @api.model
    def _get_transitions(self):
        """Override to state the life of a search."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Search begun")}

    @api.model
    def _get_own_project_domain(self):
        """Override to find the searches for what lies in the volumes of the user's projects."""
        volume_ids, _archive_ids = self.env.user._get_archive_projects()
        return Domain('holding_id.volume_id', 'in', volume_ids)

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the report of a loss."""
        if verb == 'report_loss':
            vals = {**(vals or {}), 'loss_report': (reason or '').strip()}
        return super()._transition(verb, vals=vals, reason=reason)

    def _check_transition(self, verb):
        """Override to report no loss of what nobody searched for."""
        super()._check_transition(verb)
        if verb == 'report_loss':
            for search in self:
                if not search.step_ids:
                    raise UserError(self.env._(
                        "Nobody searched for %(holding)s yet: enter where, before its loss is"
                        " reported.", holding=search.holding_id.barcode,
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note who ended it, and when."""
        return {
            **super()._prepare_transition_vals(verb), 'ended_by_id': self.env.uid,
            'ended_at': fields.Datetime.now(),
        }

    def _prepare_transition_facts(self, verb):
        """Override to tell what was searched for, and how often."""
        return {
            **super()._prepare_transition_facts(verb), 'holding_id': self.holding_id.barcode,
            'step_count': len(self.step_ids),
        }

    def _after_transition(self, verb):
        """Override to take the search off the list."""
        super()._after_transition(verb)
        self.activity_unlink([ACTIVITY])

    def _schedule_search(self):
        """Put each open search on the list of who searches, with its deadline."""
        open_sudo = self.sudo().filtered(lambda search: search.state == 'open')  # Whose list it is.
        open_sudo.activity_unlink([ACTIVITY])
        for search in open_sudo.filtered('user_id.active'):
            search.activity_schedule(
                ACTIVITY, date_deadline=search.deadline, user_id=search.user_id.id,
                summary=search.holding_id.barcode,
            )

    def _ensure_writable(self, vals):
        """Check that only what is planned changes, and only while somebody searches.

        :param dict vals: the values to write
        :raise UserError: naming the search
        """
        for search in self:
            if search.state != 'open' and vals:
                raise UserError(self.env._(
                    "%(search)s has ended and stays as it is.", search=search.name,
                ))
            if 'holding_id' in vals and vals['holding_id'] != search.holding_id.id:
                raise UserError(self.env._(
                    "%(search)s is for %(holding)s.", search=search.name,
                    holding=search.holding_id.barcode,
                ))
