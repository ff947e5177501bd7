# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class IrModuleModule(models.Model):
    """Uninstalling is refused while there is evidence: it would drop what nobody may delete."""

    _inherit = 'ir.module.module'

    def button_uninstall(self):
        """Override to refuse before anything is marked to be removed."""
        if 'customer_archive' in (self + self.downstream_dependencies()).mapped('name'):
            self.env['customer.archive.evidence']._ensure_no_evidence()
        return super().button_uninstall()
