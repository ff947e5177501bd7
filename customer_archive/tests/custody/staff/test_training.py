# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, mute_logger

from ...common import ArchiveCommon


class TestTraining(ArchiveCommon):
    """Trainings have a topic, a proof and an end of which the person is reminded once (CA-73)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._get_archive_today()
        cls.topic = cls.env['customer.archive.training.topic'].create({
            'name': "Rules of the tests", 'remind_days': 10,
        })

    def _train(self, by=None, **vals):
        return self.env['customer.archive.training'].with_user(by or self.office_manager).create({
            'topic_id': self.topic.id, 'user_id': self.archivist.id,
            'company_id': self.company.id, 'held_on': self.today, **vals,
        })

    def _count_reminders(self, training):
        return self.env['mail.activity'].search_count([
            ('res_model', '=', training._name), ('res_id', '=', training.id),
            ('user_id', '=', training.user_id.id),
        ])

    def test_it_counts_for_as_long_as_its_topic_says(self):
        training = self._train(held_on='2024-02-29')
        self.assertEqual(str(training.valid_until), '2025-02-27')
        self.topic.valid_months = 0
        self.assertFalse(self._train().valid_until)
        self.assertEqual(self._train(valid_until=self.today).valid_until, self.today)

    def test_expired_ones_are_found_until_they_are_renewed(self):
        def find():
            return self.env['customer.archive.training'].with_user(self.archivist).search([
                ('is_expired', '=', True), ('topic_id', '=', self.topic.id),
            ])
        old = self._train(held_on='2020-01-01')
        ends_today = self._train(
            user_id=self.user.id, held_on=self.today, valid_until=self.today,
        )
        self.assertEqual(find(), old)
        self.assertTrue(old.is_expired)
        self.assertFalse(ends_today.is_expired)
        new = self._train()
        self.env.invalidate_all()
        self.assertFalse(find() | old.filtered('is_expired'))
        new.action_withdraw()
        self.env.invalidate_all()
        self.assertEqual(find(), old)
        indicator = self.env.ref('customer_archive.customer_archive_indicator_trainings')
        self.assertEqual(
            indicator.with_user(self.office_manager).with_company(self.company).value, 1,
        )

    def test_the_person_is_reminded_once(self):
        trainings = self.env['customer.archive.training']
        early = self._train(valid_until=self.today + timedelta(days=11))
        due = self._train(user_id=self.user.id, valid_until=self.today + timedelta(days=10))
        self.assertEqual(set(trainings._get_ending_ids()) & {early.id, due.id}, {due.id})
        due.sudo()._remind()
        self.assertEqual(self._count_reminders(due), 1)
        self.assertNotIn(due.id, trainings._get_ending_ids())
        self._train(user_id=self.user.id)
        self.assertEqual(self._count_reminders(due), 0)

    def test_what_was_recorded_stays(self):
        training = self._train(
            proof=base64.b64encode(b"signed list"), proof_name="list.pdf",
            recorded_by_id=self.user.id,
        )
        self.assertEqual(training.recorded_by_id, self.office_manager)
        self.assertEqual(
            training.proof_checksum, hashlib.sha256(b"signed list").hexdigest(),
        )
        with self.assertRefused("stays as it was recorded"):
            training.sudo().valid_until = '2099-01-01'
        with self.assertRefused("kept for ever"):
            training.sudo().unlink()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_training SET valid_until = '2099-01-01' WHERE id = %s",
                training.id,
            ))

    def test_its_proof_is_removed_by_nobody(self):
        training = self._train(proof=base64.b64encode(b"signed list"), proof_name="list.pdf")
        file = self.env['ir.attachment'].search([
            ('res_model', '=', training._name), ('res_field', '=', 'proof'),
            ('res_id', '=', training.id),
        ])
        self.assertEqual(file.raw, b"signed list")
        for user in (self.office_manager, self.archivist):
            with self.subTest(user=user.login):
                own = file.with_user(user)
                self.assertEqual(own.raw, b"signed list")
                with self.assertRaises(AccessError):
                    own.raw = b"forged"
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    own.generate_access_token()
        with self.assertRaises(AccessError):
            file.with_user(self.user).read(['raw'])

    def test_each_sees_his_own(self):
        training = self._train()
        for user in (self.office_manager, self.general_manager, self.auditor, self.archivist):
            self.assertEqual(training.with_user(user).topic_id, self.topic)
        for user in (self.user, self.technician, self.other_archivist, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                training.with_user(user).read(['topic_id'])
        for user in (self.archivist, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._train(by=user)
                with self.assertRaises(AccessError):
                    training.with_user(user).action_withdraw()

    @mute_logger('odoo.sql_db')
    def test_bad_input_is_refused(self):
        with self.assertRefused("not before", exception=ValidationError):
            self._train(held_on=self.today + timedelta(days=1))
        with self.assertImpossible():
            self._train(valid_until=self.today - timedelta(days=1))
        with self.assertImpossible():
            self.topic.remind_days = -1
