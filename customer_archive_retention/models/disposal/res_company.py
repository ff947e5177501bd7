# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How long a company waits between deciding and destroying."""

    _inherit = 'res.company'

    archive_cooling_days = fields.Integer(
        string="Cooling-off Period", default=7, required=True,
        help="Days between the last approval of a disposal list and its execution (ND-04).",
        prefetch='archive',
    )
    archive_disposal_lines = fields.Integer(
        string="Lines of a Disposal List", default=500, required=True,
        help="How much of what is due a new list takes in at most.", prefetch='archive',
    )

    _archive_cooling_days_positive = models.Constraint(
        'CHECK (archive_cooling_days >= 0)', "The cooling-off period is a number of days, or 0.",
    )
    _archive_disposal_lines_positive = models.Constraint(
        'CHECK (archive_disposal_lines > 0)', "A disposal list has at least one line.",
    )
