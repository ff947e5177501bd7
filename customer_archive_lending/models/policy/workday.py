# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveWorkday(models.Model):
    """A day on which the company works although its calendar says otherwise (调休).

    Odoo's working calendar has weekdays and days off, no dated working days: those are stated here,
    and count wherever lending computes a due time (LE-03, ND-26).
    """

    _name = 'customer.archive.workday'
    _description = "Make-up Working Day"
    _order = 'date desc, id desc'
    _rec_name = 'date'
    _allow_sudo_commands = False

    date = fields.Date(required=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    hour_from = fields.Float(string="Opens At", required=True, default=9.0)
    hour_to = fields.Float(string="Closes At", required=True, default=18.0)
    note = fields.Char(
        string="Occasion", help="The holiday that it makes up for, for example.",
    )

    _date_unique = models.UniqueIndex(
        '(company_id, date)', "This day is a make-up working day already.",
    )
    _hours_ordered = models.Constraint(
        'CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)',
        "A make-up working day opens before it closes, between 0:00 and 24:00.",
    )
