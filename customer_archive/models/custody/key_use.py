# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import GENERAL_MANAGER, OFFICE_MANAGER
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_key_use'
TRANSITIONS = {
    'acknowledge': Transition(
        _lt("acknowledge the use of a backup key"), _lt("Acknowledged"), ('reported',),
        'acknowledged', OFFICE_MANAGER,
    ),
    # No group: time takes this step.
    'escalate': Transition(
        _lt("tell the general manager"), _lt("General manager told"), ('reported',), None,
    ),
}


class CustomerArchiveKeyUse(models.Model):
    """Somebody opened a lock with its backup key: who, when, for which archive, and why (CA-56).

    The office managers are told at once, and another one than who used it acknowledges it. When
    nobody does in time, the general managers are told, once.
    """

    _name = 'customer.archive.key.use'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Use of an Archive Backup Key"
    _order = 'state desc, used_at desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'user_id', 'acknowledge_until', 'acknowledged_by_id', 'acknowledged_at',
        'escalated_at',
    })

    key_id = fields.Many2one(
        'customer.archive.key', string="Cabinet Key", required=True, index=True,
        ondelete='restrict', check_company=True,
        domain="[('kind', '=', 'backup'), ('holder_id', '=', uid)]",
    )
    company_id = fields.Many2one(
        related='key_id.company_id', store=True, precompute=True, index=True,
    )
    state = fields.Selection(
        [('reported', "To Be Acknowledged"), ('acknowledged', "Acknowledged")],
        string="Status", default='reported', required=True, readonly=True, copy=False,
    )
    user_id = fields.Many2one(
        'res.users', string="Used By", required=True, readonly=True, copy=False, index=True,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    used_at = fields.Datetime(
        string="Used On", required=True, default=lambda self: fields.Datetime.now(),
    )
    archive_id = fields.Many2one(
        'customer.archive', required=True, index=True, ondelete='restrict', check_company=True,
        help="The archive that it was opened for.",
    )
    reason = fields.Text(required=True, help="Why it could not wait for the main key.")

    # The answer.
    acknowledge_until = fields.Datetime(readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )
    acknowledged_at = fields.Datetime(string="Acknowledged On", readonly=True, copy=False)
    escalated_at = fields.Datetime(
        string="General Manager Told On", readonly=True, copy=False,
    )
    is_late = fields.Boolean(string="Late", compute='_compute_is_late')

    _number_unique = models.UniqueIndex('(name)', "There is a use with this number already.")
    _deadline_known = models.Constraint(
        'CHECK (acknowledge_until IS NOT NULL)', "There is a time to acknowledge it.",
    )
    _other_person = models.Constraint(
        'CHECK (acknowledged_by_id != user_id)',
        "Another person than who used the key acknowledges it.",
    )
    _acknowledged_by_somebody = models.Constraint(
        "CHECK ((state = 'acknowledged') = (acknowledged_by_id IS NOT NULL))",
        "An acknowledgement says by whom.",
    )
    _waiting_idx = models.Index(
        "(acknowledge_until) WHERE state = 'reported' AND escalated_at IS NULL",
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'acknowledge_until')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for use in self:
            use.is_late = bool(
                use.state == 'reported' and use.acknowledge_until and use.acknowledge_until < now,
            )

    # === CONSTRAINT METHODS === #

    @api.constrains('used_at')
    def _check_used_at(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        for use in self:
            if use.used_at > latest:
                raise ValidationError(self.env._("No key is used in the future."))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to let the holder of a backup key report its use, and to begin the clock."""
        vals_list = self._fill_defaults(vals_list, ['key_id', 'archive_id', 'reason'])
        now = fields.Datetime.now()
        for vals in vals_list:
            key = self.key_id.browse(vals.get('key_id') or 0).exists()
            if not key:
                raise UserError(self.env._("Say which key was used."))
            key._ensure_holder()
            if key.kind != 'backup':
                raise UserError(self.env._(
                    "%(key)s is no backup key: nobody reports the use of a main key.",
                    key=key.name,
                ))
            if not (vals.get('reason') or '').strip():
                raise UserError(self.env._("Say why the backup key was used."))
            self.archive_id.browse(vals.get('archive_id') or 0).check_access('read')
            # A setting of the company, whoever used the key.
            hours = key.company_id.sudo().archive_key_hours
            vals['acknowledge_until'] = fields.Datetime.add(now, hours=hours)
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter the use into the register, and to tell the office managers."""
        super()._after_create()
        for use in self:
            use._enter_register('open', use._prepare_use_facts(), note=use.reason)
            use._tell(OFFICE_MANAGER, use.acknowledge_until)

    def write(self, vals):
        """Override to let what was reported stay."""
        self._ensure_not_gated(vals)
        if self and vals and not has_pass(self):
            raise UserError(self.env._(
                "%(use)s stays as it was reported.", use=self[0].name,
            ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_acknowledge(self):
        """Say that one knows of the uses."""
        self._transition('acknowledge')

    # === CRON METHODS === #

    @api.model
    def _cron_escalate(self):
        """Tell the general managers, once, of uses that nobody acknowledged in time."""
        due = self.search([
            ('state', '=', 'reported'), ('escalated_at', '=', False),
            ('acknowledge_until', '<', fields.Datetime.now()),
        ], order='acknowledge_until, id')
        return self._sweep(
            "Backup keys", due.ids, lambda uses: uses._transition('escalate'), size=200,
        )

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a use."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Backup key used")}

    def _check_transition(self, verb):
        """Override to let another person acknowledge, and to tell nobody twice."""
        super()._check_transition(verb)
        for use in self:
            if verb == 'acknowledge':
                self.env.user._ensure_archive_person(use.name)
                if use.user_id._is_same_archive_person(self.env.user):
                    raise UserError(self.env._(
                        "You used the key yourself: another person acknowledges %(use)s.",
                        use=use.name,
                    ))
            elif use.escalated_at:
                raise UserError(self.env._(
                    "The general manager knows of %(use)s already.", use=use.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who acknowledged it, or when it was escalated."""
        now = fields.Datetime.now()
        return {**super()._prepare_transition_vals(verb), **({
            'acknowledged_by_id': self.env.uid, 'acknowledged_at': now,
        } if verb == 'acknowledge' else {'escalated_at': now})}

    def _prepare_transition_facts(self, verb):
        """Override to tell which key it was, and who used it."""
        return {**super()._prepare_transition_facts(verb), **self._prepare_use_facts()}

    def _prepare_register_vals(self):
        """Override to say for which archive the lock was opened."""
        return {
            **super()._prepare_register_vals(), 'archive': self.sudo().archive_id.name,
            'company': self.company_id.id,
        }

    def _after_transition(self, verb):
        """Override to tell the general managers, or to tell nobody any more."""
        super()._after_transition(verb)
        if verb == 'acknowledge':
            self.activity_unlink([ACTIVITY])
        else:
            for use in self:
                use._tell(GENERAL_MANAGER, fields.Datetime.now())

    def _prepare_use_facts(self):
        """Return the register's form of a use.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'key_id': self.key_id.name, 'user_id': self.user_id.login,
            'location_id': self.sudo().key_id.location_id.complete_name,
            'used_at': fields.Datetime.to_string(self.used_at),
        }

    def _tell(self, group, deadline):
        """Put the use on the list of those who hold a role, but of who used the key.

        :param str group: the XML id of the role's group
        :param datetime deadline: until when
        """
        self.ensure_one()
        use_sudo = self.sudo()  # Who used the key tells those above him.
        day = deadline.astimezone(self.company_id._get_archive_tz()).date()
        for user in self.company_id._get_archive_users(group) - self.user_id:
            use_sudo.with_context(lang=user.lang).activity_schedule(
                ACTIVITY, date_deadline=day, user_id=user.id,
                summary=use_sudo.with_context(lang=user.lang).env._(
                    "%(user)s used the backup key of %(location)s", user=self.user_id.name,
                    location=use_sudo.key_id.location_id.complete_name,
                ),
            )
