# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

# The levels that archives are marked with and users are cleared for, from low to high. They are
# compared as text, by the database as well.
CONFIDENTIALITY = [('1', "Internal"), ('2', "Confidential"), ('3', "Secret")]


class CustomerArchiveScope(models.AbstractModel):
    """What record rules look at. A model of this scope has a company, a department, and a
    `confidentiality` out of `CONFIDENTIALITY`.

    The rules do not name the user's department or projects: a rule's domain is evaluated once and
    cached, and would keep the old ones after a transfer. They ask `is_own_department` and
    `is_own_project`, which are resolved anew with each query.
    """

    _name = 'customer.archive.scope'
    _inherit = ['customer.archive.packed']
    _description = "Archive: Scope of the Record Rules"

    # The column that holds the id of the archive that a record is, or lies in.
    _archive_column = 'archive_id'
    # The paths to who leads or works in the project that a record belongs to.
    _own_project_paths = ()

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    department_id = fields.Many2one(
        'hr.department', index='btree_not_null', ondelete='restrict', check_company=True,
    )
    is_own_department = fields.Boolean(
        string="My Department", compute='_compute_is_own_department',
        search='_search_is_own_department',
    )

    is_own_project = fields.Boolean(
        string="My Projects", compute='_compute_is_own_project', search='_search_is_own_project',
    )

    # === COMPUTE METHODS === #

    @api.depends('department_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_own_department(self):
        own = set(self.env.user._get_archive_department_ids())
        for record in self:
            record.is_own_department = record.department_id.id in own

    def _search_is_own_department(self, operator, value):
        if operator not in ('in', 'not in'):
            return NotImplemented
        return [('department_id', operator, self.env.user._get_archive_department_ids())]

    @api.depends(lambda model: model._own_project_paths)
    @api.depends_context('uid')
    def _compute_is_own_project(self):
        own = self.filtered_domain(self._get_own_project_domain())
        for record in self:
            record.is_own_project = record in own

    def _search_is_own_project(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return self._get_own_project_domain()

    # === BUSINESS METHODS === #

    @api.model
    @ormcache()
    def _get_following_columns(self):
        """Return the columns that follow the archive, with the archive's own of each.

        Modules add some: these rows have them too.

        :rtype: dict[str, str]
        """
        return {
            name: field.related.split('.')[1]
            for name, field in sorted(self._fields.items())
            if field.store and field.related and field.related.count('.') == 1
            and field.related.startswith('archive_id.')
        }

    def _get_archive_key(self):
        """Return the id of the archive that the record is, or lies in.

        :rtype: int
        """
        self.ensure_one()
        return self.id if self._archive_column == 'id' else self[self._archive_column].id

    def _check_access(self, operation):
        """Override to ask anew where the user belongs: an employee may just have been moved."""
        if not self.env.su:
            self.invalidate_recordset(['is_own_department'], flush=False)
        return super()._check_access(operation)

    @api.model
    def _get_own_project_domain(self):
        """Return the domain of what belongs to projects that the user leads or works in: what lies
        in their archives.

        For a model to belong to a volume more narrowly, it must override this method. Ids that are
        looked up first let the database use its indexes; conditions over other tables do not.

        :rtype: Domain
        """
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain(self._archive_column, 'in', archive_ids)

    def _get_readers(self, partners):
        """Return those of the contacts who, as internal users, may read the record.

        :param recordset partners: contacts
        :rtype: recordset
        """
        self.ensure_one()
        # Who is a user is no secret.
        return partners.sudo().filtered(lambda partner: any(
            self._is_for(user) for user in partner.user_ids if user.active and not user.share
        )).with_env(partners.env)

    def _is_for(self, user):
        """Tell whether a user may read the record, in whatever company he works now.

        :param recordset user: a user
        :rtype: bool
        """
        theirs = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return theirs.has_access('read')

    def _is_own_file(self, attachment):
        """Tell whether an attachment holds what one of the record's fields has stored.

        For a model to know its files, such as by a checksum, it must override this method.

        :param recordset attachment: an attachment that names the record and one of its fields
        :rtype: bool
        """
        self.ensure_one()
        return True
