# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveIndicator(models.Model):
    """A section of the overview for what is kept, and no longer."""

    _inherit = 'customer.archive.indicator'

    section = fields.Selection(
        selection_add=[('retention', "Retention")], ondelete={'retention': 'cascade'},
    )
