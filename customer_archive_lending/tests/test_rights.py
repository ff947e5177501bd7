# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import LendingCommon


@freeze_time('2026-03-04 02:00:00')
class TestRights(LendingCommon):
    """Who sees and does what with loans."""

    def test_a_borrower_sees_his_own_loans_and_no_others(self):
        loan = self._lend(self.original)
        for user, sees in (
            (self.user, True), (self.technician, False), (self.other_user, False),
            (self.archivist, True), (self.office_manager, True), (self.general_manager, True),
            (self.auditor, True), (self.other_archivist, False),
        ):
            with self.subTest(user=user.login):
                found = self.env['customer.archive.loan'].with_user(user).search([
                    ('id', '=', loan.id),
                ])
                self.assertEqual(bool(found), sees)
                lines = self.env['customer.archive.loan.line'].with_user(user).search([
                    ('loan_id', '=', loan.id),
                ])
                self.assertEqual(bool(lines), sees)

    def test_an_outsider_has_no_access(self):
        with self.assertRaises(AccessError):
            self.env['customer.archive.loan'].with_user(self.outsider).search([])

    def test_auditors_and_the_general_manager_change_nothing(self):
        loan = self._draft_loan(self.original)
        for user in (self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                loan.with_user(user).purpose_note = "Mine"

    def test_a_borrower_reads_his_loan_and_fills_its_form(self):
        loan = self._lend(self.original).with_user(self.user)
        self.env.invalidate_all()
        views = loan.get_views([(False, 'form'), (False, 'list'), (False, 'search')])
        names = {
            name: {} for name in loan.fields_get() if loan._has_field_access(
                loan._fields[name], 'read',
            )
        }
        self.assertTrue(views)
        self.assertEqual(loan.web_read(names)[0]['display_name'], loan.name)
        self.assertEqual(loan.line_ids.web_read({'title': {}, 'home_location_id': {}})[0]['title'],
                         self.document.title)

    def test_a_drafts_defaults_name_the_users_employee(self):
        loan = self.env['customer.archive.loan'].with_user(self.user).with_company(
            self.company,
        ).new({})
        self.assertEqual(loan.borrower_id, self.borrower)

    def test_a_borrower_is_who_has_the_login_now(self):
        """A login that goes to another employee takes no old loans along, and loses none."""
        loan = self._lend(self.original)
        self.borrower.user_id = False
        self.tech_borrower.user_id = False
        found = self.env['customer.archive.loan'].with_user(self.technician).search([
            ('id', '=', loan.id),
        ])
        self.assertFalse(found)

    def test_make_up_days_are_the_office_managers(self):
        workdays = self.env['customer.archive.workday']
        vals = {'date': '2026-03-07', 'company_id': self.company.id}
        with self.assertRaises(AccessError):
            workdays.with_user(self.archivist).create(vals)
        workdays.with_user(self.office_manager).create(vals)
        self.assertTrue(workdays.with_user(self.user).search([]))
