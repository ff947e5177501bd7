# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, is_html_empty
from odoo.tools.translate import LazyTranslate

from ...mechanism.inner_pass import has_pass, with_pass
from ...mechanism.roles import ARCHIVIST, OFFICE_MANAGER
from ...mechanism.transition import Transition
from ...mechanism.triggers import freeze, refuse

_lt = LazyTranslate(__name__)

ACTIVITY = 'customer_archive.mail_activity_type_procedure'
TRANSITIONS = {
    'release': Transition(
        _lt("release a version"), _lt("Released"), ('draft',), 'released', OFFICE_MANAGER,
    ),
    # No group: the release of the next one takes it.
    'replace': Transition(
        _lt("replace a version"), _lt("Replaced"), ('released',), 'replaced',
    ),
    'repeal': Transition(
        _lt("repeal a version"), _lt("Repealed"), ('released',), 'replaced', OFFICE_MANAGER, True,
    ),
}
_FROZEN = ('procedure_id', 'version', 'body', 'author_id', 'released_by_id', 'valid_from')


class CustomerArchiveProcedureVersion(models.Model):
    """What a procedure says from a day on (CA-76).

    One person writes it and another one releases it; from then on its text is frozen, also in the
    database. With its release the former version is replaced, and who is bound is asked to read it.
    """

    _name = 'customer.archive.procedure.version'
    _inherit = [
        'customer.archive.transition', 'customer.archive.sweep', 'mail.thread',
        'mail.activity.mixin',
    ]
    _description = "Version of an Archive Procedure"
    _order = 'procedure_id, version desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'version', 'author_id', 'released_by_id', 'released_at', 'valid_from',
        'replaced_on', 'told_on',
    })

    name = fields.Char(compute='_compute_name', store=True, precompute=True)
    procedure_id = fields.Many2one(
        'customer.archive.procedure', required=True, index=True, ondelete='cascade',
    )
    company_id = fields.Many2one(related='procedure_id.company_id', store=True, precompute=True)
    version = fields.Integer(readonly=True, copy=False)
    body = fields.Html(string="Text", sanitize=True)
    state = fields.Selection(
        [('draft', "Draft"), ('released', "In Force"), ('replaced', "Replaced")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )
    author_id = fields.Many2one(
        'res.users', readonly=True, required=True, copy=False, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    released_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    released_at = fields.Datetime(string="Released On", readonly=True, copy=False)
    valid_from = fields.Date(string="In Force From", readonly=True, copy=False)
    replaced_on = fields.Date(readonly=True, copy=False)
    told_on = fields.Date(readonly=True, copy=False)
    acknowledgement_ids = fields.One2many(
        'customer.archive.procedure.acknowledgement', 'version_id', readonly=True,
    )
    acknowledgement_count = fields.Integer(
        string="Have Read It", compute='_compute_readers', compute_sudo=True,
    )
    bound_count = fields.Integer(string="Are Bound", compute='_compute_readers', compute_sudo=True)
    open_user_ids = fields.Many2many(
        'res.users', string="Have Not Read It", compute='_compute_readers', compute_sudo=True,
        groups=f'{ARCHIVIST},customer_archive.customer_archive_group_auditor',
    )
    must_acknowledge = fields.Boolean(
        string="Waits for Me", compute='_compute_must_acknowledge', compute_sudo=True,
        search='_search_must_acknowledge',
    )

    _version_unique = models.UniqueIndex(
        '(procedure_id, version)', "This version exists already.",
    )
    _released_once = models.UniqueIndex(
        "(procedure_id) WHERE state = 'released'", "One version is in force at a time.",
    )
    _draft_once = models.UniqueIndex(
        "(procedure_id) WHERE state = 'draft'", "The next version is being written already.",
    )

    # === SETUP === #

    def init(self):
        """Override to let what was in force stay as it was, below the ORM too."""
        super().init()
        once = SQL("old.state != 'draft'")
        freeze(self, 'released', _FROZEN, once=once)
        refuse(self, 'no_delete_released', 'DELETE', when=once)

    # === COMPUTE METHODS === #

    @api.depends('procedure_id.code', 'version')
    def _compute_name(self):
        for version in self:
            version.name = f"{version.procedure_id.code or ''} v{version.version or 0}"

    @api.depends('acknowledgement_ids', 'state', 'procedure_id.role',
                 'procedure_id.department_ids', 'procedure_id.needs_acknowledgement')
    def _compute_readers(self):
        for version in self:
            bound = version._get_bound_users()
            readers = version.acknowledgement_ids.user_id
            version.acknowledgement_count = len(readers)
            version.bound_count = len(bound | readers)
            version.open_user_ids = bound - readers

    @api.depends('acknowledgement_ids', 'state')
    @api.depends_context('uid')
    def _compute_must_acknowledge(self):
        for version in self:
            version.must_acknowledge = (
                self.env.user in version._get_bound_users()
                and self.env.user not in version.acknowledgement_ids.user_id
            )

    def _search_must_acknowledge(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Tens of versions are in force.
        waiting = self.sudo().search([('state', '=', 'released')]).filtered('must_acknowledge')
        return [('id', 'in' if True in value else 'not in', waiting.ids)]

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to count the versions of each procedure."""
        vals_list = super()._prepare_create_vals_list(vals_list)
        procedures = self.env['customer.archive.procedure'].browse(
            {vals.get('procedure_id') or 0 for vals in vals_list},
        ).exists()
        procedures.check_access('write')
        last = dict(self.sudo()._read_group(
            [('procedure_id', 'in', procedures.ids)], ['procedure_id'], ['version:max'],
        ))
        numbers = {procedure.id: number for procedure, number in last.items()}
        numbered = []
        for vals in vals_list:
            if vals.get('procedure_id') not in procedures.ids:
                raise UserError(self.env._("Say of which procedure it is a version."))
            number = numbers[vals['procedure_id']] = numbers.get(vals['procedure_id'], 0) + 1
            numbered.append({**vals, 'version': number, 'author_id': self.env.uid})
        return numbered

    def write(self, vals):
        """Override to change the text of drafts only."""
        if vals.keys() & {'body', 'procedure_id'} and not has_pass(self):
            for version in self:
                if version.state != 'draft':
                    raise UserError(self.env._(
                        "%(version)s was released and stays as it is: write the next version.",
                        version=version.name,
                    ))
        if vals.get('body') and not has_pass(self):
            # Whoever wrote the last words does not release them.
            with_pass(self).write({'author_id': self.env.uid})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        """Refuse to delete what was in force once."""
        for version in self:
            if version.state != 'draft':
                raise UserError(self.env._(
                    "%(version)s was released: it is kept.", version=version.name,
                ))

    # === ACTION METHODS === #

    def action_release(self):
        """Put the version in force, in place of the former one."""
        self._transition('release')

    def action_repeal(self):
        """Ask why, then let the procedure have no version in force."""
        return self._ask_reason('repeal')

    def action_acknowledge(self):
        """Note that the user has read the version, for himself alone.

        :raise AccessError: when it does not bind him
        :raise UserError: when it is not in force, or he has acknowledged it
        """
        self.ensure_one()
        self.check_access('read')
        if self.state != 'released':
            raise UserError(self.env._("%(version)s is not in force.", version=self.name))
        if self.env.user not in self._get_bound_users():
            raise AccessError(self.env._("%(version)s does not bind you.", version=self.name))
        if self.env.user in self.sudo().acknowledgement_ids.user_id:
            raise UserError(self.env._("You have acknowledged %(version)s.", version=self.name))
        # Nobody has the right to enter acknowledgements: each makes his own here.
        self.env['customer.archive.procedure.acknowledgement'].sudo().create({
            'version_id': self.id, 'user_id': self.env.uid,
        })
        self.sudo().activity_ids.filtered(  # As above.
            lambda activity: activity.user_id == self.env.user
            and activity.activity_type_id == self.env.ref(ACTIVITY),
        ).unlink()

    # === CRON METHODS === #

    @api.model
    def _cron_ask(self):
        """Ask whom a new version binds to read it, once (CA-76)."""
        waiting = self.search([
            ('state', '=', 'released'), ('told_on', '=', False),
            ('procedure_id.needs_acknowledgement', '=', True),
        ])
        return self._sweep("Procedures", waiting.ids, lambda versions: versions._ask(), size=20)

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a version."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _check_transition(self, verb):
        """Override to ask for a text, and for a second person."""
        super()._check_transition(verb)
        for version in self if verb == 'release' else ():
            self.env.user._ensure_archive_person(version.name)
            if is_html_empty(version.body):
                raise UserError(self.env._("%(version)s says nothing yet.", version=version.name))
            if version.author_id._is_same_archive_person(self.env.user):
                raise UserError(self.env._(
                    "Another person than its author releases %(version)s.", version=version.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who released it, and until when it was in force."""
        vals = super()._prepare_transition_vals(verb)
        today = self.company_id._get_archive_today()
        if verb == 'release':
            return {
                **vals, 'released_by_id': self.env.uid, 'released_at': fields.Datetime.now(),
                'valid_from': today,
            }
        return {**vals, 'replaced_on': today}

    def _write_transition(self, verb, vals, moves):
        """Override to end the former version first: one is in force at a time."""
        if verb == 'release':
            self.procedure_id.version_ids.filtered(
                lambda version: version.state == 'released',
            )._transition('replace')
            self.env.flush_all()
        return super()._write_transition(verb, vals, moves)

    def _after_transition(self, verb):
        """Override to ask nobody any more to read what is replaced."""
        super()._after_transition(verb)
        if verb != 'release':
            self.activity_unlink([ACTIVITY])

    def _prepare_register_vals(self):
        """Override to say of which company it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _get_bound_users(self):
        """Return who has to acknowledge the version.

        :rtype: recordset
        """
        self.ensure_one()
        version = self.sudo()  # Whom it binds is the same for everybody.
        if version.state != 'released' or not version.procedure_id.needs_acknowledgement:
            return self.env['res.users']
        return version.procedure_id._get_bound_users().with_env(self.env)

    def _ask(self):
        """Put the versions on the lists of whom they bind."""
        for version in self:
            today = version.company_id._get_archive_today()
            with_pass(version).told_on = today
            for user in version.open_user_ids:
                version.with_context(lang=user.lang).activity_schedule(
                    ACTIVITY, user_id=user.id, date_deadline=fields.Date.add(today, days=7),
                    summary=version.procedure_id.with_context(lang=user.lang).display_name,
                )
