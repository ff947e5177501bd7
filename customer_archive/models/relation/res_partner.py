# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

_READERS = (
    'customer_archive.customer_archive_group_user,customer_archive.customer_archive_group_auditor'
)


class ResPartner(models.Model):
    """The customer shows how he and the company deal with each other.

    What he complained of, how satisfied he is, what he bought, and how he was evaluated: to who may
    open his archive.
    """

    _inherit = 'res.partner'

    archive_open_complaint_count = fields.Integer(
        string="Open Complaints", compute='_compute_archive_relation', compute_sudo=False,
        groups=_READERS,
    )
    archive_satisfaction = fields.Float(
        string="Satisfaction", compute='_compute_archive_relation', compute_sudo=False,
        groups=_READERS,
    )

    archive_value = fields.Integer(
        related='archive_id.value', string="Value", related_sudo=False, groups=_READERS,
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'company', 'allowed_company_ids')
    def _compute_archive_relation(self):
        for partner in self:
            archive = partner.archive_id
            partner.archive_open_complaint_count = archive.open_complaint_count
            partner.archive_satisfaction = archive.satisfaction

    # === ACTION METHODS === #

    def action_view_archive_complaints(self):
        """Show what the customer complained of."""
        return self._get_archive_of_complaints().action_view_complaints()

    def action_complain(self):
        """Enter what the customer complains of, in the archive that he has."""
        archive = self._get_archive_of_complaints()
        self.env['customer.archive.complaint'].check_access('create')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Complaint"),
            'res_model': 'customer.archive.complaint', 'view_mode': 'form',
            'context': {
                'default_archive_id': archive.id,
                'default_contact_id': self.id if self != archive.partner_id else False,
            },
        }

    def action_view_archive_transactions(self):
        """Show what the customer ordered, was invoiced, returned and paid."""
        self.check_access('read')
        return self.archive_id.action_view_transactions()

    def action_view_archive_timeline(self):
        """Show the history of the relation."""
        self.check_access('read')
        return self.archive_id.action_view_timeline()

    def action_view_archive_evaluations(self):
        """Show how the customer was evaluated over time."""
        self.check_access('read')
        return self.archive_id.action_view_evaluations()

    # === BUSINESS METHODS === #

    def _get_archive_of_complaints(self):
        """Return the archive of the customer.

        :rtype: recordset
        :raise UserError: when he has none that the user may read
        """
        self.ensure_one()
        self.check_access('read')
        if not self.archive_id:
            raise UserError(self.env._(
                "%(customer)s has no archive that you may read: open it first.",
                customer=self.display_name,
            ))
        return self.archive_id
