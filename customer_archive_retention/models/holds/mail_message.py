# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.customer_archive.models.evidence.mail_message import WRITTEN_FIELDS
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass


class MailMessage(models.Model):
    """What was written to and about a held customer stays, as on the archives themselves."""

    _inherit = 'mail.message'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to keep messages on held customers as they were written."""
        if vals.keys() & (WRITTEN_FIELDS - {'attachment_ids', 'parent_id'}):
            self._ensure_not_on_held_customer()
        return super().write(vals)

    def unlink(self):
        """Override to keep messages on held customers."""
        self._ensure_not_on_held_customer()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _ensure_not_on_held_customer(self):
        """Refuse to change or remove messages on customers that are held.

        :raise UserError: naming a customer and his hold
        """
        if has_pass(self):
            return  # Our own code: the mail that leaves takes its message along.
        messages_sudo = self.sudo()  # Where they stand, whoever may see it.
        self.env['res.partner'].browse(messages_sudo.filtered(
            lambda message: message.model == 'res.partner' and message.res_id,
        ).mapped('res_id'))._ensure_not_held(self.env._("Its messages stay as written."))
