# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Queues, copies and lists that two users touch at the same moment, on connections of their own."""

import uuid

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .races import RaceCase

TABLES = (
    'customer_archive_loan', 'customer_archive_loan_line', 'customer_archive_reservation',
    'customer_archive_copy_request',
)


@tagged('standard', 'post_install', '-at_install')
class TestReservationRaces(RaceCase):
    """Of two who come at once, one gets it, and the other one is told."""

    def _remove_all(self):
        """Override to remove what is otherwise kept for ever, and what the queues hang on."""
        self._do(self._remove_loans)
        self._do(self._remove_archive)

    def _remove_archive(self, env):
        partners = env['res.partner'].search([('name', '=', f'Race {self.mark}')])
        archives = "SELECT id FROM customer_archive WHERE partner_id = ANY(%s)"
        for table in ('holding', 'document'):
            env.cr.execute(
                f"DELETE FROM customer_archive_{table} WHERE archive_id IN ({archives})",
                [partners.ids],
            )
        env.cr.execute("DELETE FROM customer_archive WHERE partner_id = ANY(%s)", [partners.ids])
        partners.unlink()

    def _remove_loans(self, env):
        for table in TABLES:
            env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        holdings = """SELECT holding.id FROM customer_archive_holding holding
            JOIN customer_archive archive ON archive.id = holding.archive_id
            JOIN res_partner partner ON partner.id = archive.partner_id
            WHERE partner.name = %(name)s"""
        for query in (
            f"""UPDATE customer_archive_holding SET loan_line_id = NULL, copy_request_id = NULL
                WHERE id IN ({holdings})""",
            f"DELETE FROM customer_archive_reservation WHERE holding_id IN ({holdings})",
            f"DELETE FROM customer_archive_copy_request WHERE original_id IN ({holdings})",
            f"DELETE FROM customer_archive_loan_line WHERE holding_id IN ({holdings})",
            "DELETE FROM customer_archive_loan WHERE purpose_note = %(name)s",
        ):
            env.cr.execute(query, {'name': f'Race {self.mark}'})
        for table in TABLES:
            env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        env['hr.employee'].search([('name', '=like', f'{self.mark}%')]).unlink()

    # === FIXTURES === #

    def _make_lent(self, env):
        """Return the line of a copy that is on loan, and three others who want it."""
        employees = env['hr.employee'].create([
            {'name': f'{self.mark} {number}', 'company_id': env.company.id} for number in range(4)
        ])
        archive = env['customer.archive'].create({
            'partner_id': env['res.partner'].create({'name': f'Race {self.mark}'}).id,
        })
        document = env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': self.mark, 'on_paper': True,
            'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        copy = env['customer.archive.holding'].create({
            'archive_id': archive.id, 'document_id': document.id, 'kind': 'copy', 'pages': 1,
        })
        loan = env['customer.archive.loan'].create({
            'borrower_id': employees[0].id, 'purpose_note': f'Race {self.mark}',
            'place': 'outside', 'line_ids': [Command.create({'holding_id': copy.id})],
        })
        env.flush_all()
        env.cr.execute(
            "UPDATE customer_archive_loan SET state = 'handed_over', verified_by_id = 2,"
            " approved_by_id = 2, handed_over_by_id = 2, confirmed_by_id = 2 WHERE id = %s",
            [loan.id],
        )
        now = fields.Datetime.now()
        env.cr.execute(
            "UPDATE customer_archive_loan_line SET state = 'out', is_open = true, pages_out = 1,"
            " out_at = %s, due_at = %s WHERE loan_id = %s",
            [now, fields.Datetime.add(now, hours=1), loan.id],
        )
        env.cr.execute(
            "UPDATE customer_archive_holding SET loan_line_id = %s, location_id = NULL"
            " WHERE id = %s", [loan.line_ids.id, copy.id],
        )
        return loan.line_ids.id, copy.id, employees[1:].ids

    def _reserve(self, env, copy_id, employee_id):
        return env['customer.archive.reservation'].create({
            'holding_id': copy_id, 'borrower_id': employee_id,
        }).id

    # === TESTS === #

    def test_one_borrower_reserves_once(self):
        _line_id, copy_id, [employee_id, *_others] = self._do(self._make_lent)
        results = self._race(*[
            lambda env: self._reserve(env, copy_id, employee_id),
        ] * 3)
        errors = self._assert_one_wins(results)
        self.assertTrue(all(isinstance(error, (UserError, ValidationError)) for error in errors))

    def test_of_three_who_reserve_one_is_first(self):
        """ND-21"""
        line_id, copy_id, employee_ids = self._do(self._make_lent)
        ids = self._race(*[
            lambda env, employee_id=employee_id: self._reserve(env, copy_id, employee_id)
            for employee_id in employee_ids
        ])
        self._do(lambda env: env['customer.archive.loan.line'].browse(line_id)._take_back(
            1, 'good',
        ))

        def states(env):
            reservations = env['customer.archive.reservation'].browse(sorted(ids))
            return reservations.mapped('state'), reservations.mapped('position')
        self.assertEqual(self._do(states), (['ready', 'waiting', 'waiting'], [1, 2, 3]))

    def test_who_reserves_while_it_comes_back_is_told_or_refused(self):
        """No reservation waits for what lies on the shelf, and nobody is kept from it."""
        line_id, copy_id, [employee_id, *_others] = self._do(self._make_lent)
        back, reserved = self._race(
            lambda env: env['customer.archive.loan.line'].browse(line_id)._take_back(1, 'good'),
            lambda env: self._reserve(env, copy_id, employee_id),
        )
        self.assertIsNone(back)
        if isinstance(reserved, UserError):
            self.assertIn("request a loan", str(reserved))
        else:
            self.assertEqual(self._do(
                lambda env: env['customer.archive.reservation'].browse(reserved).state,
            ), 'ready')

    def test_nothing_is_renewed_while_somebody_reserves(self):
        """ND-22"""
        line_id, copy_id, [employee_id, *_others] = self._do(self._make_lent)
        renewed, reserved = self._race(
            lambda env: env['customer.archive.loan.line'].browse(line_id).action_renew() or True,
            lambda env: self._reserve(env, copy_id, employee_id),
        )
        self.assertFalse(isinstance(reserved, UserError), reserved)
        if isinstance(renewed, UserError):
            self.assertIn("wait for it", str(renewed))

    def test_a_borrower_does_not_leave_while_something_is_handed_over(self):
        """ND-27"""
        def prepare(env):
            _line_id, _copy_id, [employee_id, *_others] = self._make_lent(env)
            original = env['customer.archive.holding'].search([
                ('kind', '=', 'original'), ('archive_id.partner_id.name', '=', f'Race {self.mark}'),
            ])
            loan = env['customer.archive.loan'].create({
                'borrower_id': employee_id, 'purpose_note': f'Race {self.mark}',
                'line_ids': [Command.create({'holding_id': original.id})],
            })
            env.flush_all()
            env.cr.execute(
                "UPDATE customer_archive_loan SET state = 'approved', verified_by_id = 2,"
                " approved_by_id = 2, confirmed_by_id = 2, confirmed_at = now() WHERE id = %s",
                [loan.id],
            )
            return loan.id, employee_id
        loan_id, employee_id = self._do(prepare)
        self._assert_one_wins(self._race(
            lambda env: env['customer.archive.loan'].browse(loan_id)._hand_over() or True,
            lambda env: env['hr.employee'].browse(employee_id).write({'active': False}),
        ))

    def test_a_month_has_one_list(self):
        """LE-19"""
        def make(env):
            reports = env['customer.archive.loan.report']
            return reports._make(env.company, month).id
        # Far from every list that the scheduled work makes; removed at the end.
        month = fields.Date.to_date(f'{2300 + uuid.uuid4().int % 600}-02-01')
        self.addCleanup(self._do, lambda env: self._remove_list(env, month))
        self._assert_one_wins(self._race(*[make] * 3))

    def _remove_list(self, env, month):
        table = SQL.identifier('customer_archive_loan_report')
        lines = SQL.identifier('customer_archive_loan_report_line')
        for each in (table, lines):
            env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", each))
        report = env['customer.archive.loan.report'].search([('month', '=', month)])
        report.activity_ids.unlink()
        env.flush_all()
        env.cr.execute(SQL("DELETE FROM %s WHERE report_id = ANY(%s)", lines, report.ids))
        env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", table, report.ids))
        for each in (table, lines):
            env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", each))
