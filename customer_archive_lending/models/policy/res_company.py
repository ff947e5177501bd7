# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.date_utils import float_to_time

from odoo.addons.customer_archive.models.mechanism.scope import CONFIDENTIALITY

# How far ahead an opening day is looked for, in days: a fortnight at a time, for more than a year.
_STEP = 14
_HORIZON = 400


class ResCompany(models.Model):
    """What a company decided about lending, and when it is open."""

    _inherit = 'res.company'

    archive_loan_approver = fields.Selection(
        [('archivist', "Archivist"), ('office_manager', "Office Manager")],
        string="Loans Are Approved By", default='archivist', required=True, prefetch='archive',
    )
    archive_loan_second_level = fields.Selection(
        CONFIDENTIALITY, string="Second Approval From", default='2', required=True,
        help="Loans out of archives from this confidentiality on are approved by two people, and"
             " stay in the reading room (ND-28).",
        prefetch='archive',
    )
    archive_loan_days = fields.Integer(
        string="Copies Leave For", default=7, required=True,
        help="Working days after which a copy that left the company is due.", prefetch='archive',
    )
    archive_loan_oral_alone = fields.Boolean(
        string="One Archivist for Oral Requests",
        help="Whoever writes down what somebody asked for orally may verify and approve it as well."
             " Otherwise another archivist does, or the borrower confirms the request with his own"
             " login first.",
        prefetch='archive',
    )
    archive_closing_hour = fields.Float(
        string="Closing Time", default=18.0, required=True,
        help="For a company whose working calendar states no hours.", prefetch='archive',
    )

    _archive_loan_days_positive = models.Constraint(
        'CHECK (archive_loan_days > 0)', "A copy may stay outside for at least one working day.",
    )
    _archive_closing_hour_valid = models.Constraint(
        'CHECK (archive_closing_hour > 0 AND archive_closing_hour <= 24)',
        "The closing time lies between 0:00 and 24:00.",
    )

    # === BUSINESS METHODS - OPENING HOURS === #

    def _get_archive_closing(self, moment):
        """Return the first closing time after a moment: when what is borrowed now is due (LE-03).

        On an opening day before closing that is the same day's; after it, or on a closed day, the
        next opening day's.

        :param datetime moment: in UTC, naive
        :return: in UTC, naive
        :rtype: datetime
        :raise UserError: when the company does not open within a year
        """
        return self._get_archive_closings(moment, 1)[-1]

    def _get_archive_day_closing(self, day):
        """Return the closing time of a day, or of the next opening day after a closed one.

        :param date day: a day at the company
        :return: in UTC, naive
        :rtype: datetime
        """
        return self._get_archive_closing(self._get_archive_midnight(day))

    def _get_archive_closings(self, moment, count):
        """Return the next closing times after a moment.

        :param datetime moment: in UTC, naive
        :param int count: how many
        :return: in UTC, naive, in order
        :rtype: list[datetime]
        :raise UserError: when the company does not open often enough within a year
        """
        self.ensure_one()
        first = self._get_archive_day(moment)
        closings = []
        for offset in range(0, _HORIZON + 2 * count, _STEP):
            start = first + timedelta(days=offset)
            days = self._get_archive_open_days(start, start + timedelta(days=_STEP))
            closings += [closing for _day, closing in sorted(days.items()) if closing > moment]
            if len(closings) >= count:
                return closings[:count]
        raise UserError(self.env._(
            "%(company)s has no opening day within a year of %(day)s: check its working calendar.",
            company=self.name, day=first,
        ))

    def _get_archive_open_days(self, start, end):
        """Return the opening days of a period with their closing times.

        :param date start: the first day
        :param date end: the day after the last one
        :return: closing times in UTC, naive, by day
        :rtype: dict[date, datetime]
        """
        self.ensure_one()
        tz = self._get_archive_tz()
        days = self._get_archive_calendar_days(start, end, tz)
        workdays_sudo = self.env['customer.archive.workday'].sudo().search([  # No secret.
            ('company_id', '=', self.id), ('date', '>=', start), ('date', '<', end),
        ])
        days |= {
            workday.date: _at_hour(tz, workday.date, workday.hour_to) for workday in workdays_sudo
        }
        return {
            day: closing.astimezone(pytz.utc).replace(tzinfo=None)
            for day, closing in days.items()
        }

    def _get_archive_calendar_days(self, start, end, tz):
        """Return the working days of the calendar, time off taken out, with their closing times.

        :param date start: the first day
        :param date end: the day after the last one
        :param tzinfo tz: the time zone of the company
        :rtype: dict[date, datetime]
        """
        calendar_sudo = self.sudo().resource_calendar_id  # Whoever borrows is told when it is due.
        if not calendar_sudo or calendar_sudo.flexible_hours:
            return self._get_archive_default_days(start, end, tz, calendar_sudo)
        intervals = calendar_sudo._work_intervals_batch(
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(end, time.min)),
            domain=[('time_type', '=', 'leave'), ('company_id', 'in', [False, self.id])], tz=tz,
        )[False]
        days = {}
        for opens, closes, _attendance in intervals:
            day = opens.date()
            days[day] = max(closes, days.get(day, closes))
        # The calendar ends a day that closes at 24:00 a moment early: at its last microsecond.
        return {day: _round_up(closing) for day, closing in days.items()}

    def _get_archive_default_days(self, start, end, tz, calendar):
        """Return Monday to Friday with the usual closing time: the calendar states no hours.

        :rtype: dict[date, datetime]
        """
        days = [start + timedelta(days=offset) for offset in range((end - start).days)]
        closings = {
            day: _at_hour(tz, day, self.archive_closing_hour) for day in days if day.weekday() < 5
        }
        if not calendar:
            return closings
        off = calendar._leave_intervals_batch(
            tz.localize(datetime.combine(start, time.min)),
            tz.localize(datetime.combine(end, time.min)),
            domain=[('time_type', '=', 'leave'), ('company_id', 'in', [False, self.id])], tz=tz,
        )[False]
        return {
            day: closing for day, closing in closings.items()
            if not any(begins <= closing <= ends for begins, ends, _leave in off)
        }


def _at_hour(tz, day, hour):
    """Return the moment of an hour of a day; 24 is the midnight at its end.

    :rtype: datetime
    """
    if hour >= 24:
        return tz.localize(datetime.combine(day + timedelta(days=1), time.min))
    return tz.localize(datetime.combine(day, float_to_time(hour)))


def _round_up(moment):
    """Return a moment without microseconds, the next second where it has some."""
    if not moment.microsecond:
        return moment
    return moment.replace(microsecond=0) + timedelta(seconds=1)
