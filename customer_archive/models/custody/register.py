# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is told of custody is named."""

    _inherit = 'customer.archive.register'

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name what a count came to, and where a key belongs."""
        return {
            **super()._get_fact_labels(),
            'location_id': self.env._("Location"), 'expected': self.env._("Expected"),
            'found': self.env._("Found"), 'missing': self.env._("Missing"),
            'misplaced': self.env._("Misplaced"), 'damaged': self.env._("Damaged"),
            'away': self.env._("Away, As Known"), 'unknown': self.env._("Unknown Barcode"),
            'pending': self.env._("Not Scanned Yet"),
        }
