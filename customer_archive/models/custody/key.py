# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST, OFFICE_MANAGER, USER
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'lose': Transition(
        _lt("report a key as lost"), _lt("Reported lost"), ('in_use',), 'lost', USER, True,
    ),
    'recover': Transition(
        _lt("report a key as found"), _lt("Found"), ('lost',), 'in_use', OFFICE_MANAGER, True,
    ),
    # Who left, or is out of reach, confirms nothing any more.
    'take_over': Transition(
        _lt("take a key over"), _lt("Key taken over"), ('in_use',), None, OFFICE_MANAGER, True,
    ),
    'retire': Transition(
        _lt("retire a key"), _lt("Retired"), ('in_use', 'lost'), 'retired', OFFICE_MANAGER, True,
    ),
}


class CustomerArchiveKey(models.Model):
    """A key to a cabinet or room: the main one of the office, or the general manager's backup
    (CA-55).

    It has one holder at any time. He changes by a handover that both confirm; where the holder
    left, the office manager takes the key over and says why.
    """

    _name = 'customer.archive.key'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Key"
    _order = 'location_id, kind, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({'state', 'holder_id'})

    location_id = fields.Many2one(
        'customer.archive.location', required=True, index=True, ondelete='restrict',
        check_company=True, domain="[('is_lockable', '=', True)]",
    )
    company_id = fields.Many2one(
        related='location_id.company_id', store=True, precompute=True, index=True,
    )
    kind = fields.Selection(
        [('main', "Main Key"), ('backup', "Backup Key")], required=True, default='main',
    )
    state = fields.Selection(
        [('in_use', "In Use"), ('lost', "Lost"), ('retired', "Retired")],
        string="Status", default='in_use', required=True, readonly=True, copy=False,
    )
    mark = fields.Char(help="What is written on the key or on its tag.")
    holder_id = fields.Many2one(
        'res.users', required=True, readonly=True, copy=False, index=True, ondelete='restrict',
        default=lambda self: self.env.uid,
        help="Who has it. A new key is with who enters it, until he hands it over.",
    )
    holder_left = fields.Boolean(compute='_compute_holder_left', search='_search_holder_left')
    is_mine = fields.Boolean(compute='_compute_is_mine')
    is_exposed = fields.Boolean(
        string="Both Keys with One Person", compute='_compute_is_exposed',
        help="Main and backup key lie with the same person: hand one of them over.",
    )
    handover_ids = fields.One2many('customer.archive.key.handover', 'key_id', string="Handovers")
    use_ids = fields.One2many('customer.archive.key.use', 'key_id', string="Uses")

    _number_unique = models.UniqueIndex('(name)', "There is a key with this number already.")
    _one_of_a_kind = models.UniqueIndex(
        "(location_id, kind) WHERE state = 'in_use'",
        "This location has such a key already: retire it first, or report it as lost.",
    )

    # === COMPUTE METHODS === #

    @api.depends('name', 'kind', 'location_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for key in self:
            # Whoever holds a key knows what it opens.
            place = key.sudo().location_id.complete_name
            key.display_name = f"{key.name} · {kinds.get(key.kind, '')} · {place}" if (
                key.name
            ) else False

    @api.depends('holder_id.active')
    def _compute_holder_left(self):
        for key in self:
            key.holder_left = key.state != 'retired' and not key.sudo().holder_id.active

    def _search_holder_left(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', '!=', 'retired'), ('holder_id', 'any!', [('active', '=', False)])]

    @api.depends('holder_id')
    @api.depends_context('uid')
    def _compute_is_mine(self):
        for key in self:
            key.is_mine = key.holder_id == self.env.user

    @api.depends('holder_id', 'state', 'location_id')
    def _compute_is_exposed(self):
        for key in self:
            key.is_exposed = key.state == 'in_use' and any(
                other.holder_id == key.holder_id for other in key._get_others_sudo()
            )

    # === CONSTRAINT METHODS === #

    @api.constrains('location_id')
    def _check_location(self):
        for key in self:
            if not key.location_id.is_lockable:
                raise ValidationError(self.env._(
                    "%(location)s has no lock: say so on its form first.",
                    location=key.location_id.complete_name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to let a new key follow one that was retired a moment ago."""
        self.flush_model(['state'])
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter the keys into the register."""
        super()._after_create()
        self._enter_register('open', lambda key: key._prepare_key_facts())

    def write(self, vals):
        """Override to let a key stay the key of its lock."""
        self._ensure_not_gated(vals)
        if vals.keys() & {'location_id', 'kind'} and self and not has_pass(self):
            raise UserError(self.env._(
                "%(key)s stays the key of its lock: retire it and enter a new one.",
                key=self[0].name,
            ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Let the holder say to whom he gives the key."""
        self.ensure_one()
        self._ensure_holder()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Hand Over"),
            'res_model': 'customer.archive.key.handover', 'view_mode': 'form', 'target': 'new',
            'context': {'default_key_id': self.id},
        }

    def action_use(self):
        """Let the holder of a backup key say what he opened, and why."""
        self.ensure_one()
        self._ensure_holder()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Use of the Backup Key"),
            'res_model': 'customer.archive.key.use', 'view_mode': 'form', 'target': 'new',
            'context': {'default_key_id': self.id},
        }

    def action_lose(self):
        """Ask for the circumstances, then report the keys as lost."""
        return self._ask_reason('lose')

    def action_recover(self):
        """Ask for the circumstances, then report the keys as found."""
        return self._ask_reason('recover')

    def action_take_over(self):
        """Ask why, then take over the keys of who cannot hand them over."""
        return self._ask_reason('take_over')

    def action_retire(self):
        """Ask why, then retire the keys."""
        return self._ask_reason('retire')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a key."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began, and how it goes from hand to hand."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Entered"), 'hand_over': self.env._("Handed over"),
        }

    def _check_may_take(self, verb):
        """Override to let nobody report others' keys but the back office."""
        super()._check_may_take(verb)
        if verb == 'lose' and not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            self._ensure_holder()

    def _prepare_transition_vals(self, verb):
        """Override to note whose it is from now on."""
        return {**super()._prepare_transition_vals(verb), **(
            {'holder_id': self.env.uid} if verb == 'take_over' else {}
        )}

    def _prepare_transition_facts(self, verb):
        """Override to tell which key it is, and whose it was."""
        facts = self._prepare_key_facts()
        if verb == 'take_over':
            facts.pop('holder_id')  # Told by the step, before it was written.
        return {**super()._prepare_transition_facts(verb), **facts}

    def _write_transition(self, verb, vals, moves):
        """Override to tell from whom a key was taken over."""
        if verb == 'take_over':
            for key, move in moves.items():
                move['holder_id'] = [key.holder_id.login, self.env.user.login]
        return super()._write_transition(verb, vals, moves)

    def _prepare_register_vals(self):
        """Override to say whose key it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to end what was offered of a key that is no longer there to give."""
        super()._after_transition(verb)
        self.handover_ids.filtered(lambda handover: handover.state == 'offered')._call_off()

    def _prepare_key_facts(self):
        """Return the register's form of a key.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'kind': self.kind, 'location_id': self.location_id.complete_name,
            'holder_id': self.holder_id.login,
        }

    def _give_to(self, taker):
        """Note who has the key from now on. Called with the rights of the superuser by a handover
        that both confirmed.

        :param recordset taker: the new holder
        """
        self.ensure_one()
        facts = {**self._prepare_key_facts(), 'holder_id': [self.holder_id.login, taker.login]}
        with_pass(self).holder_id = taker
        self._enter_register('hand_over', facts)

    def _ensure_takable_by(self, taker):
        """Check that somebody may hold the key: he works here, and has no other one to the lock.

        :param recordset taker: a user
        :raise UserError: naming him
        """
        self.ensure_one()
        taker_sudo = taker.sudo()  # Whether he works here is told to who gives him a key.
        if not taker_sudo.active or taker_sudo.share or (
            self.company_id not in taker_sudo.company_ids
        ):
            raise UserError(self.env._(
                "%(user)s does not work in %(company)s: nobody else holds a key.",
                user=taker_sudo.name, company=self.company_id.sudo().name,
            ))
        if not taker_sudo.has_group(USER):
            raise UserError(self.env._(
                "%(user)s has no role in the customer archive: an administrator gives it first.",
                user=taker_sudo.name,
            ))
        for other in self._get_others_sudo():
            if other.holder_id._is_same_archive_person(taker_sudo):
                raise UserError(self.env._(
                    "%(user)s holds %(key)s already: main and backup key lie with two people.",
                    user=taker_sudo.name, key=other.display_name,
                ))

    def _ensure_holder(self):
        """Check that the user holds the keys.

        :raise AccessError: naming one that he does not
        """
        self.check_access('read')
        for key in self:
            if key.holder_id != self.env.user:
                raise AccessError(self.env._("%(key)s is not with you.", key=key.name))

    def _get_others_sudo(self):
        """Return the other keys in use of the same lock, whoever may see them.

        :rtype: recordset
        """
        self.ensure_one()
        return self.sudo().location_id.key_ids.filtered(
            lambda other: other.state == 'in_use' and other != self._origin,
        )
