# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...mechanism.roles import ARCHIVIST
from ...mechanism.triggers import freeze

# What was appointed; when it ends, and absences, are told later.
APPOINTED = ('company_id', 'department_id', 'role', 'user_id', 'date_from')


class CustomerArchiveAppointment(models.Model):
    """Who is archivist or deputy of a company or of a department, from when until when (CA-72).

    An appointment is never rewritten: it ends, and another one begins, so that it stays known who
    answered for the archives on a day. A department without one of its own is kept by those of the
    department above, at last by those of the company.
    """

    _name = 'customer.archive.appointment'
    _inherit = ['customer.archive.kept']
    _description = "Appointment of an Archivist"
    _order = 'date_from desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
        help="Empty for the whole company.",
    )
    place = fields.Char(string="For", compute='_compute_place')
    role = fields.Selection(
        [('archivist', "Archivist"), ('deputy', "Deputy")], required=True, default='archivist',
    )
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, index=True, ondelete='restrict',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    date_to = fields.Date(string="Until", copy=False, help="The last day; empty while it lasts.")
    absent_from = fields.Date(help="From this day on the deputy acts.")
    absent_to = fields.Date(string="Absent Until", help="The last day of the absence.")
    note = fields.Char(help="The decision that appoints, and what it limits.")
    is_current = fields.Boolean(
        string="Current", compute='_compute_is_current', search='_search_is_current',
    )
    is_absent = fields.Boolean(string="Absent", compute='_compute_is_current')

    _dates_in_order = models.Constraint(
        'CHECK (date_to >= date_from)', "An appointment ends after it began.",
    )
    _absence_in_order = models.Constraint(
        'CHECK (absent_to >= absent_from AND (absent_to IS NULL OR absent_from IS NOT NULL))',
        "An absence has a first day, and ends after it.",
    )
    # Ranges of one number: they compare ids without an extension of PostgreSQL.
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist ("
        " int4range(company_id, company_id, '[]') WITH &&,"
        " int4range(COALESCE(department_id, 0), COALESCE(department_id, 0), '[]') WITH &&,"
        " int4range((role = 'deputy')::int, (role = 'deputy')::int, '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "Somebody is appointed for these days already.",
    )

    # === SETUP === #

    def init(self):
        """Override to let an appointment stay as it was made, below the ORM too."""
        super().init()
        freeze(self, 'appointed', APPOINTED)

    # === COMPUTE METHODS === #

    @api.depends('role', 'user_id', 'department_id', 'company_id')
    def _compute_display_name(self):
        roles = dict(self._fields['role']._description_selection(self.env))
        for appointment in self:
            appointment.display_name = self.env._(
                "%(person)s, %(role)s of %(place)s", person=appointment.user_id.name or '',
                role=roles.get(appointment.role, ''),
                place=(appointment.department_id or appointment.company_id).display_name or '',
            )

    @api.depends('department_id', 'company_id')
    def _compute_place(self):
        for appointment in self:
            place = appointment.department_id or appointment.company_id
            appointment.place = place.display_name

    @api.depends('date_from', 'date_to', 'absent_from', 'absent_to', 'user_id.active')
    def _compute_is_current(self):
        for appointment in self:
            today = (appointment.company_id or self.env.company)._get_archive_today()
            appointment.is_current = _is_within(
                today, appointment.date_from, appointment.date_to,
            )
            appointment.is_absent = appointment.is_current and (
                not appointment.user_id.active
                or _is_within(today, appointment.absent_from, appointment.absent_to)
            )

    def _search_is_current(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Each company's day begins in its own time zone.
        current = Domain.OR(
            Domain('company_id', '=', company.id) & self._get_day_domain(
                company._get_archive_today(),
            )
            for company in self.env['res.company'].sudo().search([])  # Their time zones only.
        )
        return current if True in value else ~current

    # === CONSTRAINT METHODS === #

    @api.constrains('date_from', 'date_to', 'company_id', 'department_id', 'role', 'user_id')
    def _check_one_at_a_time(self):
        """Say what the database would refuse, and let nobody be his own deputy."""
        for appointment in self:
            others_sudo = self.sudo().search([  # Whoever appoints is told of all of them.
                ('id', 'not in', appointment._origin.ids),
                ('company_id', '=', appointment.company_id.id),
                ('department_id', '=', appointment.department_id.id),
                ('date_from', '<=', appointment.date_to or fields.Date.to_date('9999-12-31')),
                '|', ('date_to', '=', False), ('date_to', '>=', appointment.date_from),
            ])
            for other in others_sudo:
                if other.role == appointment.role:
                    raise ValidationError(self.env._(
                        "%(appointment)s lasts on these days: end it first.",
                        appointment=other.display_name,
                    ))
                if other.user_id == appointment.user_id:
                    raise ValidationError(self.env._(
                        "%(person)s cannot be archivist and deputy at once.",
                        person=other.user_id.name,
                    ))

    @api.constrains('user_id', 'company_id')
    def _check_user_id(self):
        for appointment in self:
            user_sudo = appointment.user_id.sudo()  # What he may do, whoever appoints.
            if not user_sudo.has_group(ARCHIVIST) or (
                appointment.company_id not in user_sudo.company_ids
            ):
                raise ValidationError(self.env._(
                    "%(person)s has no rights of an archivist in %(company)s: give them first.",
                    person=user_sudo.name, company=appointment.company_id.name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to say who lasts on these days, before the database refuses it."""
        names = [*APPOINTED, 'date_to']
        defaults = self.default_get(names)
        self.check_access('create')
        for vals in vals_list:
            given = {**defaults, **{name: vals[name] for name in vals.keys() & {*names}}}
            if all(given.get(name) for name in ('company_id', 'date_from', 'role')):
                self.new(given)._check_one_at_a_time()
        return super().create(vals_list)

    def write(self, vals):
        """Override to let an appointment stay as it was made: it ends, and another begins."""
        for appointment in self:
            for name in vals.keys() & {*APPOINTED}:
                field = self._fields[name]
                given = field.convert_to_cache(vals[name], appointment)
                if given != field.convert_to_cache(appointment[name], appointment):
                    raise UserError(self.env._(
                        "%(appointment)s stays as it was made: end it, and make another one.",
                        appointment=appointment.display_name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_end(self):
        """End the appointments today; they stay in the history."""
        self.check_access('write')
        for appointment in self:
            today = appointment.company_id._get_archive_today()
            if not appointment.is_current:
                raise UserError(self.env._(
                    "%(appointment)s does not last today.", appointment=appointment.display_name,
                ))
            appointment.date_to = today

    # === BUSINESS METHODS === #

    @api.model
    def _get_day_domain(self, day):
        """Return the domain of the appointments that last on a day.

        :param date day: the day
        :rtype: Domain
        """
        return Domain('date_from', '<=', day) & (
            Domain('date_to', '=', False) | Domain('date_to', '>=', day)
        )

    @api.model
    def _get_posts_sudo(self, company):
        """Return who is appointed today in a company, by department and role.

        :param recordset company: the company
        :return: appointments by id of the department, `False` for the company, and role
        :rtype: dict[tuple, recordset]
        """
        appointments_sudo = self.sudo().search(  # Who keeps the archives is no secret.
            Domain('company_id', '=', company.id)
            & self._get_day_domain(company._get_archive_today()),
        )
        return {
            (appointment.department_id.id, appointment.role): appointment
            for appointment in appointments_sudo
        }


def _is_within(day, first, last):
    """Tell whether a day lies within a period that has begun, and may not have ended."""
    return bool(first and first <= day and (not last or day <= last))
