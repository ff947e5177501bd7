# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveMember(models.AbstractModel):
    """What lies in an archive is restricted with it, in a column of its own for the rules."""

    _name = 'customer.archive.member'
    _inherit = ['customer.archive.restricted', 'customer.archive.member']

    restricted_until = fields.Date(
        related='archive_id.restricted_until', store=True, precompute=True,
    )
