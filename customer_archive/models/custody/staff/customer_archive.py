# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchive(models.Model):
    """An archive is opened under those who are appointed for its department."""

    _inherit = 'customer.archive'

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_opening_vals(self, vals):
        """Override to give it to the archivist and the deputy of its department (CA-72)."""
        opening = super()._prepare_opening_vals(vals)
        company = self.env['res.company'].browse(opening['company_id'])
        department = self.env['hr.department'].browse(opening['department_id'] or [])
        posts = company._get_archive_posts(department)
        return {
            **opening,
            **{
                name: posts[role][0].id
                for name, role in (('custodian_id', 'archivist'), ('deputy_id', 'deputy'))
                if name not in vals
            },
        }
