# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of holds, a company at a time."""

    _inherit = 'res.config.settings'

    archive_hold_release_other = fields.Boolean(
        related='company_id.archive_hold_release_other', readonly=False,
    )
