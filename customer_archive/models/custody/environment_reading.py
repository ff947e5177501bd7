# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from .climate import READING_ACTIVITY

_FAULTS = ('fault_fire', 'fault_damp', 'fault_dust', 'fault_theft')


class CustomerArchiveEnvironmentReading(models.Model):
    """Temperature, humidity and what was seen in a place, by whom and when (CA-57).

    It is judged by the limits that the place has then, and stays as it was read.
    """

    _name = 'customer.archive.environment.reading'
    _inherit = ['customer.archive.kept']
    _description = "Environment Reading"
    _order = 'read_at desc, id desc'
    _rec_name = 'read_at'
    _check_company_auto = True
    _allow_sudo_commands = False

    location_id = fields.Many2one(
        'customer.archive.location', required=True, index=True, ondelete='restrict',
        check_company=True, domain="[('is_watched', '=', True)]",
    )
    company_id = fields.Many2one(
        related='location_id.company_id', store=True, precompute=True, index=True,
    )
    read_at = fields.Datetime(
        string="Time", required=True, default=lambda self: fields.Datetime.now(),
    )
    read_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, ondelete='restrict',
    )
    temperature = fields.Float(string="Temperature (°C)", required=True, digits=(4, 1))
    humidity = fields.Float(string="Humidity (%)", required=True, digits=(4, 1))
    fault_fire = fields.Boolean(string="Fire Protection at Fault")
    fault_damp = fields.Boolean(string="Damp Seen")
    fault_dust = fields.Boolean(string="Dust or Pests Seen")
    fault_theft = fields.Boolean(string="Locks or Alarm at Fault")
    note = fields.Text(help="What was seen, and what was done at once.")

    # As it was judged then.
    limits = fields.Char(readonly=True)
    faults = fields.Char(readonly=True)
    result = fields.Selection(
        [('passed', "Passed"), ('failed', "Failed")], required=True, readonly=True, index=True,
    )

    _humidity_possible = models.Constraint(
        'CHECK (humidity BETWEEN 0 AND 100)', "Humidity lies between 0 and 100 %.",
    )
    _temperature_possible = models.Constraint(
        'CHECK (temperature BETWEEN -50 AND 80)', "A temperature lies between -50 and 80 °C.",
    )
    _last_idx = models.Index("(location_id, read_at DESC, id DESC)")

    # === CONSTRAINT METHODS === #

    @api.constrains('read_at')
    def _check_read_at(self):
        latest = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        for reading in self:
            if reading.read_at > latest:
                raise ValidationError(self.env._("Nothing is read in the future."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to judge what was read, and to warn of what failed."""
        defaults = self.default_get(['location_id', 'temperature', 'humidity', *_FAULTS])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        # What the server says of it wins over what the client does.
        readings = super().create([{**vals, **self._judge(vals)} for vals in vals_list])
        for reading in readings:
            location_sudo = reading.location_id.sudo()  # On whose list it stands.
            if reading == reading.location_id.last_reading_id:
                location_sudo.activity_unlink([READING_ACTIVITY])
                reading.location_id._warn_of_environment(reading)
        return readings

    def write(self, vals):
        """Override to refuse: what was read stays."""
        if self and vals:
            raise UserError(self.env._(
                "A reading stays as it was entered: enter a new one.",
            ))
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _judge(self, vals):
        """Return what the limits of the place say to what was read.

        :param dict vals: the values of a new reading
        :rtype: dict
        :raise UserError: when the environment is not checked there
        """
        location = self.location_id.browse(vals.get('location_id') or 0).exists()
        if not location:
            raise UserError(self.env._("Say where it was read."))
        location.check_access('read')
        location._ensure_watched()
        faults = self._get_faults(location, vals)
        return {
            'read_by_id': self.env.uid, 'faults': ", ".join(faults),
            'result': 'failed' if faults else 'passed',
            'limits': self.env._(
                "%(cold)g to %(warm)g °C, %(dry)g to %(damp)g %%",
                cold=location.temperature_min, warm=location.temperature_max,
                dry=location.humidity_min, damp=location.humidity_max,
            ),
        }

    @api.model
    def _get_faults(self, location, vals):
        """Return what is not as it should be.

        :param recordset location: the place
        :param dict vals: what was read
        :rtype: list[str]
        """
        temperature, humidity = (
            self._fields[name].convert_to_cache(vals.get(name), self)
            for name in ('temperature', 'humidity')
        )
        faults = [
            self._fields[name]._description_string(self.env)
            for name in _FAULTS if vals.get(name)
        ]
        for sentence, is_fault in (
            (self.env._("Too cold"), _is_below(temperature, location.temperature_min)),
            (self.env._("Too warm"), _is_below(location.temperature_max, temperature)),
            (self.env._("Too dry"), _is_below(humidity, location.humidity_min)),
            (self.env._("Too damp"), _is_below(location.humidity_max, humidity)),
        ):
            if is_fault:
                faults.append(sentence)
        return faults


def _is_below(value, limit):
    """Tell whether a value is below a limit, as far as it is read."""
    return float_compare(value, limit, precision_digits=1) < 0
