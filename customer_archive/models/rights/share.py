# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST, USER
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'revoke': Transition(
        _lt("revoke a share"), _lt("Revoked"), ('active',), 'revoked', ARCHIVIST, True,
    ),
    # No group: time takes this step.
    'end': Transition(_lt("end a share"), _lt("Ended"), ('active',), 'ended'),
}


class CustomerArchiveShare(models.Model):
    """An archive is opened to a user or a department, for a reason and until a moment (CA-69).

    It adds to what department and project open, and nothing to the clearance. It ends by itself at
    `valid_until`: the record rules compare the time, no scheduled work is needed for it.
    """

    _name = 'customer.archive.share'
    _inherit = ['customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep']
    _description = "Archive Share"
    _order = 'valid_until desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'company_id', 'granted_by_id', 'granted_at', 'revoked_by_id',
        'revoked_at', 'revocation_reason',
    })
    _reason_field = 'revocation_reason'

    archive_id = fields.Many2one(
        'customer.archive', required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    user_id = fields.Many2one(
        'res.users', ondelete='restrict', domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        'hr.department', ondelete='restrict', check_company=True,
        help="Its members, and those of the departments below it.",
    )
    reason = fields.Text(required=True)
    valid_until = fields.Datetime(
        required=True, default=lambda self: self._default_valid_until(),
        help="The share ends by itself at this moment.",
    )
    state = fields.Selection(
        [('active', "In Force"), ('ended', "Ended"), ('revoked', "Revoked")],
        string="Status", default='active', required=True, readonly=True, copy=False,
    )
    is_current = fields.Boolean(
        compute='_compute_is_current', search='_search_is_current',
    )

    # Who did it.
    granted_by_id = fields.Many2one(
        'res.users', readonly=True, required=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    granted_at = fields.Datetime(
        string="Granted On", readonly=True, required=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    revoked_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    revoked_at = fields.Datetime(string="Revoked On", readonly=True, copy=False)
    revocation_reason = fields.Text(readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is a share with this number already.")
    _one_receiver = models.Constraint(
        'CHECK (num_nonnulls(user_id, department_id) = 1)',
        "An archive is shared with a user or with a department: choose one of them.",
    )
    _in_the_future = models.Constraint(
        'CHECK (valid_until > granted_at)', "A share ends in the future.",
    )
    _not_to_oneself = models.Constraint(
        'CHECK (user_id != granted_by_id)', "Nobody shares an archive with himself.",
    )
    _user_idx = models.Index("(user_id) WHERE state = 'active' AND user_id IS NOT NULL")
    _department_idx = models.Index(
        "(department_id) WHERE state = 'active' AND department_id IS NOT NULL",
    )
    _valid_until_idx = models.Index("(valid_until) WHERE state = 'active'")

    # === DEFAULT METHODS === #

    def _default_valid_until(self):
        days = min(30, self.env.company.archive_share_days)
        return fields.Datetime.add(fields.Datetime.now(), days=days)

    # === COMPUTE METHODS === #

    @api.depends('state', 'valid_until')
    def _compute_is_current(self):
        now = self._get_now()
        for share in self:
            share.is_current = share.state == 'active' and bool(
                share.valid_until and share.valid_until > now,
            )

    def _search_is_current(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('state', '=', 'active') & Domain('valid_until', '>', self._get_now())

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to share with nobody who grants it himself."""
        self._ensure_not_oneself(self.user_id.browse(
            vals['user_id'] for vals in vals_list if vals.get('user_id')
        ))
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to check who gives what to whom, and to enter it into the register."""
        super()._after_create()
        for share in self:
            share._ensure_grantable()
        for share in self:
            share._enter_register('grant', share._prepare_receiver_facts(), note=share.reason)
            share._tell_receiver()

    def write(self, vals):
        """Override to let a share stay what was granted."""
        self._ensure_not_gated(vals)
        self._ensure_unwritten(vals)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_revoke(self):
        """Ask why, then revoke the shares."""
        return self._ask_reason('revoke')

    # === CRON METHODS === #

    @api.model
    def _cron_end_shares(self):
        """Enter into the register, once, that shares ended. They ended without it."""
        due = self.search([('state', '=', 'active'), ('valid_until', '<=', self._get_now())])
        return self._sweep("Ended shares", due.ids, lambda shares: shares._transition('end'))

    # === BUSINESS METHODS === #

    @api.model
    def _get_now(self):
        """Return the moment that shares are compared with.

        :rtype: datetime
        """
        return fields.Datetime.now()

    def _ensure_grantable(self):
        """Check that the share is one that may be granted.

        :raise UserError: when it ends too late, or the receiver could not use or must not have it
        """
        self.ensure_one()
        self.archive_id.check_access('read')
        # A setting, whoever grants.
        days = self.company_id.sudo().archive_share_days
        if self.valid_until > fields.Datetime.add(self.granted_at, days=days):
            raise UserError(self.env._(
                "A share of %(archive)s ends after %(days)s days at the latest.",
                archive=self.archive_id.name, days=days,
            ))
        if self.user_id:
            self._ensure_usable_by_user()

    def _tell_receiver(self):
        """Tell the user who receives it; a department hears of it where it subscribed."""
        self.ensure_one()
        if self.user_id:
            subject = self.env._(
                "%(archive)s is shared with you until %(until)s.", archive=self.archive_id.name,
                until=format_datetime(self.env, self.valid_until, tz=self.user_id.tz or 'UTC'),
            )
            self.archive_id._notify_inbox(self.user_id, subject, subject)

    @api.model
    def _ensure_not_oneself(self, users):
        """Check that who grants is another person than those who receive.

        :param recordset users: the users who receive
        :raise UserError: when one of them is who grants, under this login or another one
        """
        for user in users:
            if user._is_same_archive_person(self.env.user):
                raise UserError(self.env._(
                    "%(user)s is yourself: nobody shares an archive with himself.", user=user.name,
                ))

    def _ensure_usable_by_user(self):
        """Check that the user who receives it works there, and may see such an archive.

        :raise UserError: naming the user
        """
        # What the receiver is cleared for is told to who would share with him.
        user, archive = self.user_id, self.archive_id
        if archive.company_id not in user.sudo().company_ids:
            raise UserError(self.env._(
                "%(user)s does not work in the company of %(archive)s.",
                user=user.name, archive=archive.name,
            ))
        if not user.has_group(USER):
            raise UserError(self.env._(
                "%(user)s has no role in the customer archive: an administrator gives it first.",
                user=user.name,
            ))
        if user.sudo().archive_clearance < archive.confidentiality:
            levels = dict(archive._fields['confidentiality']._description_selection(self.env))
            raise UserError(self.env._(
                "%(archive)s is “%(level)s”, and %(user)s is not cleared for that.",
                archive=archive.name, level=levels[archive.confidentiality], user=user.name,
            ))

    def _ensure_unwritten(self, vals):
        """Refuse to change what was granted.

        :param dict vals: the values to write
        :raise UserError: when they are any, and not from a step
        """
        if self and vals and not has_pass(self):
            raise UserError(self.env._(
                "%(share)s stays as it was granted: revoke it and grant a new one.",
                share=self[0].name,
            ))

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a share."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'grant': self.env._("Shared")}

    def _prepare_transition_vals(self, verb):
        """Override to note who revoked it, and when."""
        return {**super()._prepare_transition_vals(verb), **({
            'revoked_by_id': self.env.uid, 'revoked_at': fields.Datetime.now(),
        } if verb == 'revoke' else {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell whose share it was."""
        return {**super()._prepare_transition_facts(verb), **self._prepare_receiver_facts()}

    def _prepare_receiver_facts(self):
        """Return the register's form of who gets access, and until when.

        :rtype: dict
        """
        self.ensure_one()
        facts = {'valid_until': fields.Datetime.to_string(self.valid_until)}
        if self.user_id:
            return {**facts, 'user_id': self.user_id.login}
        # Its name, whoever grants.
        return {**facts, 'department_id': self.department_id.sudo().complete_name}

    def _prepare_register_vals(self):
        """Override to say which archive is shared."""
        return {
            **super()._prepare_register_vals(), 'archive': self.archive_id.name,
            'company': self.company_id.id,
        }
