# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """The register tells of holds by their numbers."""

    _name = 'customer.archive.register'
    _inherit = ['customer.archive.register']
    _log_access = False  # Each class says it for itself; see the abstract model.

    @api.model
    def _get_fact_labels(self):
        """Override to name the hold on an archive."""
        return {**super()._get_fact_labels(), 'hold': self.env._("Hold")}
