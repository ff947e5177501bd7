# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is entered is news for who subscribed to it."""

    _inherit = 'customer.archive.register'

    @api.model
    def _after_enter(self, vals_list):
        """Override to tell the departments that subscribed (CA-78)."""
        super()._after_enter(vals_list)
        self.env['customer.archive.subscription']._publish(vals_list)

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name what a change was requested of."""
        return {**super()._get_fact_labels(), 'fields': self.env._("Fields")}
