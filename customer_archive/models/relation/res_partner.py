# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResPartner(models.Model):
    """The customer shows his transactions and his evaluation, to who may open his archive."""

    _inherit = 'res.partner'

    archive_value = fields.Integer(
        related='archive_id.value', string="Value", related_sudo=False,
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )

    # === ACTION METHODS === #

    def action_view_archive_transactions(self):
        """Show what the customer ordered, was invoiced, returned and paid."""
        self.check_access('read')
        return self.archive_id.action_view_transactions()

    def action_view_archive_evaluations(self):
        """Show how the customer was evaluated over time."""
        self.check_access('read')
        return self.archive_id.action_view_evaluations()
