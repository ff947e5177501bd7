# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveVolume(models.Model):
    """A volume is kept for a period, and then reviewed."""

    _name = 'customer.archive.volume'
    _inherit = ['customer.archive.volume', 'customer.archive.retained']
