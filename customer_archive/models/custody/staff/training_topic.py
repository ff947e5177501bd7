# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveTrainingTopic(models.Model):
    """What people are trained in, and for how long a training counts (CA-73)."""

    _name = 'customer.archive.training.topic'
    _description = "Archive Training Topic"
    _order = 'sequence, name, id'
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    valid_months = fields.Integer(
        string="Valid For (Months)", default=12, required=True,
        help="Proposed for each training; 0: for ever.",
    )
    remind_days = fields.Integer(
        string="Remind Before (Days)", default=30, required=True,
        help="Days before the end at which the person is reminded, once.",
    )

    _name_unique = models.UniqueIndex('(name)', "There is a topic of this name already.")
    _periods_positive = models.Constraint(
        'CHECK (valid_months >= 0 AND remind_days >= 0)', "Periods are not negative.",
    )
