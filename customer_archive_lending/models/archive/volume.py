# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveVolume(models.Model):
    """A volume waits for what is on loan of it."""

    _name = 'customer.archive.volume'
    _inherit = ['customer.archive.lent.contents', 'customer.archive.volume']

    _holding_column = 'volume_id'
