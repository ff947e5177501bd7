# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

ACTIVITY = 'customer_archive.mail_activity_type_environment'
READING_ACTIVITY = 'customer_archive.mail_activity_type_environment_reading'


class CustomerArchiveClimate(models.AbstractModel):
    """What keeps the paper in a place from fire, damp, dust and theft (CA-57).

    Where the environment is checked, its last reading counts for all that lies below: as long as
    it failed, nothing new is shelved there.
    """

    _name = 'customer.archive.climate'
    _description = "Archive: Protection of a Place"

    protects_fire = fields.Boolean(string="Against Fire", help="Extinguisher, alarm, steel doors.")
    protects_damp = fields.Boolean(string="Against Damp", help="Dehumidifier, no pipes above.")
    protects_dust = fields.Boolean(string="Against Dust", help="Closed doors, filters, boxes.")
    protects_theft = fields.Boolean(string="Against Theft", help="Locks, bars, alarm.")

    is_watched = fields.Boolean(
        string="Check the Environment",
        help="Temperature and humidity are read here. What is read counts for all that lies below.",
    )
    temperature_min = fields.Float(string="Lowest Temperature (°C)", default=14, digits=(4, 1))
    temperature_max = fields.Float(string="Highest Temperature (°C)", default=24, digits=(4, 1))
    humidity_min = fields.Float(string="Lowest Humidity (%)", default=45, digits=(4, 1))
    humidity_max = fields.Float(string="Highest Humidity (%)", default=60, digits=(4, 1))
    reading_days = fields.Integer(
        string="Read Every (Days)", default=7, required=True,
        help="Days between two readings; who keeps the archives is reminded once. 0: never.",
    )
    reading_ids = fields.One2many('customer.archive.environment.reading', 'location_id')
    last_reading_id = fields.Many2one(
        'customer.archive.environment.reading', compute='_compute_last_reading_id',
    )
    environment = fields.Selection(
        [('passed', "Passed"), ('failed', "Failed")],
        compute='_compute_last_reading_id', search='_search_environment',
        help="How the last check went.",
    )

    # === COMPUTE METHODS === #

    @api.depends('reading_ids.read_at')
    def _compute_last_reading_id(self):
        last = self._get_last_readings()
        readings = self.env['customer.archive.environment.reading']
        for location in self:
            reading_id, result = last.get(location._origin.id, (False, False))
            location.last_reading_id = readings.browse(reading_id)
            location.environment = result

    def _search_environment(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('id', 'in', SQL(
            "(SELECT location_id FROM (%s) AS last WHERE result = ANY(%s))",
            self._get_last_reading_query(), list(value),
        ))

    # === ACTION METHODS === #

    def action_view_readings(self):
        """Show the readings of the location."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_environment_reading_action',
        )
        return {
            **action, 'domain': [('location_id', '=', self.id)],
            'context': {'default_location_id': self.id},
        }

    # === CRON METHODS === #

    @api.model
    def _cron_remind_readings(self):
        """Remind, once, of the places whose last reading is older than their period (CA-57)."""
        return self._sweep(
            "Environment readings", self._get_unread_ids(),
            lambda locations: locations._remind_of_reading(), size=200,
        )

    # === BUSINESS METHODS === #

    @api.model
    def _get_unread_ids(self):
        """Return the places that are to be read and of which nobody is reminded yet.

        A period begins with the last reading, or with the location itself.

        :rtype: list[int]
        """
        self.flush_model()
        self.env['mail.activity'].flush_model()
        return [location for [location] in self.env.execute_query(SQL(
            """
            SELECT location.id
              FROM customer_archive_location AS location
              LEFT JOIN LATERAL (
                  SELECT max(read_at) AS read_at
                    FROM customer_archive_environment_reading
                   WHERE location_id = location.id
              ) AS last ON true
             WHERE location.active AND location.is_watched AND location.reading_days > 0
               AND COALESCE(last.read_at, location.create_date)
                   + location.reading_days * interval '1 day' < %(now)s
               AND NOT EXISTS (
                  SELECT FROM mail_activity AS activity
                   WHERE activity.res_model = %(model)s AND activity.res_id = location.id
                     AND activity.activity_type_id = %(type)s
                     AND activity.active
               )
             ORDER BY location.id
            """,
            now=fields.Datetime.now(), model=self._name,
            type=self.env.ref(READING_ACTIVITY).id,
        ))]

    def _remind_of_reading(self):
        """Put the places on the list of who keeps the archives."""
        for location in self:
            company = location.company_id
            for user in company._get_archive_keepers():
                location.activity_schedule(
                    READING_ACTIVITY, user_id=user.id,
                    date_deadline=company._get_archive_today(), summary=location.complete_name,
                )

    def _find_blockable(self, verb):
        """Override to look at places one by one: they are few."""
        return self if verb == 'shelve' else super()._find_blockable(verb)

    def _get_blockers(self, verb):
        """Override to shelve nothing new where the last check failed."""
        blockers = super()._get_blockers(verb)
        if verb == 'shelve':
            blockers += [
                self.env._(
                    "%(location)s failed its check on %(time)s: nothing new is shelved there until"
                    " a good one.", location=reading.location_id.complete_name,
                    time=format_datetime(
                        self.env, reading.read_at, tz=str(self.company_id._get_archive_tz()),
                        dt_format='short',
                    ),
                )
                for reading in self._get_around_sudo().last_reading_id
                if reading.result == 'failed'
            ]
        return blockers

    def _get_around_sudo(self):
        """Return the location and all that it lies in; who shelves something need not see them.

        :rtype: recordset
        """
        self.ensure_one()
        return self.sudo().browse(map(int, self.parent_path.split('/')[:-1]))

    def _get_last_readings(self):
        """Return the last reading of each location.

        Everybody sees how the last check went; who may read readings, what was read.

        :return: the id of the reading and its result by location id
        :rtype: dict[int, tuple[int, str]]
        """
        return {location: (reading, result) for location, reading, result in self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) AS last WHERE location_id = ANY(%s)",
                self._get_last_reading_query(), self.ids,
            ),
        )} if self.ids else {}

    def _get_last_reading_query(self):
        """Return the query for the last reading of each location that has one.

        :rtype: SQL
        """
        self.env['customer.archive.environment.reading'].flush_model()
        return SQL(
            "SELECT DISTINCT ON (location_id) location_id, id, result"
            " FROM customer_archive_environment_reading"
            " ORDER BY location_id, read_at DESC, id DESC",
        )

    def _warn_of_environment(self, reading):
        """Put a failed check on the list of who keeps the archives, once until a good one.

        :param recordset reading: the newest reading
        """
        self.ensure_one()
        location_sudo = self.sudo()  # Whoever read it tells who keeps the archives.
        if reading.result == 'passed':
            location_sudo.activity_unlink([ACTIVITY])
        elif not location_sudo.activity_search([ACTIVITY]):
            for user in self.company_id._get_archive_keepers():
                location_sudo.activity_schedule(
                    ACTIVITY, user_id=user.id, summary=reading.faults, note=reading.note,
                )

    def _ensure_watched(self):
        """Check that the environment of the locations is checked.

        :raise UserError: naming one where it is not
        """
        for location in self:
            if not location.is_watched:
                raise UserError(self.env._(
                    "The environment of %(location)s is not checked: say so on its form, with the"
                    " limits that count.", location=location.complete_name,
                ))
