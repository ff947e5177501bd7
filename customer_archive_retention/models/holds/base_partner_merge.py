# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A held customer, and whoever belongs to him, is not merged away.

    Core's merge moves what hangs on a contact by SQL and then deletes him.
    """

    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override to refuse before anything moves."""
        src_partners._get_customer_archives_sudo()._touch()
        src_partners._ensure_not_held(self.env._("Contacts of it are not merged away."))
        customers = src_partners.filtered(lambda partner: partner.commercial_partner_id == partner)
        super()._update_foreign_keys(src_partners, dst_partner)
        if customers:
            # Core makes them contacts of the one that stays, who may be held himself, and then
            # deletes them: they are none of his.
            self.env.cr.execute(SQL(
                "UPDATE res_partner SET commercial_partner_id = id WHERE id IN %s",
                tuple(customers.ids),
            ))
            customers.invalidate_recordset(['commercial_partner_id'], flush=False)
