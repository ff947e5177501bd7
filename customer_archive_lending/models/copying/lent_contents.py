# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

from ..archive.lent_contents import BLOCKED_VERBS
from .copy_request import COPYING_STATES


class CustomerArchiveLentContents(models.AbstractModel):
    """What contains an original on the copier waits until it is put back (LE-15)."""

    _inherit = 'customer.archive.lent.contents'

    # === BUSINESS METHODS === #

    def _get_blockers(self, verb):
        """Override to wait for originals that are being copied."""
        blockers = super()._get_blockers(verb)
        if verb in BLOCKED_VERBS:
            requests_sudo = self.env['customer.archive.copy.request'].sudo().search(
                # Nobody overlooks an original on the copier.
                Domain(f'original_id.{self._holding_column}', 'in', self.ids)
                & Domain('state', 'in', COPYING_STATES),
            )
            blockers += [
                self.env._(
                    "%(holding)s is being copied (%(request)s) and not put back yet.",
                    holding=request.original_id.barcode, request=request.name,
                )
                for request in requests_sudo
            ]
        return blockers
