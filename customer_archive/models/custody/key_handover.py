# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_key'
# The taker, or the giver, whatever his other rights are; `_check_transition` says who.
PEOPLE = 'base.group_user'
TRANSITIONS = {
    'take': Transition(
        _lt("take a key"), _lt("Taken"), ('offered',), 'taken', PEOPLE,
    ),
    'decline': Transition(
        _lt("decline a key"), _lt("Declined"), ('offered',), 'declined', PEOPLE, True,
    ),
    'withdraw': Transition(
        _lt("withdraw a handover"), _lt("Withdrawn"), ('offered',), 'withdrawn', PEOPLE,
    ),
    # No group: the key is no longer there to be taken.
    'call_off': Transition(
        _lt("call a handover off"), _lt("Called off"), ('offered',), 'withdrawn',
    ),
}


class CustomerArchiveKeyHandover(models.Model):
    """A key goes from hand to hand: who gives it says so, and who takes it confirms (CA-55)."""

    _name = 'customer.archive.key.handover'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Handover of an Archive Key"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({'state', 'giver_id', 'given_at', 'taken_at', 'answer'})
    _reason_field = 'answer'

    key_id = fields.Many2one(
        'customer.archive.key', string="Cabinet Key", required=True, index=True,
        ondelete='restrict', check_company=True,
    )
    company_id = fields.Many2one(
        related='key_id.company_id', store=True, precompute=True, index=True,
    )
    state = fields.Selection(
        [('offered', "To Be Confirmed"), ('taken', "Confirmed"), ('declined', "Declined"),
         ('withdrawn', "Withdrawn")],
        string="Status", default='offered', required=True, readonly=True, copy=False,
    )
    giver_id = fields.Many2one(
        'res.users', string="Given By", required=True, readonly=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    given_at = fields.Datetime(
        string="Given On", required=True, readonly=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    taker_id = fields.Many2one(
        'res.users', string="Given To", required=True, index=True, ondelete='restrict',
        domain="[('share', '=', False)]",
    )
    taken_at = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    note = fields.Char(help="What comes along, or has to be known.")
    answer = fields.Text(readonly=True, copy=False)
    is_mine_to_take = fields.Boolean(compute='_compute_whose')
    is_mine_to_withdraw = fields.Boolean(compute='_compute_whose')

    _number_unique = models.UniqueIndex('(name)', "There is a handover with this number already.")
    _one_at_a_time = models.UniqueIndex(
        "(key_id) WHERE state = 'offered'",
        "This key is being handed over already: it has one holder.",
    )
    _two_people = models.Constraint(
        'CHECK (giver_id != taker_id)', "Nobody hands a key over to himself.",
    )
    _taken_is_dated = models.Constraint(
        "CHECK ((state = 'taken') = (taken_at IS NOT NULL))", "A key is taken at a time.",
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'giver_id', 'taker_id')
    @api.depends_context('uid')
    def _compute_whose(self):
        for handover in self:
            is_open = bool(handover.id) and handover.state == 'offered'
            handover.is_mine_to_take = is_open and handover.taker_id == self.env.user
            handover.is_mine_to_withdraw = is_open and handover.giver_id == self.env.user

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to let the holder alone give a key, to who may hold it."""
        vals_list = self._fill_defaults(vals_list, ['key_id', 'taker_id'])
        for vals in vals_list:
            key = self.key_id.browse(vals.get('key_id') or 0).exists()
            taker = self.taker_id.browse(vals.get('taker_id') or 0).exists()
            if not (key and taker):
                raise UserError(self.env._("Say which key goes to whom."))
            key._ensure_holder()
            key.sudo()._touch()  # Its holder may give it; nobody takes it meanwhile.
            if key.state != 'in_use':
                raise UserError(self.env._("%(key)s is not in use.", key=key.name))
            if taker == self.env.user:
                raise UserError(self.env._("Nobody hands a key over to himself."))
            key._ensure_takable_by(taker)
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to ask who takes it to confirm."""
        super()._after_create()
        self._enter_register('open', lambda handover: handover._prepare_handover_facts())
        for handover in self.sudo():  # Who gives a key asks who takes it.
            handover.activity_schedule(
                ACTIVITY, user_id=handover.taker_id.id, summary=handover.key_id.display_name,
            )

    def write(self, vals):
        """Override to let what was given stay as it was."""
        self._ensure_not_gated(vals)
        if self and vals and not has_pass(self):
            raise UserError(self.env._(
                "%(handover)s stays as it was: withdraw it and hand the key over anew.",
                handover=self[0].name,
            ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_take(self):
        """Confirm that the key was received."""
        self._transition('take')

    def action_decline(self):
        """Ask why, then say that the key was not received."""
        return self._ask_reason('decline')

    def action_withdraw(self):
        """Call off a handover that was not confirmed yet."""
        self._transition('withdraw')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a handover."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Offered")}

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the lock and the key for it."""
        self._check_may_take(verb)
        keys_sudo = self.sudo().key_id  # The step was allowed to giver or taker.
        keys_sudo.location_id.sorted('id')._touch()  # Of two keys, none goes to the other's holder.
        keys_sudo.sorted('id')._touch()
        return super()._transition(verb, vals=vals, reason=reason)

    def _check_transition(self, verb):
        """Override to let the taker alone confirm or decline, and the giver alone withdraw."""
        super()._check_transition(verb)
        for handover in self:
            person = handover.giver_id if verb == 'withdraw' else handover.taker_id
            if verb != 'call_off' and person != self.env.user:
                raise AccessError(self.env._(
                    "To %(step)s is for %(user)s.", user=person.name,
                    step=self._label(self._get_transition(verb)),
                ))
            if verb == 'take':
                handover._ensure_takable()

    def _prepare_transition_vals(self, verb):
        """Override to note when it was taken."""
        return {**super()._prepare_transition_vals(verb), **(
            {'taken_at': fields.Datetime.now()} if verb == 'take' else {}
        )}

    def _prepare_transition_facts(self, verb):
        """Override to tell which key went to whom."""
        return {**super()._prepare_transition_facts(verb), **self._prepare_handover_facts()}

    def _prepare_register_vals(self):
        """Override to say whose key it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _after_transition(self, verb):
        """Override to give the key to who confirmed it."""
        super()._after_transition(verb)
        self.activity_unlink([ACTIVITY])
        if verb == 'take':
            for handover in self:
                handover.key_id._give_to(handover.taker_id)

    def _prepare_handover_facts(self):
        """Return the register's form of a handover.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'key_id': self.sudo().key_id.name, 'giver_id': self.giver_id.login,
            'taker_id': self.taker_id.login,
        }

    def _ensure_takable(self):
        """Check that the key is still with who gave it, and may be with who takes it.

        :raise UserError: when it is not
        """
        self.ensure_one()
        key_sudo = self.sudo().key_id  # The taker does not see it yet.
        if key_sudo.holder_id != self.giver_id or key_sudo.state != 'in_use':
            raise UserError(self.env._(
                "%(key)s is no longer with %(giver)s.", key=key_sudo.name,
                giver=self.giver_id.name,
            ))
        key_sudo._ensure_takable_by(self.taker_id)

    def _call_off(self):
        """Take the step that ends what was offered: the key is lost, retired or taken over."""
        self._transition('call_off')
