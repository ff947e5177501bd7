# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class ResPartner(models.Model):
    """Who a customer with a formal archive is changes by four eyes only (CA-32), and the way from
    him to a confidential archive leads by way of its purpose.
    """

    _name = 'res.partner'
    _inherit = ['res.partner', 'customer.archive.protected', 'customer.archive.logged']

    _archive_protected_fields = ('name', 'vat', 'ref', 'is_company')
    _archive_logged_fields = (
        'name', 'is_company', 'parent_id', 'type', 'function', 'vat', 'ref', 'company_registry',
        'phone', 'email', 'website', 'street', 'street2', 'zip', 'city', 'state_id', 'country_id',
        'industry_id', 'lang', 'active',
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to log who comes to a customer."""
        partners = super().create(vals_list)
        partners.filtered('parent_id')._log_contacts('added')
        return partners

    def unlink(self):
        """Override to log who is no longer there."""
        self.filtered('parent_id')._log_contacts('removed')
        return super().unlink()

    def write(self, vals):
        """Override to guard protected fields, and to register who is allowed to change them."""
        seen = vals
        if 'company_type' in vals:  # The form's face of the same field.
            seen = {**vals, 'is_company': vals['company_type'] == 'company'}
        touched = self._guard_protected(seen)
        before = self._snapshot_logged(seen)
        res = super().write(vals)
        self._log_changes(before)
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
            if (archives_sudo := partner_sudo.kept_archive_ids.filtered(
                lambda archive: archive.state == 'formal',
            ))
        }

    def _get_logging_archives(self):
        """Override to find the archives that are kept of the customers."""
        partners_sudo = self.sudo()  # Also where the user sees none of the archives.
        return {
            partner: archives_sudo
            for partner, partner_sudo in zip(self, partners_sudo, strict=True)
            if (archives_sudo := partner_sudo.commercial_partner_id.kept_archive_ids)
        }

    def _prepare_log_place(self):
        """Override to say whose data they are."""
        return {**super()._prepare_log_place(), 'contact_id': self.id}

    def _log_contacts(self, kind):
        """Log that contacts come to their customers, or go.

        :param str kind: `added` or `removed`
        """
        entries = []
        for contact, archives in self._get_logging_archives().items():
            name = contact.name or contact.display_name
            entries += contact._prepare_log_entries(
                archives, kind, 'name', *(('', name) if kind == 'added' else (name, '')),
            )
        self._enter_changes(entries)
