# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..mechanism.inner_pass import has_pass


class CustomerArchiveLocation(models.Model):
    """A location is protected, locked, inspected, and moved with all that lies in it."""

    _name = 'customer.archive.location'
    _inherit = [
        'customer.archive.climate', 'customer.archive.shelf', 'customer.archive.location',
        'customer.archive.sweep', 'mail.thread', 'mail.activity.mixin',
    ]

    is_lockable = fields.Boolean(
        string="Has a Lock", help="It has a main key and a backup key, each with one holder.",
    )
    key_ids = fields.One2many('customer.archive.key', 'location_id', string="Keys")
    inspection_months = fields.Integer(
        string="Inspect Every (Months)",
        help="It is planned again so many months after the last inspection; 0 for what the company"
             " says of its rooms.",
    )
    inspection_ids = fields.One2many(
        'customer.archive.inspection', 'location_id', string="Inspections",
    )

    _limits_ordered = models.Constraint(
        'CHECK (temperature_min <= temperature_max AND humidity_min <= humidity_max)',
        "The lowest value of a limit does not lie above its highest.",
    )
    _reading_days_positive = models.Constraint(
        'CHECK (reading_days >= 0)', "A period between readings is not negative.",
    )
    _inspection_months_positive = models.Constraint(
        'CHECK (inspection_months >= 0)', "A period between inspections is not negative.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to enter into the register where a location goes."""
        by_hand = 'parent_id' in vals and not has_pass(self)
        before = {location: location.parent_id for location in self} if by_hand else {}
        res = super().write(vals)
        moved = self.filtered(
            lambda location: location.parent_id != before.get(location, location.parent_id),
        )
        if moved:
            moved._register_new_places(before)
        return res

    # === CRON METHODS === #

    @api.model
    def _cron_plan_inspections(self):
        """Plan the inspections that are due by the periods of locations and companies (CA-58)."""
        return self._sweep(
            "Inspections", self._get_inspection_due_ids(),
            lambda locations: locations._plan_inspections(), size=200,
        )

    @api.model
    def _get_inspection_due_ids(self):
        """Return the locations whose period has passed and that have no inspection planned.

        A period begins with the last count, or with the location itself.

        :rtype: list[int]
        """
        self.flush_model()
        self.env['res.company'].flush_model(['archive_inspection_months'])
        self.env['customer.archive.inspection'].flush_model()
        # Each company's day begins in its own time zone.
        today = {
            company.id: company._get_archive_today()
            for [company] in self._read_group([('active', '=', True)], ['company_id'])
        }
        if not today:
            return []
        return [location for [location] in self.env.execute_query(SQL(
            """
            SELECT location.id
              FROM customer_archive_location AS location
              JOIN res_company AS company ON company.id = location.company_id
              JOIN unnest(%(companies)s, %(days)s) AS today (company_id, day)
                ON today.company_id = location.company_id
              JOIN LATERAL (
                  SELECT COALESCE(NULLIF(location.inspection_months, 0), CASE WHEN
                      location.kind = 'room' THEN company.archive_inspection_months END, 0
                  ) AS months
              ) AS period ON period.months > 0
              LEFT JOIN LATERAL (
                  SELECT bool_or(state IN ('planned', 'running')) AS is_open,
                         max(finished_at) AS finished_at
                    FROM customer_archive_inspection
                   WHERE location_id = location.id
              ) AS known ON true
             WHERE location.active AND known.is_open IS NOT TRUE
               AND (COALESCE(known.finished_at, location.create_date)
                    + make_interval(months => period.months))::date <= today.day
             ORDER BY location.id
            """, companies=list(today), days=list(today.values()),
        ))]

    def _plan_inspections(self):
        """Plan an inspection of each location, with who keeps the archives."""
        self.env['customer.archive.inspection'].create([
            {
                'location_id': location.id,
                'planned_on': location.company_id._get_archive_today(),
                'user_id': location.company_id._get_archive_keepers()[:1].id,
            }
            for location in self
        ])
