# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveMember(models.AbstractModel):
    """Something that lies in an archive, and is as confidential as the archive is.

    Company, department and confidentiality follow the archive in columns of their own: record
    rules read them without a join.
    """

    _name = 'customer.archive.member'
    _inherit = ['customer.archive.scope', 'customer.archive.transition']
    _description = "Archive: Something in an Archive"

    archive_id = fields.Many2one(
        'customer.archive', string="Archive", required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    partner_id = fields.Many2one(
        related='archive_id.partner_id', string="Customer", related_sudo=False,
    )

    # === BUSINESS METHODS === #

    def _prepare_register_vals(self):
        """Override to say in which archive it lies."""
        return {
            **super()._prepare_register_vals(), 'archive': self.archive_id.name,
            'company': self.company_id.id,
        }
