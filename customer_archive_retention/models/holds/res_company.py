# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """How strictly a company releases what was held."""

    _inherit = 'res.company'

    archive_hold_release_other = fields.Boolean(
        string="Another Person Releases Holds",
        help="Whoever placed a hold does not release it himself (ND-03).", prefetch='archive',
    )
