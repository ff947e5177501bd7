# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How a company keeps its communication log."""

    _inherit = 'res.company'

    archive_log_hours = fields.Integer(
        string="Change Entries Within", default=24, required=True,
        help="Hours in which who entered something in the communication log may change it."
             " Afterwards it is corrected by another entry (CA-41).",
        prefetch='archive',
    )
    archive_contact_days = fields.Integer(
        string="Ask for Contact After", default=0, required=True,
        help="Days without any communication after which the archivist is asked to contact the"
             " customer; 0 asks never (CA-33).",
        prefetch='archive',
    )

    _archive_log_hours_positive = models.Constraint(
        'CHECK (archive_log_hours BETWEEN 0 AND 720)',
        "Entries can be changed for a month at most, and for no less than no hours.",
    )
    _archive_contact_days_positive = models.Constraint(
        'CHECK (archive_contact_days >= 0)',
        "The days without communication cannot be less than none.",
    )
