# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

# What customers are asked about how satisfied they are.
RATED_MODELS = (
    'customer.archive.complaint', 'customer.archive.service', 'customer.archive.survey.line',
)


class CustomerArchive(models.Model):
    """An archive shows what its customer brought, and how satisfied he is."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({'open_complaint_count', 'open_service_count'})

    open_complaint_count = fields.Integer(
        string="Open Complaints", compute='_compute_open_complaint_count',
    )
    open_service_count = fields.Integer(
        string="Open Services", compute='_compute_open_service_count',
    )

    satisfaction = fields.Float(
        compute='_compute_satisfaction',
        help="The average of what the customer answered, from 1, unhappy, to 5, happy (CA-51).",
    )
    rating_count = fields.Integer(string="Times Rated", compute='_compute_satisfaction')

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

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_satisfaction(self):
        ratings = {}
        for model in RATED_MODELS:
            records = self.env[model]
            if not records.has_access('read'):
                continue
            # Whoever reads the archive is told the average of what he may read.
            readable = records._search([
                ('archive_id', 'in', self.ids), ('rating_last_value', '>', 0),
            ])
            for archive, values in records.sudo()._read_group(
                [('id', 'in', readable)], ['archive_id'], ['rating_last_value:array_agg'],
            ):
                ratings.setdefault(archive.id, []).extend(values)
        for archive in self:
            values = ratings.get(archive._origin.id, [])
            archive.rating_count = len(values)
            archive.satisfaction = sum(values) / len(values) if values else 0

    # === ACTION METHODS === #

    def action_view_complaints(self):
        """Show what the customer complained of."""
        return self._action_view_contents('customer_archive.customer_archive_complaint_action')

    def action_view_services(self):
        """Show which services the customer needed."""
        return self._action_view_contents('customer_archive.customer_archive_service_action')

    def action_view_timeline(self):
        """Show the history of the relation, the newest step first (CA-16)."""
        return self._action_view_contents('customer_archive.customer_archive_timeline_action')

    def action_view_ratings(self):
        """Show how satisfied the customer was, the newest answer first."""
        self.ensure_one()
        self.check_access('read')
        domain = Domain.OR(
            Domain('res_model', '=', model) & Domain(
                'res_id', 'in', self.env[model].search([('archive_id', '=', self.id)]).ids,
            ) for model in RATED_MODELS if self.env[model].has_access('read')
        )
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Satisfaction"),
            'res_model': 'rating.rating', 'view_mode': 'list,form',
            'domain': list(domain & Domain('consumed', '=', True)),
            'context': {'create': False, 'edit': False, 'delete': False},
        }
