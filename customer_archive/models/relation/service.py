# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveService(models.Model):
    """A customer needs after-sales service: maintenance, a repair, advice."""

    _name = 'customer.archive.service'
    _inherit = ['customer.archive.case']
    _description = "Archive Service"

    _usual_days = 14
