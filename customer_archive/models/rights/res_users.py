# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class ResUsers(models.Model):
    """What is shared with a user."""

    _name = 'res.users'
    _inherit = ['res.users']

    # === BUSINESS METHODS === #

    def _get_shared_archive_ids(self):
        """Return the archives that are shared now with the user or with a department of his.

        A share with a department is for its members and for those of the departments below it.
        Read at each call: it ends by itself when its time is over, and a transfer counts at once.

        :rtype: list[int]
        """
        self.ensure_one()
        self._flush_archive_membership()
        self.env['customer.archive.share'].flush_model([
            'archive_id', 'user_id', 'department_id', 'state', 'valid_until',
        ])
        # One statement: it is asked with each query.
        return [archive_id for [archive_id] in self.env.execute_query(SQL(
            """
            SELECT archive_id FROM customer_archive_share
            WHERE state = 'active' AND valid_until > %(now)s AND user_id = %(user)s
            UNION
            SELECT archive_id FROM customer_archive_share
            WHERE state = 'active' AND valid_until > %(now)s AND department_id IN (%(member)s)
            """,
            now=self.env['customer.archive.share']._get_now(), user=self.id,
            member=self._get_membership_query(),
        ))]

    def _get_membership_query(self):
        """Return the query for the departments that the user is a member of.

        :rtype: SQL
        """
        return SQL(
            """
            SELECT unnest(string_to_array(trim(both '/' from own.parent_path), '/')::int[])
            FROM hr_employee employee
            JOIN hr_version version ON version.id = employee.current_version_id
            JOIN hr_department own ON own.id = version.department_id
            WHERE employee.user_id = %s AND employee.active AND employee.company_id IN %s
            """, self.id, tuple(self.env.companies.ids) or (0,),
        )
