# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

from ..archive.lent_contents import BLOCKED_VERBS
from .copy_request import COPYING_STATES


class CustomerArchiveLentContents(models.AbstractModel):
    """What contains an original on the copier waits until it is put back (LE-15)."""

    _inherit = 'customer.archive.lent.contents'

    _index_fields = frozenset({'copying_request_ids'})

    # For our own code only, as `lent_line_ids`.
    copying_request_ids = fields.Many2many(
        'customer.archive.copy.request', compute='_compute_copying_request_ids',
        compute_sudo=True, groups=fields.NO_ACCESS,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        lambda model: () if model._abstract else ('holding_ids.original_request_ids.state',),
    )
    def _compute_copying_request_ids(self):
        copying = self.env['customer.archive.copy.request'].search(
            Domain(f'original_id.{self._holding_column}', 'in', self.ids)
            & Domain('state', 'in', COPYING_STATES),
        ).grouped(lambda request: request.original_id[self._holding_column].id)
        for record in self:
            record.copying_request_ids = copying.get(record.id, False)

    # === BUSINESS METHODS === #

    def _get_blockers(self, verb):
        """Override to wait for originals that are being copied."""
        blockers = super()._get_blockers(verb)
        if verb in BLOCKED_VERBS:
            blockers += [
                request._describe_copying()
                for request in self.sudo().copying_request_ids  # Nobody overlooks it.
            ]
        return blockers
