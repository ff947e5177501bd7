# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class HrEmployee(models.Model):
    """Whoever leaves gives back first; whoever keeps too much too long borrows nothing (ND-27)."""

    _inherit = 'hr.employee'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let nobody leave with something of the archive."""
        if vals.get('active') is False:
            self._ensure_nothing_lent()
        res = super().write(vals)
        if vals.get('active') is False:
            self._cancel_archive_reservations()
        return res

    # === BUSINESS METHODS === #

    def _touch_borrowers(self):
        """Take the rows for this transaction: leaving and borrowing at once is impossible.

        Both begin with an update of the employee, so that one of them is run again and sees the
        other.
        """
        if self.ids:
            self.env.cr.execute(SQL(
                "UPDATE hr_employee SET id = id WHERE id IN %s", tuple(sorted(self.ids)),
            ))

    def _ensure_nothing_lent(self):
        """Check that the employees have nothing of the archive.

        :raise UserError: with what they have, a line each
        """
        self._touch_borrowers()
        lines_sudo = self._get_open_archive_lines_sudo()
        if lines_sudo:
            raise UserError('\n'.join([
                self.env._(
                    "%(employee)s cannot be archived before everything borrowed is back:",
                    employee=", ".join(lines_sudo.borrower_id.mapped('name')),
                ),
                *[line._describe_loan() for line in lines_sudo],
            ]))

    def _get_open_archive_lines_sudo(self):
        """Return what the employees answer for, with the rights of the superuser.

        :rtype: recordset
        """
        return self.env['customer.archive.loan.line'].sudo().search([  # A loan binds everybody.
            ('borrower_id', 'in', self.ids), ('is_open', '=', True),
        ])

    def _cancel_archive_reservations(self):
        """Give up the places of who left."""
        reservations_sudo = self.env['customer.archive.reservation'].sudo().search([
            # His places are given up whoever lets him go.
            ('borrower_id', 'in', self.ids), ('state', 'in', ('waiting', 'ready')),
        ])
        for reservation in reservations_sudo:
            reservation._transition('fail')

    def _get_archive_stops(self):
        """Return why the employee borrows nothing new.

        For a module to stop borrowers for another reason, it must override this method.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        employee_sudo = self.sudo()  # That he is late is told to whoever lends him something.
        limit = employee_sudo.company_id.archive_overdue_limit
        overdue = self.env['customer.archive.loan.line'].sudo().search([
            ('borrower_id', '=', self.id), ('state', 'in', ('out', 'claimed')),
            ('due_at', '<', fields.Datetime.now()),
        ])
        if len(overdue) <= limit:
            return []
        return [self.env._(
            "%(borrower)s has %(count)s overdue (%(holdings)s): nothing new is lent before they are"
            " back.", borrower=employee_sudo.name, count=len(overdue),
            holdings=", ".join(overdue.mapped('barcode')),
        )]

    def _get_archive_notice_partners(self):
        """Return the contacts that notices for the employees go to.

        Whoever has no login is written to at his work address.

        :rtype: recordset
        """
        employees_sudo = self.sudo()  # Where to write to, not what is written.
        return self.env['res.partner'].union(*(
            employee.user_id.partner_id or employee.work_contact_id for employee in employees_sudo
        ))
