# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is told of contents is named."""

    _inherit = 'customer.archive.register'

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name who was left out of a marketing list, and what a review found."""
        return {
            **super()._get_fact_labels(), 'excluded': self.env._("Left out"),
            'outcome': self.env._("Outcome"),
        }
