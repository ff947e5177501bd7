# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """What is told of packages is named."""

    _inherit = 'customer.archive.register'

    # === HELPERS === #

    @api.model
    def _get_fact_labels(self):
        """Override to name what a package holds, and from which one an archive came."""
        return {
            **super()._get_fact_labels(), 'package': self.env._("Package"),
            'files': self.env._("Files"), 'records': self.env._("Records"),
            'from_company': self.env._("From the Company"), 'left': self.env._("Not Taken In"),
        }
