# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time

from ..common import GROUP, ArchiveCommon


class TestIndicator(ArchiveCommon):
    """What is counted on the overview is what its reader may read (CA-65)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._open_archive()
        cls.foreign = cls._open_archive(department_id=cls.other_department.id)
        cls.secret = cls._open_archive(confidentiality='2')
        cls.archives = cls._get('archives')

    @classmethod
    def _get(cls, name):
        return cls.env.ref(f'customer_archive.customer_archive_indicator_{name}')

    def _add(self, **vals):
        return self.env['customer.archive.indicator'].create({
            'name': "Mine", 'model_id': self.env['ir.model']._get('customer.archive').id, **vals,
        })

    def _value(self, indicator, user):
        return indicator.with_user(user).with_company(self.company).value

    def test_everybody_counts_with_his_own_rights(self):
        self.assertEqual(self._value(self.archives, self.user), 1)
        self.assertEqual(self._value(self.archives, self.other_user), 1)
        self.assertEqual(
            self._value(self.archives, self.archivist), 2, "the confidential one is closed to him",
        )
        self._state_purpose(self.archivist, self.secret)
        self.archives.invalidate_recordset(['value'])
        self.assertEqual(self._value(self.archives, self.archivist), 3)

    def test_a_model_that_is_closed_to_the_reader_counts_nothing(self):
        incidents = self._get('incidents')
        incidents.group_ids = False
        self.assertFalse(self.env['customer.archive.incident'].with_user(self.user).has_access('read'))
        self.assertEqual(self._value(incidents, self.user), 0)

    def test_it_is_shown_to_its_roles_only(self):
        indicators = self.env['customer.archive.indicator']
        repairs = self._get('repairs')
        self.assertNotIn(repairs, indicators.with_user(self.user).search([]))
        self.assertIn(repairs, indicators.with_user(self.auditor).search([]))

    def test_what_happened_is_counted_in_its_month(self):
        opened = self._get('opened')
        self.own.flush_recordset()
        self.env.cr.execute(
            "UPDATE customer_archive SET opened_on = '2026-02-28' WHERE id = %s", [self.own.id],
        )
        self.env.invalidate_all()
        for day, value in (('2026-02-01', 1), ('2026-02-28', 1), ('2026-03-01', 0)):
            with self.subTest(day=day), freeze_time(f'{day} 12:00:00'):
                opened.invalidate_recordset(['value'])
                self.assertEqual(self._value(opened, self.user), value)

    def test_a_card_opens_what_it_counts(self):
        action = self.archives.with_user(self.user).with_company(self.company).action_open()
        found = self.env[action['res_model']].with_user(self.user).search(action['domain'])
        self.assertIn(self.own, found)
        self.assertNotIn(self.foreign, found)
        history = self.archives.with_user(self.general_manager).action_history()
        self.assertEqual(history['domain'], [('indicator_id', '=', self.archives.id)])

    def test_only_an_administrator_changes_it(self):
        for user in (self.archivist, self.general_manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.archives.with_user(user).domain = '[]'

    def test_a_domain_that_does_not_fit_is_refused(self):
        for domain in (
            "[('no_such_field', '=', 1)]", "[('state', '='", "__import__('os')", "uid", "7",
        ):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._add(domain=domain)

    def test_a_date_of_something_else_is_refused(self):
        volume_date = self.env.ref('customer_archive.field_customer_archive_volume__filed_on')
        with self.assertRaises(ValidationError):
            self._add(date_field_id=volume_date.id)

    def test_what_has_no_company_is_refused(self):
        with self.assertRaises(ValidationError):
            self._add(model_id=self.env['ir.model']._get('customer.archive.class.dimension').id)

    def test_an_administrator_adds_his_own(self):
        mine = self._add(
            domain="[('confidentiality', '=', '2')]",
            group_ids=[Command.link(self.env.ref(f'{GROUP}office_manager').id)],
        )
        self._state_purpose(self.office_manager, self.secret)
        self.assertEqual(self._value(mine, self.office_manager), 1)
