# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveComplaint(models.Model):
    """A complaint tells from which talk it was made."""

    _inherit = 'customer.archive.complaint'

    _index_fields = frozenset({'communication_ids'})

    communication_ids = fields.One2many(
        'customer.archive.communication', 'complaint_id', string="Made From",
    )
