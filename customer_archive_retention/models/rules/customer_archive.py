# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchive(models.Model):
    """An archive as a whole is kept for a period, and then reviewed."""

    _name = 'customer.archive'
    _inherit = ['customer.archive', 'customer.archive.retained']
