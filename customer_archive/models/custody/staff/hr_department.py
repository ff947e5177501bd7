# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain


class HrDepartment(models.Model):
    """Who keeps the archives of a department today, and where nobody does (CA-72)."""

    _inherit = 'hr.department'

    archive_archivist_id = fields.Many2one(
        'res.users', string="Archivist", compute='_compute_archive_posts',
    )
    archive_deputy_id = fields.Many2one(
        'res.users', string="Deputy Archivist", compute='_compute_archive_posts',
    )
    archive_gap = fields.Selection(
        [
            ('both', "Nobody Keeps the Archives"), ('archivist', "No Archivist"),
            ('deputy', "No Deputy"),
        ],
        string="Vacancy", compute='_compute_archive_posts', search='_search_archive_gap',
        help="Posts that are filled neither here, nor above, nor for the company.",
    )

    # === COMPUTE METHODS === #

    @api.depends('parent_path', 'company_id')
    def _compute_archive_posts(self):
        for company, departments in self.grouped(
            lambda department: department.company_id or self.env.company,
        ).items():
            posts = self.env['customer.archive.appointment']._get_posts_sudo(company)
            for department in departments:
                found = company._get_archive_posts(department._origin, posts)
                archivist, deputy = (
                    found[role][0].filtered('active') for role in ('archivist', 'deputy')
                )
                department.archive_archivist_id = archivist
                department.archive_deputy_id = deputy
                department.archive_gap = (
                    'both' if not archivist and not deputy
                    else 'archivist' if not archivist
                    else 'deputy' if not deputy else False
                )

    def _search_archive_gap(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Tens of departments, and what is appointed for the company counts for each of them.
        return [('id', 'in', self.search(Domain.TRUE).filtered(
            lambda department: department.archive_gap in value,
        ).ids)]
