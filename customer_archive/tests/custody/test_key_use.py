# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time

from ..common import ArchiveCommon

NIGHT = '2026-03-04 15:30:00'


class TestKeyUse(ArchiveCommon):
    """The use of a backup key is told at once, acknowledged, and escalated once (CA-56)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cabinet = cls._create_location(name="Cabinet", kind='cabinet', is_lockable=True)
        cls.key = cls.env['customer.archive.key'].with_user(cls.office_manager).create({
            'location_id': cls.cabinet.id, 'kind': 'backup',
        })
        cls.key._ensure_holder()
        cls.env['customer.archive.key.handover'].with_user(cls.office_manager).create({
            'key_id': cls.key.id, 'taker_id': cls.general_manager.id,
        }).with_user(cls.general_manager).action_take()
        cls.archive = cls._open_archive(cls.customer)

    def _use(self, user=None, **vals):
        return self.env['customer.archive.key.use'].with_user(user or self.general_manager).create({
            'key_id': self.key.id, 'archive_id': self.archive.id,
            'reason': "The hall was flooded", **vals,
        })

    def _told(self, use):
        return self.env['mail.activity'].search([
            ('res_model', '=', use._name), ('res_id', '=', use.id),
        ]).user_id

    @freeze_time(NIGHT)
    def test_the_office_manager_is_told_and_acknowledges(self):
        use = self._use()
        self.assertEqual(self._told(use), self.office_manager)
        self.assertEqual(use.acknowledge_until, fields.Datetime.now() + timedelta(hours=24))
        entry = self._entries(use, 'open')
        self.assertEqual((entry.archive, entry.note, entry.facts['user_id']),
                         (self.archive.name, "The hall was flooded", self.general_manager.login))
        use.with_user(self.office_manager).action_acknowledge()
        self.assertEqual((use.state, use.acknowledged_by_id), ('acknowledged', self.office_manager))
        self.assertFalse(self._told(use))
        with self.assertRefused("Acknowledged"):
            use.with_user(self.office_manager).action_acknowledge()

    def test_overdue_acknowledgement_escalates_once(self):
        self.company.archive_key_hours = 2
        uses = self.env['customer.archive.key.use']
        with freeze_time(NIGHT):
            use = self._use()
        boss = self._create_user('boss', 'general_manager')
        with freeze_time('2026-03-04 17:29:00'), self._counting_commits():
            uses._cron_escalate()
            self.assertFalse(use.escalated_at)
        with freeze_time('2026-03-04 17:31:00'), self._counting_commits():
            self.assertEqual(uses._cron_escalate().done, 1)
            self.assertEqual(uses._cron_escalate().due, 0)
        self.assertTrue(use.escalated_at)
        # Who used the key knows it himself.
        self.assertEqual(self._told(use), self.office_manager | boss)
        self.assertEqual(len(self._entries(use, 'escalate')), 1)
        use.with_user(self.office_manager).action_acknowledge()
        self.assertFalse(self._told(use))

    def test_what_was_acknowledged_does_not_escalate(self):
        with freeze_time(NIGHT):
            self._use().with_user(self.office_manager).action_acknowledge()
        with freeze_time('2026-04-04 17:31:00'), self._counting_commits():
            self.assertEqual(self.env['customer.archive.key.use']._cron_escalate().due, 0)

    def test_another_person_acknowledges(self):
        self.general_manager.group_ids |= self.env.ref(
            'customer_archive.customer_archive_group_office_manager',
        )
        use = self._use()
        with self.assertRefused("another person", use.name):
            use.with_user(self.general_manager).action_acknowledge()
        for user in (self.archivist, self.user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                use.with_user(user).action_acknowledge()

    def test_who_has_the_backup_key_reports_its_use(self):
        for user in (self.office_manager, self.archivist):
            with self.subTest(user=user.login), self.assertRefused(
                "is not with you", exception=AccessError,
            ):
                self._use(user=user)
        with self.assertRaises(AccessError):
            self._use(user=self.user)
        main = self.env['customer.archive.key'].with_user(self.office_manager).create({
            'location_id': self.cabinet.id, 'kind': 'main',
        })
        with self.assertRefused("no backup key"):
            self._use(user=self.office_manager, key_id=main.id)

    def test_bad_input_is_refused(self):
        with self.assertRefused("Say why"):
            self._use(reason=" ")
        with self.assertRefused("Say which key"):
            self._use(key_id=False)
        with self.assertRefused("in the future", exception=ValidationError):
            self._use(used_at=fields.Datetime.now() + timedelta(days=1))
        with self.assertRefused("cannot be set by hand"):
            self._use(escalated_at=fields.Datetime.now())

    def test_what_was_reported_stays(self):
        use = self._use()
        with self.assertRefused("stays as it was reported"):
            use.sudo().reason = "Nothing"
        with self.assertRefused("kept for ever"):
            use.sudo().unlink()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_key_use SET acknowledged_by_id = user_id,"
                " state = 'acknowledged' WHERE id = %s", [use.id],
            )

    def test_who_sees_uses(self):
        use = self._use()
        for user in (self.archivist, self.office_manager, self.auditor):
            self.assertEqual(use.with_user(user).user_id, self.general_manager)
        with self.assertRaises(AccessError):
            use.with_user(self.user).read(['reason'])
