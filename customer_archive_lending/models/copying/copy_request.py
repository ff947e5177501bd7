# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition
from odoo.addons.customer_archive.models.rights.purpose import PURPOSES

from ..loan.loan import OFFICE_MANAGER, PLACES, USER

_lt = LazyTranslate(__name__)

# The original is away from its shelf.
COPYING_STATES = ('copying', 'copied')
_DONE_VERBS = ('take', 'copy', 'restore', 'close')

TRANSITIONS = {
    'approve': Transition(
        _lt("consent to copies"), _lt("Consented"), ('requested',), 'approved', OFFICE_MANAGER,
    ),
    'reject': Transition(
        _lt("refuse copies"), _lt("Refused"), ('requested',), 'rejected', OFFICE_MANAGER, True,
    ),
    'withdraw': Transition(
        _lt("withdraw a request for copies"), _lt("Withdrawn"), ('requested', 'approved'),
        'withdrawn', USER,
    ),
    'take': Transition(
        _lt("take an original off its shelf to copy it"), _lt("Original taken to be copied"),
        ('approved',), 'copying', ARCHIVIST,
    ),
    'copy': Transition(
        _lt("register the copies made"), _lt("Copies registered"), ('copying',), 'copied',
        ARCHIVIST,
    ),
    'restore': Transition(
        _lt("put an original back"), _lt("Original put back"), COPYING_STATES, 'restored',
        ARCHIVIST,
    ),
    'close': Transition(
        _lt("close a request for copies"), _lt("Closed"), ('restored',), 'closed', ARCHIVIST,
    ),
}


class CustomerArchiveCopyRequest(models.Model):
    """Photocopies of an original: asked for, consented to, made, given back, accounted for.

    The office manager consents, never to his own request (LE-13). The archivist takes the original
    off its shelf, registers each copy under a number of its own (LE-14), and puts the original
    back, its pages counted (LE-15). The copies are lent like everything else; when they are back
    and checked, each is kept as a standing copy or destroyed (LE-16), and the request is closed.
    """

    _name = 'customer.archive.copy.request'
    _inherit = [
        'customer.archive.approval', 'customer.archive.notice', 'customer.archive.serving',
        'mail.activity.mixin',
    ]
    _description = "Archive Copy Request"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'original_id', 'loan_id', 'taken_by_id', 'taken_at', 'made_by_id', 'made_at',
        'restored_by_id', 'restored_at', 'pages_counted', 'restore_note', 'closed_by_id',
        'closed_at',
    })

    state = fields.Selection(
        selection_add=[
            ('approved', "Consented"), ('copying', "Being Copied"), ('copied', "Copies Made"),
            ('restored', "Original Put Back"), ('closed', "Closed"), ('rejected', "Refused"),
        ],
        ondelete=dict.fromkeys(('copying', 'copied', 'restored', 'closed'), 'set default'),
    )

    # What is asked for.
    document_id = fields.Many2one(
        'customer.archive.document', required=True, index=True, ondelete='restrict',
    )
    original_id = fields.Many2one(
        'customer.archive.holding', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(
        related='document_id.company_id', store=True, precompute=True, index=True,
    )
    archive_id = fields.Many2one(
        related='document_id.archive_id', store=True, precompute=True, index=True,
    )
    borrower_id = fields.Many2one(
        'hr.employee', string="For", required=True, index=True, ondelete='restrict',
        check_company=True, default=lambda self: self.env.user.employee_id,
        help="Who uses the copies, and answers for them.",
    )
    pages = fields.Integer(required=True, default=1, help="How many pages of it are copied.")
    page_range = fields.Char(string="Which Pages", help="Empty for all of them.")
    copies = fields.Integer(string="Number of Copies", required=True, default=1)
    purpose = fields.Selection(PURPOSES, required=True, default='service')
    reason = fields.Text(string="What For", readonly=False)
    reference = fields.Char(
        string="Serves",
        help="The number of the order or contract that they are for.",
    )
    place = fields.Selection(PLACES, string="Place of Use", required=True, default='outside')
    is_for_standing = fields.Boolean(
        string="For the Archive",
        help="The copies stay in the archive as standing copies, and are lent to nobody now.",
    )

    # Who did what, and when.
    taken_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    taken_at = fields.Datetime(string="Original Taken On", readonly=True, copy=False)
    made_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    made_at = fields.Datetime(string="Copied On", readonly=True, copy=False)
    restored_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    restored_at = fields.Datetime(string="Original Put Back On", readonly=True, copy=False)
    pages_counted = fields.Integer(string="Pages of the Original", readonly=True, copy=False)
    restore_note = fields.Char(string="Findings", readonly=True, copy=False)
    closed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    closed_at = fields.Datetime(string="Closed On", readonly=True, copy=False)

    # What became of it.
    copy_ids = fields.One2many(
        'customer.archive.holding', 'copy_request_id', string="Copies Made",
    )
    loan_id = fields.Many2one(
        'customer.archive.loan', readonly=True, copy=False, ondelete='restrict',
        index='btree_not_null',
    )
    open_copy_count = fields.Integer(
        string="Copies to Account For", compute='_compute_open_copy_count', compute_sudo=True,
        help="Copies that are neither kept as standing copies nor destroyed.",
    )

    _number_of_copies = models.Constraint(
        'CHECK (copies BETWEEN 1 AND 50 AND pages > 0)',
        "One to fifty copies of one page or more are asked for.",
    )
    _copied_once = models.UniqueIndex(
        "(original_id) WHERE state IN ('copying', 'copied')",
        "This original is being copied already.",
    )
    _consented = models.Constraint(
        "CHECK (state NOT IN ('approved', 'copying', 'copied', 'restored', 'closed')"
        " OR (decided_by_id IS NOT NULL AND decided_by_id != requester_id))",
        "Nothing is copied without the consent of another person than the requester.",
    )
    _restored_before_closed = models.Constraint(
        "CHECK (state NOT IN ('restored', 'closed') OR (taken_at IS NOT NULL"
        " AND restored_at IS NOT NULL AND restored_by_id IS NOT NULL))",
        "The original is put back before the request is closed.",
    )

    # === COMPUTE METHODS === #

    @api.depends('copy_ids.state', 'copy_ids.is_standing', 'copy_ids.loan_line_id')
    def _compute_open_copy_count(self):
        for request in self:
            request.open_copy_count = len(request._get_open_copies())

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to find the originals."""
        vals_list = self._fill_defaults(
            super()._prepare_create_vals_list(vals_list), ['document_id'],
        )
        documents_sudo = self.document_id.sudo()  # Its original; who may ask for it, is asked next.
        for vals in vals_list:
            document = documents_sudo.browse(vals.get('document_id') or [])
            original = document.holding_ids.filtered(
                lambda holding: holding.kind == 'original' and holding.state != 'withdrawn',
            )[:1]
            if document and not original:
                raise UserError(self.env._(
                    "%(document)s has no original on paper: there is nothing to copy.",
                    document=document.name,
                ))
            vals['original_id'] = original.id
        return vals_list

    def _after_create(self):
        """Override to check for whom, and what, and to ask for the consent."""
        super()._after_create()
        self._ensure_reads_served()
        for request in self:
            request._ensure_may_request()
        self._enter_register(
            'request', lambda request: request._prepare_request_facts(),
        )
        self._schedule_decision()

    # === ACTION METHODS === #

    def action_take(self):
        """Take the originals off their shelves."""
        self._transition('take')

    def action_copy(self):
        """Register the copies as made: each gets a number, and is ready to be handed over."""
        self._transition('copy')

    def action_restore(self):
        """Let the archivist count the pages of the original, and put it back."""
        self.ensure_one()
        self._check_may_take('restore')
        self._ensure_source('restore')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Put Back"),
            'res_model': 'customer.archive.copy.request.restore', 'view_mode': 'form',
            'target': 'new', 'context': {'default_request_id': self.id},
        }

    def action_close(self):
        """Close the requests."""
        self._transition('close')

    def action_view_loan(self):
        """Show the loan of the copies."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': 'customer.archive.loan',
            'view_mode': 'form', 'res_id': self.loan_id.id,
        }

    @api.model
    def _action_request(self, document, **defaults):
        """Return the form of a new request for copies of a document.

        :param recordset document: the document
        :param defaults: what else is known already
        :rtype: dict
        """
        document.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Request Copies"),
            'res_model': self._name, 'view_mode': 'form',
            'context': {
                'default_document_id': document.id, 'default_pages': document.pages or 1,
                **{f'default_{name}': value for name, value in defaults.items()},
            },
        }

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a request for copies."""
        return {**super()._get_transitions(), **TRANSITIONS}

    @api.model
    def _get_frozen_columns(self):
        """Override to let the steps after the consent move the state on."""
        return [name for name in super()._get_frozen_columns() if name != 'state'] + [
            'document_id', 'original_id', 'borrower_id', 'pages', 'copies', 'reason', 'purpose',
            'place', 'complaint_id', 'service_id',
        ]

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the original first: copying and lending it at once is impossible."""
        self._check_may_take(verb)
        self.sudo().original_id._touch()  # The step was allowed.
        return super()._transition(verb, vals=vals, reason=reason)

    def _restore(self, pages, note=None):
        """Put the original back where it belongs, its pages counted (LE-15).

        :param int pages: the pages counted
        :param str note: what was found; needed where pages are missing
        :raise UserError: when pages are missing, and nothing is said about them
        """
        self.ensure_one()
        self._transition('restore', vals={
            'pages_counted': pages, 'restore_note': (note or '').strip() or False,
        })

    def _check_transition(self, verb):
        """Override to check what each step needs."""
        super()._check_transition(verb)
        for request in self:
            if verb == 'approve':
                request._ensure_not_for_oneself()
            elif verb == 'take':
                request._ensure_takeable()
            elif verb == 'close':
                request._ensure_accounted_for()

    def _write_transition(self, verb, vals, moves):
        """Override to put no original back of which pages are missing, without a word."""
        if verb == 'restore':
            for request in moves:
                request._ensure_whole(vals.get('pages_counted'), vals.get('restore_note'))
        return super()._write_transition(verb, vals, moves)

    def _prepare_transition_vals(self, verb):
        """Override to note who took a step after the decision, and when."""
        vals = super()._prepare_transition_vals(verb)
        if verb not in _DONE_VERBS and not (verb == 'withdraw' and self.decided_at):
            return vals
        vals.pop('decided_at')  # The decision was made before.
        now, user = fields.Datetime.now(), self.env.uid
        return {**vals, **{
            'take': {'taken_by_id': user, 'taken_at': now},
            'copy': {'made_by_id': user, 'made_at': now},
            'restore': {'restored_by_id': user, 'restored_at': now},
            'close': {'closed_by_id': user, 'closed_at': now},
        }.get(verb, {})}

    def _after_transition(self, verb):
        """Override to move the original, and to make and lend the copies."""
        super()._after_transition(verb)
        if verb in ('approve', 'reject', 'withdraw'):
            self.activity_unlink(['customer_archive_lending.mail_activity_type_copy_request'])
        for request in self:
            if verb == 'take':
                with_pass(request.original_id).write({'location_id': False})
            elif verb == 'copy':
                request._register_copies()
            elif verb == 'restore':
                request._put_original_back()
            if verb in ('approve', 'reject'):
                request._tell_requester(verb)

    def _register_copies(self):
        """Give each copy made a number, and prepare its loan (LE-14, LE-16).

        Called by the gate, with the rights of the superuser.
        """
        self.ensure_one()
        original = self.original_id
        copies = self.env['customer.archive.holding'].create([{
            'archive_id': self.archive_id.id, 'document_id': self.document_id.id,
            'volume_id': original.volume_id.id, 'original_id': original.id, 'kind': 'copy',
            'pages': self.pages,
        }] * self.copies)
        with_pass(copies).write({'copy_request_id': self.id})
        if self.is_for_standing:
            copies._transition('keep')
        else:
            self._request_loan(copies)

    def _request_loan(self, copies):
        """Request the loan of the copies in the requester's name: he asked for them.

        An archivist verifies and approves it, and hands over against a signature, as always.

        :param recordset copies: the copies
        """
        loans = self.env['customer.archive.loan'].sudo()  # Follows from the consent.
        loan = with_pass(loans).create({
            'company_id': self.company_id.id, 'borrower_id': self.borrower_id.id,
            'requester_id': self.requester_id.id, 'purpose': self.purpose,
            'purpose_note': self.reason, 'reference': self.reference, 'place': self.place,
            'complaint_id': self.complaint_id.id, 'service_id': self.service_id.id,
        }).with_env(loans.env)
        self.env['customer.archive.loan.line'].sudo().create([
            {'loan_id': loan.id, 'holding_id': holding.id} for holding in copies
        ])
        loan._transition('request')
        with_pass(self).write({'loan_id': loan.id})

    def _put_original_back(self):
        """Put the original where it belongs."""
        original = self.original_id
        with_pass(original).write({'location_id': original.home_location_id.id})

    # === BUSINESS METHODS - CHECKS === #

    def _ensure_may_request(self):
        """Check that one asks for copies for oneself, of what one may borrow.

        :raise AccessError: when it is for somebody else, or of something unknown
        :raise UserError: when it would be used outside although it is confidential, or serves
                          something of another archive
        """
        self.ensure_one()
        request_sudo = self.sudo()  # Who the user is, and how confidential it is.
        self.original_id._ensure_may_ask()
        if problems := self._get_serving_problems(request_sudo.archive_id):
            raise UserError('\n'.join(problems))
        user = self.env.user
        if not (self.env.su or user.has_group(ARCHIVIST)
                or request_sudo.borrower_id._is_archive_person(user)):
            raise AccessError(self.env._(
                "You ask for copies for yourself: an archivist asks for %(borrower)s.",
                borrower=request_sudo.borrower_id.name,
            ))
        if not self.is_for_standing and self.place != 'reading_room' and (
            request_sudo.original_id.confidentiality
            >= request_sudo.company_id.archive_loan_second_level
        ):
            raise UserError(self.env._(
                "%(holding)s is confidential: its copies are used in the reading room only.",
                holding=request_sudo.original_id.barcode,
            ))

    def _ensure_not_for_oneself(self):
        """Check that nobody consents to copies that he uses himself (LE-13).

        :raise UserError: naming the request
        """
        if self.borrower_id._is_archive_person(self.env.user):
            raise UserError(self.env._(
                "The copies of %(request)s are for you: another office manager consents.",
                request=self.name,
            ))

    def _ensure_takeable(self):
        """Check that the original is at home, and may leave its shelf.

        :raise UserError: with what stands against it
        """
        original = self.original_id
        if problems := original._get_lending_blockers():
            raise UserError('\n'.join(problems))
        if not original.is_home:
            raise UserError(self.env._(
                "%(holding)s is not in its place: bring it home first.", holding=original.barcode,
            ))

    def _ensure_whole(self, pages, note):
        """Check that the original comes back as it was.

        :param int pages: the pages counted
        :param str note: what was found
        :raise UserError: when the number differs, and nothing is said about it
        """
        original = self.original_id
        if original.pages and pages != original.pages and not note:
            raise UserError(self.env._(
                "%(holding)s has %(pages)s pages, and %(counted)s were counted: say what became of"
                " the others.", holding=original.barcode, pages=original.pages, counted=pages,
            ))

    def _get_open_copies(self):
        """Return the copies that are still to be accounted for (LE-16).

        :rtype: recordset
        """
        self.ensure_one()
        return self.copy_ids.filtered(
            lambda holding: holding.loan_line_id
            or not holding.is_standing and holding.state != 'withdrawn',
        )

    def _ensure_accounted_for(self):
        """Check that the original is in its place, and that of each copy is known what it became.

        :raise UserError: naming what is missing
        """
        original = self.original_id
        if original.loan_line_id:
            raise UserError(original.loan_line_id._describe_loan())
        if not original.is_home:
            raise UserError(self.env._(
                "%(request)s is not closed before its original %(holding)s is back in its place.",
                request=self.name, holding=original.barcode,
            ))
        if copies := self._get_open_copies():
            raise UserError(self.env._(
                "%(request)s is not closed before its copies are returned and checked, and kept as"
                " standing copies or withdrawn: %(copies)s.", request=self.name,
                copies=", ".join(copies.mapped('barcode')),
            ))

    # === BUSINESS METHODS - TELLING === #

    def _describe_copying(self):
        """Return in a sentence that the original is away.

        :rtype: str
        """
        self.ensure_one()
        return self.env._(
            "%(holding)s is being copied (%(request)s) and not put back yet.",
            holding=self.original_id.barcode, request=self.name,
        )

    def _schedule_decision(self):
        """Put the consent on the list of an office manager who is not the requester."""
        kind = 'customer_archive_lending.mail_activity_type_copy_request'
        for request in self.sudo():  # Whose list it is put on.
            managers = request._get_office_managers().filtered(
                lambda user, request=request: user not in (
                    request.requester_id, request.borrower_id.user_id,
                ),
            )
            if managers:
                request.activity_schedule(kind, user_id=managers[0].id, summary=self.env._(
                    "Consent to copies: %(request)s", request=request.name,
                ))

    def _get_office_managers(self):
        """Return the office managers of the company, those who are people first.

        :rtype: recordset
        """
        managers = self.env.ref(OFFICE_MANAGER).all_user_ids
        return managers.filtered(
            lambda user: user.active and self.company_id in user.company_ids,
        ).sorted(lambda user: user == self.env.ref('base.user_admin', raise_if_not_found=False))

    def _tell_requester(self, verb):
        """Tell the requester what was decided: numbers only.

        :param str verb: the decision
        """
        self._tell(
            self.requester_id.partner_id,
            lambda request: request.env._(
                "%(request)s: %(decision)s", request=request.name,
                decision=request._get_event_labels()[verb],
            ),
            author_id=self.env.user.partner_id.id,
        )

    # === BUSINESS METHODS - REGISTER === #

    def _prepare_request_facts(self):
        """Return what the register tells of the request (LE-14).

        :rtype: dict
        """
        request_sudo = self.sudo()  # Numbers only.
        return {
            'document_id': request_sudo.document_id.name,
            'original_id': request_sudo.original_id.barcode, 'pages': self.pages,
            'copies': self.copies, 'purpose': self.purpose, 'place': self.place,
            'borrower_id': request_sudo.borrower_id.name,
            'requester_id': request_sudo.requester_id.login, **self._prepare_serving_facts(),
        }

    def _prepare_transition_facts(self, verb):
        """Override to tell what was copied for whom, and who had consented."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'approve':
            facts |= self._prepare_request_facts()
        elif verb == 'copy':
            facts |= {**self._prepare_request_facts(), 'decided_by_id': self.decided_by_id.login}
        elif verb == 'restore':
            facts |= {'pages_counted': [self.original_id.pages, self.pages_counted]}
        return facts

    def _prepare_register_vals(self):
        """Override to say to which archive and company it belongs."""
        return {
            **super()._prepare_register_vals(), 'archive': self.sudo().archive_id.name,
            'company': self.company_id.id,
        }
