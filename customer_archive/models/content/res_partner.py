# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

# What checklists look at.
_MEASURED = frozenset({
    'active', 'city', 'company_registry', 'country_id', 'email', 'industry_id', 'name',
    'parent_id', 'phone', 'state_id', 'street', 'type', 'vat',
})


class ResPartner(models.Model):
    """The customer shows how complete his archive is, and has it measured anew when he changes.

    Where no checklist is in use, nothing is asked (X-08).
    """

    _inherit = 'res.partner'

    archive_completeness = fields.Integer(
        related='archive_id.completeness', string="Archive Complete", related_sudo=False,
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to count new contacts of customers."""
        partners = super().create(vals_list)
        if contacts := partners.filtered('parent_id'):
            self.env['customer.archive']._measure_customers(contacts)
        return partners

    def write(self, vals):
        """Override to measure what changed, also for the customer that a contact leaves."""
        measured = not _MEASURED.isdisjoint(vals)
        if measured and 'parent_id' in vals:
            self.env['customer.archive']._measure_customers(self)
        res = super().write(vals)
        if measured:
            self.env['customer.archive']._measure_customers(self)
        return res

    def unlink(self):
        """Override to count contacts of customers no longer."""
        customers = self.parent_id
        res = super().unlink()
        if customers:
            self.env['customer.archive']._measure_customers(customers.exists())
        return res
