# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..archive.states import ACTIVE_STATES
from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import OFFICE_MANAGER
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze, refuse

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_campaign'
TRANSITIONS = {
    'start': Transition(
        _lt("start an overhaul"), _lt("Started"), ('draft',), 'running', OFFICE_MANAGER,
    ),
    'close': Transition(
        _lt("close an overhaul"), _lt("Closed"), ('running',), 'closed', OFFICE_MANAGER,
    ),
    'cancel': Transition(
        _lt("cancel an overhaul"), _lt("Cancelled"), ('draft', 'running'), 'cancelled',
        OFFICE_MANAGER, True,
    ),
}
# What it is about; it stays once it has started.
_SCOPE = frozenset({'company_id', 'department_ids'})


class CustomerArchiveCampaign(models.Model):
    """Once a year all archives are gone through, and what is outdated is tidied (CA-34).

    Starting it freezes a line for each archive that is kept then. A review of the archive settles
    its line; what cannot be reviewed is excused with a reason. It is closed when no line is open,
    and its report says what came of it.
    """

    _name = 'customer.archive.campaign'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Overhaul"
    _order = 'deadline desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'started_at', 'started_by_id', 'ended_at', 'ended_by_id', 'reminded_on',
    })

    title = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    department_ids = fields.Many2many(
        'hr.department', relation='customer_archive_campaign_department_rel',
        check_company=True, help="Whose archives; empty for all of the company.",
    )
    is_partial = fields.Boolean(
        string="Some Departments Only", compute='_compute_is_partial', store=True, precompute=True,
    )
    user_id = fields.Many2one(
        'res.users', string="Responsible", required=True, ondelete='restrict',
        domain="[('share', '=', False)]", default=lambda self: self.env.uid,
    )
    deadline = fields.Date(required=True, tracking=True)
    remark = fields.Text(string="Closing Remark", help="Stands in the closing report.")
    state = fields.Selection(
        [('draft', "Draft"), ('running', "Running"), ('closed', "Closed"),
         ('cancelled', "Cancelled")],
        string="Status", default='draft', required=True, readonly=True, copy=False, tracking=True,
    )
    line_ids = fields.One2many('customer.archive.campaign.line', 'campaign_id', readonly=True)
    reminded_on = fields.Date(readonly=True, copy=False)

    # How far it is.
    line_count = fields.Integer(string="Archives", compute='_compute_progress')
    open_count = fields.Integer(string="To Review", compute='_compute_progress')
    excused_count = fields.Integer(string="Excused", compute='_compute_progress')
    progress = fields.Integer(compute='_compute_progress', help="In percent.")

    started_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    started_at = fields.Datetime(string="Started On", readonly=True, copy=False)
    ended_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    ended_at = fields.Datetime(string="Ended On", readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is an overhaul with this number already.")
    _running_unique = models.UniqueIndex(
        "(company_id) WHERE state = 'running' AND NOT is_partial",
        "An overhaul of all archives is running already.",
    )

    # === SETUP === #

    def init(self):
        """Override to let nobody close an overhaul with open lines, below the ORM either."""
        super().init()
        refuse(
            self, 'no_early_end', 'UPDATE', SQL("old.state != 'closed' AND new.state = 'closed'"),
            says=(
                'customer_archive_refuse_while_open', 'customer_archive_campaign_line',
                'campaign_id',
            ),
        )
        freeze(self, 'ended', (
            'state', 'name', 'company_id', 'deadline', 'ended_at', 'ended_by_id',
        ), once=SQL("old.state IN ('closed', 'cancelled')"))

    # === COMPUTE METHODS === #

    @api.depends('name', 'title')
    def _compute_display_name(self):
        for campaign in self:
            campaign.display_name = " ".join(filter(None, [campaign.name, campaign.title]))

    @api.depends('department_ids')
    def _compute_is_partial(self):
        for campaign in self:
            campaign.is_partial = bool(campaign.department_ids)

    @api.depends('line_ids.state')
    def _compute_progress(self):
        counts = {}
        # Who may see the overhaul may know how far it is; whose archives they are, he may not.
        for campaign, state, count in self.env['customer.archive.campaign.line'].sudo()._read_group(
            [('campaign_id', 'in', self.ids)], ['campaign_id', 'state'], ['__count'],
        ):
            counts.setdefault(campaign.id, {})[state] = count
        for campaign in self:
            own = counts.get(campaign._origin.id, {})
            total = sum(own.values())
            campaign.line_count, campaign.open_count = total, own.get('open', 0)
            campaign.excused_count = own.get('excused', 0)
            # Rounded down: 100 % is when nothing is open.
            campaign.progress = 100 * (total - campaign.open_count) // total if total else 0

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter it into the register."""
        super()._after_create()
        self._enter_register('open', lambda campaign: {'deadline': str(campaign.deadline)})

    def write(self, vals):
        """Override to keep what it is about once it has started, and all once it has ended."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            for campaign in self:
                if campaign.state in ('closed', 'cancelled') and vals.keys() & {
                    'title', 'deadline', 'user_id', 'remark', *_SCOPE,
                } or campaign.state == 'running' and vals.keys() & _SCOPE:
                    raise UserError(self.env._(
                        "%(campaign)s has started: what it is about stays as it is.",
                        campaign=campaign.name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_start(self):
        """Freeze a line for each archive, and let it begin."""
        self._transition('start')

    def action_close(self):
        """Close it; no line may be open."""
        self._transition('close')

    def action_cancel(self):
        """Ask why, then cancel it."""
        return self._ask_reason('cancel')

    def action_view_lines(self):
        """Show its archives, those that are open first."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_campaign_line_action',
        )
        return {
            **action, 'domain': [('campaign_id', '=', self.id)],
            'context': {'search_default_open': self.state == 'running'},
        }

    # === CRON METHODS === #

    @api.model
    def _cron_remind(self):
        """Remind, once, each who has open lines some days before the deadline."""
        due = self.search([('state', '=', 'running'), ('reminded_on', '=', False)]).filtered(
            lambda campaign: fields.Date.subtract(
                campaign.deadline, days=campaign.company_id.archive_campaign_days,
            ) <= campaign.company_id._get_archive_today(),
        )
        return self._sweep("Overhauls", due.ids, lambda campaigns: campaigns._remind(), size=20)

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an overhaul."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Planned")}

    def _check_transition(self, verb):
        """Override to let it end when every archive is reviewed or excused only."""
        super()._check_transition(verb)
        if verb == 'start':
            for campaign in self:
                if campaign.deadline < campaign.company_id._get_archive_today():
                    raise UserError(self.env._(
                        "%(campaign)s has a deadline that has passed.", campaign=campaign.name,
                    ))
        elif verb == 'close':
            for campaign in self:
                campaign._excuse_gone()
                if open_lines := campaign._count_open():
                    raise UserError(self.env._(
                        "%(campaign)s has %(count)s open archives (%(people)s): review or excuse"
                        " them first.", campaign=campaign.name, count=sum(open_lines.values()),
                        people=", ".join(
                            f"{user.name or self.env._('nobody')}: {count}"
                            for user, count in [*open_lines.items()][:5]
                        ),
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, and when."""
        side = 'started' if verb == 'start' else 'ended'
        return {
            **super()._prepare_transition_vals(verb),
            f'{side}_by_id': self.env.uid, f'{side}_at': fields.Datetime.now(),
        }

    def _prepare_transition_facts(self, verb):
        """Override to tell the figures with which it ended."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'start':
            return facts
        return {**facts, 'line_count': self.line_count, 'excused_count': self.excused_count}

    def _prepare_register_vals(self):
        """Override to say in which company it is; it is about no single archive."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to freeze the archives, or to end the reminders."""
        super()._after_transition(verb)
        if verb == 'start':
            for campaign in self:
                campaign._freeze_lines()
        else:
            self.activity_unlink([ACTIVITY])

    def _excuse_gone(self):
        """Excuse what was closed or destroyed since it started: nobody can review it."""
        gone = self.env['customer.archive.campaign.line'].search([
            ('campaign_id', 'in', self.ids), ('state', '=', 'open'),
            ('archive_id.state', 'not in', ACTIVE_STATES),
        ])
        for state, lines in gone.grouped(lambda line: line.archive_id.state).items():
            label = dict(lines.archive_id._fields['state']._description_selection(self.env))[state]
            lines._transition('excuse', reason=self.env._(
                "The archive is no longer kept: %(state)s.", state=label,
            ))

    def _freeze_lines(self):
        """Make a line for each archive that is kept now, by one statement."""
        lines = self.env['customer.archive.campaign.line']
        following = lines._get_following_columns()
        self.env['customer.archive'].flush_model([
            'state', 'company_id', *following.values(),
        ])
        departments = self.env['hr.department'].sudo().search([
            ('id', 'child_of', self.department_ids.ids),
        ])
        self.env.cr.execute(SQL(
            """
            INSERT INTO customer_archive_campaign_line (
                campaign_id, archive_id, state, %(own)s, create_uid, create_date, write_uid,
                write_date
            )
            SELECT %(campaign)s, id, 'open', %(theirs)s, %(user)s, %(now)s, %(user)s, %(now)s
              FROM customer_archive archive
             WHERE company_id = %(company)s AND state IN %(states)s AND %(scope)s
             ORDER BY id
            """,
            campaign=self.id, company=self.company_id.id, states=ACTIVE_STATES,
            user=self.env.uid, now=fields.Datetime.now(),
            own=SQL(", ").join(map(SQL.identifier, following)),
            theirs=SQL(", ").join(map(SQL.identifier, following.values())),
            scope=SQL("department_id = ANY(%s)", departments.ids) if self.department_ids else (
                SQL("TRUE")
            ),
        ))
        lines.invalidate_model(flush=False)
        self.invalidate_recordset(['line_ids'], flush=False)

    def _count_open(self):
        """Return how many archives are open, by who looks after them, the most first.

        :return: for each user, or an empty recordset, how many
        :rtype: dict[recordset, int]
        """
        self.ensure_one()
        self.env.flush_all()
        users = self.env['res.users'].sudo()  # Who looks after an archive is no secret.
        return {users.browse(user_id): count for user_id, count in self.env.execute_query(SQL(
            """
            SELECT keeper.user_id, count(*)
              FROM customer_archive_campaign_line line
              JOIN customer_archive archive ON archive.id = line.archive_id
              JOIN res_company company ON company.id = archive.company_id
              LEFT JOIN LATERAL %s AS keeper ON TRUE
             WHERE line.campaign_id = %s AND line.state = 'open'
             GROUP BY keeper.user_id ORDER BY 2 DESC, 1
            """, self.env['customer.archive']._get_keepers(), self.id,
        ))}

    def _remind(self):
        """Put the overhauls on the lists of those who have open lines."""
        for campaign in self:
            people = self.env['res.users'].union(*campaign._count_open())
            for user in people or campaign.user_id:
                campaign.with_context(lang=user.lang).activity_schedule(
                    ACTIVITY, user_id=user.id, date_deadline=campaign.deadline,
                    summary=campaign.title,
                )
            with_pass(campaign).reminded_on = campaign.company_id._get_archive_today()
