# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError


class MailTrackingValue(models.Model):
    """The values before and after stay with the messages that tell of them."""

    _inherit = 'mail.tracking.value'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to keep them where the message stays."""
        self._ensure_messages_free()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._ensure_messages_free()

    # === BUSINESS METHODS === #

    def _ensure_messages_free(self):
        """Refuse to change what was tracked of held archives and customers.

        :raise UserError: naming what is held
        """
        messages_sudo = self.sudo().mail_message_id  # Where they stand, whoever may see it.
        messages_sudo._ensure_not_on_held_customer()
        for model, messages in messages_sudo.grouped('model').items():
            if model in self.env and 'is_held' in self.env[model]._fields:
                records = self.env[model].sudo().browse(messages.mapped('res_id')).exists()
                for record in records.filtered('is_held'):
                    raise UserError(self.env._(
                        "%(record)s is held: what was noted of it stays.",
                        record=record.display_name,
                    ))
