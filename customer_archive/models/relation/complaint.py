# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveComplaint(models.Model):
    """A customer complains, and somebody answers for it until it is settled."""

    _name = 'customer.archive.complaint'
    _inherit = ['customer.archive.case']
    _description = "Archive Complaint"

    _rating_template = 'customer_archive.mail_template_complaint_rating'

    measure_ids = fields.One2many('customer.archive.measure', 'complaint_id')
