# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_inspection'
TRANSITIONS = {
    'start': Transition(
        _lt("start an inspection"), _lt("Count started"), ('planned',), 'running', ARCHIVIST,
    ),
    'finish': Transition(
        _lt("finish a count"), _lt("Counted"), ('running',), 'counted', ARCHIVIST,
    ),
    'sign': Transition(
        _lt("sign an inspection"), _lt("Signed"), ('counted',), 'signed', ARCHIVIST,
    ),
    'cancel': Transition(
        _lt("cancel an inspection"), _lt("Cancelled"), ('planned', 'running'), 'cancelled',
        ARCHIVIST, True,
    ),
}
# What was not counted as it was expected.
DIFFERENCES = ('missing', 'misplaced', 'unknown')


class CustomerArchiveInspection(models.Model):
    """The stocktaking of a location: what is expected there, and what is there (CA-58).

    What is expected is frozen when the count starts. Scans then say what is found; what nobody
    scanned is missing when the count ends. Each difference becomes a task: a search, a repair, or
    something that is put back. A second person signs.
    """

    _name = 'customer.archive.inspection'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.count',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Inspection"
    _order = 'planned_on desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'started_by_id', 'started_at', 'finished_by_id', 'finished_at', 'signed_by_id',
        'signed_at',
    })

    location_id = fields.Many2one(
        'customer.archive.location', required=True, index=True, ondelete='restrict',
        check_company=True, help="With all that lies in it.",
    )
    company_id = fields.Many2one(
        related='location_id.company_id', store=True, precompute=True, index=True,
    )
    state = fields.Selection(
        [('planned', "Planned"), ('running', "Counting"), ('counted', "Counted"),
         ('signed', "Signed"), ('cancelled', "Cancelled")],
        string="Status", default='planned', required=True, readonly=True, copy=False, index=True,
    )
    planned_on = fields.Date(
        required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    user_id = fields.Many2one(
        'res.users', string="Responsible", index=True, ondelete='restrict',
        domain="[('share', '=', False)]", default=lambda self: self.env.uid,
    )
    with_contents = fields.Boolean(
        string="Sheets as Well",
        help="Also each original and copy in a folder; otherwise folders and loose sheets count.",
    )
    note = fields.Text(string="Findings", help="What was seen of the place and its order.")
    is_late = fields.Boolean(string="Late", compute='_compute_is_late')

    line_ids = fields.One2many('customer.archive.inspection.line', 'inspection_id', readonly=True)

    # Who did it.
    started_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    started_at = fields.Datetime(string="Started On", readonly=True, copy=False)
    finished_by_id = fields.Many2one(
        'res.users', string="Counted By", readonly=True, copy=False, ondelete='restrict',
    )
    finished_at = fields.Datetime(string="Counted On", readonly=True, copy=False)
    signed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    signed_at = fields.Datetime(string="Signed On", readonly=True, copy=False)

    _number_unique = models.UniqueIndex(
        '(name)', "There is an inspection with this number already.",
    )
    _one_at_a_time = models.UniqueIndex(
        "(location_id) WHERE state IN ('planned', 'running')",
        "An inspection of this location is planned or running already.",
    )
    _two_people = models.Constraint(
        'CHECK (signed_by_id != finished_by_id)',
        "Another person than who finished the count signs it.",
    )
    _signed_by_somebody = models.Constraint(
        "CHECK ((state = 'signed') = (signed_by_id IS NOT NULL))", "A signature is somebody's.",
    )

    # === COMPUTE METHODS === #

    @api.depends('planned_on', 'state')
    def _compute_is_late(self):
        for inspection in self:
            today = (inspection.company_id or self.env.company)._get_archive_today()
            inspection.is_late = bool(
                inspection.state == 'planned' and inspection.planned_on
                and inspection.planned_on < today,
            )

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to put the inspection on the list of who is responsible."""
        super()._after_create()
        self._enter_register('open', lambda inspection: {
            'location_id': inspection.location_id.complete_name,
            'planned_on': fields.Date.to_string(inspection.planned_on),
        })
        self._schedule_inspection()

    def write(self, vals):
        """Override to keep what was counted, and where."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            self._ensure_writable(vals)
        res = super().write(vals)
        if vals.keys() & {'user_id', 'planned_on'}:
            self._schedule_inspection()
        return res

    # === ACTION METHODS === #

    def action_start(self):
        """Freeze what is expected, and open the counting desk."""
        self.ensure_one()
        self._transition('start')
        return self.action_count()

    def action_count(self):
        """Open the counting desk."""
        self.ensure_one()
        self._ensure_role(ARCHIVIST)
        self.env['customer.archive.inspection.desk'].choose(self.id)
        return self.env['ir.actions.client']._for_xml_id(
            'customer_archive.customer_archive_inspection_desk_action',
        )

    def action_finish(self):
        """End the count: what nobody scanned is missing."""
        self._transition('finish')

    def action_sign(self):
        """Sign what another person counted."""
        self._transition('sign')

    def action_cancel(self):
        """Ask why, then cancel the inspections."""
        return self._ask_reason('cancel')

    def action_view_lines(self):
        """Show all that was expected or found."""
        return self._action_view_lines([])

    def action_view_differences(self):
        """Show what was not as expected."""
        return self._action_view_lines([
            '|', ('result', 'in', DIFFERENCES), ('is_damaged', '=', True),
        ])

    def _action_view_lines(self, domain):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_inspection_line_action',
        )
        return {**action, 'domain': [('inspection_id', '=', self.id), *domain], 'context': {}}

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an inspection."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Planned")}

    def _check_transition(self, verb):
        """Override to let a second person sign what is settled."""
        super()._check_transition(verb)
        if verb == 'sign':
            for inspection in self:
                inspection._ensure_signable()

    def _prepare_transition_vals(self, verb):
        """Override to note who did what, when, and with which result."""
        now = fields.Datetime.now()
        return {**super()._prepare_transition_vals(verb), **{
            'start': {'started_by_id': self.env.uid, 'started_at': now},
            'finish': {'finished_by_id': self.env.uid, 'finished_at': now},
            'sign': {'signed_by_id': self.env.uid, 'signed_at': now},
        }.get(verb, {})}

    def _transition(self, verb, vals=None, reason=None):
        """Override to end the count before its result is told."""
        if verb == 'finish':
            self._check_may_take(verb)
            self._ensure_source(verb)
            for inspection in self.sudo():  # The step decides, not the rights on lines.
                inspection._touch()
                inspection._end_count()
        return super()._transition(verb, vals=vals, reason=reason)

    def _prepare_transition_facts(self, verb):
        """Override to tell where, and with which result."""
        facts = {'location_id': self.location_id.complete_name}
        if verb in ('finish', 'sign'):
            facts |= self._count_results()
        return {**super()._prepare_transition_facts(verb), **facts}

    def _prepare_register_vals(self):
        """Override to say whose location it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to freeze what is expected, and to make tasks of the differences."""
        super()._after_transition(verb)
        if verb == 'start':
            self._freeze_expected()
        else:
            self.activity_unlink([ACTIVITY])
        if verb == 'finish':
            for inspection in self:
                inspection._make_tasks()

    def _ensure_signable(self):
        """Check that another person signs, and that nothing is left to be settled.

        :raise UserError: saying what stands against it
        """
        self.ensure_one()
        self.env.user._ensure_archive_person(self.name)
        if self.finished_by_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "You finished the count of %(inspection)s yourself: a second person signs.",
                inspection=self.name,
            ))
        if unsettled := self.line_ids.filtered('is_unsettled'):
            raise UserError(self.env._(
                "Say first what became of: %(codes)s.",
                codes=", ".join(unsettled[:10].mapped('barcode')),
            ))

    def _ensure_role(self, group):
        """Check that the user reads the inspections and holds a role.

        :param str group: the XML id of its group
        :raise AccessError: when he does not
        """
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(self.env._("Inspections are the archivist's."))

    def _ensure_writable(self, vals):
        """Check that only what may still change is written.

        :param dict vals: the values
        :raise UserError: naming the inspection
        """
        for inspection in self:
            if vals and inspection.state in ('signed', 'cancelled'):
                raise UserError(self.env._(
                    "%(inspection)s has ended and stays as it is.", inspection=inspection.name,
                ))
            if vals.keys() & {'location_id', 'with_contents'} and inspection.state != 'planned':
                raise UserError(self.env._(
                    "%(inspection)s has started: what is counted stays.",
                    inspection=inspection.name,
                ))

    def _schedule_inspection(self):
        """Put each planned inspection on the list of who is responsible."""
        planned_sudo = self.sudo().filtered(lambda each: each.state == 'planned')  # Whose list.
        planned_sudo.activity_unlink([ACTIVITY])
        for inspection in planned_sudo.filtered('user_id.active'):
            inspection.activity_schedule(
                ACTIVITY, date_deadline=inspection.planned_on, user_id=inspection.user_id.id,
                summary=inspection.location_id.complete_name,
            )

    def _make_tasks(self):
        """Search for what is missing, repair what is damaged, and tell of the rest.

        Called by the step, with the rights of the superuser.
        """
        self.ensure_one()
        differing = self.line_ids.filtered(
            lambda line: line.result in DIFFERENCES or line.is_damaged,
        )
        differing.filtered(lambda line: line.result == 'missing')._report_missing()
        differing.filtered('is_damaged')._report_damage()
        if unsettled := differing.filtered('is_unsettled'):
            self.activity_schedule(
                ACTIVITY, user_id=(self.user_id or self.env.user).id,
                summary=self.env._("To be settled: %(count)s", count=len(unsettled)),
            )

    # === BUSINESS METHODS - EXPECTED === #

    def _freeze_expected(self):
        """Note what is expected, by one statement: what is known to be there, and what belongs
        there and is known to be away.
        """
        self.env['customer.archive.holding'].flush_model()
        self.env['customer.archive.location'].flush_model(['parent_path'])
        for inspection in self:
            self.env.cr.execute(inspection._get_freeze_statement())
        self.invalidate_recordset(['line_ids'], flush=False)

    def _get_freeze_statement(self):
        """Return the statement that notes what is expected.

        :rtype: SQL
        """
        self.ensure_one()
        return SQL(
            """
            WITH place AS MATERIALIZED (
                SELECT id FROM customer_archive_location WHERE parent_path LIKE %(path)s
            )
            INSERT INTO customer_archive_inspection_line (
                inspection_id, company_id, barcode, holding_id, is_listed, is_expected,
                expected_location_id, result, create_uid, create_date, write_uid, write_date
            )
            SELECT %(id)s, holding.company_id, holding.barcode, holding.id, true, here,
                   CASE WHEN here THEN location_id ELSE home_location_id END,
                   CASE WHEN here THEN 'pending' ELSE 'away' END,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM (SELECT *, COALESCE(
                              state = 'available' AND location_id IN (SELECT id FROM place), false
                           ) AS here
                      FROM customer_archive_holding
                     WHERE state != 'withdrawn' AND (%(sheets)s OR folder_id IS NULL)
                       AND (home_location_id IN (SELECT id FROM place)
                            OR location_id IN (SELECT id FROM place))) AS holding
            """, id=self.id, path=f'{self.location_id.parent_path}%',  # Ids and slashes only.
            uid=self.env.uid,
            now=fields.Datetime.now(), sheets=self.with_contents,
        )
