# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of reservations, renewals and reminders."""

    _inherit = 'res.config.settings'

    archive_renewals = fields.Integer(related='company_id.archive_renewals', readonly=False)
    archive_reservation_days = fields.Integer(
        related='company_id.archive_reservation_days', readonly=False,
    )
    archive_overdue_limit = fields.Integer(
        related='company_id.archive_overdue_limit', readonly=False,
    )
    archive_reminder_hours = fields.Integer(
        related='company_id.archive_reminder_hours', readonly=False,
    )
    archive_reminder_days = fields.Integer(
        related='company_id.archive_reminder_days', readonly=False,
    )
    archive_overdue_hours = fields.Integer(
        related='company_id.archive_overdue_hours', readonly=False,
    )
    archive_superior_days = fields.Integer(
        related='company_id.archive_superior_days', readonly=False,
    )
    archive_manager_days = fields.Integer(
        related='company_id.archive_manager_days', readonly=False,
    )
