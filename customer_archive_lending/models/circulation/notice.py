# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools.mail import generate_tracking_message_id


class Notice(NamedTuple):
    """What one contact is told.

    :param recordset partner: who is told
    :param recordset record: what it is about, in the reader's language
    :param str subject: one line
    :param str|Markup body: what is told
    """

    partner: object
    record: object
    subject: str
    body: str


class CustomerArchiveNotice(models.AbstractModel):
    """Records that write to people: numbers and times only, to everybody in his own language.

    Scheduled work runs in no user's language; whoever is told reads his own.
    """

    _name = 'customer.archive.notice'
    _inherit = ['mail.thread']
    _description = "Archive: What Is Told to People"

    # === BUSINESS METHODS === #

    def _tell(self, partners, describe, **kwargs):
        """Tell contacts something about the record, by their inbox or mail as they chose.

        :param recordset partners: who is told; nobody is told nothing
        :param Callable describe: returns what is said, given the record in the reader's language
        :param kwargs: more for the message
        """
        self.ensure_one()
        for lang, readers in partners.grouped('lang').items():
            record = self.with_context(lang=lang or self.env.lang)
            subject = describe(record)
            record.message_notify(
                partner_ids=readers.ids, subject=subject, body=subject, **kwargs,
            )

    @api.model
    def _tell_many(self, notices):
        """Tell many contacts at once, each his own: `message_notify` in a few statements.

        Whoever is told in his inbox, and looks at no screen now, finds it there when he comes;
        the others are told by Odoo's own ways one by one: a mail, a push, a live counter.

        :param list[Notice] notices: who is told what
        """
        if not notices:
            return
        author = self.env.user.partner_id
        messages_vals = [self._prepare_notice_vals(notice, author) for notice in notices]
        messages = self._message_create(messages_vals)
        quiet = self._get_quiet_readers(self.env['res.partner'].union(
            *(notice.partner for notice in notices),
        ))
        notifications = []
        for notice, message, vals in zip(notices, messages, messages_vals, strict=True):
            if notice.partner in quiet:
                notifications.append({
                    'author_id': author.id, 'mail_message_id': message.id,
                    'notification_status': 'sent', 'notification_type': 'inbox',
                    'res_partner_id': notice.partner.id,
                })
            else:
                notice.record._notify_thread(message, vals, notify_author_mention=True)
        self.env['mail.notification'].sudo().create(notifications)  # As Odoo does.

    @api.model
    def _prepare_notice_vals(self, notice, author):
        """Return the values of the message of a notice.

        :param Notice notice: who is told what
        :param recordset author: the contact that tells it
        :rtype: dict
        """
        return {
            'model': notice.record._name, 'res_id': notice.record.id,
            'message_type': 'user_notification', 'is_internal': True,
            'subtype_id': self.env['ir.model.data']._xmlid_to_res_id('mail.mt_note'),
            'author_id': author.id, 'email_from': author.email_formatted,
            'reply_to': author.email_formatted, 'date': fields.Datetime.now(),
            'message_id': generate_tracking_message_id('message-notify'),
            'email_add_signature': True,
            'subject': notice.subject, 'body': notice.body, 'partner_ids': notice.partner.ids,
        }

    @api.model
    def _get_quiet_readers(self, partners):
        """Return those who are told in their inbox, and have no screen or device to be told on now.

        :param recordset partners: contacts
        :rtype: recordset
        """
        users = partners.sudo().user_ids.filtered(  # How somebody wants to be told.
            lambda user: user.active and not user.share,
        )
        online = self.env['mail.presence'].sudo().search([
            ('user_id', 'in', users.ids), ('status', '!=', 'offline'),
        ]).user_id
        pushed = self.env['mail.push.device'].sudo().search([
            ('partner_id', 'in', partners.ids),
        ]).partner_id
        loud = users.filtered(lambda user: user.notification_type != 'inbox') | online
        return (users - loud).partner_id.with_env(self.env) - loud.partner_id - pushed
