# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """Whom the list of each month goes to, and until when (LE-19, LE-21)."""

    _inherit = 'res.company'

    archive_general_manager_id = fields.Many2one(
        'res.users', string="Monthly List To",
        help="The general manager whom the list of what is out is submitted to.",
        prefetch='archive',
    )
    archive_report_day = fields.Integer(
        string="Monthly List By", default=5, required=True,
        help="The day of the month on which the list of what is out is submitted at the latest."
             " The day itself counts.",
        prefetch='archive',
    )

    _archive_report_day_valid = models.Constraint(
        'CHECK (archive_report_day BETWEEN 1 AND 28)',
        "The list of each month is submitted by a day that every month has: 1 to 28.",
    )
