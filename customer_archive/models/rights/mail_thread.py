# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailThread(models.AbstractModel):
    """Notices that are for certain users, by their inbox or by mail as they chose."""

    _inherit = 'mail.thread'

    # === BUSINESS METHODS === #

    def _notify_users(self, users, subject, body):
        """Tell users something, on this record and in the name of the user.

        :param recordset users: who is told; they may read the record
        :param str subject: the subject
        :param str body: the text
        """
        if users:
            self.message_notify(
                partner_ids=users.partner_id.ids, subject=subject, body=body,
                author_id=self.env.user.partner_id.id,
            )
