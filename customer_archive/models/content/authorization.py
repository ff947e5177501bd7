# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

PRIVACY_ACTIVITY = 'customer_archive.mail_activity_type_privacy'
TRANSITIONS = {
    'confirm': Transition(
        _lt("confirm an authorisation"), _lt("In force"), ('draft',), 'in_force', ARCHIVIST,
    ),
    'withdraw': Transition(
        _lt("withdraw an authorisation"), _lt("Withdrawn"), ('in_force',), 'withdrawn', ARCHIVIST,
        True,
    ),
    'cancel': Transition(
        _lt("cancel an authorisation"), _lt("Cancelled"), ('draft',), 'cancelled', ARCHIVIST, True,
    ),
}


class CustomerArchiveAuthorization(models.Model):
    """What the customer, or who legally represents him, allows the company to do with his archive
    (CA-27): to keep it for his service, to use it for marketing, to share it.

    It is in force once its document is verified, stays as it was given, and ends by withdrawal with
    a date and a reason. The row stays for ever.
    """

    _name = 'customer.archive.authorization'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
    ]
    _description = "Archive Authorisation"
    _order = 'granted_on desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _tells_history = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'confirmed_by_id', 'confirmed_on', 'withdrawn_on', 'withdrawn_by_id',
        'end_reason',
    })
    _own_project_paths = ('archive_id.volume_ids.manager_id', 'archive_id.volume_ids.member_ids')
    _reason_field = 'end_reason'
    _index_fields = frozenset({
        'is_current', 'document_id', 'confirmed_by_id', 'confirmed_on', 'withdrawn_by_id',
    })

    state = fields.Selection(
        [('draft', "Draft"), ('in_force', "In Force"), ('withdrawn', "Withdrawn"),
         ('cancelled', "Cancelled")],
        string="Status", default='draft', required=True, readonly=True, copy=False,
    )
    is_current = fields.Boolean(
        string="Current", compute='_compute_is_current', search='_search_is_current',
        help="In force, and not past its last day.",
    )

    # Who allows it, since when.
    grantor = fields.Char(string="Given By", required=True, help="The person who signed.")
    capacity = fields.Selection(
        [('customer', "The customer himself"), ('legal', "Legal representative"),
         ('agent', "Authorised agent")],
        string="Acting As", required=True, default='customer',
    )
    granted_on = fields.Date(string="Given On", required=True)
    valid_until = fields.Date(help="The last day; empty until it is withdrawn.")
    document_id = fields.Many2one(
        'customer.archive.document', index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id), ('state', '=', 'verified')]",
        help="What was signed: a verified document of this archive.",
    )

    # What is allowed.
    for_service = fields.Boolean(string="Service", default=True)
    for_marketing = fields.Boolean(string="Marketing")
    for_sharing = fields.Boolean(string="Sharing")

    # What became of it.
    confirmed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    confirmed_on = fields.Date(readonly=True, copy=False)
    withdrawn_on = fields.Date(readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one(
        'res.users', string="Withdrawal Entered By", readonly=True, copy=False,
        ondelete='restrict',
    )
    end_reason = fields.Text(string="Why It Ended", readonly=True, copy=False)

    _number_unique = models.UniqueIndex(
        '(name)', "There is an authorisation with this number already.",
    )
    _allows_something = models.Constraint(
        'CHECK ((for_service OR for_marketing OR for_sharing) IS TRUE)',
        "Say what the customer allows: service, marketing or sharing.",
    )
    _in_force_with_document = models.Constraint(
        "CHECK (state NOT IN ('in_force', 'withdrawn')"
        " OR (document_id IS NOT NULL AND confirmed_by_id IS NOT NULL))",
        "An authorisation in force has a document, and somebody who confirmed it.",
    )
    _withdrawn_with_reason = models.Constraint(
        "CHECK (CASE state WHEN 'withdrawn' THEN withdrawn_on IS NOT NULL"
        " AND withdrawn_by_id IS NOT NULL AND end_reason ~ '[^[:space:]]'"
        " ELSE withdrawn_on IS NULL END IS TRUE)",
        "A withdrawal has a date and a reason.",
    )
    _withdrawn_after_given = models.Constraint(
        'CHECK (withdrawn_on >= granted_on)',
        "An authorisation is not withdrawn before the day on which it was given.",
    )
    _ends_after_given = models.Constraint(
        'CHECK (valid_until >= granted_on)',
        "An authorisation does not end before the day on which it was given.",
    )
    _current_idx = models.Index("(archive_id) WHERE state = 'in_force'")

    # === COMPUTE METHODS === #

    @api.depends('state', 'valid_until')
    def _compute_is_current(self):
        for authorization in self:
            today = (authorization.company_id or self.env.company)._get_archive_today()
            authorization.is_current = authorization.state == 'in_force' and (
                not authorization.valid_until or authorization.valid_until >= today
            )

    def _search_is_current(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # The day of each company begins in its own time zone; which one it is, is no secret.
        companies_sudo = self.env['res.company'].sudo().search(Domain.TRUE)
        return Domain('state', '=', 'in_force') & (
            Domain('valid_until', '=', False) | Domain.OR(
                Domain('company_id', '=', company.id)
                & Domain('valid_until', '>=', company._get_archive_today())
                for company in companies_sudo
            )
        )

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'document_id')
    def _check_document_id(self):
        for authorization in self:
            document = authorization.document_id
            if document and document.archive_id != authorization.archive_id:
                raise ValidationError(self.env._(
                    "%(document)s is a document of another archive than %(archive)s.",
                    document=document.name, archive=authorization.archive_id.name,
                ))

    @api.constrains('granted_on')
    def _check_granted_on(self):
        for authorization in self:
            if authorization.granted_on > authorization.company_id._get_archive_today():
                raise ValidationError(self.env._(
                    "An authorisation is entered once it was given: the date lies in the future.",
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take them into archives that are still kept."""
        self._get_given_archives(vals_list)
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter into the register what was entered."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to keep what is no draft any more, and where it belongs."""
        self._ensure_not_gated(vals)
        if vals and not has_pass(self):
            for authorization in self:
                if authorization.state != 'draft':
                    raise UserError(self.env._(
                        "%(authorization)s stays as it was given: withdraw it, or enter a new one.",
                        authorization=authorization.name,
                    ))
                if vals.get('archive_id', authorization.archive_id.id) != (
                    authorization.archive_id.id
                ):
                    raise UserError(self.env._(
                        "%(authorization)s belongs to %(archive)s: cancel it and enter a new one.",
                        authorization=authorization.name, archive=authorization.archive_id.name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Confirm that the customer gave it."""
        self._transition('confirm')

    def action_withdraw(self):
        """Ask since when and why, then withdraw it."""
        self.ensure_one()
        self._check_may_take('withdraw')
        self._ensure_source('withdraw')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Withdraw"),
            'res_model': 'customer.archive.authorization.withdraw', 'view_mode': 'form',
            'target': 'new', 'context': {'default_authorization_id': self.id},
        }

    def action_cancel(self):
        """Ask why, then cancel what was never confirmed."""
        return self._ask_reason('cancel')

    # === BUSINESS METHODS === #

    @api.model
    def _get_own_project_domain(self):
        """Override to find what lies in the archives of the user's projects, in no volume."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    def _withdraw(self, withdrawn_on, reason):
        """Withdraw the authorisation, as the customer did on a day.

        :param date withdrawn_on: the day
        :param str reason: why, in the words of the user
        :raise UserError: when it lies before the day on which it was given, or in the future
        """
        self.ensure_one()
        self._check_may_take('withdraw')
        if withdrawn_on < self.granted_on:
            raise UserError(self.env._(
                "%(authorization)s was given on %(day)s and cannot be withdrawn before.",
                authorization=self.name, day=self.granted_on,
            ))
        if withdrawn_on > self.company_id._get_archive_today():
            raise UserError(self.env._("A withdrawal is entered once it was received, not before."))
        self._transition('withdraw', {'withdrawn_on': withdrawn_on}, reason)

    @api.model
    def _get_transitions(self):
        """Override to state the life of an authorisation."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Entered")}

    def _check_transition(self, verb):
        """Override to let nothing be in force without its verified document."""
        super()._check_transition(verb)
        for authorization in self:
            if verb == 'confirm' and authorization.document_id.state != 'verified':
                raise UserError(self.env._(
                    "%(authorization)s is in force once its document is there and verified.",
                    authorization=authorization.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, and when."""
        today = self.company_id._get_archive_today()
        return {**super()._prepare_transition_vals(verb), **{
            'confirm': {'confirmed_by_id': self.env.uid, 'confirmed_on': today},
            'withdraw': {'withdrawn_by_id': self.env.uid, 'withdrawn_on': today},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell what was allowed, not by whom."""
        return {
            **super()._prepare_transition_facts(verb), 'document_id': self.document_id.name or None,
            **{
                name: True for name in ('for_service', 'for_marketing', 'for_sharing')
                if self[name]
            },
        }

    def _after_transition(self, verb):
        """Override to raise a task of privacy when the customer withdraws (CA-27)."""
        super()._after_transition(verb)
        if verb == 'withdraw':
            for authorization in self:
                archive = authorization.archive_id
                if keeper := archive._get_keeper():
                    archive.activity_schedule(
                        PRIVACY_ACTIVITY, user_id=keeper.id, summary=self.env._(
                            "%(authorization)s was withdrawn: end what rested on it",
                            authorization=authorization.name,
                        ),
                    )
