# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL

_RECEIVED_TYPES = ('email', 'comment')
_SENT_TYPES = ('email', 'comment', 'email_outgoing')


class MailMessage(models.Model):
    """Mails of customers, and to customers, are communication (CA-40).

    A mail from a sender whom nobody knows makes no entry. What users write to each other makes none
    either: a contact who is an internal user is not on the customer's side.
    """

    _name = 'mail.message'
    _inherit = ['mail.message', 'customer.archive.source']

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to enter what customers write."""
        messages = super().create(vals_list)
        received = messages.sudo().filtered(  # Who writes, whatever the user may see of him.
            lambda message: message.message_type in _RECEIVED_TYPES
            and message.author_id.partner_share,
        )
        received._enter_talks(received._get_received_talks)
        return messages

    # === BUSINESS METHODS === #

    @api.model
    def _get_talks(self, condition):
        """Override to state what was received and what was sent."""
        return [
            *super()._get_talks(condition),
            *self._get_received_talks(condition), *self._get_sent_talks(condition),
        ]

    @api.model
    def _get_received_talks(self, condition):
        """Return the talks that customers began by a mail, or by writing in the portal.

        :param SQL condition: see :meth:`_get_talks`
        :rtype: list[SQL]
        """
        return [SQL(
            """
            SELECT %(archive)s, source.id AS source_id, source.date AS at,
                   CASE source.message_type WHEN 'email' THEN 'mail' ELSE 'chat' END AS way,
                   'in' AS direction, ARRAY[author.id] AS partner_ids,
                   ARRAY(
                       SELECT colleague.id
                         FROM mail_message_res_partner_rel told
                         JOIN res_users colleague ON colleague.partner_id = told.res_partner_id
                          AND NOT colleague.share
                        WHERE told.mail_message_id = source.id
                   ) AS user_ids
              FROM mail_message source
              JOIN res_partner author ON author.id = source.author_id AND author.partner_share
              JOIN customer_archive archive ON archive.partner_id = author.commercial_partner_id
             WHERE source.message_type IN %(types)s AND %(place)s AND %(kept)s AND %(condition)s
            """,
            types=_RECEIVED_TYPES, condition=condition, **self._get_place_parts(),
        )]

    @api.model
    def _get_sent_talks(self, condition):
        """Return the talks that we began by a mail that has left.

        :param SQL condition: see :meth:`_get_talks`
        :rtype: list[SQL]
        """
        return [SQL(
            """
            SELECT %(archive)s, source.id AS source_id, source.date AS at,
                   'mail' AS way, 'out' AS direction,
                   array_agg(DISTINCT recipient.id) AS partner_ids,
                   ARRAY(
                       SELECT colleague.id FROM res_users colleague
                        WHERE colleague.partner_id = source.author_id AND NOT colleague.share
                   ) AS user_ids
              FROM mail_notification notification
              JOIN mail_message source ON source.id = notification.mail_message_id
              JOIN res_partner recipient ON recipient.id = notification.res_partner_id
               AND recipient.partner_share
              JOIN customer_archive archive ON archive.partner_id = recipient.commercial_partner_id
             WHERE notification.notification_type = 'email'
               AND notification.notification_status = 'sent'
               AND source.message_type IN %(types)s AND %(place)s AND %(kept)s AND %(condition)s
             GROUP BY archive.id, source.id
            """,
            types=_SENT_TYPES, condition=condition, **self._get_place_parts(),
        )]

    @api.model
    def _flush_talks(self):
        """Override to write what has become of mails."""
        super()._flush_talks()
        self.env['mail.notification'].flush_model()

    @api.model
    def _get_place_parts(self):
        """Return what of the archive is asked, and where a message must stand: in the company of
        the archive, and in no channel.

        :rtype: dict[str, SQL]
        """
        log = self.env['customer.archive.communication']
        return {
            'archive': log._get_archive_columns(), 'kept': log._get_kept_condition(),
            'place': SQL(
                "(source.record_company_id IS NULL"
                " OR source.record_company_id = archive.company_id)"
                " AND source.model IS DISTINCT FROM 'discuss.channel'",
            ),
        }

    def _show_talk(self):
        """Override to show how it begins."""
        return " · ".join(filter(None, [self.subject, self.preview]))

    def _get_talk_home(self):
        """Override to name the record that it stands on."""
        if self.model in self.env and self.res_id:
            return self.env[self.model].browse(self.res_id)
        return self
