# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.translate import LazyTranslate

from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'waive': Transition(
        _lt("waive what is missing"), _lt("Waived what is missing"), ('temporary',), None,
        ARCHIVIST, True,
    ),
}


class CustomerArchive(models.Model):
    """An archive becomes formal when it is complete, or when an archivist waived what is missing;
    and, where the company asks for it, with the customer's authorisation or another legal basis
    (CA-26, CA-27).
    """

    _inherit = 'customer.archive'

    _gated_fields = frozenset({'waived_line_ids'})
    _index_fields = frozenset({'legal_basis'})

    # What was missing when it was waived: what is asked for later on is not waived with it.
    waived_line_ids = fields.Many2many(
        'customer.archive.checklist.line', string="Waived",
        relation='customer_archive_waived_line_rel', readonly=True, copy=False,
        ondelete='restrict',
    )
    unwaived_line_ids = fields.Many2many(
        'customer.archive.checklist.line', string="Missing and Not Waived",
        compute='_compute_unwaived_line_ids',
    )
    authorization_ids = fields.One2many(
        'customer.archive.authorization', 'archive_id', string="Authorisations",
    )
    is_authorized = fields.Boolean(
        string="Authorised", compute='_compute_authorized', search='_search_is_authorized',
        help="The customer's authorisation to keep the archive is in force.",
    )
    allows_marketing = fields.Boolean(
        compute='_compute_authorized', search='_search_allows_marketing',
        help="An authorisation that is in force extends to marketing.",
    )
    legal_basis = fields.Selection(
        [('contract', "Contract with the customer"), ('obligation', "Legal obligation"),
         ('order', "Order of an authority"), ('interest', "Legitimate interest")],
        string="Other Legal Basis", tracking=True,
        help="What the archive rests on where the customer has not authorised it.",
    )
    legal_reference = fields.Char(
        string="Basis Cited", tracking=True,
        help="The article, contract clause or file number that the legal basis rests on.",
    )

    _basis_cited = models.Constraint(
        "CHECK (legal_basis IS NULL OR (legal_reference ~ '[^[:space:]]') IS TRUE)",
        "Cite the article, the clause or the file number that the legal basis rests on.",
    )

    # === COMPUTE METHODS === #

    @api.depends('missing_line_ids', 'waived_line_ids')
    def _compute_unwaived_line_ids(self):
        for archive in self:
            archive.unwaived_line_ids = archive.missing_line_ids.filtered(
                lambda line: line.requirement == 'required',
            ) - archive.waived_line_ids

    @api.depends(
        'authorization_ids.state', 'authorization_ids.valid_until',
        'authorization_ids.for_marketing',
    )
    def _compute_authorized(self):
        # Whether there is one is told to who reads the archive.
        current_sudo = self.env['customer.archive.authorization'].sudo().search(
            Domain('archive_id', 'in', self._origin.ids) & Domain('is_current', '=', True),
        )
        by_archive = current_sudo.grouped('archive_id')
        for archive in self:
            own_sudo = by_archive.get(archive._origin, current_sudo.browse())
            archive.is_authorized = bool(own_sudo)
            archive.allows_marketing = any(own_sudo.mapped('for_marketing'))

    def _search_is_authorized(self, operator, value):
        return self._search_authorization(operator, Domain.TRUE)

    def _search_allows_marketing(self, operator, value):
        return self._search_authorization(operator, Domain('for_marketing', '=', True))

    def _search_authorization(self, operator, domain):
        if operator != 'in':
            return NotImplemented
        # As above.
        query = self.env['customer.archive.authorization'].sudo()._search(
            Domain('is_current', '=', True) & domain,
        )
        return Domain('id', 'in', query.subselect('archive_id'))

    # === ACTION METHODS === #

    def action_waive(self):
        """Ask why, then waive what is missing."""
        return self._ask_reason('waive')

    def action_view_authorizations(self):
        """Show what the customer authorised."""
        return self._action_view_contents('customer_archive.customer_archive_authorization_action')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to let an archivist waive what is missing."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what else is done with archives."""
        return {**super()._get_event_labels(), 'marketing': self.env._("Marketing list drawn")}

    def _check_transition(self, verb):
        """Override to waive nothing where nothing is missing."""
        super()._check_transition(verb)
        if verb == 'waive':
            for archive in self:
                if not archive.unwaived_line_ids:
                    raise UserError(self.env._(
                        "Nothing is missing in %(archive)s that could be waived.",
                        archive=archive.name,
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note what exactly was waived."""
        vals = super()._prepare_transition_vals(verb)
        if verb == 'waive':
            vals['waived_line_ids'] = [
                Command.link(line.id) for line in self.unwaived_line_ids
            ]
        return vals

    def _prepare_transition_facts(self, verb):
        """Override to tell what was waived, by codes and kinds."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'waive':
            facts['waived_line_ids'] = ", ".join(sorted(
                line.document_type_id.code or line.kind for line in self.waived_line_ids
            ))
        return facts

    def _get_formal_gaps(self):
        """Override to ask for what the checklists require, and for a legal basis."""
        gaps = super()._get_formal_gaps()
        gaps.extend(
            self.env._("Missing: %(line)s.", line=line.display_name)
            for line in self.unwaived_line_ids
        )
        if self.company_id.archive_ask_authorization and not (
            self.is_authorized or self.legal_basis
        ):
            gaps.append(self.env._(
                "The customer has not authorised it, and no other legal basis is cited.",
            ))
        return gaps
