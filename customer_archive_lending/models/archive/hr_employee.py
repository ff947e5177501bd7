# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class HrEmployee(models.Model):
    """Employees borrow, with a login or without one."""

    _inherit = 'hr.employee'

    # === BUSINESS METHODS === #

    def _is_archive_person(self, user):
        """Tell whether a user is the employee, under whichever login.

        :param recordset user: a user
        :rtype: bool
        """
        if not self:
            return False
        employee_sudo = self.sudo()._origin  # Who is who, is told without a right to read papers.
        keys, _addresses = user._get_person_keys()
        if ('employee', str(employee_sudo.id)) in keys:
            return True
        own = employee_sudo.user_id
        return bool(own) and own._is_same_archive_person(user)
