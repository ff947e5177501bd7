# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

# What makes a meeting another talk, or one of somebody else.
_TELLING_FIELDS = frozenset({
    'start', 'stop', 'start_date', 'stop_date', 'duration', 'allday', 'partner_ids', 'active',
    'user_id',
})
# Meetings are looked at so long after their end, in case the server was down.
_DAYS = 35


class CalendarEvent(models.Model):
    """A meeting with a customer is communication as soon as it is over (CA-40)."""

    _name = 'calendar.event'
    _inherit = ['calendar.event', 'customer.archive.source']

    _archive_stop_idx = models.Index('(stop)')

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to enter meetings that are written down afterwards."""
        events = super().create(vals_list)
        events._enter_finished()
        return events

    def write(self, vals):
        """Override to enter meetings that turn out to be over, or to have had other attendees."""
        res = super().write(vals)
        if not _TELLING_FIELDS.isdisjoint(vals):
            self._enter_finished()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _cron_enter_meetings(self):
        """Enter the meetings that have ended."""
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, days=_DAYS)
        # Few, and asked for again and again: what is known draws no ids.
        self.env['customer.archive.communication']._enter_from(self._name, self._get_talks(SQL(
            """
            source.stop >= %s AND NOT EXISTS (
                SELECT FROM customer_archive_communication known
                 WHERE known.archive_id = archive.id AND known.source_model = %s
                   AND known.source_id = source.id
            )
            """, since, self._name,
        )))

    def _enter_finished(self):
        """Enter those of the meetings that are over."""
        now = fields.Datetime.now()
        self.sudo().filtered(  # When they end, whoever may see them.
            lambda event: event.stop and event.stop <= now,
        )._enter_talks()

    @api.model
    def _get_talks(self, condition):
        """Override to state the meetings that are over, with customers who did not decline."""
        log = self.env['customer.archive.communication']
        return [*super()._get_talks(condition), SQL(
            """
            SELECT %(archive)s, source.id AS source_id, source.start AS at,
                   'meeting' AS way, NULL AS direction,
                   array_agg(DISTINCT contact.id) AS partner_ids,
                   ARRAY(
                       SELECT colleague.id
                         FROM calendar_event_res_partner_rel attending
                         JOIN res_users colleague
                           ON colleague.partner_id = attending.res_partner_id
                          AND NOT colleague.share
                        WHERE attending.calendar_event_id = source.id
                   ) AS user_ids
              FROM calendar_event source
              JOIN calendar_event_res_partner_rel invited
                ON invited.calendar_event_id = source.id
              JOIN res_partner contact ON contact.id = invited.res_partner_id
               AND contact.partner_share
              JOIN customer_archive archive ON archive.partner_id = contact.commercial_partner_id
             WHERE source.active AND source.stop <= %(now)s
               AND (source.user_id IS NULL OR EXISTS (
                   SELECT FROM res_company_users_rel employed
                    WHERE employed.user_id = source.user_id
                      AND employed.cid = archive.company_id
               ))
               AND NOT EXISTS (
                   SELECT FROM calendar_attendee attendee
                    WHERE attendee.event_id = source.id AND attendee.partner_id = contact.id
                      AND attendee.state = 'declined'
               )
               AND %(kept)s AND %(condition)s
             GROUP BY archive.id, source.id
            """, now=fields.Datetime.now(), condition=condition,
            archive=log._get_archive_columns(), kept=log._get_kept_condition(),
        )]

    @api.model
    def _flush_talks(self):
        """Override to write who declined."""
        super()._flush_talks()
        self.env['calendar.attendee'].flush_model(['event_id', 'partner_id', 'state'])

    def _show_talk(self):
        """Override to show what it is called; a private one is called busy."""
        return self.name or ''
