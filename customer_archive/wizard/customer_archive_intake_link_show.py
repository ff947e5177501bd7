# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveIntakeLinkShow(models.TransientModel):
    """Shows the link of a form, once: the database knows it no more afterwards."""

    _name = 'customer.archive.intake.link.show'
    _description = "Archive: Link of a Form"
    _transient_max_hours = 0.1

    link_id = fields.Many2one(
        'customer.archive.intake.link', string="Form", required=True, readonly=True,
    )
    url = fields.Char(string="Link", required=True, readonly=True)
    expires_at = fields.Datetime(related='link_id.expires_at', related_sudo=False)
