# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    # No groups: whoever may write it, who is responsible or an archivist, closes and reopens it.
    'close': Transition(_lt("close a case"), _lt("Closed"), ('open',), 'closed', '', True),
    'reopen': Transition(_lt("reopen a case"), _lt("Reopened"), ('closed',), 'open', '', True),
}


class CustomerArchiveCase(models.AbstractModel):
    """What a customer brings to the company, until it is settled.

    Somebody is responsible for it until a day. It is closed with its result, stays as it is from
    then on, and may be reopened with a reason.
    """

    _name = 'customer.archive.case'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
        'mail.activity.mixin',
    ]
    _description = "Archive: What a Customer Brings"
    _order = 'state desc, deadline, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'result', 'closed_on', 'closed_by_id',
    })
    _own_project_paths = ('volume_id.manager_id', 'volume_id.member_ids')
    _index_fields = frozenset({
        'volume_id', 'severity', 'responsible_id', 'received_on', 'deadline', 'is_late',
        'closed_on', 'closed_by_id',
    })
    # How many days there are to settle it, where nobody says otherwise.
    _usual_days = 7

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
    received_on = fields.Date(
        required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    deadline = fields.Date(
        required=True, default=lambda self: self._default_deadline(),
        help="The day until which it is to be settled.",
    )
    is_late = fields.Boolean(string="Late", compute='_compute_is_late')

    # How it ended.
    result = fields.Text(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')

    _number_unique = models.UniqueIndex('(name)', "There is one with this number already.")
    _closed_with_result = models.Constraint(
        "CHECK (CASE state WHEN 'closed' THEN closed_on IS NOT NULL AND closed_by_id IS NOT NULL"
        " AND result ~ '[^[:space:]]' ELSE closed_on IS NULL END IS TRUE)",
        "What is closed has a result, and a day on which it was closed.",
    )
    _open_idx = models.Index("(archive_id) WHERE state = 'open'")

    # === DEFAULT METHODS === #

    def _default_deadline(self):
        return fields.Date.add(self.env.company._get_archive_today(), days=self._usual_days)

    # === COMPUTE METHODS === #

    @api.depends('deadline', 'state')
    def _compute_is_late(self):
        for case in self:
            today = (case.company_id or self.env.company)._get_archive_today()
            case.is_late = bool(case.state == 'open' and case.deadline and case.deadline < today)

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'volume_id')
    def _check_volume(self):
        for case in self:
            if case.volume_id and case.volume_id.archive_id != case.archive_id:
                raise ValidationError(self.env._(
                    "%(volume)s is a volume of another archive than %(archive)s.",
                    volume=case.volume_id.name, archive=case.archive_id.name,
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
        """Override to keep what is closed, and where it belongs."""
        self._ensure_not_gated(vals)
        self._ensure_writable(vals)
        return super().write(vals)

    # === ACTION METHODS === #

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
        return {**super()._get_event_labels(), 'open': self.env._("Received")}

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the archive for it, and to keep the result."""
        self._check_may_take(verb)
        self.sudo().archive_id._touch()  # The step was allowed; whoever destroys waits for it.
        if verb == 'close':
            vals = {**(vals or {}), 'result': (reason or '').strip()}
        return super()._transition(verb, vals=vals, reason=reason)

    def _check_transition(self, verb):
        """Override to reopen nothing in an archive that is no longer kept."""
        super()._check_transition(verb)
        if verb == 'reopen':
            self.archive_id._ensure_open()

    def _prepare_transition_vals(self, verb):
        """Override to note who closed it, and when; what is open again has no result yet."""
        return {**super()._prepare_transition_vals(verb), **{
            'close': {
                'closed_by_id': self.env.uid, 'closed_on': self.company_id._get_archive_today(),
            },
            'reopen': {'closed_by_id': False, 'closed_on': False, 'result': False},
        }.get(verb, {})}

    def _ensure_writable(self, vals):
        """Refuse to change what is closed, or to move it to another archive.

        :param dict vals: the values to write
        :raise UserError: naming what stays as it is
        """
        if not vals or has_pass(self):
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
