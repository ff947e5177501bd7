# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, mute_logger

from ...common import ArchiveCommon


class TestAppointment(ArchiveCommon):
    """Archivists and deputies are appointed by company and department, with dates (CA-72)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_archive_today()
        cls.deputy = cls._create_user('deputy', 'archivist')

    def _appoint(self, user=None, by=None, **vals):
        return self.env['customer.archive.appointment'].with_user(
            by or self.office_manager,
        ).create({
            'user_id': (user or self.archivist).id, 'company_id': self.company.id,
            'date_from': self.today - timedelta(days=10), **vals,
        })

    def test_an_archive_is_opened_under_those_of_its_department(self):
        self._appoint()
        self._appoint(self.deputy, role='deputy')
        self._appoint(self.office_manager, department_id=self.department.id)
        archive = self._open_archive(department_id=self.sub_department.id)
        self.assertEqual(archive.custodian_id, self.office_manager)
        self.assertEqual(archive.deputy_id, self.deputy)
        other = self._open_archive(department_id=self.other_department.id)
        self.assertEqual(other.custodian_id, self.archivist)
        self.assertFalse(self._open_archive(custodian_id=False).custodian_id)

    def test_the_settings_count_where_nobody_is_appointed(self):
        self.company.archive_custodian_id = self.deputy
        self.assertEqual(self._open_archive().custodian_id, self.deputy)
        self._appoint(date_from=self.today + timedelta(days=1))
        self.assertEqual(self._open_archive().custodian_id, self.deputy)

    def test_the_deputy_acts_while_the_archivist_is_absent(self):
        appointment = self._appoint()
        self._appoint(self.deputy, role='deputy')
        self.assertEqual(self.company._get_archive_keepers(), self.archivist)
        appointment.write({'absent_from': self.today, 'absent_to': self.today})
        self.assertEqual(self.company._get_archive_keepers(), self.deputy)
        appointment.absent_to = False
        self.assertEqual(self.company._get_archive_keepers(), self.deputy)
        appointment.write({'absent_from': self.today + timedelta(days=1)})
        self.assertEqual(self.company._get_archive_keepers(), self.archivist)

    def test_who_is_absent_is_not_asked_to_review_either(self):
        """CA-29, CA-72"""
        appointment = self._appoint()
        archive = self._open_archive(custodian_id=self.archivist.id, deputy_id=self.deputy.id)
        alone = self._open_archive(
            self._create_customer(name="Alone"), custodian_id=self.archivist.id, deputy_id=False,
        )

        def get_keepers():
            self.env.flush_all()
            found = dict(self.env.execute_query(SQL(
                "SELECT archive.id, keeper.user_id FROM customer_archive archive"
                " JOIN res_company company ON company.id = archive.company_id"
                " CROSS JOIN LATERAL %s AS keeper WHERE archive.id IN %s",
                archive._get_keepers(), (archive.id, alone.id),
            )))
            for record in archive | alone:
                self.assertEqual(found[record.id], record._get_keeper().id)
            return [found[archive.id], found[alone.id]]

        self.assertEqual(get_keepers(), [self.archivist.id] * 2)
        appointment.write({'absent_from': self.today, 'absent_to': self.today})
        self.assertEqual(get_keepers(), [self.deputy.id, self.archivist.id])
        appointment.write({'absent_from': self.today + timedelta(days=1), 'absent_to': False})
        self.assertEqual(get_keepers(), [self.archivist.id] * 2)

    def test_an_absent_archivist_is_not_told_by_the_settings_either(self):
        self.company.archive_custodian_id = self.archivist
        self._appoint(absent_from=self.today)
        self.assertIn(self.office_manager, self.company._get_archive_keepers())
        self.assertNotIn(self.archivist, self.company._get_archive_keepers())

    def test_gaps_are_found(self):
        departments = self.env['hr.department'].with_user(self.user)
        gap = [('archive_gap', '=', 'both'), ('company_id', '=', self.company.id)]
        self.assertIn(self.department, departments.search(gap))
        self._appoint(department_id=self.department.id)
        self.env.invalidate_all()
        self.assertEqual(
            departments.search(gap) & (self.department | self.sub_department
                                       | self.other_department),
            self.other_department,
        )
        self.assertEqual(self.sub_department.with_user(self.user).archive_gap, 'deputy')
        indicator = self.env.ref('customer_archive.customer_archive_indicator_vacancies')
        self.assertTrue(indicator.is_alarm)
        count = indicator.with_user(self.archivist).with_company(self.company)
        before = count.value
        self._appoint(self.deputy, role='deputy')
        self.env.invalidate_all()
        self.assertLess(count.value, before)

    def test_history_is_kept(self):
        first = self._appoint()
        first.action_end()
        self.assertEqual(first.date_to, self.today)
        second = self._appoint(self.deputy, date_from=self.today + timedelta(days=1))
        self.assertTrue(first.is_current)
        self.assertFalse(second.is_current)
        current = first.search([('is_current', '=', True)])
        self.assertIn(first, current)
        self.assertNotIn(second, current)
        with self.assertRefused("stays as it was made"):
            first.user_id = self.deputy
        first.user_id = self.archivist  # What a form sends again.
        with self.assertRefused("kept for ever"):
            first.sudo().unlink()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_appointment SET user_id = %s WHERE id = %s",
                self.deputy.id, first.id,
            ))

    def test_one_at_a_time(self):
        self._appoint()
        with self.assertRefused("end it first", exception=ValidationError):
            self._appoint(self.deputy, date_from=self.today)
        with self.assertRefused("at once", exception=ValidationError):
            self._appoint(role='deputy')
        self._appoint(department_id=self.department.id)  # Another place is another post.

    def test_the_database_refuses_two_at_a_time(self):
        appointment = self._appoint()
        with self.assertImpossible():
            self.env.cr.execute(SQL(
                "INSERT INTO customer_archive_appointment"
                " (company_id, role, user_id, date_from) VALUES (%s, 'archivist', %s, %s)",
                self.company.id, self.deputy.id, appointment.date_from,
            ))

    def test_bad_input_is_refused(self):
        with self.assertRefused("no rights of an archivist", exception=ValidationError):
            self._appoint(self.user)
        with self.assertRefused("no rights of an archivist", exception=ValidationError):
            self._appoint(self.other_archivist)
        with self.assertImpossible():
            self._appoint(date_to=self.today - timedelta(days=11))
        with self.assertImpossible():
            self._appoint(absent_to=fields.Date.today())

    def test_office_managers_appoint(self):
        appointment = self._appoint()
        for user in (self.archivist, self.user, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(appointment.with_user(user).user_id, self.archivist)
                with self.assertRaises(AccessError):
                    self._appoint(self.deputy, by=user, role='deputy')
                with self.assertRaises(AccessError):
                    appointment.with_user(user).action_end()
        with self.assertRaises(AccessError):
            appointment.with_user(self.outsider).read(['user_id'])
        self.assertFalse(appointment.with_user(self.other_archivist).search([]))
