# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass, is_restoring, with_pass
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze, refuse

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'respond': Transition(
        _lt("note that the customer was answered"), _lt("Customer answered"), ('open',), None,
    ),
    # No groups: whoever may write it, who is responsible or an archivist, closes and reopens it.
    'close': Transition(_lt("close a case"), _lt("Closed"), ('open',), 'closed', '', True),
    'reopen': Transition(_lt("reopen a case"), _lt("Reopened"), ('closed',), 'open', '', True),
}
# What the database itself keeps of what is closed.
_FROZEN_COLUMNS = (
    'name', 'archive_id', 'volume_id', 'severity', 'responsible_id', 'received_on',
    'response_deadline', 'responded_at', 'deadline', 'closed_at', 'closed_on', 'closed_by_id',
)
# What its deadlines follow from, and they themselves.
_DATING_FIELDS = frozenset({'severity', 'received_on', 'response_deadline', 'deadline'})


class CustomerArchiveCase(models.AbstractModel):
    """What a customer brings to the company, until it is settled (CA-46 to CA-48).

    Somebody is responsible for it until a moment. It is closed with its result, stays as it is from
    then on, and may be reopened with a reason. Then the customer may say how satisfied he is.
    """

    _name = 'customer.archive.case'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
        'customer.archive.rated', 'customer.archive.sweep', 'customer.archive.analysed',
    ]
    _description = "Archive: What a Customer Brings"
    _order = 'state desc, deadline, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _tells_history = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'result', 'responded_at', 'closed_at', 'closed_on', 'closed_by_id',
        'reopen_reason',
    })
    _own_project_paths = ('volume_id.manager_id', 'volume_id.member_ids')
    _index_fields = frozenset({
        'volume_id', 'severity', 'responsible_id', 'responsible_left', 'received_on',
        'response_deadline', 'responded_at', 'deadline', 'closed_at', 'closed_on', 'closed_by_id',
        'settled_late',
    })

    volume_id = fields.Many2one(
        'customer.archive.volume', index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id)]",
        help="The contract or project that it is about, where it is about one.",
    )
    state = fields.Selection(
        [('open', "In Progress"), ('closed', "Closed")],
        string="Status", default='open', required=True, readonly=True, copy=False,
    )
    title = fields.Char(string="Matter", required=True)
    description = fields.Text()
    severity = fields.Selection(
        [('1', "Low"), ('2', "Normal"), ('3', "High")], required=True, default='2',
    )

    # Who settles it, until when.
    responsible_id = fields.Many2one(
        'res.users', required=True, index=True, ondelete='restrict',
        domain="[('share', '=', False)]", default=lambda self: self.env.uid,
        help="Who settles and closes it; he reads it whatever his department is.",
    )
    responsible_left = fields.Boolean(
        compute='_compute_responsible_left', search='_search_responsible_left',
        help="Who is responsible does not work here any more: name somebody else.",
    )
    contact_id = fields.Many2one(
        'res.partner', string="Brought By", index='btree_not_null', ondelete='restrict',
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who of the customer brought it, and is asked in the end how satisfied he is.",
    )
    received_on = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now(),
    )
    response_deadline = fields.Datetime(
        string="Respond Until", compute='_compute_deadlines', store=True, precompute=True,
        readonly=False, required=True,
        help="The moment until which the customer is to be answered.",
    )
    responded_at = fields.Datetime(string="Responded On", readonly=True, copy=False)
    deadline = fields.Datetime(
        compute='_compute_deadlines', store=True, precompute=True, readonly=False, required=True,
        help="The moment until which it is to be settled: so many working hours after it was"
             " received as its severity has. It can be changed.",
    )

    # How it ended.
    result = fields.Text(readonly=True, copy=False)
    closed_at = fields.Datetime(string="Settled At", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    settled_late = fields.Boolean(
        compute='_compute_settled_late', store=True, help="It was closed after its deadline.",
    )
    reopen_reason = fields.Text(string="Reopened Because", readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is one with this number already.")
    _closed_with_result = models.Constraint(
        "CHECK (CASE state WHEN 'closed' THEN closed_on IS NOT NULL AND closed_at IS NOT NULL"
        " AND responded_at IS NOT NULL AND closed_by_id IS NOT NULL AND result ~ '[^[:space:]]'"
        " ELSE closed_on IS NULL AND closed_at IS NULL END IS TRUE)",
        "What is closed has a result, and a day on which it was closed.",
    )
    _due_after_receipt = models.Constraint(
        'CHECK (deadline >= received_on AND response_deadline >= received_on)',
        "Nothing is due before it was received.",
    )
    _open_idx = models.Index("(archive_id) WHERE state = 'open'")

    # === SETUP === #

    def init(self):
        """Keep in the database what is closed, and ask there too why it is reopened.

        Texts are not frozen: what they say of a person can be erased.
        """
        super().init()
        if self._abstract:
            return
        freeze(self, 'no_update', _FROZEN_COLUMNS, once=SQL(
            "old.state = 'closed' AND new.state = 'closed'",
        ))
        refuse(self, 'no_reopening', 'UPDATE', when=SQL(
            "old.state = 'closed' AND new.state != 'closed'"
            " AND (new.reopen_reason IS NULL OR new.reopen_reason !~ '[^[:space:]]')",
        ))

    # === COMPUTE METHODS === #

    @api.depends('responsible_id.active')
    def _compute_responsible_left(self):
        for case in self:
            case.responsible_left = case.state == 'open' and not case.responsible_id.active

    @api.model
    def _search_responsible_left(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Who works here is no secret.
        left = self.env['res.users'].sudo()._search([('active', '=', False)])
        return [('state', '=', 'open'), ('responsible_id', 'in', left)]

    @api.depends('severity', 'received_on')
    def _compute_deadlines(self):
        for case in self:
            company = case.archive_id.company_id or self.env.company
            if not (case.severity and case.received_on):
                continue
            for name, kind in (('response_deadline', 'response'), ('deadline', 'settlement')):
                case[name] = company._plan_archive_hours(
                    case.received_on, company._get_archive_hours(kind, case.severity),
                )

    @api.depends('closed_at', 'deadline')
    def _compute_settled_late(self):
        for case in self:
            case.settled_late = bool(case.closed_at and case.closed_at > case.deadline)

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'volume_id')
    def _check_volume(self):
        for case in self:
            if case.volume_id and case.volume_id.archive_id != case.archive_id:
                raise ValidationError(self.env._(
                    "%(volume)s is a volume of another archive than %(archive)s.",
                    volume=case.volume_id.name, archive=case.archive_id.name,
                ))

    @api.constrains('received_on')
    def _check_received_on(self):
        for case in self:
            if case.received_on > fields.Datetime.now():
                raise ValidationError(self.env._(
                    "%(case)s cannot have been received in the future.", case=case.name,
                ))

    @api.constrains('responsible_id')
    def _check_responsible_id(self):
        if is_restoring(self):
            return  # Who was responsible where the package was made, stays named.
        for case in self:
            responsible = case.responsible_id
            # The system itself enters what is imported.
            if responsible.id != SUPERUSER_ID and (not responsible.active or responsible.share):
                raise ValidationError(self.env._(
                    "%(user)s does not work here: name somebody else as responsible.",
                    user=responsible.name,
                ))

    @api.constrains('contact_id', 'archive_id')
    def _check_contact_id(self):
        for case in self:
            contact = case.contact_id
            if contact and (
                contact.commercial_partner_id not in case.archive_id._get_customers_sudo()
            ):
                raise ValidationError(self.env._(
                    "%(contact)s is no contact of the customer of %(archive)s.",
                    contact=contact.display_name, archive=case.archive_id.name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take them into archives that are still kept."""
        archives = self._get_given_archives(vals_list)
        # Whoever destroys or closes an archive takes its row as well, and sees what is open.
        self.archive_id.concat(*archives)._touch()
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter into the register what was received."""
        super()._after_create()
        self._enter_register('open', lambda case: {'severity': case.severity})

    def write(self, vals):
        """Override to keep what is closed, and where it belongs; who puts it off is on record."""
        self._ensure_not_gated(vals)
        self._ensure_writable(vals)
        dated = self if vals.keys() & _DATING_FIELDS else self.browse()
        before = {case: (case.response_deadline, case.deadline) for case in dated}
        res = super().write(vals)
        dated.filtered(
            lambda case: before[case] != (case.response_deadline, case.deadline),
        )._enter_register('defer', lambda case: {
            name: [fields.Datetime.to_string(each) for each in (old, case[name])]
            for name, old in zip(('response_deadline', 'deadline'), before[case], strict=True)
            if old != case[name]
        })
        return res

    # === ACTION METHODS === #

    def action_respond(self):
        """Note that the customer was answered."""
        self._transition('respond')

    def action_close(self):
        """Ask for the result, then close it."""
        return {**self._ask_reason('close'), 'name': self.env._("What is the result?")}

    def action_reopen(self):
        """Ask why, then reopen it."""
        return self._ask_reason('reopen')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a case."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {
            **super()._get_event_labels(), 'open': self.env._("Received"),
            'defer': self.env._("Deadline changed"),
        }

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the archive for it, and to keep the result."""
        self._check_may_take(verb)
        self.sudo().archive_id._touch()  # The step was allowed; whoever destroys waits for it.
        kept = {'close': 'result', 'reopen': 'reopen_reason'}.get(verb)
        if kept:
            vals = {**(vals or {}), kept: (reason or '').strip()}
        return super()._transition(verb, vals=vals, reason=reason)

    def _check_transition(self, verb):
        """Override to answer once, and to reopen nothing in an archive that is no longer kept."""
        super()._check_transition(verb)
        if verb == 'respond' and (answered := self.filtered('responded_at')):
            raise UserError(self.env._(
                "The customer was answered about %(case)s already.", case=answered[0].name,
            ))
        if verb == 'reopen':
            self.archive_id._ensure_open()

    def _prepare_transition_vals(self, verb):
        """Override to note who closed it, and when; what is open again has no result yet."""
        now = fields.Datetime.now()
        return {**super()._prepare_transition_vals(verb), **{
            'respond': {'responded_at': now},
            'close': {
                'closed_by_id': self.env.uid, 'closed_on': self.company_id._get_archive_today(),
                'closed_at': now, 'responded_at': self.responded_at or now,
                'reopen_reason': False,  # The register tells of each.
            },
            'reopen': {
                'closed_by_id': False, 'closed_on': False, 'closed_at': False, 'result': False,
            },
        }.get(verb, {})}

    def _after_transition(self, verb):
        """Override to keep what was done so far, and to ask how satisfied the customer is."""
        super()._after_transition(verb)
        if verb == 'close':
            self._keep_measures()
            self.filtered(
                lambda case: case.company_id.archive_ask_satisfaction and case._get_rating_contact()
            )._ask_satisfaction()

    def _keep_measures(self):
        """Let the measures stay as they are from now on."""
        with_pass(self.measure_ids).write({'state': 'kept'})

    def _get_rating_refusal(self):
        """Override to take no answer about what is not settled."""
        if self.state != 'closed':
            return self.env._("We are working on %(case)s again.", case=self.name)
        return super()._get_rating_refusal()

    def _rating_get_operator(self):
        """Override to say who settled it."""
        return self.responsible_id.partner_id

    def _get_rating_contact(self):
        """Override to ask who brought it."""
        contact = self.contact_id
        return contact if contact.email_normalized else super()._get_rating_contact()

    def _ensure_writable(self, vals):
        """Refuse to change what is closed, or to move it to another archive.

        :param dict vals: the values to write
        :raise UserError: naming what stays as it is
        """
        # Measures keep themselves: what is done later is still entered.
        if vals.keys() <= {'measure_ids'} or has_pass(self):
            return
        for case in self:
            if case.state != 'open':
                raise UserError(self.env._(
                    "%(case)s is closed and stays as it is: reopen it first.", case=case.name,
                ))
            if vals.get('archive_id', case.archive_id.id) != case.archive_id.id:
                raise UserError(self.env._(
                    "%(case)s belongs to %(archive)s: close it and enter a new one.",
                    case=case.name, archive=case.archive_id.name,
                ))
