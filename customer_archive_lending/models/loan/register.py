# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is told of loans is named."""

    _inherit = 'customer.archive.register'

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name who has it, and by which loan."""
        return {
            **super()._get_fact_labels(),
            'borrower': self.env._("Borrower"), 'loan': self.env._("Loan"),
        }
