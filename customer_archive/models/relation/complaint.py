# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveComplaint(models.Model):
    """A customer complains, and somebody answers for it until it is settled."""

    _name = 'customer.archive.complaint'
    _inherit = ['customer.archive.case']
    _description = "Archive Complaint"

    _usual_days = 7
