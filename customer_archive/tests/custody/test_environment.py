# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError

from ..common import ArchiveCommon


class TestEnvironment(ArchiveCommon):
    """Temperature, humidity and protection are checked; what fails blocks new shelving (CA-57)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.archive_custodian_id = cls.archivist
        cls.room = cls._create_location(name="Room", kind='room', is_watched=True)
        cls.shelf = cls._create_location(name="A", parent_id=cls.room.id)
        cls.folder = cls._create_volume(cls._open_archive(cls.customer)).folder_id

    def _read(self, user=None, **vals):
        return self.env['customer.archive.environment.reading'].with_user(
            user or self.archivist,
        ).create({'location_id': self.room.id, 'temperature': 20, 'humidity': 50, **vals})

    def _shelve(self):
        self.folder.with_user(self.archivist)._relocate(home=self.shelf, current=self.shelf)

    def test_it_is_judged_by_the_limits_of_the_place(self):
        for vals, faults in (
            ({}, False), ({'temperature': 24}, False), ({'temperature': 24.1}, "Too warm"),
            ({'temperature': 13.9}, "Too cold"), ({'humidity': 44.9}, "Too dry"),
            ({'humidity': 60.1, 'temperature': 30}, "Too warm, Too damp"),
            ({'fault_theft': True}, "Locks or Alarm at Fault"),
        ):
            with self.subTest(vals=vals):
                reading = self._read(**vals)
                self.assertEqual(reading.faults or False, faults)
                self.assertEqual(reading.result, 'failed' if faults else 'passed')
        self.assertEqual(reading.limits, "14 to 24 °C, 45 to 60 %")
        self.assertEqual(reading.read_by_id, self.archivist)

    def test_a_failed_check_blocks_shelving_until_a_good_one(self):
        self._shelve()
        self._read(humidity=80)
        self.env.invalidate_all()
        self.assertEqual(self.room.with_user(self.user).environment, 'failed')
        other = self._create_volume(self.folder.archive_id).folder_id
        with self.assertRefused("Room", "failed its check"):
            other.with_user(self.archivist)._relocate(home=self.shelf, current=self.shelf)
        with self.assertRefused("failed its check"):
            self._create_location(name="B")._move_all(self.shelf, "Shelf reorganised")
        self._read(humidity=55)
        other.with_user(self.archivist)._relocate(home=self.shelf, current=self.shelf)
        self.assertEqual(other.home_location_id, self.shelf)

    def test_an_older_reading_that_comes_late_decides_nothing(self):
        self._read(humidity=80)
        self._read(read_at=fields.Datetime.now() - timedelta(days=1))
        self.assertEqual(self.room.environment, 'failed')

    def test_who_keeps_the_archives_is_warned_once_until_a_good_check(self):
        def count():
            return self.env['mail.activity'].search_count([
                ('res_model', '=', 'customer.archive.location'), ('res_id', '=', self.room.id),
                ('user_id', '=', self.archivist.id),
            ])
        self._read(humidity=80)
        self._read(humidity=81)
        self.assertEqual(count(), 1)
        self._read()
        self.assertEqual(count(), 0)
        self._read(humidity=80)
        self.assertEqual(count(), 1)

    def test_a_place_that_nobody_reads_is_reminded_of_once(self):
        def count():
            return self.env['mail.activity'].search_count([
                ('res_model', '=', 'customer.archive.location'), ('res_id', '=', self.room.id),
                ('user_id', '=', self.archivist.id), ('activity_type_id', '=', self.env.ref(
                    'customer_archive.mail_activity_type_environment_reading').id),
            ])
        locations = self.env['customer.archive.location']
        self._read(read_at=fields.Datetime.now() - timedelta(days=6))
        self.assertNotIn(self.room.id, locations._get_unread_ids())
        self.room.reading_days = 5
        with self._counting_commits():
            locations._cron_remind_readings()
            locations._cron_remind_readings()
        self.assertEqual(count(), 1)
        self.assertNotIn(self.room.id, locations._get_unread_ids())
        self._read(humidity=80)
        self.assertEqual(count(), 0)
        self.room.reading_days = 0
        self.assertNotIn(self.room.id, locations._get_unread_ids())
        with self.assertImpossible():
            self.room.reading_days = -1

    def test_failed_places_are_found(self):
        self._read(humidity=80)
        locations = self.env['customer.archive.location'].with_user(self.user)
        self.assertIn(self.room, locations.search([('environment', '=', 'failed')]))
        self._read()
        self.assertNotIn(self.room, locations.search([('environment', '=', 'failed')]))
        self.assertIn(self.room, locations.search([('environment', '=', 'passed')]))

    def test_what_was_read_stays(self):
        reading = self._read()
        with self.assertRefused("stays as it was entered"):
            reading.sudo().humidity = 10
        with self.assertRefused("kept for ever"):
            reading.sudo().unlink()
        forged = self._read(read_by_id=self.office_manager.id, result='passed', humidity=90)
        self.assertEqual((forged.read_by_id, forged.result), (self.archivist, 'failed'))

    def test_bad_input_is_refused(self):
        with self.assertRefused("is not checked"):
            self._read(location_id=self.shelf.id)
        with self.assertRefused("Say where"):
            self._read(location_id=False)
        with self.assertRefused("in the future", exception=ValidationError):
            self._read(read_at=fields.Datetime.now() + timedelta(days=1))
        for vals in ({'humidity': 101}, {'temperature': 200}):
            with self.subTest(vals=vals), self.assertImpossible():
                self._read(**vals)
        with self.assertImpossible():
            self.room.temperature_min = 30

    def test_readings_are_the_archivists(self):
        reading = self._read()
        for user in (self.user, self.collector, self.outsider, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read(user=user)
        for user in (self.auditor, self.general_manager):
            self.assertEqual(reading.with_user(user).humidity, 50)
        with self.assertRaises(AccessError):
            reading.with_user(self.user).read(['humidity'])
        self.assertFalse(self.env[reading._name].with_user(self.other_archivist).search([]))
