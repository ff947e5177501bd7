# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from .anchor import RECIPIENTS_PARAMETER


class ResConfigSettings(models.TransientModel):
    """Where the ends of the evidence are sent."""

    _inherit = 'res.config.settings'

    archive_anchor_recipients = fields.Char(
        string="Anchor Recipients", config_parameter=RECIPIENTS_PARAMETER,
        help="E-mail addresses outside the reach of whoever runs the database, such as the"
             " auditor's.",
    )
