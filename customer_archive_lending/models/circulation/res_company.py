# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How long one waits and renews, and how a company reminds."""

    _inherit = 'res.company'

    archive_renewals = fields.Integer(
        string="Renewals", default=2, required=True,
        help="How often one loan of a holding is renewed at most (ND-22).", prefetch='archive',
    )
    archive_reservation_days = fields.Integer(
        string="Reservations Wait", default=2, required=True,
        help="Opening days after the notice, until closing time, on which what came back is kept"
             " for who reserved it. Then the next one is notified (ND-21).",
        prefetch='archive',
    )
    archive_overdue_limit = fields.Integer(
        string="Overdue Items Allowed", default=2, required=True,
        help="Whoever has more overdue than these borrows nothing new (ND-27).", prefetch='archive',
    )
    archive_reminder_hours = fields.Integer(
        string="Remind Before, in the House", default=1, required=True,
        help="Hours before what is used in the house is due.", prefetch='archive',
    )
    archive_reminder_days = fields.Integer(
        string="Remind Before, Outside", default=1, required=True,
        help="Days before a copy that left the company is due.", prefetch='archive',
    )
    archive_overdue_hours = fields.Integer(
        string="First Overdue Notice", default=1, required=True,
        help="Hours after the due time: the borrower is told, the same evening (LE-03).",
        prefetch='archive',
    )
    archive_superior_days = fields.Integer(
        string="Second Overdue Notice", default=3, required=True,
        help="Days after the due time: the borrower's superior is told as well (LE-10).",
        prefetch='archive',
    )
    archive_manager_days = fields.Integer(
        string="Third Overdue Notice", default=7, required=True,
        help="Days after the due time: the office manager is told as well.", prefetch='archive',
    )

    _archive_renewals_positive = models.Constraint(
        'CHECK (archive_renewals >= 0)', "A loan is renewed a number of times, or never: 0.",
    )
    _archive_reservation_days_positive = models.Constraint(
        'CHECK (archive_reservation_days > 0)',
        "What was reserved is kept for at least one opening day.",
    )
    _archive_overdue_limit_positive = models.Constraint(
        'CHECK (archive_overdue_limit >= 0)', "The number of overdue items allowed is 0 or more.",
    )
    _archive_notices_ordered = models.Constraint(
        'CHECK (archive_reminder_hours >= 0 AND archive_reminder_days >= 0'
        ' AND archive_overdue_hours > 0 AND archive_overdue_hours <= archive_superior_days * 24'
        ' AND archive_superior_days < archive_manager_days)',
        "The notices follow each other: before it is due, the first one after some hours, the"
        " second and the third after some days.",
    )
