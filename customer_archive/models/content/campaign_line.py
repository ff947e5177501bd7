# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    # No group: a review settles it, whoever made that.
    'settle': Transition(_lt("settle a line"), _lt("Gone through"), ('open',), 'done'),
    'excuse': Transition(
        _lt("excuse an archive"), _lt("Excused"), ('open',), 'excused', ARCHIVIST, True,
    ),
}


class CustomerArchiveCampaignLine(models.Model):
    """An archive that an overhaul goes through, until it is reviewed or excused (CA-34)."""

    _name = 'customer.archive.campaign.line'
    _inherit = ['customer.archive.kept', 'customer.archive.member', 'customer.archive.companion']
    _description = "Archive of an Overhaul"
    _order = 'campaign_id desc, state desc, id'
    _allow_sudo_commands = False

    _companion_field = 'archive_id'
    _word_fields = ('excuse',)
    _stays_with_archive = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'campaign_id', 'archive_id', 'state', 'review_id', 'excuse', 'settled_by_id', 'settled_on',
    })
    _index_fields = frozenset({'campaign_id', 'review_id', 'settled_by_id', 'settled_on'})

    campaign_id = fields.Many2one(
        'customer.archive.campaign', string="Overhaul", required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    name = fields.Char(related='archive_id.name', string="Archive Number", store=True)
    custodian_id = fields.Many2one(related='archive_id.custodian_id', related_sudo=False)
    state = fields.Selection(
        [('open', "To Review"), ('done', "Reviewed"), ('excused', "Excused")],
        string="Status", default='open', required=True, readonly=True, copy=False,
    )
    review_id = fields.Many2one('customer.archive.review', readonly=True, ondelete='restrict')
    excuse = fields.Text(readonly=True, help="Why the archive was not reviewed.")
    settled_by_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')
    settled_on = fields.Date(readonly=True)

    _archive_unique = models.UniqueIndex(
        '(campaign_id, archive_id)', "An overhaul goes through an archive once.",
    )
    _open_idx = models.Index("(archive_id) WHERE state = 'open'")
    _settled = models.Constraint(
        "CHECK (CASE state WHEN 'open' THEN settled_by_id IS NULL"
        " WHEN 'done' THEN review_id IS NOT NULL ELSE excuse ~ '[^[:space:]]' END)",
        "What is settled was reviewed, or has an excuse.",
    )

    # === SETUP === #

    def init(self):
        """Override to let what is settled stay settled, below the ORM too."""
        super().init()
        freeze(self, 'settled', (
            'campaign_id', 'archive_id', 'state', 'review_id', 'settled_by_id', 'settled_on',
        ), once=SQL("old.state != 'open'"))

    # === COMPUTE METHODS === #

    @api.depends('campaign_id.name', 'archive_id.name')
    def _compute_display_name(self):
        for line in self:
            line.display_name = f'{line.campaign_id.name}: {line.name}'

    # === ACTION METHODS === #

    def action_review(self):
        """Review the archive; that settles the line."""
        self.ensure_one()
        self.check_access('read')
        return self.archive_id.action_review()

    def action_open_archive(self):
        """Show the archive, to see what is outdated."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': 'customer.archive',
            'res_id': self.archive_id.id, 'views': [(False, 'form')],
        }

    def action_excuse(self):
        """Ask why the archives are not reviewed."""
        return self._ask_reason('excuse')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state how a line is settled."""
        return {**super()._get_transitions(), **TRANSITIONS}

    @api.model
    def _get_own_project_domain(self):
        """Override to find what is asked of the archives of the user's projects."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    def _check_transition(self, verb):
        """Override to settle nothing once the overhaul has ended."""
        super()._check_transition(verb)
        for line in self:
            if line.campaign_id.state != 'running':
                raise UserError(self.env._(
                    "%(campaign)s is not running.", campaign=line.campaign_id.display_name,
                ))

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the excuse on the line as well."""
        excuse = {'excuse': reason} if verb == 'excuse' else {}
        return super()._transition(verb, {**(vals or {}), **excuse}, reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who settled it, and when."""
        return {
            **super()._prepare_transition_vals(verb), 'settled_by_id': self.env.uid,
            'settled_on': self.company_id._get_archive_today(),
        }

    def _prepare_transition_facts(self, verb):
        """Override to name the overhaul."""
        return {**super()._prepare_transition_facts(verb), 'campaign_id': self.campaign_id.name}


class CustomerArchive(models.Model):
    """A review counts for the overhaul that runs."""

    _inherit = 'customer.archive'

    # === BUSINESS METHODS === #

    def _after_review(self, reviews):
        """Override to settle what an overhaul asks for."""
        super()._after_review(reviews)
        lines = self.env['customer.archive.campaign.line'].search([
            ('archive_id', 'in', self.ids), ('state', '=', 'open'),
            ('campaign_id.state', '=', 'running'),
        ])
        for review in reviews:
            own = lines.filtered(lambda line, review=review: line.archive_id == review.archive_id)
            own._transition('settle', {'review_id': review.id})
