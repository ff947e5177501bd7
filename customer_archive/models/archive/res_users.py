# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

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
        self._flush_archive_membership()
        # One statement: it is asked with each query, and needs no right to read employees.
        return [department_id for [department_id] in self.env.execute_query(SQL(
            """
            SELECT DISTINCT department.id
            FROM hr_employee employee
            JOIN hr_version version ON version.id = employee.current_version_id
            JOIN hr_department own ON own.id = version.department_id
            JOIN hr_department department ON department.parent_path LIKE own.parent_path || '%%'
            WHERE employee.user_id = %s AND employee.active AND employee.company_id IN %s
            ORDER BY department.id
            """, self.id, tuple(self.env.companies.ids) or (0,),
        ))]

    def _get_archive_stamp(self):
        """Return what is written on all that leaves the archive on paper or in a file (CA-70).

        :return: the login, and the time on the user's clock with its offset
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        here = self.with_context(tz=self.tz or 'UTC')
        now = fields.Datetime.context_timestamp(here, fields.Datetime.now())
        return self.login, f'{now:%Y-%m-%d %H:%M:%S %z}'

    def _get_archive_projects(self):
        """Return the volumes that the user leads or works in, and their archives.

        :return: the ids of the volumes, and those of the archives
        :rtype: tuple[list[int], list[int]]
        """
        self.ensure_one()
        self.env['customer.archive.volume'].flush_model(['manager_id', 'member_ids', 'archive_id'])
        rows = self.env.execute_query(SQL(
            """
            SELECT id, archive_id FROM customer_archive_volume WHERE manager_id = %(user)s
            UNION
            SELECT volume.id, volume.archive_id
            FROM customer_archive_volume_member_rel member
            JOIN customer_archive_volume volume ON volume.id = member.customer_archive_volume_id
            WHERE member.res_users_id = %(user)s
            """, user=self.id,
        ))
        return [row[0] for row in rows], list({row[1] for row in rows})

    def _flush_archive_membership(self):
        """Write what decides about departments into the database."""
        for model, names in {
            'hr.employee': ['user_id', 'company_id', 'active', 'current_version_id'],
            'hr.version': ['department_id'],
            'hr.department': ['parent_path'],
        }.items():
            self.env[model].flush_model(names)
