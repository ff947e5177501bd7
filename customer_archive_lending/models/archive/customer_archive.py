# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchive(models.Model):
    """An archive waits for what is on loan of it."""

    _name = 'customer.archive'
    _inherit = ['customer.archive.lent.contents', 'customer.archive']

    _holding_column = 'archive_id'

    holding_ids = fields.One2many('customer.archive.holding', 'archive_id', string="Holdings")
