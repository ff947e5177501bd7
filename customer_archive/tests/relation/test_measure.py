# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import COMPLAINT, MODELS, SERVICE, RelationCommon

MEASURE = 'customer.archive.measure'


class TestMeasure(RelationCommon):
    """What was done, by whom and when; it stays once the matter is closed (CA-47)."""

    def _measure(self, case, user=None, **vals):
        name = 'complaint_id' if case._name == COMPLAINT else 'service_id'
        return self.env[MEASURE].with_user(user or self.user).create({
            name: case.id, 'text': "Looked at the roof", **vals,
        })

    def test_it_says_who_when_and_what(self):
        for model in MODELS:
            with self.subTest(model=model):
                case = self._receive(model=model, responsible_id=self.technician.id)
                measure = self._measure(case, self.technician)
                self.assertEqual((measure.user_id, measure.name), (self.technician, case.name))
                self.assertTrue(measure.done_at)
                self.assertEqual(measure.archive_id, self.archive)
                self.assertEqual(case.measure_ids, measure)

    def test_it_is_entered_on_the_form(self):
        complaint = self._receive()
        with self._request_of(self.user), Form(complaint) as form, \
                form.measure_ids.new() as line:
            line.text = "Looked at the roof"
        self.assertEqual(complaint.measure_ids.user_id, self.user)

    def test_who_is_responsible_enters_it_wherever_he_works(self):
        complaint = self._receive(self.archivist, responsible_id=self.other_user.id)
        measure = self._measure(complaint, self.other_user)
        measure.text = "Looked at the roof twice"
        for user in (self.other_collector, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                measure.with_user(user).read(['text'])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._measure(complaint, user)
        for user in (self.user, self.auditor, self.general_manager):
            self.assertTrue(measure.with_user(user).text)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                measure.with_user(user).text = "Nothing"

    def test_it_stays_once_it_is_closed_and_more_is_added(self):
        complaint = self._receive()
        measure = self._measure(complaint)
        complaint._transition('close', reason="New seals")
        self.assertEqual(measure.state, 'kept')
        for vals in ({'text': "Nothing"}, {'done_at': '2026-01-01'}):
            with self.subTest(vals=vals), self.assertRefused("stays as it was entered"):
                measure.sudo().write(vals)
        complaint.write({'measure_ids': [Command.create({'text': "Looked again"})]})
        self.assertEqual(complaint.measure_ids.mapped('state'), ['kept', 'kept'])
        complaint._transition('reopen', reason="It leaks again")
        with self.assertRefused("stays as it was entered"):
            measure.text = "Nothing"

    def test_it_is_never_deleted_and_stays_where_it_is(self):
        measure = self._measure(self._receive())
        with self.assertRefused("kept for ever"):
            measure.sudo().unlink()
        with self.assertRefused("stays as it was entered"):
            measure.complaint_id = self._receive()
        for vals in ({'state': 'kept'}, {'user_id': self.archivist.id}, {'name': "X"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                measure.write(vals)

    def test_the_database_keeps_it_below_the_orm(self):
        complaint = self._receive()
        measure = self._measure(complaint)
        complaint._transition('close', reason="New seals")
        self.env.flush_all()
        for statement in (
            "DELETE FROM customer_archive_measure WHERE id = %s",
            "UPDATE customer_archive_measure SET done_at = '2020-01-01' WHERE id = %s",
            "UPDATE customer_archive_measure SET state = 'open' WHERE id = %s",
        ):
            with self.subTest(statement=statement), mute_logger('odoo.sql_db'), \
                    self.assertRaisesRegex(Exception, "kept for ever"), self.env.cr.savepoint():
                self.env.cr.execute(statement, [measure.id])

    def test_it_is_about_one_thing_says_something_and_was_not_taken_tomorrow(self):
        complaint = self._receive()
        for vals in (
            {'complaint_id': complaint.id, 'text': " \n"}, {'text': "Nothing"},
            {'complaint_id': complaint.id, 'text': "X", 'done_at': '2099-01-01'},
            {'complaint_id': complaint.id, 'text': "X", 'service_id': self._receive(
                model=SERVICE,
            ).id},
        ):
            with self.subTest(vals=vals), mute_logger('odoo.sql_db'), \
                    self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                self.env[MEASURE].with_user(self.user).create(vals)
                self.env.flush_all()
            self.assertIsInstance(caught.exception, (UserError, IntegrityError))
