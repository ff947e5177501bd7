# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.transition import Transition

from .copy_request import COPYING_STATES

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'keep': Transition(
        _lt("keep a copy as a standing copy"), _lt("Kept as a standing copy"), ('available',),
        None, ARCHIVIST,
    ),
    'unkeep': Transition(
        _lt("end the keeping of a standing copy"), _lt("No standing copy any more"),
        ('available', 'missing'), None, ARCHIVIST, True,
    ),
}
# What an original that lies on the copier cannot do.
_BLOCKED_VERBS = frozenset({'lend', 'move', 'withdraw', 'destroy', 'dispose', 'unlink', 'miss'})


class CustomerArchiveHolding(models.Model):
    """Copies that were made on request, and those that stay in the archive (LE-16, LE-17)."""

    _inherit = 'customer.archive.holding'

    _gated_fields = frozenset({'is_standing', 'copy_request_id'})
    _index_fields = frozenset({'is_standing', 'copy_request_id', 'original_request_ids'})

    is_standing = fields.Boolean(
        string="Standing Copy", readonly=True, copy=False,
        help="A copy that stays in the archive, and is lent instead of the original.",
    )
    copy_request_id = fields.Many2one(
        'customer.archive.copy.request', string="Made For", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )

    original_request_ids = fields.One2many(
        'customer.archive.copy.request', 'original_id', string="Requests for Copies",
        groups=fields.NO_ACCESS,
    )

    _standing_copy = models.Constraint(
        "CHECK (is_standing IS NOT TRUE OR (kind = 'copy' AND state != 'withdrawn'))",
        "Only a copy that is still kept is a standing copy.",
    )
    _standing_idx = models.Index("(document_id) WHERE is_standing AND state != 'withdrawn'")

    # === ACTION METHODS === #

    def action_keep(self):
        """Keep copies, checked and at home, as standing copies."""
        self._transition('keep')

    def action_unkeep(self):
        """Ask why, then end the keeping of standing copies."""
        return self._ask_reason('unkeep')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to add the steps of standing copies."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _check_transition(self, verb):
        """Override to keep copies only that are back, whole and in their place."""
        super()._check_transition(verb)
        if verb == 'keep':
            for holding in self:
                holding._ensure_keepable()

    def _prepare_transition_vals(self, verb):
        """Override to mark standing copies; what is withdrawn is none any more."""
        return {**super()._prepare_transition_vals(verb), **{
            'keep': {'is_standing': True},
            'unkeep': {'is_standing': False},
            'withdraw': {'is_standing': False},
        }.get(verb, {})}

    def _find_blockable(self, verb):
        """Override to name originals that are being copied."""
        found = super()._find_blockable(verb)
        if verb in _BLOCKED_VERBS:
            # Nobody overlooks it.
            found |= self.browse(self.env['customer.archive.copy.request'].sudo().search([
                ('original_id', 'in', self.ids), ('state', 'in', COPYING_STATES),
            ]).original_id.ids)
        return found

    def _get_blockers(self, verb):
        """Override to leave an original alone while it is being copied (LE-15)."""
        blockers = super()._get_blockers(verb)
        if verb in _BLOCKED_VERBS:
            blockers += [
                request._describe_copying()
                for request in self.sudo().original_request_ids  # Nobody overlooks it.
                if request.state in COPYING_STATES
            ]
        return blockers

    def _get_loan_substitutes(self):
        """Override to propose standing copies that are here (LE-17)."""
        substitutes = super()._get_loan_substitutes()
        if self.kind != 'original':
            return substitutes
        standing = self.search([
            ('document_id', '=', self.document_id.id), ('is_standing', '=', True),
            ('state', '=', 'available'), ('loan_line_id', '=', False),
            ('condition', '!=', 'damaged'),
        ], order='serial')
        return standing | substitutes

    def _ensure_keepable(self):
        """Check that the holding may become a standing copy.

        :raise UserError: when it is no copy, out, or damaged
        """
        if self.kind != 'copy':
            raise UserError(self.env._(
                "%(holding)s is no copy: only copies are standing copies.", holding=self.barcode,
            ))
        if self.loan_line_id:
            raise UserError(self.loan_line_id._describe_loan())
        if self.condition == 'damaged':
            raise UserError(self.env._(
                "%(holding)s is damaged: withdraw it, and say how it was destroyed.",
                holding=self.barcode,
            ))
