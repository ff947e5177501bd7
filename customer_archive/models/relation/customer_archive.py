# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchive(models.Model):
    """An archive shows what its customer brought."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({'open_complaint_count', 'open_service_count'})

    open_complaint_count = fields.Integer(
        string="Open Complaints", compute='_compute_open_complaint_count',
    )
    open_service_count = fields.Integer(
        string="Open Services", compute='_compute_open_service_count',
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_open_complaint_count(self):
        self._count_by_archive('open_complaint_count', 'customer.archive.complaint', [
            ('state', '=', 'open'),
        ])

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_open_service_count(self):
        self._count_by_archive('open_service_count', 'customer.archive.service', [
            ('state', '=', 'open'),
        ])

    # === ACTION METHODS === #

    def action_view_complaints(self):
        """Show what the customer complained of."""
        return self._action_view_contents('customer_archive.customer_archive_complaint_action')

    def action_view_services(self):
        """Show which services the customer needed."""
        return self._action_view_contents('customer_archive.customer_archive_service_action')
