# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import date, datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .number_pattern import NumberPattern, PatternError, PatternFault

_lt = LazyTranslate(__name__)

PATTERN_FAULTS = {
    PatternFault.SYNTAX: _lt(
        "The number pattern is malformed. Write parts in braces, as in KH-{year}-{seq:5}.",
    ),
    PatternFault.UNKNOWN_PART: _lt(
        "The number pattern has an unknown part {%(part)s}. Known are {year}, {month}, {class},"
        " {department} and {seq}.",
    ),
    PatternFault.REPEATED_PART: _lt("The number pattern has {%(part)s} twice."),
    PatternFault.NO_SEQ: _lt(
        "The number pattern would repeat numbers: it needs the running number, {seq}.",
    ),
    PatternFault.RESTART_WITHOUT_YEAR: _lt(
        "The number pattern would repeat numbers: a running number that starts again each year"
        " needs {year}.",
    ),
    PatternFault.AMBIGUOUS: _lt(
        "The number pattern would repeat numbers: put a mark such as a hyphen before {%(part)s}, so"
        " that A1 + 1 and A + 11 differ.",
    ),
    PatternFault.CHARACTERS: _lt(
        "The number pattern holds a space, a comma or a quotation mark; use hyphens or slashes.",
    ),
}


class ResCompany(models.Model):
    """How a company numbers its archives, and the clock that its deadlines follow.

    Every request of every user reads its company: our columns are a group of their own, which is
    read when one of them is asked for.
    """

    _inherit = 'res.company'

    archive_number_pattern = fields.Char(
        string="Archive Numbers", default='KH-{year}-{seq:5}', required=True,
        help="Text and parts in braces: {year}, {month}, {class}, {department}, and {seq:5}, the"
             " running number with at least five digits. A change counts from the next archive on.",
        prefetch='archive',
    )
    archive_number_restarts = fields.Boolean(
        string="Restart Each Year", help="Whether the running number starts at 1 each year.",
        prefetch='archive',
    )
    archive_sequence_id = fields.Many2one(
        'ir.sequence', readonly=True, copy=False, prefetch='archive',
    )
    archive_number_dimension_id = fields.Many2one(
        'customer.archive.class.dimension', string="Class in Numbers",
        help="The dimension whose class code stands for {class}.", prefetch='archive',
    )
    archive_department_id = fields.Many2one(
        'hr.department', string="Back Office", check_company=True,
        help="The department that keeps archives which nobody assigned to another one.",
        prefetch='archive',
    )
    archive_custodian_id = fields.Many2one(
        'res.users', string="Archivist",
        help="Answers for archives that nobody else answers for.", prefetch='archive',
    )
    archive_deputy_id = fields.Many2one('res.users', string="Deputy Archivist", prefetch='archive')
    archive_filing_days = fields.Integer(
        string="Filing Deadline", default=5, required=True,
        help="Days from receiving the completion documents to filing them (CA-10).",
        prefetch='archive',
    )
    archive_filing_working_days = fields.Boolean(
        string="Count Working Days",
        help="Count the working days of the company's calendar instead of calendar days.",
        prefetch='archive',
    )
    archive_open_on_order = fields.Boolean(
        string="Open Archives on Orders",
        help="Open the archive of a customer when his first quotation is confirmed (CA-02).",
        prefetch='archive',
    )
    archive_assign_reference = fields.Boolean(
        string="Assign Customer Numbers", default=True,
        help="Give a customer without a reference the number of his archive as customer number"
             " when the archive becomes formal (CA-04).",
        prefetch='archive',
    )
    archive_max_scan_size = fields.Integer(
        string="Largest Scan (MB)", default=64, required=True, prefetch='archive',
    )

    archive_mass_threshold = fields.Integer(
        string="Report Mass Access", default=200, required=True,
        help="Archivists are told when somebody exports or reads more records than this at once,"
             " or reads five times as many within an hour.",
        prefetch='archive',
    )

    _archive_filing_days_positive = models.Constraint(
        'CHECK (archive_filing_days >= 0)',
        "The filing deadline cannot lie before the day of receipt.",
    )
    _archive_max_scan_size_positive = models.Constraint(
        'CHECK (archive_max_scan_size > 0)',
        "The largest size of a scan must be at least one megabyte.",
    )
    _archive_mass_threshold_positive = models.Constraint(
        'CHECK (archive_mass_threshold > 0)',
        "The number of records from which on mass access is reported must be at least one.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains(
        'archive_number_pattern', 'archive_number_restarts', 'archive_number_dimension_id',
        'archive_department_id',
    )
    def _check_archive_number_pattern(self):
        for company in self:
            parts = company._get_archive_number_pattern().parts
            # Opening an archive, even by confirming an order, must never fail for want of a code.
            if 'class' in parts and not company.archive_number_dimension_id.default_class_id:
                raise ValidationError(self.env._(
                    "{class} in the number pattern needs a dimension with a default class.",
                ))
            if 'department' in parts and not company.archive_department_id.archive_code:
                raise ValidationError(self.env._(
                    "{department} in the number pattern needs a back office department with a"
                    " code, for archives without a department of their own.",
                ))

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to give the sequence the restart that the company asks for."""
        res = super().write(vals)
        if 'archive_number_restarts' in vals:
            for company in self.filtered('archive_sequence_id'):
                # Sequences belong to administrators; the setting of the company decides here.
                company.archive_sequence_id.sudo().use_date_range = company.archive_number_restarts
        return res

    # === BUSINESS METHODS - NUMBERS === #

    def _get_archive_number_pattern(self):
        """Return the parsed pattern of the company.

        :rtype: NumberPattern
        :raise ValidationError: when the pattern could not number archives
        """
        self.ensure_one()
        try:
            return NumberPattern(self.archive_number_pattern, self.archive_number_restarts)
        except PatternError as error:
            sentence = self.env._(PATTERN_FAULTS[error.fault])  # pylint: disable=gettext-variable
            raise ValidationError(sentence % {'part': error.detail}) from error

    def _next_archive_numbers(self, parts_list):
        """Return a new number for each of `parts_list`, none of which was ever given before.

        :param list[dict] parts_list: the codes for `class` and `department` of each archive
        :rtype: list[str]
        """
        self.ensure_one()
        pattern = self._get_archive_number_pattern()
        today = self._get_archive_today()
        fixed = {'year': f'{today:%Y}', 'month': f'{today:%m}'}
        numbers, missing = {}, list(range(len(parts_list)))
        while missing:
            # Whoever may open an archive may draw its number.
            serials = self._ensure_archive_sequence().sudo()._draw_serials(len(missing), today)
            numbers |= {
                index: pattern.render(seq=serial, **fixed, **parts_list[index])
                for index, serial in zip(missing, serials, strict=True)
            }
            # An old register that was imported, or an earlier pattern, may have used some.
            used = self._get_used_archive_numbers([numbers[index] for index in missing])
            missing = [index for index in missing if numbers[index] in used]
        return [numbers[index] for index in range(len(parts_list))]

    def _ensure_archive_sequence(self):
        """Return the sequence of the company, making it for a new company."""
        self.ensure_one()
        company_sudo = self.sudo()  # Users do not write companies; the first archive does.
        if not company_sudo.archive_sequence_id:
            company_sudo.archive_sequence_id = self.env['ir.sequence'].sudo().create({
                'name': self.env._("Customer archive numbers"),
                'code': 'customer.archive',
                'implementation': 'standard',
                'use_date_range': self.archive_number_restarts,
                'company_id': self.id,
            })
        return company_sudo.archive_sequence_id

    def _get_used_archive_numbers(self, numbers):
        """Return those of `numbers` that an archive of the company bears or bore.

        :param list[str] numbers: archive numbers
        :rtype: set[str]
        """
        return {number for [number] in self.env.execute_query(SQL(
            "SELECT name FROM customer_archive WHERE company_id = %s AND name = ANY(%s)",
            self.id, numbers,
        ))}

    def _get_next_archive_serial(self):
        """Return the running number that the next archive gets.

        :rtype: int
        """
        self.ensure_one()
        sequence_sudo = self._ensure_archive_sequence().sudo()  # As for drawing a number.
        current = sequence_sudo._get_current_sequence(self._get_archive_today())
        current.invalidate_recordset(['number_next_actual'])  # It moves below the ORM.
        return current.number_next_actual

    def _raise_archive_serial(self, serial, year):
        """Make the running number go on behind `serial`; it never goes back.

        :param int serial: a running number that is in use
        :param int year: the year that it was given in
        """
        self.ensure_one()
        sequence_sudo = self._ensure_archive_sequence().sudo()  # As for drawing a number.
        current = sequence_sudo._get_current_sequence(date(year, 1, 1))
        current.invalidate_recordset(['number_next_actual'])  # It moves below the ORM.
        if current.number_next_actual <= serial:
            current.number_next = serial + 1

    # === BUSINESS METHODS - CLOCK === #

    def _get_archive_tz(self):
        """Return the time zone that the company's working day follows.

        :rtype: datetime.tzinfo
        """
        self.ensure_one()
        # What time it is at the company is no secret.
        return pytz.timezone(
            self.sudo().resource_calendar_id.tz or self.sudo().partner_id.tz or 'UTC',
        )

    def _get_archive_today(self):
        """Return the date that it is now at the company, not at the server.

        :rtype: date
        """
        return fields.Datetime.now().astimezone(self._get_archive_tz()).date()

    def _get_archive_midnight(self, day):
        """Return the moment at which a day begins at the company.

        :param date day: the day
        :return: in UTC, naive
        :rtype: datetime
        """
        midnight = self._get_archive_tz().localize(datetime.combine(day, time.min))
        return midnight.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_archive_day(self, moment):
        """Return the day that it is at the company at a moment.

        :param datetime moment: in UTC, naive
        :rtype: date
        """
        return pytz.utc.localize(moment).astimezone(self._get_archive_tz()).date()

    def _get_filing_deadline(self, received_on):
        """Return the last day on which documents received on a day are filed in time (CA-10).

        :param date received_on: the day of receipt, not counted itself
        :rtype: date
        """
        self.ensure_one()
        days = self.archive_filing_days
        if not (days and self.archive_filing_working_days and self.resource_calendar_id):
            return fields.Date.add(received_on, days=days)
        tz = self._get_archive_tz()
        # `plan_days` counts the day that it starts on, when that is a working day.
        next_day = fields.Date.add(received_on, days=1)
        start = tz.localize(datetime.combine(next_day, datetime.min.time()))
        end = self.resource_calendar_id.plan_days(days, start, compute_leaves=True)
        return end.astimezone(tz).date() if end else fields.Date.add(received_on, days=days)

    # === BUSINESS METHODS - ACCESS === #

    def _alert_mass_access(self, login, model, count):
        """Tell the archivists of those companies whose threshold is passed, once (CA-70).

        :param str login: who took so much
        :param str model: the technical name of what
        :param int count: how many records
        """
        # A setting, whoever is measured by it.
        passed = self.filtered(lambda company: count > company.sudo().archive_mass_threshold)
        archivists = passed._get_archivists()
        if not archivists:
            return
        root = self.env.ref('base.partner_root')
        label = self.env['ir.model'].sudo()._get(model).name or model
        # Told by the system: neither who took it nor his rights decide about it.
        self.env['mail.thread'].sudo().message_notify(
            partner_ids=archivists.partner_id.ids,
            author_id=root.id, email_from=root.email_formatted,
            subject=self.env._("Mass access to archives by %(login)s", login=login),
            body=self.env._(
                "%(login)s took %(count)s records of “%(model)s” at once, at %(time)s (UTC).",
                login=login, count=count, model=label,
                time=fields.Datetime.to_string(fields.Datetime.now()),
            ),
        )

    def _get_archivists(self):
        """Return the archivists who work in the companies.

        :rtype: recordset
        """
        archivists = self.env.ref('customer_archive.customer_archive_group_archivist')
        return self.env['res.users'].sudo().search([  # Who holds the role, whoever asks.
            ('all_group_ids', 'in', archivists.ids), ('company_ids', 'in', self.ids),
            ('share', '=', False),
        ])

    def _ensure_archives_allowed(self):
        """Check that the user works in the company now.

        :raise UserError: when he does not
        """
        if outside := self - self.env.companies:
            raise UserError(self.env._(
                "You do not work in %(companies)s now: choose it at the top right first.",
                companies=", ".join(outside.sudo().mapped('name')),  # Those that he named.
            ))
