# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.roles import ARCHIVIST

# What of both archives is shown side by side.
_COUNTED = ('volume', 'document', 'holding')


class CustomerArchiveMerge(models.Model):
    """The wish that one of two archives of a customer goes into the other one (CA-25).

    An archivist requests it; another person decides, and the merge is done with the decision. The
    row stays for ever.
    """

    _name = 'customer.archive.merge'
    _inherit = ['customer.archive.member', 'customer.archive.approval']
    _description = "Archive Merge"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False
    # It tells of the archive that went, under its number.
    _stays_with_archive = True

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'name', 'requester_id', 'requested_at', 'decided_by_id', 'decided_at',
        'decision_note',
    })
    _index_fields = frozenset({
        'requester_id', 'requested_at', 'decided_by_id', 'decided_at', 'can_decide', 'target_id',
    })

    archive_id = fields.Many2one(string="Archive That Goes", readonly=False)
    target_id = fields.Many2one(
        'customer.archive', string="Archive That Stays", required=True, index=True,
        ondelete='restrict', check_company=True,
    )
    reason = fields.Text(readonly=False)
    target_partner_id = fields.Many2one(
        related='target_id.partner_id', string="Customer That Stays", related_sudo=False,
    )
    blocker = fields.Text(
        string="What Stands Against It", compute='_compute_blocker', compute_sudo=False,
    )
    goes_summary = fields.Text(
        string="What Moves", compute='_compute_summaries', compute_sudo=False,
    )
    stays_summary = fields.Text(
        string="What Is There", compute='_compute_summaries', compute_sudo=False,
    )

    _requested_unique = models.UniqueIndex(
        "(archive_id) WHERE state = 'requested'", "A merge of this archive is requested already.",
    )
    _two_archives = models.Constraint(
        'CHECK (archive_id != target_id)', "An archive is not merged into itself.",
    )

    # === COMPUTE METHODS === #

    @api.depends('archive_id', 'target_id', 'state')
    def _compute_blocker(self):
        for merge in self:
            merge.blocker = False
            if merge.state == 'requested' and merge.archive_id and merge.target_id:
                try:
                    merge.archive_id.sudo()._ensure_mergeable(merge.target_id.sudo())
                except UserError as error:
                    merge.blocker = str(error)

    @api.depends('archive_id', 'target_id')
    @api.depends_context('lang')
    def _compute_summaries(self):
        for merge in self:
            for name, archive in (
                ('goes_summary', merge.archive_id), ('stays_summary', merge.target_id),
            ):
                merge[name] = merge._summarise(archive)

    def _summarise(self, archive):
        """Return what lies in an archive, as far as the user sees it.

        :rtype: str
        """
        lines = []
        for part in _COUNTED:
            records = self.env[f'customer.archive.{part}']
            if archive and records.has_access('read'):
                label = self.env['ir.model']._get(records._name).name
                count = records.search_count([('archive_id', '=', archive.id)])
                lines.append(f'{label}: {count}')
        return '\n'.join(lines)

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to check what can be merged before it is asked for."""
        vals_list = self._fill_defaults(vals_list, ['archive_id', 'target_id'])
        for vals in vals_list:
            named = [vals.get('archive_id'), vals.get('target_id')]
            archives = self.env['customer.archive'].browse(filter(None, named))
            if not all(named) or archives.exists() != archives:
                raise UserError(self.env._("Say which archive goes, and which one stays."))
            archives.check_access('read')
            self._ensure_may_request()
            archives[0].sudo()._ensure_mergeable(archives[1].sudo())
            if not (vals.get('reason') or '').strip():
                raise UserError(self.env._("Say why they are one customer."))
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to enter it into the register."""
        super()._after_create()
        self._enter_register('request', lambda merge: {
            'archive_id': merge.archive_id.name, 'target_id': merge.target_id.name,
        }, note=None)

    # === BUSINESS METHODS === #

    @api.model
    def _ensure_may_request(self):
        """Check that the user requests merges: archivists do.

        :raise AccessError: when he does not
        """
        if not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            raise AccessError(self.env._("Only an archivist asks for merging archives."))

    def action_approve(self):
        """Merge the archives: nobody decides on what he may not see."""
        self._check_may_take('approve')
        (self.archive_id | self.target_id).check_access('read')
        self._transition('approve')

    def _check_transition(self, verb):
        """Override to look anew at what stands against it."""
        super()._check_transition(verb)
        if verb == 'approve':
            for merge in self:
                merge.archive_id._ensure_mergeable(merge.target_id)

    def _prepare_transition_facts(self, verb):
        """Override to name both archives."""
        return {
            **super()._prepare_transition_facts(verb),
            'archive_id': self.archive_id.name, 'target_id': self.target_id.name,
        }

    def _after_transition(self, verb):
        """Override to do what was approved."""
        super()._after_transition(verb)
        if verb == 'approve':
            for merge in self:
                merge.archive_id._merge_into(merge.target_id, merge.reason)

    @api.model
    def _get_frozen_columns(self):
        """Override to keep which archives it was about; the words of its reason may be erased."""
        return [*super()._get_frozen_columns(), 'target_id']


class CustomerArchive(models.Model):
    """From an archive, or from its possible duplicate, a merge is asked for."""

    _inherit = 'customer.archive'

    # === ACTION METHODS === #

    def action_request_merge(self):
        """Ask which archive stays, and why."""
        self.ensure_one()
        self.check_access('read')
        merges = self.env['customer.archive.merge']
        merges._ensure_may_request()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Merge Archives"),
            'res_model': merges._name, 'views': [(False, 'form')],
            'context': {
                'default_archive_id': self.id, 'default_target_id': self.duplicate_ids[:1].id,
            },
        }

    # === BUSINESS METHODS === #

    def _after_absorbing(self, merged):
        """Override to end what opened the archive that went, and what was still asked about it.

        A share of it would open more than was meant by who granted it.
        """
        super()._after_absorbing(merged)
        reason = self.env._(
            "%(archive)s was merged into %(other)s.", archive=merged.name, other=self.name,
        )
        self.env['customer.archive.share'].search([
            ('archive_id', '=', merged.id), ('state', '=', 'active'),
        ])._transition('revoke', reason=reason)
        self.env['customer.archive.change.request'].search([
            ('archive_id', '=', merged.id), ('state', '=', 'requested'),
        ])._transition('void', reason=reason)
        self.env['customer.archive.merge'].search([
            '|', ('archive_id', '=', merged.id), ('target_id', '=', merged.id),
            ('state', '=', 'requested'),
        ])._transition('void', reason=reason)
        # Whoever wants to hear of it hears of the one that stays.
        self.env['customer.archive.subscription'].search([
            ('archive_ids', 'in', merged.ids),
        ]).write({'archive_ids': [Command.link(self.id)]})
