# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from .states import ACTIVE_STATES


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts moves an archive with a trace, or says why it cannot.

    Core's merge updates foreign keys by SQL: no `write` of ours would see it.
    """

    _inherit = 'base.partner.merge.automatic.wizard'

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override to check and to register what happens to archives."""
        archives_sudo = src_partners._get_archives_sudo()
        archives_sudo._touch()
        self._ensure_archives_mergeable(archives_sudo, dst_partner)
        archives_sudo._ensure_not_blocked('merge')
        if not dst_partner.ref:
            # The merge would do it later; a formal archive never goes without.
            dst_partner.ref = archives_sudo.partner_id.filtered('ref')[:1].ref
        references = src_partners.filtered('ref').mapped('ref')
        super()._update_foreign_keys(src_partners, dst_partner)
        if archives_sudo:
            archives_sudo.invalidate_recordset()
            for name in ('customer_type', 'industry_id', 'region_id', 'customer_number'):
                self.env.add_to_compute(archives_sudo._fields[name], archives_sudo)
            archives_sudo._enter_register('customer_merged', {
                'customer_number': [references, dst_partner.ref],
            })

    def _ensure_archives_mergeable(self, archives, dst_partner):
        """Check that the destination can take the archives over.

        :param recordset archives: the archives of the contacts that go
        :param recordset dst_partner: the contact that stays
        :raise UserError: when it is a contact of somebody else, or has an archive itself
        """
        if archives and dst_partner.commercial_partner_id != dst_partner:
            raise UserError(self.env._(
                "%(archive)s belongs to a customer; %(contact)s is a contact of another one and"
                " cannot take it over.",
                archive=archives[0].name, contact=dst_partner.display_name,
            ))
        active = (archives | dst_partner._get_archives_sudo()).filtered(
            lambda archive: archive.state in ACTIVE_STATES,
        )
        for company_archives in active.grouped('company_id').values():
            if len(company_archives) > 1:
                raise UserError(self.env._(
                    "These contacts have an archive each: %(archives)s. Close all but one before"
                    " merging them.", archives=", ".join(company_archives.mapped('name')),
                ))
