# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

from odoo import models

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    """What has left by mail is communication; what could not be delivered is none."""

    _inherit = 'mail.mail'

    # === BUSINESS METHODS === #

    def _postprocess_sent_message(self, *args, **kwargs):
        """Override to enter what has left."""
        # Before super: it deletes mails that have left.
        messages = self.filtered('is_notification').mail_message_id
        res = super()._postprocess_sent_message(*args, **kwargs)
        try:
            with self.env.cr.savepoint():
                messages._enter_talks(messages._get_sent_talks)
        except Exception:
            # The mail is with its reader: an error would send it again. The back-fill enters it.
            _logger.exception("%s was sent, and is not in the communication log", messages)
        return res
