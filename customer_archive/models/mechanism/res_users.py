# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ResUsers(models.Model):
    """Two logins can be one person: four eyes are of two people."""

    _name = 'res.users'
    _inherit = ['res.users']

    # === BUSINESS METHODS === #

    def _is_same_archive_person(self, other):
        """Tell whether two users are one person, as far as contacts and employees tell.

        :param recordset other: the other user
        :rtype: bool
        """
        self.ensure_one()
        other.ensure_one()
        if self == other:
            return True
        own, own_addresses = self._get_person_keys()
        others, other_addresses = other._get_person_keys()
        return bool(own & (others | other_addresses) or others & own_addresses)

    def _ensure_archive_person(self, subject):
        """Check that the user is a person: what people answer for is not decided by the system.

        :param str subject: the number of what is decided
        :raise UserError: when the user is the one of scheduled work
        """
        if self == self.env.ref('base.user_root'):
            raise UserError(self.env._(
                "%(subject)s is decided by a person, not by the system.", subject=subject,
            ))

    def _get_person_keys(self):
        """Return what tells who a user is.

        He is known by his contact, his login, his employees in all companies, also former ones,
        with their work contacts, private e-mail and papers in all versions. By an address he is
        known to whoever has it as login; two users who share a mailbox are no one person. An
        employee is his also when his login is the employee's address only.

        For a module to know a person by more, it must override this method and add its keys.

        :return: the keys, and the addresses as keys that a login would have
        :rtype: tuple[set[tuple[str, str]], set[tuple[str, str]]]
        """
        self.ensure_one()
        self._flush_person()
        keys, addresses = set(), set()
        for kind, value in self.env.execute_query(SQL(
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
                    OR lower(employee.work_email) = login.login
                    OR lower(employee.private_email) = login.login
            ), version AS (
                SELECT version.* FROM hr_version version JOIN employee
                    ON employee.id = version.employee_id
            ), key AS (
                SELECT 'contact' AS kind, partner_id::text AS value FROM login
                UNION SELECT 'contact', work_contact_id::text FROM employee
                UNION SELECT 'employee', id::text FROM employee
                UNION SELECT 'login', login FROM login
                UNION SELECT 'private', private_email FROM employee
                UNION SELECT 'paper', regexp_replace(upper(paper), '[^[:alnum:]]', '', 'g')
                FROM version, unnest(ARRAY[identification_id, ssnid, passport_id]) AS paper
                UNION SELECT 'address', email FROM login
                UNION SELECT 'address', work_email FROM employee
                UNION SELECT 'address', private_email FROM employee
            )
            SELECT kind, value FROM key WHERE value != ''
            """, user=self.id,
        )):
            if kind == 'address':
                addresses.add(('login', value))
            else:
                keys.add((kind, value))
        return keys, addresses

    def _flush_person(self):
        """Write what tells who a user is into the database.

        One statement reads it there: nobody needs a right to read employees to be told apart.
        """
        for model, names in {
            'res.users': ['login', 'partner_id'],
            'res.partner': ['email'],
            'hr.employee': ['user_id', 'work_contact_id', 'work_email', 'private_email'],
            'hr.version': ['employee_id', 'identification_id', 'ssnid', 'passport_id'],
        }.items():
            self.env[model].flush_model(names)
