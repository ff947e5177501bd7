# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError

from ...common import ArchiveCommon


class TestOperating(ArchiveCommon):
    """What surrounds the system is checked off; what is overdue warns once (X-01, X-04, X-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_archive_today()
        cls.company.archive_custodian_id = cls.archivist
        cls.item = cls.env['customer.archive.operating.item'].with_user(
            cls.office_manager,
        ).create({'name': "Firewall", 'period_days': 10, 'company_id': cls.company.id})

    def _check(self, by=None, **vals):
        return self.env['customer.archive.operating.check'].with_user(by or self.archivist).create({
            'item_id': self.item.id, 'checked_on': self.today, **vals,
        })

    def _count_warnings(self):
        return self.env['mail.activity'].search_count([
            ('res_model', '=', self.item._name), ('res_id', '=', self.item.id),
            ('user_id', '=', self.archivist.id),
        ])

    def _warn(self, days):
        with freeze_time(self.today + timedelta(days=days, hours=12)), self._counting_commits():
            self.env['customer.archive.operating.item'].sudo()._cron_warn()

    def test_overdue_warns_once_until_it_is_checked(self):
        self._warn(9)
        self.assertEqual(self._count_warnings(), 0)
        self._warn(12)
        self._warn(13)
        self.assertEqual(self._count_warnings(), 1)
        self._check()
        self.assertEqual(self._count_warnings(), 0)

    def test_overdue_and_bad_ones_are_red_on_the_overview(self):
        indicator = self.env.ref('customer_archive.customer_archive_indicator_operating')
        indicator = indicator.with_user(self.archivist).with_company(self.company)
        self.assertEqual((indicator.is_alarm, indicator.value), (True, 0))
        self._check(checked_on=self.today - timedelta(days=11))
        self.env.invalidate_all()
        self.assertTrue(self.item.is_overdue)
        self.assertEqual(indicator.value, 1)
        self._check(result='failed', remark="Port 5432 is open")
        self.env.invalidate_all()
        self.assertEqual((self.item.is_overdue, self.item.needs_care), (False, True))
        self.assertEqual(indicator.value, 1)
        self._check()
        self.env.invalidate_all()
        self.assertEqual(indicator.value, 0)

    def test_an_older_check_that_comes_late_decides_nothing(self):
        check = self._check()
        self._check(checked_on=self.today - timedelta(days=5), result='failed', remark="Old")
        self.assertEqual(self.item.last_check_id, check)

    def test_what_was_found_stays(self):
        check = self._check(checked_by_id=self.office_manager.id)
        self.assertEqual(check.checked_by_id, self.archivist)
        with self.assertRefused("stays as it was entered"):
            check.sudo().result = 'failed'
        with self.assertRefused("kept for ever"):
            check.sudo().unlink()
        with self.assertRefused("archive it instead"):
            self.item.unlink()

    def test_a_check_is_called_by_its_day_as_the_reader_writes_it(self):
        check = self._check(checked_on='2026-03-02')
        zh = self.env['res.lang']._activate_lang('zh_CN')
        zh.date_format = '%Y年%m月%d日'
        self.env.invalidate_all()
        self.assertEqual(check.with_context(lang='en_US').display_name, '03/02/2026')
        self.assertEqual(check.with_context(lang='zh_CN').display_name, '2026年03月02日')

    def test_who_keeps_the_list_does_not_say_that_it_was_checked(self):
        other = self.item.copy()
        check = self._check(checked_on=self.today)
        theirs = other.with_user(self.office_manager)
        due_on = other.due_on
        theirs.write({
            'last_check_id': check.id, 'due_on': '2099-01-01', 'warned_for': due_on,
            'description': "The restore of last month",
        })
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(other.last_check_id or other.warned_for)
        self.assertEqual((other.due_on, other.description), (due_on, "The restore of last month"))
        made = theirs.create({'name': "Restore", 'last_check_id': check.id})
        self.assertFalse(made.last_check_id)

    def test_bad_input_is_refused(self):
        with self.assertImpossible():
            self._check(result='failed', remark=" ")
        with self.assertRefused("in the future", exception=ValidationError):
            self._check(checked_on=self.today + timedelta(days=1))
        with self.assertImpossible():
            self.item.period_days = 0

    def test_archivists_check_and_office_managers_keep_the_list(self):
        for user in (self.user, self.general_manager, self.auditor, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._check(by=user)
        with self.assertRaises(AccessError):
            self.item.with_user(self.archivist).period_days = 1000
        with self.assertRaises(AccessError):
            self.item.with_user(self.user).action_check()
        self.assertFalse(self.item.with_user(self.other_archivist).search([
            ('id', '=', self.item.id),
        ]))
