# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResPartner(models.Model):
    """Who a customer with a formal archive is changes by four eyes only (CA-32), and the way from
    him to a confidential archive leads by way of its purpose.
    """

    _name = 'res.partner'
    _inherit = ['res.partner', 'customer.archive.protected']

    _archive_protected_fields = ('name', 'vat', 'ref', 'is_company')

    # What protects the customer, whoever changes him: for our own code alone.
    formal_archive_ids = fields.One2many(
        'customer.archive', 'partner_id', domain=[('state', '=', 'formal')],
        groups=fields.NO_ACCESS,
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to guard protected fields, and to register who is allowed to change them."""
        seen = vals
        if 'company_type' in vals:  # The form's face of the same field.
            seen = {**vals, 'is_company': vals['company_type'] == 'company'}
        touched = self._guard_protected(seen)
        res = super().write(vals)
        if touched:
            # The names of the fields only: the register holds no data of customers.
            self.env['customer.archive'].sudo().concat(*touched)._enter_register(
                'customer_changed', lambda archive: {'fields': ", ".join(sorted(touched[archive]))},
            )
        return res

    # === ACTION METHODS === #

    def action_open_customer_archive(self):
        """Override to ask what for, where the archive is confidential."""
        self.check_access('read')
        confidential = self.env['customer.archive.confidential'].search([
            # Only which of them belong to the customers; who may know of them, the rules say.
            ('id', 'in', self.commercial_partner_id._get_archives_sudo().ids),
            ('state', 'in', ('temporary', 'formal')), ('company_id', '=', self.env.company.id),
            ('purpose_stated', '=', False),
        ])
        return confidential.action_open() if confidential else (
            super().action_open_customer_archive()
        )

    # === BUSINESS METHODS === #

    def _get_protecting_archives(self):
        """Override to find the formal archives of the customers, in one indexed question for all
        that are looked at together.
        """
        partners_sudo = self.sudo()  # Also where the user sees none of the archives.
        return {
            partner: archives_sudo
            for partner, partner_sudo in zip(self, partners_sudo, strict=True)
            if (archives_sudo := partner_sudo.formal_archive_ids)
        }
