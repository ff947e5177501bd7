# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .circulation_common import CirculationCommon
from .common import at


class TestLoanReport(CirculationCommon):
    """The list of what is out, on the 1st and by the 5th of each month (LE-19 to LE-21)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_general_manager_id = cls.general_manager
        with freeze_time('2026-03-27 01:00:00'):
            loan = cls._lend(cls.original | cls.copy_1)
            cls.out_original, cls.out_copy = loan.line_ids

    def _run(self, moment):
        """Run the scheduled work at a moment, and return the lists of the company."""
        with freeze_time(moment), self._counting_commits():
            self.env['customer.archive.loan.report']._cron_make()
        return self._reports()

    def _reports(self):
        self.env.invalidate_all()
        return self.env['customer.archive.loan.report'].search([
            ('company_id', '=', self.company.id),
        ])

    # === MAKING === #

    def test_the_first_of_the_month_is_the_companys(self):
        """In Shanghai it is April at 16:00 UTC of 31 March."""
        with freeze_time('2026-03-31 15:59:59'):
            self.assertNotIn(self.company, [
                company for company, month in self.env[
                    'customer.archive.loan.report'
                ]._get_due_months() if month.month == 4
            ])
        report = self._run('2026-03-31 16:00:00').filtered(lambda each: each.month.month == 4)
        self.assertEqual(report.name, 'LR-2026-04')
        self.assertEqual(report.as_of, at('2026-03-31T16:00'))
        self.assertEqual(str(report.deadline), '2026-04-05')

    def test_run_twice_it_makes_one(self):
        self.assertEqual(len(self._run('2026-04-01 02:00:00')), 1)
        self.assertEqual(len(self._run('2026-04-02 02:00:00')), 1)
        with self.assertImpossible():
            self.env['customer.archive.loan.report']._make(self.company, at('2026-04-01').date())
        self.assertEqual(len(self._run('2026-05-01 02:00:00')), 2)

    def test_it_lists_originals_and_copies_with_whereabouts(self):
        """LE-20."""
        report = self._run('2026-04-01 02:00:00')
        self.assertEqual(
            (report.original_count, report.copy_count, report.overdue_count), (1, 1, 2),
        )
        line = report.original_ids
        self.assertEqual(line.barcode, self.original.barcode)
        self.assertEqual(line.reference, self.document.name)
        self.assertEqual(line.archive, self.archive.name)
        self.assertEqual(line.borrower, self.borrower.name)
        self.assertEqual(line.department, self.department.complete_name)
        self.assertEqual(line.place, 'premises')
        self.assertEqual(line.out_at, at('2026-03-27T01:00'))
        self.assertEqual(line.due_at, at('2026-03-27T10:00'))
        # From Friday 18:00 to Wednesday 00:00: in its fifth day.
        self.assertEqual(line.days_over, 5)
        self.assertEqual(report.copy_ids.serial, self.copy_1.serial)

    def test_it_is_what_was_out_then_however_late_it_is_made(self):
        with freeze_time('2026-04-01 01:00:00'):
            self._take_back(self.out_original)
            self._lend(self.copy_2, user=self.technician, borrower_id=self.tech_borrower.id)
        report = self._run('2026-04-03 02:00:00')
        self.assertEqual(set(report.line_ids.mapped('barcode')), {
            self.original.barcode, self.copy_1.barcode,
        })
        self.assertEqual(report.original_ids.status, 'out')

    def test_what_came_back_before_is_not_on_it(self):
        with freeze_time('2026-03-31 09:00:00'):
            self._take_back(self.out_original)
        self.assertEqual(self._run('2026-04-01 02:00:00').line_ids.kind, 'copy')

    def test_later_returns_and_names_change_nothing(self):
        report = self._run('2026-04-01 02:00:00')
        before = report.line_ids.read()
        with freeze_time('2026-04-02 02:00:00'):
            self._take_back(self.out_original)
            self._take_back(self.out_copy)
        self.borrower.name = "Another Name"
        self.department.name = "Another Department"
        self.env.invalidate_all()
        self.assertEqual(report.line_ids.read(), before)

    def test_lost_things_stand_on_it_as_lost(self):
        with freeze_time('2026-03-30 02:00:00'):
            self.out_copy.with_user(self.archivist)._transition('lose', reason="On the train")
        self.assertEqual(self._run('2026-04-01 02:00:00').copy_ids.status, 'lost')

    def test_a_lent_folder_is_one_line_with_its_sheets(self):
        with freeze_time('2026-03-30 02:00:00'):
            self._take_back(self.out_original)
            self._take_back(self.out_copy)
            self._lend(self.folder)
        report = self._run('2026-04-01 02:00:00')
        self.assertEqual(report.original_ids.mapped('kind'), ['folder'])
        self.assertGreater(report.original_ids.sheets, 2)

    def test_a_company_that_lent_nothing_yet_has_no_list(self):
        self._open_archive(
            company_id=self.other_company.id, department_id=False,
        )
        self._run('2026-04-01 02:00:00')
        self.assertFalse(self.env['customer.archive.loan.report'].search([
            ('company_id', '=', self.other_company.id),
        ]))

    def test_when_all_is_back_the_list_is_empty_and_made_all_the_same(self):
        with freeze_time('2026-03-30 02:00:00'):
            self._take_back(self.out_original)
            self._take_back(self.out_copy)
        report = self._run('2026-04-01 02:00:00')
        self.assertEqual((len(report), len(report.line_ids)), (1, 0))

    def test_months_of_a_leap_year_and_the_turn_of_the_year(self):
        for moment, name in (
            ('2026-12-31 16:00:00', 'LR-2027-01'), ('2028-02-28 16:00:00', 'LR-2028-02'),
            ('2028-02-29 15:59:00', 'LR-2028-02'), ('2028-02-29 16:00:00', 'LR-2028-03'),
        ):
            self.assertIn(name, self._run(moment).mapped('name'))

    def test_a_company_in_another_time_zone(self):
        self.company.resource_calendar_id = self._create_calendar('America/Los_Angeles')
        self.assertFalse(self._run('2026-04-01 06:59:00').filtered(
            lambda each: each.month.month == 4,
        ))
        report = self._run('2026-04-01 07:00:00').filtered(lambda each: each.month.month == 4)
        self.assertEqual(report.as_of, at('2026-04-01T07:00'))

    # === SUBMITTING === #

    def test_an_archivist_submits_it_with_its_pdf_to_the_general_manager(self):
        """LE-21."""
        report = self._run('2026-04-01 02:00:00')
        with freeze_time('2026-04-05 15:59:00'):  # 23:59 of the 5th in Shanghai.
            report.with_user(self.archivist).action_submit()
        self.assertEqual(report.state, 'submitted')
        self.assertEqual(report.general_manager_id, self.general_manager)
        self.assertEqual(report.submitted_at, at('2026-04-05T15:59'))
        self.assertFalse(report.is_late)
        message = self.env['mail.notification'].search([
            ('res_partner_id', '=', self.general_manager.partner_id.id),
        ]).mail_message_id
        self.assertIn("1 originals, 1 copies, 2 overdue", message.subject)
        content = message.attachment_ids.raw.decode(errors='replace')
        for text in (self.original.barcode, self.copy_1.barcode, self.borrower.name):
            self.assertIn(text, content)
        self.assertNotIn(self.archive.partner_id.name, content)

    def test_the_general_manager_acknowledges(self):
        report = self._run('2026-04-01 02:00:00')
        with self.assertRefused("“To Submit”"):
            report.with_user(self.general_manager).action_acknowledge()
        report.with_user(self.archivist).action_submit()
        for user in (self.archivist, self.office_manager):
            with self.assertRefused("General Manager", exception=AccessError):
                report.with_user(user).action_acknowledge()
        report.with_user(self.general_manager).action_acknowledge()
        self.assertEqual(
            (report.state, report.acknowledged_by_id), ('acknowledged', self.general_manager),
        )

    def test_nobody_acknowledges_what_he_submitted(self):
        both = self._create_user('both', 'archivist')
        both.group_ids |= self.env.ref('customer_archive.customer_archive_group_general_manager')
        report = self._run('2026-04-01 02:00:00')
        report.with_user(both).action_submit()
        with self.assertRefused("submitted", "yourself"):
            report.with_user(both).action_acknowledge()

    def test_without_a_general_manager_nothing_is_submitted(self):
        report = self._run('2026-04-01 02:00:00')
        for user in (False, self.user):
            self.company.archive_general_manager_id = user
            with self.assertRefused("in the settings"):
                report.with_user(self.archivist).action_submit()

    def test_a_printer_that_fails_submits_nothing(self):
        report = self._run('2026-04-01 02:00:00')
        with patch.object(
            self.registry['ir.actions.report'], '_render_qweb_pdf', side_effect=UserError("Jam"),
        ), self.assertRefused("Jam"), self.env.cr.savepoint():
            report.with_user(self.archivist).action_submit()
        self.env.invalidate_all()
        self.assertEqual(report.state, 'made')
        self.assertFalse(self._told(self.general_manager.partner_id))

    def test_after_the_fifth_it_is_late_for_ever(self):
        self._run('2026-04-01 02:00:00')
        self.assertFalse(self._run('2026-04-05 15:59:00').is_late)
        report = self._run('2026-04-05 16:00:00')  # The 6th in Shanghai.
        self.assertTrue(report.is_late)
        self.assertEqual(len(self._entries(report, 'flag').filtered(
            lambda entry: entry.company == self.company.id,
        )), 1)
        self._run('2026-04-06 02:00:00')
        self.assertEqual(len(self._told(self.office_manager.partner_id)), 1)
        with freeze_time('2026-04-07 02:00:00'):
            report.with_user(self.archivist).action_submit()
        self.assertTrue(report.is_late)

    def test_submitted_after_the_fifth_it_is_late_before_the_clock_says_so(self):
        report = self._run('2026-04-01 02:00:00')
        with freeze_time('2026-04-05 16:00:00'):
            report.with_user(self.archivist).action_submit()
        self.assertTrue(report.is_late)

    def test_each_company_has_its_day(self):
        self.company.archive_report_day = 3
        self.assertEqual(str(self._run('2026-04-01 02:00:00').deadline), '2026-04-03')

    # === FROZEN === #

    def test_nobody_makes_or_changes_a_list(self):
        report = self._run('2026-04-01 02:00:00')
        line = report.line_ids[0]
        for user in (self.office_manager, self.general_manager):
            for model in (report, line):
                for step in ('create', 'write', 'unlink'):
                    self.assertFalse(model.with_user(user).has_access(step))
        with self.assertRefused("never changed"):
            line.sudo().write({'days_over': 0})
        with self.assertRefused("never changed"):
            line.sudo().unlink()
        with self.assertRefused("never changed"):
            line.sudo().copy()
        with self.assertRefused("cannot be set by hand"):
            report.sudo().write({'month': '2026-05-01'})
        with self.assertRefused("never changed"):
            report.sudo().create({'company_id': self.company.id, 'month': '2026-06-01'})
        with self.assertRefused("kept for ever"):
            report.sudo().unlink()

    def test_the_database_refuses_as_well(self):
        report = self._run('2026-04-01 02:00:00')
        for query in (
            "UPDATE customer_archive_loan_report_line SET days_over = 0 WHERE report_id = %s",
            "DELETE FROM customer_archive_loan_report_line WHERE report_id = %s",
            "UPDATE customer_archive_loan_report SET as_of = now() WHERE id = %s",
            "DELETE FROM customer_archive_loan_report WHERE id = %s",
        ):
            with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), (
                self.env.cr.savepoint(flush=False)
            ):
                self.env.cr.execute(query, [report.id])

    def test_users_do_not_read_the_list(self):
        report = self._run('2026-04-01 02:00:00')
        for user, readable in (
            (self.user, False), (self.technician, False), (self.collector, False),
            (self.archivist, True), (self.general_manager, True), (self.auditor, True),
            (self.other_archivist, False),
        ):
            self.assertEqual(report.with_user(user).has_access('read'), readable, user.login)
            self.assertEqual(report.line_ids.with_user(user).has_access('read'), readable)

    def test_users_do_not_print_it(self):
        report = self._run('2026-04-01 02:00:00')
        printing = self.env['report.customer_archive_lending.report_loan_report']
        with self.assertRaises(AccessError):
            printing.with_user(self.user)._get_report_values(report.ids)
        self.assertEqual(
            printing.with_user(self.auditor)._get_report_values(report.ids)['docs'], report,
        )
