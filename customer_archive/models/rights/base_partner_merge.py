# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from ..mechanism.inner_pass import with_pass


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge may complete a customer who takes over a formal archive."""

    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_values(self, src_partners, dst_partner):
        """Override to let it: what the contact has himself wins, and the register tells of it."""
        return super()._update_values(src_partners, with_pass(dst_partner))
