# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition

from ..loan.loan import USER

_lt = LazyTranslate(__name__)

OPEN_STATES = ('waiting', 'ready')

TRANSITIONS = {
    # No groups: what comes back, time and a hand-over take these steps.
    'ready': Transition(
        _lt("keep a holding for who reserved it"), _lt("Kept and notified"), ('waiting',), 'ready',
    ),
    'expire': Transition(
        _lt("let a reservation expire"), _lt("Expired"), ('ready',), 'expired',
    ),
    'fulfil': Transition(
        _lt("fulfil a reservation"), _lt("Fulfilled"), OPEN_STATES, 'fulfilled',
    ),
    'fail': Transition(
        _lt("give up a reservation"), _lt("Given up"), OPEN_STATES, 'cancelled',
    ),
    'cancel': Transition(
        _lt("cancel a reservation"), _lt("Cancelled"), OPEN_STATES, 'cancelled', USER,
    ),
}


class CustomerArchiveReservation(models.Model):
    """The place of a borrower in the queue for a holding that somebody else has (ND-21).

    When it comes back, the first one is told, and it is kept for him over some opening days; then
    for the next one. Meanwhile nobody else borrows it. Whoever waits for any copy of a document
    names the document, and gets the copy that comes back first.
    """

    _name = 'customer.archive.reservation'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'customer.archive.notice',
    ]
    _description = "Archive Reservation"
    _order = 'id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'is_open', 'requester_id', 'requested_at', 'ready_at', 'expires_at',
        'ended_at', 'loan_id',
    })

    state = fields.Selection(
        [('waiting', "Waiting"), ('ready', "Ready"), ('fulfilled', "Fulfilled"),
         ('expired', "Expired"), ('cancelled', "Cancelled")],
        string="Status", default='waiting', required=True, readonly=True, copy=False, index=True,
    )
    is_open = fields.Boolean(compute='_compute_is_open', store=True)
    holding_id = fields.Many2one(
        'customer.archive.holding', index='btree_not_null', ondelete='restrict',
        help="Of any copy of a document, the one that came back.",
    )
    document_id = fields.Many2one(
        'customer.archive.document', string="Any Copy Of", index='btree_not_null',
        ondelete='restrict', help="Whichever copy of it comes back first.",
    )
    barcode = fields.Char(
        string="Holding or Document", compute='_compute_barcode', store=True, precompute=True,
    )
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, precompute=True, index=True,
    )
    archive_id = fields.Many2one(
        'customer.archive', compute='_compute_company_id', store=True, precompute=True,
        index=True,
    )
    borrower_id = fields.Many2one(
        'hr.employee', required=True, index=True, ondelete='restrict', check_company=True,
        default=lambda self: self.env.user.employee_id,
    )
    note = fields.Char(string="What For")
    position = fields.Integer(
        compute='_compute_position', compute_sudo=True,
        help="The place in the queue, 1 for who gets it next.",
    )
    requester_id = fields.Many2one(
        'res.users', string="Requested By", required=True, readonly=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    requested_at = fields.Datetime(
        string="Requested On", required=True, readonly=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    ready_at = fields.Datetime(string="Notified On", readonly=True, copy=False)
    expires_at = fields.Datetime(
        string="Kept Until", readonly=True, copy=False,
        help="Then the next one is notified.",
    )
    ended_at = fields.Datetime(string="Ended On", readonly=True, copy=False)
    loan_id = fields.Many2one(
        'customer.archive.loan', readonly=True, copy=False, ondelete='restrict',
        index='btree_not_null',
    )

    _number_unique = models.UniqueIndex(
        '(name)', "There is a reservation with this number already.",
    )
    _borrower_once = models.UniqueIndex(
        "(holding_id, borrower_id) WHERE state IN ('waiting', 'ready')",
        "This borrower waits for this holding already.",
    )
    _borrower_any_once = models.UniqueIndex(
        "(document_id, borrower_id) WHERE state IN ('waiting', 'ready')",
        "This borrower waits for a copy of this document already.",
    )
    _names_something = models.Constraint(
        'CHECK (holding_id IS NOT NULL OR document_id IS NOT NULL)',
        "A holding is reserved, or any copy of a document.",
    )
    _ready_once = models.UniqueIndex(
        "(holding_id) WHERE state = 'ready'", "This holding is kept for somebody already.",
    )
    _expiry_idx = models.Index("(expires_at) WHERE state = 'ready'")
    _queue_idx = models.Index("(holding_id, id) WHERE state IN ('waiting', 'ready')")
    _ready_known = models.Constraint(
        "CHECK (state != 'ready' OR (ready_at IS NOT NULL AND expires_at > ready_at"
        " AND holding_id IS NOT NULL))",
        "What is kept for somebody is kept until a later moment.",
    )

    # === COMPUTE METHODS === #

    @api.depends('state')
    def _compute_is_open(self):
        for reservation in self:
            reservation.is_open = reservation.state in OPEN_STATES

    @api.depends('holding_id.barcode', 'document_id.name')
    def _compute_barcode(self):
        for reservation in self:
            reservation.barcode = reservation.holding_id.barcode or reservation.document_id.name

    @api.depends('holding_id.archive_id', 'document_id.archive_id')
    def _compute_company_id(self):
        for reservation in self:
            place = reservation.holding_id or reservation.document_id
            reservation.company_id = place.company_id
            reservation.archive_id = place.archive_id

    @api.depends(
        'state', 'holding_id.reservation_ids.state', 'document_id.reservation_ids.state',
        'document_id.holding_ids.reservation_ids.state',
    )
    def _compute_position(self):
        for reservation in self:
            queues = [holding._get_queue().ids for holding in reservation._get_awaited()]
            # Of any copy, the shortest queue is the one that counts.
            reservation.position = min(
                (queue.index(reservation.id) + 1 for queue in queues if reservation.id in queue),
                default=0,
            )

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to reserve what one may ask for."""
        vals_list = self._fill_defaults(vals_list, ['holding_id', 'document_id'])
        holdings = self.holding_id.browse(
            {vals['holding_id'] for vals in vals_list if vals.get('holding_id')},
        )
        documents_sudo = self.document_id.sudo().browse(  # Its copies; who may ask is asked next.
            {vals['document_id'] for vals in vals_list if vals.get('document_id')},
        )
        holdings |= documents_sudo.holding_ids.with_env(self.env)
        holdings._ensure_may_ask()
        holdings.sudo()._touch()  # Asked for: a return and a renewal at once see each other.
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to check for whom, and whether there is something to wait for."""
        super()._after_create()
        for reservation in self.sudo():  # Who the user is, and where the holding is.
            reservation._ensure_own_or_archivist()
            reservation._ensure_waited_for()
        self._enter_register('reserve', lambda reservation: {
            **reservation._prepare_transition_facts('reserve'),
        })

    def write(self, vals):
        """Override to let a reservation stay what it is."""
        self._ensure_not_gated(vals)
        self._ensure_kept(vals)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_cancel(self):
        """Cancel one's own reservation; an archivist cancels any."""
        self._transition('cancel')

    def action_request_loan(self):
        """Begin the loan of what is ready."""
        self.ensure_one()
        self.check_access('read')
        self.sudo()._ensure_own_or_archivist()  # Who the user is, as an employee.
        action = self.env['customer.archive.loan']._action_request(self.holding_id)
        return {**action, 'context': {
            **action['context'], 'default_borrower_id': self.borrower_id.id,
        }}

    # === CRON METHODS === #

    @api.model
    def _cron_advance(self):
        """End the reservations that nobody came for, and tell who is next (ND-21)."""
        expired = self.search([
            ('state', '=', 'ready'), ('expires_at', '<=', fields.Datetime.now()),
        ], order='id')
        result = self._sweep(
            "Expired reservations", expired.ids, lambda due: due._expire(),
        )
        # What came back damaged is here again after its repair.
        idle = self._get_idle_queues()
        self._sweep("Reservations", idle.ids, lambda due: due._get_awaited()._advance_queues())
        return result

    @api.model
    def _get_idle_queues(self):
        """Return the first reservations for what is here and kept for nobody.

        :rtype: recordset
        """
        here = Domain('loan_line_id', '=', False) & Domain('state', '=', 'available')
        return self.search(
            Domain('state', '=', 'waiting') & (
                Domain('holding_id', 'any', here)
                | Domain('document_id.holding_ids', 'any', here & Domain('kind', '=', 'copy'))
            ), order='id',
        ).filtered(lambda reservation: any(
            holding._get_queue()[:1] == reservation and holding._is_idle()
            for holding in reservation._get_awaited()
        ))

    def _expire(self):
        """Let the reservations expire, one after the other, and tell who is next."""
        for reservation in self:
            reservation._transition('expire')

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a reservation."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'reserve': self.env._("Reserved")}

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the holding first: lending and keeping it at once is impossible."""
        self._check_may_take(verb)
        holdings = self.sudo().holding_id  # The step was allowed.
        (holdings | holdings.browse((vals or {}).get('holding_id') or []))._touch()
        return super()._transition(verb, vals=vals, reason=reason)

    def _check_transition(self, verb):
        """Override to let the borrower and archivists cancel."""
        super()._check_transition(verb)
        if verb == 'cancel':
            for reservation in self:
                reservation._ensure_own_or_archivist()

    def _prepare_transition_vals(self, verb):
        """Override to note when, and until when it is kept."""
        now = fields.Datetime.now()
        vals = {'ready_at': now, 'expires_at': self._get_expiry(now)} if verb == 'ready' else {
            'ended_at': now,
        }
        return {**super()._prepare_transition_vals(verb), **vals}

    def _after_transition(self, verb):
        """Override to tell the borrower, and to turn to the next one."""
        super()._after_transition(verb)
        if verb in ('ready', 'expire', 'fail'):
            for reservation in self:
                reservation._tell_borrower(verb)
        if verb in ('expire', 'fail', 'cancel'):
            self.env.flush_all()
            self._get_awaited()._advance_queues()

    def _get_expiry(self, moment):
        """Return until when what is ready at a moment is kept (ND-21, ND-26).

        The day itself does not count: who is told in the evening has as long as the others.

        :param datetime moment: in UTC, naive
        :rtype: datetime
        """
        company = self.company_id
        tomorrow = fields.Date.add(company._get_archive_day(moment), days=1)
        return company._get_archive_closings(
            company._get_archive_midnight(tomorrow), company.archive_reservation_days,
        )[-1]

    def _tell_borrower(self, verb):
        """Tell the borrower what became of his reservation: numbers only.

        :param str verb: the step that was taken
        """
        self.ensure_one()
        self._tell(
            self.borrower_id._get_archive_notice_partners(),
            lambda reservation: reservation._describe_outcome(verb),
        )

    def _describe_outcome(self, verb):
        """Return what the borrower is told of a step: numbers only.

        :param str verb: ready, expire or fail
        :rtype: str
        """
        if verb == 'ready':
            return self.env._(
                "%(holding)s is ready for you (%(reservation)s), until %(until)s.",
                holding=self.barcode, reservation=self.name,
                until=format_datetime(
                    self.env, self.expires_at, tz=str(self.company_id._get_archive_tz()),
                    dt_format='short',
                ),
            )
        if verb == 'expire':
            return self.env._(
                "%(reservation)s has expired: %(holding)s is kept for you no longer.",
                reservation=self.name, holding=self.barcode,
            )
        return self.env._(
            "%(reservation)s was given up: %(holding)s cannot be lent to you.",
            reservation=self.name, holding=self.barcode,
        )

    # === BUSINESS METHODS - CHECKS === #

    def _ensure_own_or_archivist(self):
        """Check that it is one's own, or that one is an archivist.

        :raise AccessError: naming the borrower
        """
        self.ensure_one()
        user = self.env.user
        if not (user.has_group(ARCHIVIST) or self.borrower_id._is_archive_person(user)):
            raise AccessError(self.env._(
                "You reserve for yourself: an archivist reserves for %(borrower)s.",
                borrower=self.borrower_id.name,
            ))

    def _ensure_waited_for(self):
        """Check that there is something to wait for, and nothing against the borrower.

        :raise UserError: when the holding is here and free, gone, or with him already
        """
        if not self.borrower_id.active:
            raise UserError(self.env._(
                "%(borrower)s is no longer employed.", borrower=self.borrower_id.name,
            ))
        if self.holding_id and self.document_id:
            raise UserError(self.env._(
                "Reserve %(holding)s, or any copy of %(document)s.",
                holding=self.holding_id.barcode, document=self.document_id.name,
            ))
        awaited = self._get_awaited().filtered(lambda holding: holding.state == 'available')
        if not awaited or self.archive_id.state == 'void':
            raise UserError(self.env._(
                "Nobody waits for %(holding)s: it is not lent any more.", holding=self.barcode,
            ))
        for holding in awaited:
            self._ensure_not_here(holding)

    def _ensure_not_here(self, holding):
        """Check that a holding is neither free nor with the borrower.

        :param recordset holding: what is waited for
        :raise UserError: naming it
        """
        line = holding.loan_line_id
        if line.borrower_id == self.borrower_id:
            raise UserError(self.env._(
                "%(borrower)s has %(holding)s already.", borrower=self.borrower_id.name,
                holding=holding.barcode,
            ))
        if not line and not (holding._get_queue() - self) and not holding._get_lending_blockers():
            raise UserError(self.env._(
                "%(holding)s is here, and nobody waits for it: request a loan.",
                holding=holding.barcode,
            ))

    def _get_awaited(self):
        """Return what would serve the reservations: the holding, or each copy of the document.

        :rtype: recordset
        """
        anything = self.filtered(lambda reservation: not reservation.holding_id).document_id
        return self.holding_id | anything.holding_ids.filtered(
            lambda holding: holding.kind == 'copy',
        )

    def _ensure_kept(self, vals):
        """Refuse to make another reservation of one, which would jump the queue.

        :param dict vals: the values to write
        :raise UserError: unless our own code writes
        """
        named = vals.keys() & {'holding_id', 'document_id', 'borrower_id'}
        if named and self and not has_pass(self):
            raise UserError(self.env._(
                "%(reservation)s keeps its place: cancel it and make a new one.",
                reservation=self[0].name,
            ))

    # === BUSINESS METHODS - REGISTER === #

    def _prepare_transition_facts(self, verb):
        """Override to tell who waits for what."""
        return {
            **super()._prepare_transition_facts(verb), 'borrower_id': self.borrower_id.name,
            'barcode': self.barcode,
        }

    def _prepare_register_vals(self):
        """Override to say to which archive and company it belongs."""
        return {
            **super()._prepare_register_vals(), 'archive': self.sudo().archive_id.name,
            'company': self.company_id.id,
        }
