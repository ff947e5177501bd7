# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools import SQL


class ResUsers(models.Model):
    """Two logins can be one person: four eyes are of two people."""

    _inherit = 'res.users'

    # === BUSINESS METHODS === #

    def _is_same_archive_person(self, other):
        """Tell whether two users are one person, as far as contacts and employees tell.

        :param recordset other: the other user
        :rtype: bool
        """
        self.ensure_one()
        other.ensure_one()
        return self == other or not self._get_person_keys().isdisjoint(other._get_person_keys())

    def _get_person_keys(self):
        """Return what tells who a user is: his contact, his employees in all companies with their
        work contacts, their papers in all versions, and the e-mail addresses of all of these.

        For a module to know a person by more, it must override this method and add its keys.

        A shared mailbox makes one person of those who use it: too careful, and mended on the
        employee. An employee is his also when he is tied to him by the address only.

        :rtype: set[tuple[str, str]]
        """
        self.ensure_one()
        self.flush_recordset(['login', 'partner_id'])
        self.env['res.partner'].flush_model(['email'])
        self.env['hr.employee'].flush_model([
            'user_id', 'work_contact_id', 'work_email', 'private_email',
        ])
        self.env['hr.version'].flush_model([
            'employee_id', 'identification_id', 'ssnid', 'passport_id',
        ])
        # One statement: nobody needs a right to read employees to be told apart.
        return {(kind, value) for kind, value in self.env.execute_query(SQL(
            """
            WITH login AS (
                SELECT u.id, u.partner_id, lower(u.login) AS login, lower(partner.email) AS email
                FROM res_users u JOIN res_partner partner ON partner.id = u.partner_id
                WHERE u.id = %(user)s
            ), employee AS (
                SELECT employee.id, employee.work_contact_id,
                       lower(employee.work_email) AS work_email,
                       lower(employee.private_email) AS private_email
                FROM hr_employee employee JOIN login ON employee.user_id = login.id
                    OR employee.work_contact_id = login.partner_id
                    OR lower(employee.work_email) IN (login.login, login.email)
                    OR lower(employee.private_email) IN (login.login, login.email)
            ), version AS (
                SELECT version.* FROM hr_version version JOIN employee
                    ON employee.id = version.employee_id
            ), key AS (
                SELECT 'contact' AS kind, partner_id::text AS value FROM login
                UNION SELECT 'contact', work_contact_id::text FROM employee
                UNION SELECT 'employee', id::text FROM employee
                UNION SELECT 'mail', login FROM login WHERE login LIKE '%%@%%'
                UNION SELECT 'mail', email FROM login
                UNION SELECT 'mail', work_email FROM employee
                UNION SELECT 'mail', private_email FROM employee
                UNION SELECT 'paper', regexp_replace(upper(paper), '[^[:alnum:]]', '', 'g')
                FROM version, unnest(ARRAY[identification_id, ssnid, passport_id]) AS paper
            )
            SELECT kind, value FROM key WHERE value != ''
            """, user=self.id,
        ))}
