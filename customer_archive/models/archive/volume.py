# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST, USER
from ..mechanism.transition import Transition
from .member import FOLLOWING_FIELDS

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'hand_in': Transition(
        _lt("hand in a volume"), _lt("Handed in"), ('temporary',), 'handed_in', USER,
    ),
    'accept': Transition(
        _lt("accept a volume"), _lt("Accepted"), ('handed_in',), None, ARCHIVIST,
    ),
    'send_back': Transition(
        _lt("send a volume back"), _lt("Sent back"), ('handed_in',), 'temporary', ARCHIVIST, True,
    ),
    'file': Transition(
        _lt("file a volume"), _lt("Filed"), ('handed_in',), 'filed', ARCHIVIST,
    ),
    'take_over': Transition(
        _lt("take a volume over from a paper register"), _lt("Taken over"), ('temporary',),
        'filed', ARCHIVIST,
    ),
    'close': Transition(
        _lt("close a volume"), _lt("Closed"), ('filed',), 'closed', ARCHIVIST,
    ),
    'reopen': Transition(
        _lt("reopen a volume"), _lt("Reopened"), ('closed',), 'filed', ARCHIVIST, True,
    ),
    'void': Transition(
        _lt("void a volume"), _lt("Voided"), ('temporary',), 'void', ARCHIVIST, True,
    ),
}
OPEN_STATES = ('temporary', 'handed_in')


class CustomerArchiveVolume(models.Model):
    """The file of one contract or project of a customer (案卷).

    It is temporary while work runs, handed in when the project leader delivers the completion
    documents, and filed on a shelf within the company's deadline (CA-07 to CA-10).
    """

    _name = 'customer.archive.volume'
    _inherit = [
        'customer.archive.member', 'customer.archive.container', 'customer.archive.sweep',
        'customer.archive.thread',
    ]
    _description = "Archive Volume"
    _order = 'name, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _tells_history = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'name', 'serial', 'received_on', 'handed_in_by_id', 'hand_in_note', 'accepted_on',
        'accepted_by_id', 'filed_on', 'filed_by_id', 'closed_on', 'filing_notice',
    })
    _asked_for = 'volume'
    _own_project_paths = ('manager_id', 'member_ids')
    _index_fields = frozenset({
        'serial', 'manager_id', 'member_ids', 'received_on', 'handed_in_by_id', 'accepted_on',
        'accepted_by_id', 'filing_deadline', 'filed_on', 'filed_by_id', 'closed_on',
        'filing_notice', 'is_late', 'document_ids', 'document_count', 'holding_ids', 'folder_id',
        'location_id',
    })

    name = fields.Char(
        string="Volume Number", readonly=True, copy=False, index='trigram',
    )
    serial = fields.Integer(readonly=True, copy=False)
    title = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [('temporary', "Temporary"), ('handed_in', "Handed In"), ('filed', "Filed"),
         ('closed', "Closed"), ('void', "Void")],
        string="Status", default='temporary', required=True, readonly=True, copy=False, index=True,
        tracking=True, group_expand=True,
    )
    sale_order_id = fields.Many2one(
        'sale.order', string="Contract", index='btree_not_null', copy=False, check_company=True,
        ondelete='restrict',
        help="The sales order that stands for the contract of this volume.",
    )
    manager_id = fields.Many2one(
        'res.users', string="Project Leader", tracking=True,
        domain="[('share', '=', False)]", ondelete='restrict',
        help="Collects the documents while work runs and hands them in.",
    )
    member_ids = fields.Many2many(
        'res.users', string="Project Members", relation='customer_archive_volume_member_rel',
        domain="[('share', '=', False)]",
        help="May add documents while the volume is temporary (CA-08).",
    )
    signed_on = fields.Date(string="Contract Date")
    date_end = fields.Date(string="Completed On")

    # Handing in and filing.
    received_on = fields.Date(readonly=True, copy=False)
    handed_in_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    hand_in_note = fields.Text(string="Note on Handing In", readonly=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    filing_deadline = fields.Date(compute='_compute_filing_deadline', store=True)
    filed_on = fields.Date(readonly=True, copy=False)
    filed_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    closed_on = fields.Date(readonly=True, copy=False)
    # What the filing clock has already said: nothing, due today, late.
    filing_notice = fields.Selection(
        [('due', "Due"), ('late', "Late")], readonly=True, copy=False,
    )
    is_late = fields.Boolean(
        string="Late", compute='_compute_is_late', search='_search_is_late',
        help="Filed after the deadline, or not filed though it has passed.",
    )

    # Contents.
    document_ids = fields.One2many('customer.archive.document', 'volume_id', string="Documents")
    holding_ids = fields.One2many('customer.archive.holding', 'volume_id', string="Holdings")
    folder_id = fields.Many2one(
        'customer.archive.holding', compute='_compute_folder_id',
    )
    location_id = fields.Many2one(
        'customer.archive.location', compute='_compute_location_id', string="Home Location",
        search='_search_location_id',
    )

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")
    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a volume with this number already.",
    )
    _serial_unique = models.UniqueIndex(
        '(archive_id, serial)', "There is a volume with this number already.",
    )
    _order_unique = models.UniqueIndex(
        "(sale_order_id) WHERE sale_order_id IS NOT NULL AND state != 'void'",
        "This contract has a volume already.",
    )
    # Whose projects they are is asked with each query: answered from the index alone.
    _manager_idx = models.Index('(manager_id, archive_id, id) WHERE manager_id IS NOT NULL')
    _filing_clock_idx = models.Index(
        "(filing_deadline) WHERE state = 'handed_in' AND filing_notice IS DISTINCT FROM 'late'",
    )

    # === COMPUTE METHODS === #

    @api.depends('received_on')
    def _compute_filing_deadline(self):
        for volume in self:
            volume.filing_deadline = (
                volume.received_on and volume.company_id._get_filing_deadline(volume.received_on)
            )

    @api.depends('filing_deadline', 'filed_on', 'state')
    def _compute_is_late(self):
        for volume in self:
            deadline = volume.filing_deadline
            # Not filed yet, it is measured by the day that it is now at its company.
            day = volume.filed_on or (deadline and volume.company_id._get_archive_today())
            volume.is_late = bool(deadline and day > deadline)

    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        late = Domain.custom(to_sql=lambda model, alias, query: SQL(
            "%s > %s", SQL.identifier(alias, 'filed_on'), SQL.identifier(alias, 'filing_deadline'),
        ), predicate=lambda volume: volume.is_late)
        # The clock of each company runs in its own time zone.
        for company in self.env.companies:
            late |= (
                Domain('company_id', '=', company.id) & Domain('state', '=', 'handed_in')
                & Domain('filing_deadline', '<', company._get_archive_today())
            )
        return late

    @api.depends('holding_ids.kind')
    def _compute_folder_id(self):
        for volume in self:
            volume.folder_id = volume.holding_ids.filtered(
                lambda holding: holding.kind == 'folder',
            )[:1]

    @api.depends('holding_ids.home_location_id')
    def _compute_location_id(self):
        for volume in self:
            volume.location_id = volume.folder_id.home_location_id

    def _search_location_id(self, operator, value):
        return [('holding_ids', 'any', [
            ('kind', '=', 'folder'), ('home_location_id', operator, value),
        ])]

    # === CONSTRAINT METHODS === #

    @api.constrains('sale_order_id', 'archive_id')
    def _check_sale_order_id(self):
        for volume in self:
            order_sudo = volume.sale_order_id.sudo()  # Whose order it is, no more.
            if order_sudo and (
                order_sudo.partner_id.commercial_partner_id
                not in volume.archive_id._get_customers_sudo()
            ):
                raise ValidationError(self.env._(
                    "%(order)s is the contract of another customer.", order=order_sudo.name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to number the volumes within their archives."""
        vals_list = self._fill_defaults(
            super()._prepare_create_vals_list(vals_list), ['archive_id'],
        )
        archives = self._get_given_archives(vals_list)
        serials = archives._draw_serials('next_volume')
        for vals, archive in zip(vals_list, archives, strict=True):
            vals['serial'] = next(serials[archive.id])
            vals['name'] = f"{archive.name}-{vals['serial']:02d}"
        return vals_list

    def _after_create(self):
        """Override to give each volume its folder."""
        super()._after_create()
        # Who opens a volume makes its folder, whatever his rights on holdings are.
        self.env['customer.archive.holding'].sudo().create([
            {'archive_id': volume.archive_id.id, 'volume_id': volume.id, 'kind': 'folder'}
            for volume in self
        ])
        self._enter_register('open')

    def write(self, vals):
        """Override to keep a volume in its archive."""
        if 'archive_id' in vals and not has_pass(self) and any(
            volume.archive_id.id != vals['archive_id'] for volume in self
        ):
            raise UserError(self.env._("A volume stays in its archive."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        """Refuse: a number once given stays, with what became of it (CA-32)."""
        raise UserError(self.env._(
            "A volume is never deleted. Void one that was opened by mistake.",
        ))

    # === ACTION METHODS === #

    def action_hand_in(self):
        """Let the project leader say what he hands in."""
        return self._action_dialog(
            'hand_in', self.env._("Hand In"), 'customer.archive.volume.hand.in',
        )

    def action_accept(self):
        """Accept the completion documents."""
        self._transition('accept')

    def action_send_back(self):
        """Ask why, then send the completion documents back."""
        return self._ask_reason('send_back')

    def action_file(self):
        """Let the archivist say where the volumes go."""
        return self._action_dialog('file', self.env._("File"), 'customer.archive.volume.file')

    def action_close(self):
        """Close filed volumes: nothing is added any more."""
        self._transition('close')

    def action_reopen(self):
        """Ask why, then reopen closed volumes."""
        return self._ask_reason('reopen')

    def action_void(self):
        """Ask why, then void volumes that were opened by mistake."""
        return self._ask_reason('void')

    def action_view_documents(self):
        """Show the documents of the volume."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_document_action',
        )
        return {
            **action, 'domain': [('volume_id', '=', self.id)],
            'context': {'default_archive_id': self.archive_id.id, 'default_volume_id': self.id},
        }

    def _action_dialog(self, verb, name, model):
        self._check_may_take(verb)
        self._ensure_source(verb)
        return {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': model,
            'view_mode': 'form', 'target': 'new',
            'context': {'default_volume_ids': [Command.set(self.ids)]},
        }

    # === CRON METHODS === #

    @api.model
    def _cron_filing_clock(self):
        """Remind of volumes on the last day of their deadline, and flag those past it (CA-10)."""
        return self._sweep(
            "Filing clock", self._get_filing_due_ids(), lambda volumes: volumes._tick_filing(),
        )

    @api.model
    def _get_filing_due_ids(self):
        """Return the volumes of which the filing clock has something new to say.

        :rtype: list[int]
        """
        waiting = self._read_group([('state', '=', 'handed_in')], ['company_id'])
        due_ids = []
        for [company] in waiting:
            today = company._get_archive_today()
            due_ids += self.search([
                ('company_id', '=', company.id), ('state', '=', 'handed_in'),
                '|',
                '&', ('filing_deadline', '<', today), ('filing_notice', '!=', 'late'),
                '&', ('filing_deadline', '=', today), ('filing_notice', '=', False),
            ], order='id').ids
        return due_ids

    def _tick_filing(self):
        """Say what the filing clock has to say of volumes that are due or late."""
        by_notice = defaultdict(self.browse)
        for volume in self:
            late = volume.filing_deadline < volume.company_id._get_archive_today()
            by_notice['late' if late else 'due'] |= volume
        for notice, volumes in by_notice.items():
            with_pass(volumes).write({'filing_notice': notice})
            summary = self.env._("Late: file this volume") if notice == 'late' else (
                self.env._("Last day: file this volume")
            )
            volumes._schedule_filing_activity(summary)
            if notice == 'late':
                volumes._enter_register('late')

    def _schedule_filing_activity(self, summary):
        """Put the filing of each volume on the list of its archivist.

        :param str summary: what he reads there
        """
        kind = 'customer_archive.mail_activity_type_filing'
        self.activity_unlink([kind])  # One reminder, the newest.
        model_id = self.env['ir.model']._get_id(self._name)
        self.env['mail.activity'].create([
            {
                'res_model_id': model_id, 'res_id': volume.id, 'user_id': user.id,
                'activity_type_id': self.env.ref(kind).id, 'summary': summary,
                'date_deadline': volume.filing_deadline, 'automated': True,
            }
            for volume in self if (user := volume._get_archivist())
        ])

    def _get_archivist(self):
        """Return the user who is to file the volume.

        :rtype: recordset
        """
        archive = self.archive_id
        return archive.custodian_id or archive.deputy_id or self.company_id.archive_custodian_id

    # === BUSINESS METHODS - RIGHTS === #

    @api.model
    def _get_own_project_domain(self):
        """Override to find the user's projects."""
        volume_ids, _archive_ids = self.env.user._get_archive_projects()
        return Domain('id', 'in', volume_ids)

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a volume."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a volume outside its table."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Opened"), 'late': self.env._("Filing is late"),
        }

    def _check_may_take(self, verb):
        """Override to let only project leader and back office hand a volume in (CA-09)."""
        super()._check_may_take(verb)
        if verb == 'hand_in' and not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            others = self.filtered(lambda volume: volume.manager_id != self.env.user)
            if others:
                raise UserError(self.env._(
                    "%(volume)s is handed in by its project leader or by the back office.",
                    volume=others[0].name,
                ))

    def _check_transition(self, verb):
        """Override to ask for the documents and the place of a volume."""
        super()._check_transition(verb)
        for volume in self:
            if verb in ('hand_in', 'file') and volume.missing_type_ids:
                raise UserError(self.env._(
                    "%(volume)s is not complete. Missing: %(types)s.", volume=volume.name,
                    types=", ".join(volume.missing_type_ids.mapped('name')),
                ))
            if verb == 'file' and not volume.accepted_on:
                raise UserError(self.env._(
                    "Accept the documents of %(volume)s before filing it.", volume=volume.name,
                ))
            if verb in ('file', 'take_over') and not volume.location_id:
                raise UserError(self.env._(
                    "Say where %(volume)s is shelved.", volume=volume.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did what, and when."""
        today = self.company_id._get_archive_today()
        user = self.env.user
        return {**super()._prepare_transition_vals(verb), **{
            'hand_in': {
                'received_on': today, 'handed_in_by_id': user.id, 'filing_notice': False,
            },
            'accept': {'accepted_on': today, 'accepted_by_id': user.id},
            'send_back': {
                'received_on': False, 'handed_in_by_id': False, 'hand_in_note': False,
                'accepted_on': False, 'accepted_by_id': False, 'filing_notice': False,
            },
            'file': {'filed_on': today, 'filed_by_id': user.id},
            'close': {'closed_on': today},
            'reopen': {'closed_on': False},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell which documents were handed in (CA-09)."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'hand_in':
            facts['document_ids'] = ", ".join(self.document_ids.mapped('name'))
        return facts

    def _after_transition(self, verb):
        """Override to let the archive become formal with its first filed volume (CA-07)."""
        super()._after_transition(verb)
        if verb == 'hand_in':
            self._schedule_filing_activity(self.env._("Check and file this volume"))
        elif verb in ('send_back', 'file'):
            self.activity_unlink(['customer_archive.mail_activity_type_filing'])
        if verb == 'file':
            for archive in self.archive_id.filtered(lambda record: record.state == 'temporary'):
                archive._assign_customer_numbers()
                if not archive._get_formal_gaps():
                    archive._transition('formalise')

    # === BUSINESS METHODS - PLACE === #

    def _shelve(self, verb, location, vals=None):
        """Put the folders of the volumes where they belong, and take the step that says so.

        :param str verb: `file`, or `take_over` for what stands there since before the system
        :param recordset location: the home of the folders
        :param dict vals: what else the step notes, such as the day that an old register names
        :raise UserError: when the step cannot be taken, or the location has no room
        """
        self._check_may_take(verb)
        self._ensure_source(verb)
        folders_sudo = self.folder_id.sudo()  # Whoever may file may give the folder its home.
        folders_sudo._relocate(home=location, current=location)
        self._transition(verb, vals)

    # === BUSINESS METHODS - CONTRACTS === #

    @api.model
    def _open_for_orders(self, orders):
        """Open a temporary volume for each confirmed order whose customer has an archive.

        :param recordset orders: confirmed sales orders
        :return: the new volumes
        :rtype: recordset
        """
        by_customer = self.env['customer.archive']._find_kept(
            orders.partner_id.commercial_partner_id, orders.company_id,
        )
        known = self.search([
            ('sale_order_id', 'in', orders.ids), ('state', '!=', 'void'),
        ]).sale_order_id
        vals_list = []
        for order in orders - known:
            archive = by_customer.get((order.partner_id.commercial_partner_id, order.company_id))
            if archive:
                vals_list.append(self._prepare_order_vals(order, archive))
        return self.create(vals_list)

    @api.model
    def _prepare_order_vals(self, order, archive):
        """Return the values of the volume of a contract.

        :param recordset order: the sales order
        :param recordset archive: the archive of its customer
        :rtype: dict
        """
        return {
            'archive_id': archive.id,
            'sale_order_id': order.id,
            'title': order.client_order_ref or order.name,
            'manager_id': order.user_id.id,
            'signed_on': order.company_id._get_archive_today(),
        }
