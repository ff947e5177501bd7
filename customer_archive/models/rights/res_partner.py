# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class ResPartner(models.Model):
    """From the contact to a confidential archive, by way of its purpose."""

    _inherit = 'res.partner'

    # === ACTION METHODS === #

    def action_open_customer_archive(self):
        """Override to ask what for, where the archive is confidential."""
        self.check_access('read')
        confidential = self.env['customer.archive.confidential'].search([
            # Only which of them belong to the customers; who may know of them, the rules say.
            ('id', 'in', self.commercial_partner_id._get_archives_sudo().ids),
            ('state', 'in', ('temporary', 'formal')), ('company_id', '=', self.env.company.id),
            ('purpose_stated', '=', False),
        ])
        return confidential.action_open() if confidential else (
            super().action_open_customer_archive()
        )
