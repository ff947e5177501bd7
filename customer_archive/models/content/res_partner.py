# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResPartner(models.Model):
    """The customer shows how complete his archive is."""

    _inherit = 'res.partner'

    archive_completeness = fields.Integer(
        related='archive_id.completeness', string="Archive Complete", related_sudo=False,
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )
