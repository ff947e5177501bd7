# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

# The levels that archives are marked with and users are cleared for, from low to high. They are
# compared as text, by the database as well.
CONFIDENTIALITY = [('1', "Internal"), ('2', "Confidential"), ('3', "Secret")]


class CustomerArchiveScope(models.AbstractModel):
    """What record rules look at. A model of this scope has a company, a department, and a
    `confidentiality` out of :data:`CONFIDENTIALITY`.

    The department rule does not name the user's department: a rule's domain is evaluated once and
    cached, and would keep the old one after a transfer. It asks `is_own_department`, which the
    database resolves anew with each query.
    """

    _name = 'customer.archive.scope'
    _description = "Archive: Scope of the Record Rules"

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
    )
    is_own_department = fields.Boolean(
        string="My Department", compute='_compute_is_own_department',
        search='_search_is_own_department',
    )

    # === COMPUTE METHODS === #

    @api.depends('department_id')
    @api.depends_context('uid')
    def _compute_is_own_department(self):
        own = set(self.env.user._get_archive_department_ids())
        for record in self:
            record.is_own_department = record.department_id.id in own

    def _search_is_own_department(self, operator, value):
        if operator not in ('in', 'not in'):
            return NotImplemented
        return [('department_id', operator, self.env.user._get_archive_department_ids())]
