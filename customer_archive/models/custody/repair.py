# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ..archive.customer_archive import ARCHIVIST
from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_repair'
# What says how it looked; files of the repair, and guarded like all of an archive.
PICTURES = frozenset({'picture_before', 'picture_after'})

TRANSITIONS = {
    'finish': Transition(
        _lt("finish a repair"), _lt("Repaired"), ('open',), 'done', ARCHIVIST, True,
    ),
    'give_up': Transition(
        _lt("give a repair up"), _lt("Given up"), ('open',), 'given_up', ARCHIVIST, True,
    ),
}


class CustomerArchiveRepair(models.Model):
    """Damage to a holding, and what is done about it (CA-59).

    While it is open, the holding stays where it is and is lent to nobody. Whoever is to blame, and
    where the damage was found, stays with it.
    """

    _name = 'customer.archive.repair'
    _inherit = [
        'customer.archive.companion', 'customer.archive.kept', 'customer.archive.numbered',
        'customer.archive.member', 'customer.archive.thread',
    ]
    _description = "Archive Repair"
    _order = 'state desc, deadline, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'archive_id', 'reported_by_id', 'reported_at', 'finished_by_id',
        'finished_at', 'treatment',
    })
    _word_fields = ('cause', 'treatment', 'picture_before', 'picture_after')
    _own_project_paths = ('holding_id.volume_id.manager_id', 'holding_id.volume_id.member_ids')
    _index_fields = frozenset({
        'holding_id', 'origin', 'responsible_id', 'reported_by_id', 'reported_at', 'deadline',
        'finished_by_id', 'finished_at', 'is_late', 'cause', 'treatment', 'user_id', 'cost',
        'currency_id',
    })

    holding_id = fields.Many2one(
        'customer.archive.holding', required=True, index=True, ondelete='restrict',
        check_company=True,
    )
    archive_id = fields.Many2one(
        related='holding_id.archive_id', store=True, precompute=True, index=True,
    )
    state = fields.Selection(
        [('open', "In Repair"), ('done', "Repaired"), ('given_up', "Given Up")],
        string="Status", default='open', required=True, readonly=True, copy=False,
    )
    cause = fields.Text(string="Damage", required=True, help="What is damaged, and how it came.")
    origin = fields.Char(
        string="Found On", help="The number of the loan or inspection on which it was found.",
    )
    responsible_id = fields.Many2one(
        'hr.employee', string="Damaged By", index='btree_not_null', ondelete='restrict',
        help="Who had it when it was damaged.",
    )
    deadline = fields.Date(
        required=True, default=lambda self: self._default_deadline(),
        help="The day until which it is to be repaired.",
    )
    is_late = fields.Boolean(string="Late", compute='_compute_is_late')
    user_id = fields.Many2one(
        'res.users', string="Repairs", index=True, ondelete='restrict',
        domain="[('share', '=', False)]", default=lambda self: self.env.uid,
        help="Who repairs it or has it repaired.",
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    cost = fields.Monetary(help="What the repair costs, where somebody outside does it.")
    picture_before = fields.Image(max_width=1920, max_height=1920, copy=False)
    picture_after = fields.Image(max_width=1920, max_height=1920, copy=False)

    # Who did it.
    reported_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, copy=False, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    reported_at = fields.Datetime(
        string="Reported On", required=True, readonly=True, copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    treatment = fields.Text(readonly=True, copy=False, help="What was done about it.")
    finished_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    finished_at = fields.Datetime(string="Finished On", readonly=True, copy=False)

    _number_unique = models.UniqueIndex('(name)', "There is a repair with this number already.")
    _open_once = models.UniqueIndex(
        "(holding_id) WHERE state = 'open'", "This holding is in repair already.",
    )
    _cost_positive = models.Constraint('CHECK (cost >= 0)', "A repair costs nothing or more.")

    # === DEFAULT METHODS === #

    def _default_deadline(self):
        return fields.Date.add(self.env.company._get_archive_today(), days=14)

    # === COMPUTE METHODS === #

    @api.depends('deadline', 'state')
    def _compute_is_late(self):
        for repair in self:
            today = (repair.company_id or self.env.company)._get_archive_today()
            repair.is_late = bool(
                repair.state == 'open' and repair.deadline and repair.deadline < today,
            )

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take the holdings for their repairs."""
        holding_ids = {vals['holding_id'] for vals in vals_list if vals.get('holding_id')}
        self.holding_id.browse(holding_ids)._touch()  # It is not lent or moved meanwhile.
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to mark what is damaged, and to enter it into the register."""
        super()._after_create()
        self.holding_id.filtered(
            lambda holding: holding.condition != 'damaged',
        ).condition = 'damaged'
        self._enter_register('open', lambda repair: {
            'holding_id': repair.holding_id.barcode, 'origin': repair.origin or None,
            'responsible_id': repair.responsible_id.name or None,
        }, note=None)
        self._schedule_repair()

    def write(self, vals):
        """Override to keep what was damaged, and what was done about it."""
        self._ensure_not_gated(vals)
        if vals.keys() & {'holding_id', 'responsible_id', 'origin', 'cause'}:
            self._ensure_unwritten()
        if vals:
            self._ensure_open()
        # A picture of an open repair is replaced on its form, and nowhere else.
        opened = with_pass(self) if vals.keys() & PICTURES else self
        res = super(CustomerArchiveRepair, opened).write(vals)
        if vals.keys() & {'user_id', 'deadline'}:
            self._schedule_repair()
        return res

    # === ACTION METHODS === #

    def action_finish(self):
        """Ask what was done, then finish the repair."""
        return self._ask_reason('finish')

    def action_give_up(self):
        """Ask why, then give the repair up: the holding stays damaged."""
        return self._ask_reason('give_up')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a repair."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Reported damaged")}

    @api.model
    def _get_own_project_domain(self):
        """Override to find the repairs of what lies in the volumes of the user's projects."""
        volume_ids, _archive_ids = self.env.user._get_archive_projects()
        return Domain('holding_id.volume_id', 'in', volume_ids)

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep what was done, and to take the holding for it."""
        self._check_may_take(verb)
        self.sudo().holding_id._touch()  # The step was allowed; a loan waits for it.
        return super()._transition(verb, vals={**(vals or {}), 'treatment': reason}, reason=reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who finished it, and when."""
        return {
            **super()._prepare_transition_vals(verb), 'finished_by_id': self.env.uid,
            'finished_at': fields.Datetime.now(),
        }

    def _prepare_transition_facts(self, verb):
        """Override to tell what was repaired."""
        return {
            **super()._prepare_transition_facts(verb), 'holding_id': self.holding_id.barcode,
        }

    def _after_transition(self, verb):
        """Override to let what is repaired be lent again."""
        super()._after_transition(verb)
        self.activity_unlink([ACTIVITY])
        if verb == 'finish':
            self.holding_id.condition = 'worn'  # Repaired is not as new.

    def _ensure_unwritten(self):
        """Refuse to change what was reported.

        :raise UserError: unless our own code calls
        """
        if self and not has_pass(self):
            raise UserError(self.env._(
                "%(repair)s stays as it was reported: give it up and report it again.",
                repair=self[0].name,
            ))

    def _ensure_open(self):
        """Check that the repairs go on.

        :raise UserError: naming one that has ended, unless our own code calls
        """
        for repair in self:
            if repair.state != 'open' and not has_pass(self):
                raise UserError(self.env._(
                    "%(repair)s has ended and stays as it is.", repair=repair.name,
                ))

    def _schedule_repair(self):
        """Put each open repair on the list of who repairs, with its deadline."""
        open_sudo = self.sudo().filtered(lambda repair: repair.state == 'open')  # Whose list it is.
        open_sudo.activity_unlink([ACTIVITY])
        for repair in open_sudo.filtered('user_id.active'):
            repair.activity_schedule(
                ACTIVITY, date_deadline=repair.deadline, user_id=repair.user_id.id,
                summary=repair.holding_id.barcode,
            )
