# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchive(models.Model):
    """An archive is opened under those who are appointed for its department, and looked after by
    those of them who are there.
    """

    _inherit = 'customer.archive'

    # === BUSINESS METHODS === #

    @api.model
    def _get_absent_keepers(self):
        """Override to know whose absence is entered with his appointment."""
        # That somebody is absent decides whom a reminder goes to, for everybody alike.
        entered_sudo = self.env['customer.archive.appointment'].sudo().search([
            ('absent_from', '!=', False),
        ])
        return super()._get_absent_keepers() | {
            (appointment.company_id.id, appointment.user_id.id)
            for appointment in entered_sudo if appointment.is_absent
        }

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
