# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Who takes over a contact takes over what was said with him."""

    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override to enter the talks of the contacts that go. Entries follow their archive."""
        super()._update_foreign_keys(src_partners, dst_partner)
        dst_partner.commercial_partner_id._get_archives_sudo()._ask_for_history()
