# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..mechanism.scope import CONFIDENTIALITY


class ResUsers(models.Model):
    """What the record rules of the archive ask of a user."""

    _inherit = 'res.users'

    archive_clearance = fields.Selection(
        CONFIDENTIALITY, compute='_compute_archive_clearance',
        help="The highest confidentiality of archives that this user may see. It follows from his"
             " groups.",
    )

    # === COMPUTE METHODS === #

    @api.depends('group_ids')
    def _compute_archive_clearance(self):
        for user in self:
            user.archive_clearance = (
                '3' if user.has_group('customer_archive.customer_archive_group_clearance_secret')
                else '2' if user.has_group(
                    'customer_archive.customer_archive_group_clearance_confidential',
                )
                else '1'
            )

    # === BUSINESS METHODS === #

    def _get_archive_department_ids(self):
        """Return the departments whose archives are the user's own: his, and those below.

        Read from the employees at each call, so that a transfer counts at once.

        :rtype: list[int]
        """
        self.ensure_one()
        # A user need not be allowed to read employees to belong to a department.
        employees_sudo = self.env['hr.employee'].sudo().search([
            ('user_id', '=', self.id), ('company_id', 'in', self.env.companies.ids),
        ])
        departments = employees_sudo.department_id
        if not departments:
            return []
        return self.env['hr.department'].sudo().with_context(active_test=False).search([
            ('id', 'child_of', departments.ids),
        ]).ids
