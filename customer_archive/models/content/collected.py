# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerArchive(models.Model):
    """An archive shows what was collected of its customer, and what he needs and likes (CA-15)."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({'open_intake_count'})

    open_intake_count = fields.Integer(
        string="Open Intake", compute='_compute_open_intake_count',
        help="What still waits to be verified or applied.",
    )
    wish_ids = fields.One2many(
        'customer.archive.intake', 'archive_id', string="Needs and Preferences",
        domain=[('topic', '!=', 'data')],
    )
    latest_need = fields.Text(compute='_compute_latest_wishes', compute_sudo=False)
    latest_preference = fields.Text(compute='_compute_latest_wishes', compute_sudo=False)

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_open_intake_count(self):
        self._count_by_archive('open_intake_count', 'customer.archive.intake', [
            '|', ('state', '=', 'entered'), '&', ('state', '=', 'verified'), ('topic', '=', 'data'),
        ])

    @api.depends('wish_ids.state')
    @api.depends_context('uid')
    def _compute_latest_wishes(self):
        wishes = self.env['customer.archive.intake'].search(
            Domain('archive_id', 'in', self._origin.ids) & Domain('state', '=', 'verified')
            & Domain('topic', 'in', ('need', 'preference')),
        )
        for archive in self:
            own = wishes.filtered(
                lambda wish, archive=archive: wish.archive_id == archive._origin,
            )
            for topic in ('need', 'preference'):
                archive[f'latest_{topic}'] = own.filtered(
                    lambda wish, topic=topic: wish.topic == topic,
                )[:1].content

    # === ACTION METHODS === #

    def action_view_intakes(self):
        """Show what was collected of the customer."""
        return self._action_view_contents('customer_archive.customer_archive_intake_action')
