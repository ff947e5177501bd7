# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import email_normalize_all

from ..mechanism.inner_pass import with_pass
from .mail_message import WRITTEN_FIELDS

_OF_THE_MESSAGE = WRITTEN_FIELDS - {'subject'}


class MailMail(models.Model):
    """Mailing a file of an archive to somebody who may not read it is a disclosure (CA-68).

    Whatever leaves by e-mail is a record of this model first.
    """

    _inherit = 'mail.mail'

    @api.model_create_multi
    def create(self, vals_list):
        """Override to refuse files of archives on their way out."""
        noticed = self.env['mail.message'].browse(
            vals['mail_message_id'] for vals in vals_list if vals.get('mail_message_id')
        )
        # A notification gives its message a subject, and nothing else.
        vals_list = [
            {name: value for name, value in vals.items() if name not in _OF_THE_MESSAGE}
            if vals.get('mail_message_id') else vals
            for vals in vals_list
        ]
        notifying = self.with_context(**with_pass(noticed).env.context) if noticed else self
        mails = super(MailMail, notifying).create(vals_list).with_env(self.env)
        mails._ensure_no_disclosure()
        return mails

    def write(self, vals):
        """Override to refuse files and recipients that are added later."""
        res = super().write(vals)
        if vals.keys() & {
            'attachment_ids', 'unrestricted_attachment_ids', 'recipient_ids', 'email_to',
            'email_cc', 'mail_message_id',
        }:
            self._ensure_no_disclosure()
        return res

    def unlink(self):
        """Override to let a mail take the message along that was written for it alone."""
        own = self.filtered(lambda mail: not mail.is_notification).mail_message_id
        if not own:
            return super().unlink()
        return super(MailMail, self.with_context(**with_pass(own).env.context)).unlink()

    def _ensure_no_disclosure(self):
        """Check that files of archives go to users only who may read them.

        :raise UserError: naming a file that would go to somebody else
        """
        for mail in self.sudo():  # What leaves, whatever the sender may see.
            files = mail.attachment_ids._get_archived()
            if not files:
                continue
            for file in files:
                record = self.env[file.res_model].browse(file.res_id)
                if not mail._goes_to_readers(record):
                    file.with_env(self.env)._ensure_leaves_no_archive()

    def _goes_to_readers(self, record):
        """Tell whether all recipients are users who may read a record.

        :param recordset record: a record of an archive
        :rtype: bool
        """
        addresses = set(email_normalize_all(f'{self.email_to or ""},{self.email_cc or ""}'))
        users = self.env['res.users'].search([('email_normalized', 'in', list(addresses))])
        recipients = self.recipient_ids | users.partner_id
        return addresses <= set(users.mapped('email_normalized')) and (
            recipients == record._get_readers(recipients)
        )
