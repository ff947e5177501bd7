# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is told of destruction is named."""

    _inherit = 'customer.archive.register'

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name the list, and what was gone."""
        return {
            **super()._get_fact_labels(),
            'list': self.env._("Disposal List"), 'files': self.env._("Files"),
            'missing': self.env._("Not Found"), 'number': self.env._("Number"),
        }
