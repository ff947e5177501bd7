# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

from ..archive.lent_contents import BLOCKED_VERBS
from .copy_request import COPYING_STATES


class CustomerArchiveLentContents(models.AbstractModel):
    """What contains an original on the copier waits until it is put back (LE-15)."""

    _inherit = 'customer.archive.lent.contents'

    _index_fields = frozenset({'copying_requests'})

    # For our own code only, as `lent_lines`.
    copying_requests = fields.Json(
        compute='_compute_copying_requests', compute_sudo=True, groups=fields.NO_ACCESS,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        lambda model: () if model._abstract else ('holding_ids.original_request_ids.state',),
    )
    def _compute_copying_requests(self):
        copying = self._find_copying_sudo().grouped(
            lambda request: request.original_id[self._holding_column].id,
        )
        for record in self:
            record.copying_requests = copying[record.id].ids if record.id in copying else []

    # === BUSINESS METHODS === #

    def _find_copying_sudo(self):
        """Return the requests for which something of the records is being copied.

        :rtype: recordset
        """
        # Nobody overlooks an original on the copier.
        return self.env['customer.archive.copy.request'].sudo().search(
            Domain(f'original_id.{self._holding_column}', 'in', self.ids)
            & Domain('state', 'in', COPYING_STATES),
        )

    def _find_blockable(self, verb):
        """Override to name what lacks an original that is being copied."""
        found = super()._find_blockable(verb)
        if verb in BLOCKED_VERBS:
            found |= self.browse(self._find_copying_sudo().original_id[self._holding_column].ids)
        return found

    def _get_blockers(self, verb):
        """Override to wait for originals that are being copied."""
        blockers = super()._get_blockers(verb)
        if verb in BLOCKED_VERBS:
            record_sudo = self.sudo()  # Nobody overlooks an original on the copier.
            requests_sudo = record_sudo.env['customer.archive.copy.request'].browse(
                record_sudo.copying_requests,
            )
            blockers += [request._describe_copying() for request in requests_sudo]
        return blockers
