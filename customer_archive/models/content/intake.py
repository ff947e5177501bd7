# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition
from . import formats

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'verify': Transition(
        _lt("verify an intake"), _lt("Verified"), ('entered',), 'verified', ARCHIVIST,
    ),
    'apply': Transition(
        _lt("apply an intake"), _lt("Applied"), ('verified',), 'applied', ARCHIVIST,
    ),
    'reject': Transition(
        _lt("reject an intake"), _lt("Rejected"), ('entered', 'verified'), 'rejected', ARCHIVIST,
        True,
    ),
}
# What an intake says of the customer, and the field of his contact that it is for.
CUSTOMER_FIELDS = {
    'customer_name': 'name', 'phone': 'phone', 'email': 'email', 'street': 'street',
    'city': 'city', 'region_id': 'state_id', 'zip': 'zip', 'vat': 'vat',
}


class CustomerArchiveIntake(models.Model):
    """What somebody learned of a customer, by which channel and when (CA-20 to CA-24).

    It counts for nothing until another person verified it. New data of the customer are then
    applied to his contact; needs and preferences stay as dated entries (CA-15).
    """

    _name = 'customer.archive.intake'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
        'mail.activity.mixin',
    ]
    _description = "Archive Intake"
    _order = 'received_on desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'entered_by_id', 'entered_on', 'verified_by_id', 'verified_on', 'applied_on',
        'rejection_reason',
    })
    _own_project_paths = ('archive_id.volume_ids.manager_id', 'archive_id.volume_ids.member_ids')
    _reason_field = 'rejection_reason'
    _index_fields = frozenset({
        'channel', 'topic', 'received_on', 'entered_on', 'delay_days', 'entered_by_id',
        'verified_by_id', 'verified_on', 'applied_on',
    })

    state = fields.Selection(
        [('entered', "Unverified"), ('verified', "Verified"), ('applied', "Applied"),
         ('rejected', "Rejected")],
        string="Status", default='entered', required=True, readonly=True, copy=False,
    )

    # Where it comes from.
    channel = fields.Selection(
        [('sales', "Sales"), ('research', "Market research"), ('feedback', "Customer feedback"),
         ('interview', "Interview"), ('questionnaire', "Questionnaire"), ('web', "Web form"),
         ('third_party', "Third party")],
        required=True,
    )
    received_on = fields.Date(
        string="Learned On", required=True,
        default=lambda self: self.env.company._get_archive_today(),
    )
    entered_on = fields.Date(
        required=True, readonly=True, copy=False,
        default=lambda self: self.env.company._get_archive_today(),
    )
    delay_days = fields.Integer(
        string="Entered After (Days)", compute='_compute_delay_days', store=True,
        aggregator='avg', help="From the day on which it was learned to that of entering (CA-28).",
    )
    source = fields.Char(help="Who said it, or where it was published.")

    # What was learned.
    topic = fields.Selection(
        [('data', "Data of the customer"), ('need', "Need"), ('preference', "Preference")],
        required=True, default='data',
    )
    content = fields.Text(help="What the customer needs, or likes; or where the data come from.")
    customer_name = fields.Char()
    phone = fields.Char(string="Telephone")
    email = fields.Char(string="E-mail")
    street = fields.Char()
    city = fields.Char()
    region_id = fields.Many2one('res.country.state', string="Province", ondelete='restrict')
    zip = fields.Char(string="Postcode")
    vat = fields.Char(string="Tax Number")
    contact_name = fields.Char(string="Contact Person")
    contact_function = fields.Char(string="Position")

    # Who vouches for it.
    entered_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, copy=False, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    verified_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    verified_on = fields.Date(readonly=True, copy=False)
    applied_on = fields.Date(readonly=True, copy=False)
    rejection_reason = fields.Text(readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is an intake with this number already.")
    _four_eyes = models.Constraint(
        'CHECK (verified_by_id != entered_by_id)', "Another person verifies an intake.",
    )
    _verified_by_somebody = models.Constraint(
        "CHECK (state NOT IN ('verified', 'applied') OR verified_by_id IS NOT NULL)",
        "What is verified says who verified it.",
    )
    _says_something = models.Constraint(
        "CHECK (CASE topic WHEN 'data' THEN num_nonnulls(customer_name, phone, email, street, city,"
        " region_id, zip, vat, contact_name) > 0 ELSE content ~ '[^[:space:]]' END IS TRUE)",
        "Say what was learned: new data of the customer, or in words what he needs or likes.",
    )
    _topic_idx = models.Index("(archive_id, topic, received_on) WHERE state != 'rejected'")

    # === COMPUTE METHODS === #

    @api.depends('received_on', 'entered_on')
    def _compute_delay_days(self):
        for intake in self:
            intake.delay_days = intake.received_on and (
                intake.entered_on - intake.received_on
            ).days

    # === CONSTRAINT METHODS === #

    @api.constrains('received_on')
    def _check_received_on(self):
        for intake in self:
            if intake.received_on > intake.company_id._get_archive_today():
                raise ValidationError(self.env._(
                    "What was learned was learned by today: the date lies in the future.",
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take them into archives that are still kept."""
        self._get_given_archives(vals_list)
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter into the register by which channel it came."""
        super()._after_create()
        self._enter_register('open', lambda intake: {'channel': intake.channel})

    def write(self, vals):
        """Override to keep what was verified, and where it belongs."""
        self._ensure_not_gated(vals)
        if vals and not has_pass(self):
            for intake in self:
                if intake.state != 'entered':
                    raise UserError(self.env._(
                        "%(intake)s stays as it was verified or rejected: enter a new one.",
                        intake=intake.name,
                    ))
                if vals.get('archive_id', intake.archive_id.id) != intake.archive_id.id:
                    raise UserError(self.env._(
                        "%(intake)s belongs to %(archive)s: have it rejected and enter a new one.",
                        intake=intake.name, archive=intake.archive_id.name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_verify(self):
        """Verify what somebody else entered."""
        self._transition('verify')

    def action_apply(self):
        """Write the verified data to the customer."""
        self._transition('apply')

    def action_reject(self):
        """Ask why, then reject it."""
        return self._ask_reason('reject')

    # === BUSINESS METHODS === #

    @api.model
    def _get_own_project_domain(self):
        """Override to find what lies in the archives of the user's projects, in no volume."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    @api.model
    def _get_transitions(self):
        """Override to state the life of an intake."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Entered")}

    def _check_transition(self, verb):
        """Override to let another person verify what can be true, and apply data only."""
        super()._check_transition(verb)
        for intake in self:
            if verb == 'verify':
                intake._ensure_other_person()
                intake._ensure_formats()
            elif verb == 'apply':
                intake.archive_id._ensure_open()
                if intake.topic != 'data':
                    raise UserError(self.env._(
                        "%(intake)s tells of a need or a preference: it stays in the archive, there"
                        " is nothing to apply.", intake=intake.name,
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, and when."""
        today = self.company_id._get_archive_today()
        return {**super()._prepare_transition_vals(verb), **{
            'verify': {'verified_by_id': self.env.uid, 'verified_on': today},
            'apply': {'applied_on': today},
        }.get(verb, {})}

    def _after_transition(self, verb):
        """Override to apply what is to be applied."""
        super()._after_transition(verb)
        if verb == 'apply':
            for intake in self:
                intake._apply()

    def _apply(self):
        """Give the archive what was learned of its customer."""
        self.ensure_one()
        partner = self.partner_id
        values = {
            target: self[name].id if name == 'region_id' else self[name]
            for name, target in CUSTOMER_FIELDS.items() if self[name]
        }
        if self.region_id:
            values['country_id'] = self.region_id.country_id.id
        if self.contact_name:
            # What belongs to a person named is written to him, not to the customer.
            contact = {name: values.pop(name) for name in ('phone', 'email') if name in values}
            partner.child_ids.create({
                'parent_id': partner.id, 'type': 'contact', 'name': self.contact_name,
                'function': self.contact_function, **contact,
            })
        self.archive_id._change_customer(values, self.env._(
            "%(intake)s, verified by %(user)s", intake=self.name, user=self.verified_by_id.name,
        ))

    def _ensure_other_person(self):
        """Check that who verifies is a person, and another one than who entered.

        :raise UserError: naming the intake
        """
        self.ensure_one()
        user = self.env.user
        user._ensure_archive_person(self.name)
        if self.entered_by_id._is_same_archive_person(user):
            raise UserError(self.env._(
                "You entered %(intake)s yourself: another person verifies it.", intake=self.name,
            ))

    def _ensure_formats(self):
        """Check that what was learned can be true.

        :raise UserError: naming what cannot
        """
        self.ensure_one()
        country = self.region_id.country_id or self.partner_id.country_id or (
            self.company_id.country_id
        )
        code = country.code or ''
        # A customer who is a person has the number of his papers.
        has_format = formats.is_company_number if self.partner_id.is_company else (
            formats.is_identity_number
        )
        faults = [
            (self._fields[name]._description_string(self.env), self[name])
            for name, fault in {
                'phone': self.phone and not formats.is_phone(self.phone, code),
                'email': self.email and not formats.is_email(self.email),
                'vat': self.vat and not has_format(self.vat, code),
            }.items() if fault
        ]
        if faults:
            raise UserError(self.env._(
                "%(intake)s cannot be verified, this cannot be right: %(faults)s.",
                intake=self.name,
                faults=", ".join(f'{label} {value}' for label, value in faults),
            ))
