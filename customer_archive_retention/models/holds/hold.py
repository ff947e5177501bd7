# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass
from odoo.addons.customer_archive.models.mechanism.roles import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.transition import Transition
from odoo.addons.customer_archive.models.mechanism.triggers import freeze, refuse

from .hold_scope import SCOPE_FIELDS

_lt = LazyTranslate(__name__)

HOLDERS = f'{ARCHIVIST},customer_archive.customer_archive_group_general_manager'
READERS = f'{HOLDERS},customer_archive.customer_archive_group_auditor'

TRANSITIONS = {
    'place': Transition(_lt("place a hold"), _lt("Placed"), ('draft',), 'active', HOLDERS),
    'release': Transition(
        _lt("release a hold"), _lt("Released"), ('active',), 'released', HOLDERS, True,
    ),
    'cancel': Transition(
        _lt("cancel a hold that was not placed"), _lt("Cancelled"), ('draft',), 'cancelled',
        HOLDERS,
    ),
}
# What the database itself keeps as it was when the hold was placed.
_FROZEN_COLUMNS = (
    'name', 'matter', 'reason', 'authority', 'company_id', 'placed_by_id', 'placed_at', 'query',
    'query_mode', 'holds_everything', 'held_archives', 'held_volumes', 'held_documents',
)
_ENDED_COLUMNS = ('state', 'released_by_id', 'released_at', 'release_reason')
_OPEN_FIELDS = frozenset({*SCOPE_FIELDS, 'review_on'})


class CustomerArchiveHold(models.Model):
    """A matter for which something of the archive must stay as it is, whatever its period (ND-01).

    A claim, an audit, an order of a court: while one hold on it is active, nothing of it is
    destroyed, deleted, replaced, anonymised or merged away, by nobody and on no path. What a hold
    covers stands in its items, which the database itself keeps.
    """

    _name = 'customer.archive.hold'
    _inherit = [
        'customer.archive.hold.scope', 'customer.archive.kept', 'customer.archive.numbered',
        'customer.archive.sweep', 'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Hold"
    _order = 'id desc'
    _rec_names_search = ['name', 'matter']
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'placed_by_id', 'placed_at', 'released_by_id', 'released_at',
        'release_reason', 'reminded_for', 'held_archives', 'held_volumes', 'held_documents',
    })
    _reason_field = 'release_reason'

    state = fields.Selection(
        [('draft', "Draft"), ('active', "Active"), ('released', "Released"),
         ('cancelled', "Cancelled")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )
    matter = fields.Char(
        required=True, tracking=True,
        help="The claim, audit or proceeding, as the file of it is called.",
    )
    reason = fields.Text(required=True, help="Why everything has to stay as it is.")
    authority = fields.Char(
        string="Mandate", required=True,
        help="Who ordered it and by what: the court and its file number, the authority, the"
             " decision of the management.",
    )
    review_on = fields.Date(
        required=True, tracking=True,
        help="On this day whoever placed the hold is asked whether it is still needed.",
    )
    # The review date that was reminded of: another one is reminded of again.
    reminded_for = fields.Date(readonly=True, copy=False)

    item_ids = fields.One2many('customer.archive.hold.item', 'hold_id', string="Items")
    item_count = fields.Integer(compute='_compute_item_count')
    held_archives = fields.Integer(
        string="Archives When Placed", readonly=True, copy=False,
        help="Archives that were concerned as a whole or in part.",
    )
    held_volumes = fields.Integer(string="Volumes When Placed", readonly=True, copy=False)
    held_documents = fields.Integer(string="Documents When Placed", readonly=True, copy=False)

    # Who.
    placed_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict', index='btree_not_null',
    )
    placed_at = fields.Datetime(string="Placed On", readonly=True, copy=False)
    released_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    released_at = fields.Datetime(string="Released On", readonly=True, copy=False)
    release_reason = fields.Text(readonly=True, copy=False)

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a hold with this number already.",
    )
    _placed_by_somebody = models.Constraint(
        "CHECK (state NOT IN ('active', 'released')"
        " OR placed_by_id IS NOT NULL AND placed_at IS NOT NULL)",
        "A hold says who placed it, and when.",
    )
    _released_by_somebody = models.Constraint(
        "CHECK (state != 'released' OR released_by_id IS NOT NULL AND released_at IS NOT NULL"
        " AND release_reason ~ '[^[:space:]]')",
        "A released hold says who released it, when and why.",
    )
    _says_why = models.Constraint(
        "CHECK (matter ~ '[^[:space:]]' AND reason ~ '[^[:space:]]' AND authority ~"
        " '[^[:space:]]')",
        "A hold has a matter, a reason and a mandate.",
    )

    # === SETUP === #

    def init(self):
        """Override to freeze what was placed, and what was ended, below the ORM as well."""
        super().init()
        placed = SQL("old.state != 'draft'")
        freeze(self, 'placed', _FROZEN_COLUMNS, once=placed)
        refuse(self, 'begun', 'UPDATE', when=SQL("%s AND new.state = 'draft'", placed))
        freeze(self, 'ended', _ENDED_COLUMNS, once=SQL("old.state IN ('released', 'cancelled')"))

    # === COMPUTE METHODS === #

    @api.depends('item_ids')
    def _compute_item_count(self):
        counts = dict(self.env['customer.archive.hold.item']._read_group(
            [('hold_id', 'in', self.ids)], ['hold_id'], ['__count'],
        ))
        for hold in self:
            hold.item_count = counts.get(hold, 0)

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter the draft into the register."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to let a placed hold only grow, and its review be put off."""
        self._ensure_not_gated(vals)
        if has_pass(self) or self._is_bookkeeping(vals):
            return super().write(vals)
        self._ensure_writable(vals)
        active = self.filtered(lambda hold: hold.state == 'active')
        named = {hold: hold._get_named() for hold in active}
        res = super().write(vals)
        for hold, before in named.items():
            if before - hold._get_named():
                raise UserError(self.env._(
                    "%(hold)s is placed: nothing is taken off it. Release it, and place another"
                    " one.", hold=hold.name,
                ))
        if active and vals.keys() & set(SCOPE_FIELDS):
            active._check_may_take('place')
            active.sudo()._hold_more()  # As when it was placed.
        return res

    # === ACTION METHODS === #

    def action_place(self):
        """Place the holds."""
        self._transition('place')

    def action_release(self):
        """Ask why, then release the holds."""
        return self._ask_reason('release')

    def action_cancel(self):
        """Cancel holds that were not placed."""
        self._transition('cancel')

    def action_view_items(self):
        """Show what the hold covers."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_retention.customer_archive_hold_item_action',
        )
        return {**action, 'domain': [('hold_id', '=', self.id)]}

    # === CRON METHODS === #

    @api.model
    def _cron_holds(self):
        """Let living queries and customers take in what is new, and remind of reviews."""
        active = [('state', '=', 'active')]
        self._sweep("Holds: what is new", self.search(
            [*active, '|', ('query_mode', '=', 'living'), ('partner_ids', '!=', False)], order='id',
        ).ids, lambda holds: holds._hold_more(), size=20)
        due_ids = []
        for [company] in self._read_group(active, ['company_id']):
            today = company._get_archive_today()
            due_ids += self.search([
                *active, ('company_id', '=', company.id), ('review_on', '<=', today),
            ], order='id').filtered(lambda hold: hold.reminded_for != hold.review_on).ids
        return self._sweep("Holds: reviews", due_ids, lambda holds: holds._remind_of_review())

    def _remind_of_review(self):
        """Ask whoever placed each hold, once, whether it is still needed."""
        for hold in self:
            user = hold.placed_by_id if hold.placed_by_id.active else (
                hold.company_id.archive_custodian_id
            )
            hold.activity_schedule(
                'customer_archive_retention.mail_activity_type_hold_review',
                date_deadline=hold.review_on, user_id=user.id or self.env.uid,
                summary=self.env._("Is this hold still needed?"), automated=True,
            )
            with_pass(hold).write({'reminded_for': hold.review_on})

    # === BUSINESS METHODS === #

    def _ensure_writable(self, vals):
        """Check that `vals` leave what was placed as it is.

        :param dict vals: values to write
        :raise UserError: naming the hold
        """
        for hold in self:
            if hold.state == 'draft' or (hold.state == 'active' and vals.keys() <= _OPEN_FIELDS):
                continue
            raise UserError(self.env._(
                "%(hold)s stays as it is: only its review date changes and what it names grows,"
                " while it is active.", hold=hold.name,
            ))

    def _is_bookkeeping(self, vals):
        """Tell whether `vals` are those of the chatter and its activities only."""
        return not vals or all(
            name.startswith(('message_', 'activity_', 'my_activity_')) for name in vals
        )

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a hold."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a hold outside its table."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Prepared"), 'hold_more': self.env._("Took in more"),
        }

    def _prepare_register_vals(self):
        """Override to say in which company it stands."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _check_transition(self, verb):
        """Override to hold something, and let another person release where the company says so."""
        super()._check_transition(verb)
        if verb == 'place':
            # First of all: whoever destroys begins with the same rows, and one of both waits.
            self._get_archives()._touch()
            self.partner_ids._take_guarded_rows()
            self._ensure_holds_something()
        elif verb == 'release':
            for hold in self:
                if hold.company_id.archive_hold_release_other and (
                    hold.placed_by_id._is_same_archive_person(self.env.user)
                ):
                    raise UserError(self.env._(
                        "%(hold)s was placed by %(user)s: another person releases it.",
                        hold=hold.name, user=hold.placed_by_id.name,
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, when, and how much was concerned."""
        now, uid = fields.Datetime.now(), self.env.uid
        vals = super()._prepare_transition_vals(verb)
        if verb == 'place':
            counts = self.env['customer.archive.hold.item']._count_scope(self)
            return {**vals, **counts, 'placed_by_id': uid, 'placed_at': now}
        if verb == 'release':
            return {**vals, 'released_by_id': uid, 'released_at': now}
        return vals

    def _prepare_transition_facts(self, verb):
        """Override to tell how much was concerned; the matter may name a customer."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'place':
            facts |= {
                name: self[name] for name in ('held_archives', 'held_volumes', 'held_documents')
            }
        return facts

    def _after_transition(self, verb):
        """Override to write down what is held, or free it, and to tell each archive."""
        super()._after_transition(verb)
        items = self.env['customer.archive.hold.item'].sudo()  # Nobody else writes items.
        if verb == 'place':
            for hold in self:
                items._insert(hold)._enter_archives('held')
        elif verb == 'release':
            items._free(self)._enter_archives('hold_released')
            self.activity_unlink(['customer_archive_retention.mail_activity_type_hold_review'])

    def _hold_more(self):
        """Take in what the holds cover now and did not before; the register tells of it."""
        items = self.env['customer.archive.hold.item'].sudo()  # Nobody else writes items.
        for hold in self:
            items._get_new_archives(hold)._touch()
            if added := items._insert(hold):
                hold._enter_register('hold_more', {'count': len(added)})
                added._enter_archives('held')

    # === BUSINESS METHODS - ANSWER === #

    def _describe(self):
        """Return why what is held has to stay.

        Neither the matter nor the reason: whoever may open the hold reads them there.

        :rtype: str
        """
        self.ensure_one()
        tz = self.env.context.get('tz') or 'UTC'
        day = fields.Datetime.context_timestamp(self.with_context(tz=tz), self.placed_at)
        return self.env._(
            "Held since %(date)s: %(number)s.",
            date=format_date(self.env, day.date()), number=self.name,
        )
