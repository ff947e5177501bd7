# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

_READERS = ','.join((
    'customer_archive.customer_archive_group_user',
    'customer_archive.customer_archive_group_auditor',
))


class ResPartner(models.Model):
    """From the customer, what was said is entered in his archive, and read."""

    _inherit = 'res.partner'

    # Whose talk a mail is, Odoo finds out by the address, once or more for each mail: without an
    # index it reads all contacts for that.
    email_normalized = fields.Char(index='btree_not_null')

    archive_communication_count = fields.Integer(
        string="Communication", compute='_compute_archive_communication_count',
        compute_sudo=False, groups=_READERS,
    )

    # === COMPUTE METHODS === #

    @api.depends('archive_id')
    @api.depends_context('company', 'uid')
    def _compute_archive_communication_count(self):
        for partner in self:
            partner.archive_communication_count = partner.archive_id.communication_count

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to enter the talks of contacts who come to a customer."""
        res = super().write(vals)
        if vals.get('parent_id'):
            self.commercial_partner_id._get_archives_sudo()._ask_for_history()
        return res

    # === ACTION METHODS === #

    def action_log_communication(self):
        """Ask what was said, and enter it in the archive of the customer."""
        self.ensure_one()
        self.check_access('read')
        if not self.archive_id:
            # Opens it, asks what for, or says why not.
            return self.action_open_customer_archive()
        action = self.archive_id.action_log_communication()
        contact = self if self != self.archive_id.partner_id or not self.is_company else None
        return {**action, 'context': {
            **action['context'], **({'default_partner_ids': contact.ids} if contact else {}),
        }}

    def action_view_communications(self):
        """Show what was said with the customer, the newest first."""
        self.ensure_one()
        self.check_access('read')
        return self.archive_id.action_view_communications()
