# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

# What a message says, as opposed to where it is and when it was written.
_CONTENTS = frozenset({'body', 'preview', 'subject', 'attachment_ids', 'tracking_value_ids'})


class MailMessage(models.Model):
    """Whoever reads the messages of a confidential archive leaves a line in the access log."""

    _inherit = 'mail.message'

    def _fetch_query(self, query, fields):
        """Override to note whose messages are read."""
        messages = super()._fetch_query(query, fields)
        if not self.env.su and any(field.name in _CONTENTS for field in fields):
            messages._note_read()
        return messages

    def _to_store(self, store, fields, **kwargs):
        """Override to note whose messages are sent to a client, which reads some as superuser."""
        if store.target.is_current_user(self.env):
            self._note_read()
        return super()._to_store(store, fields, **kwargs)

    def _note_read(self):
        """Note the records that the messages belong to, where they are confidential."""
        for records_sudo in self._get_archive_records():
            self.env['customer.archive.access.log']._note(
                'messages', records_sudo.filtered('is_confidential'), ['message_ids'],
            )

    def _get_archive_records(self):
        """Override to name the records that the messages belong to."""
        guarded = self.env['ir.attachment']._get_archive_models()
        return [
            self.env[model].sudo().browse(messages.mapped('res_id')).exists()  # Named only.
            for model, messages in self.sudo().grouped('model').items() if model in guarded
        ]
