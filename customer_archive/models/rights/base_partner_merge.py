# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import with_pass


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge may complete a customer who takes over a formal archive."""

    _inherit = 'base.partner.merge.automatic.wizard'

    def _ensure_archives_mergeable(self, archives, dst_partner):
        """Override to let no merge change what takes four eyes.

        :raise UserError: naming an archive whose customer would be another one
        """
        super()._ensure_archives_mergeable(archives, dst_partner)
        for archive in archives:  # With the rights of the superuser, as they come.
            customer = archive.partner_id
            differs = [
                name for name in customer._archive_protected_fields
                if customer[name] and dst_partner.sudo()[name] and (
                    customer[name] != dst_partner.sudo()[name]
                )
            ]
            exempt = self.env.su or archive.with_env(self.env)._is_exempt_from_four_eyes()
            if archive.state == 'formal' and differs and not exempt:
                raise UserError(self.env._(
                    "%(archive)s is formal, and merging would change its customer: %(fields)s."
                    " Merge into the contact that has the archive, or request the change first.",
                    archive=archive.name, fields=", ".join(
                        customer._fields[name]._description_string(self.env) for name in differs
                    ),
                ))

    def _update_values(self, src_partners, dst_partner):
        """Override to let it: what the contact has himself wins, and the register tells of it."""
        return super()._update_values(src_partners, with_pass(dst_partner))
