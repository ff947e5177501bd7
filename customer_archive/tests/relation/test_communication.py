# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from contextlib import contextmanager
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .communication_common import CommunicationCommon


class TestCommunication(CommunicationCommon):
    """What people enter: in a few keystrokes, changed in time, corrected afterwards."""

    def _age(self, entry):
        """Let the grace period of an entry be over, as it is for the database too."""
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE customer_archive_communication DISABLE TRIGGER USER;"
            "UPDATE customer_archive_communication SET editable_until = '2020-01-01' WHERE id = %s;"
            "ALTER TABLE customer_archive_communication ENABLE TRIGGER USER", [entry.id],
        )
        entry.invalidate_recordset()

    def test_an_employee_logs_a_call_from_the_contact(self):
        action = self.contact.with_user(self.user).action_log_communication()
        form = Form(
            self.env[action['res_model']].with_user(self.user).with_context(**action['context']),
            view=self.env['ir.ui.view'].browse(action['views'][0][0]),
        )
        form.content = "They need a second hall"
        form.topic = 'need'
        entry = form.save()
        self.assertEqual(
            (entry.archive_id, entry.way, entry.direction, entry.state),
            (self.archive, 'phone', 'in', 'valid'),
        )
        self.assertEqual((entry.partner_ids, entry.user_ids), (self.contact, self.user))
        self.assertTrue(entry.name.startswith('CM-'))
        self.assertEqual(entry.summary, "They need a second hall")

    def test_a_customer_without_archive_gets_one_first(self):
        partner = self._create_customer(name="New One")
        with self.assertRaises(AccessError):
            partner.with_user(self.user).action_log_communication()
        partner.with_user(self.archivist).action_log_communication()
        self.assertTrue(partner.archive_ids)

    def test_an_entry_has_time_way_and_content(self):
        for content in ("", " \n"):
            with self.subTest(content=content), self.assertRefused("Say what was said"):
                self._log(content=content)
        with self.assertImpossible():
            self._log(way=False)
        with self.assertImpossible():
            self._log(at=False)
        with self.assertImpossible():
            self._log(direction=False)
        self.assertFalse(self._log(way='visit', direction=False).direction)

    def test_nothing_is_dated_in_the_future(self):
        with self.assertRefused("in the future", exception=ValidationError):
            self._log(at=fields.Datetime.now() + timedelta(hours=2))
        self._log(at=fields.Datetime.now() + timedelta(minutes=2))  # Somebody's clock.

    def test_its_author_changes_it_within_the_hours_of_the_company(self):
        self.company.archive_log_hours = 3
        entry = self._log()
        entry.write({'content': "The hall does not leak", 'topic': 'other'})
        self.assertEqual(entry.summary, "The hall does not leak")
        with self.assertRefused("changed by who entered it"):
            entry.with_user(self.archivist).content = "Nothing"
        with freeze_time(fields.Datetime.now() + timedelta(hours=4)):
            entry.invalidate_recordset()
            self.assertFalse(entry.is_editable)
            for values in ({'content': "No"}, {'way': 'visit'}, {'partner_ids': False}):
                with self.subTest(values=values), self.assertRefused("correct it by another"):
                    entry.sudo().write(values)

    def test_the_database_keeps_what_was_said(self):
        entry = self._log(topic='need')
        self._age(entry)
        for values in (
            "content = 'No'", "content = NULL, topic = 'need'", "way = 'visit'", "topic = 'other'",
            "at = at - interval '1 day'", "direction = 'out'",
            "editable_until = now() + interval '9 days'", "source_id = 1",
            "archive_id = archive_id + 1", "create_uid = 1",
        ):
            with self.subTest(values=values), self.assertKeptBelow():
                self.env.cr.execute(
                    f"UPDATE customer_archive_communication SET {values} WHERE id = %s",  # noqa: S608
                    [entry.id],
                )
        for statement in (
            "DELETE FROM customer_archive_communication",
            "TRUNCATE customer_archive_communication CASCADE",
        ):
            with self.subTest(statement=statement), self.assertKeptBelow():
                self.env.cr.execute(statement)
        entry._erase_words()
        self.env.flush_all()
        self.assertEqual((entry.content, entry.summary), (False, "Erased by law"))

    @contextmanager
    def assertKeptBelow(self):  # noqa: N802 as unittest names them
        """Assert that a trigger refuses a statement."""
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.RaiseException):
            yield

    def test_afterwards_it_is_corrected_by_another_entry(self):
        entry = self._log(partner_ids=self.contact.ids)
        self._age(entry)
        action = entry.action_correct()
        form = Form(
            self.env[action['res_model']].with_user(self.user).with_context(**action['context']),
            view=self.env['ir.ui.view'].browse(action['views'][0][0]),
        )
        self.assertEqual(form.content, "The hall leaks")
        form.content = "The roof leaks"
        correction = form.save()
        self.assertEqual((correction.corrects_id, correction.partner_ids), (entry, self.contact))
        self.assertEqual((entry.state, entry.content), ('corrected', "The hall leaks"))
        self.assertEqual(entry.correction_ids, correction)
        self.assertEqual(self._entries(entry).mapped('event'), ['correct'])
        with self.assertRefused("it must be: Valid"):
            self._log(corrects_id=entry.id)
        with self.assertRefused("cannot be set by hand"):
            entry.sudo().write({'state': 'valid'})

    def test_nobody_corrects_what_he_could_not_change(self):
        entry = self._log()
        with self.assertRaises(AccessError):
            self._log(user=self.technician, corrects_id=entry.id)
        self.assertEqual(entry.state, 'valid')
        other = self._log(user=self.archivist, archive=self._open_archive())
        with self.assertRefused("log of another archive"):
            self._log(user=self.archivist, corrects_id=other.id)

    def test_it_stays_in_its_archive_for_ever(self):
        entry = self._log()
        with self.assertRefused("belongs to", self.archive.name):
            entry.sudo().archive_id = self._open_archive()
        with self.assertRefused("kept for ever"):
            entry.sudo().unlink()
        with self.assertRefused("cannot be duplicated"):
            entry.copy()
        for values in (
            {'source_model': 'mail.message', 'source_id': 1}, {'erased_on': '2026-01-01'},
            {'editable_until': '2030-01-01'},
        ):
            with self.subTest(values=values), self.assertRefused("cannot be set by hand"):
                self._log(**values)

    def test_a_problem_becomes_a_complaint_with_one_button(self):
        entry = self._log(topic='problem', content="The hall leaks\nsince Monday")
        action = entry.action_make_complaint()
        complaint = entry.complaint_id
        self.assertEqual((action['res_model'], action['res_id']), (complaint._name, complaint.id))
        self.assertEqual((complaint.title, complaint.archive_id, complaint.responsible_id),
                         ("The hall leaks", self.archive, self.user))
        self.assertEqual(complaint.communication_ids, entry)
        self.assertEqual(entry.action_make_complaint()['res_id'], complaint.id)
        self.assertEqual(
            self.env['customer.archive.complaint'].search_count([
                ('archive_id', '=', self.archive.id),
            ]), 1,
        )

    def test_an_archive_that_is_no_longer_kept_takes_none(self):
        entry = self._log()
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        with self.assertRefused("no longer kept"):
            self._log()
        self.assertEqual(entry.with_user(self.user).content, "The hall leaks")

    def test_it_is_followed_up_by_an_activity(self):
        entry = self._log()
        entry.with_user(self.user).activity_schedule(
            'mail.mail_activity_data_todo', summary="Offer a new roof",
        )
        entry.activity_ids.with_user(self.user).action_done()
        self.assertFalse(entry.activity_ids)
        self.assertEqual(len(self._logged()), 1)

    def test_the_archive_shows_the_last_contact(self):
        self.assertFalse(self.archive.last_contact_at)
        self._log(at='2026-01-05 08:00:00')
        self._log(at='2026-03-01 23:30:00')
        wrong = self._log(at='2026-03-02 23:30:00')
        self._log(at='2026-01-01 08:00:00', corrects_id=wrong.id)
        archive = self.archive.with_user(self.user)
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        with freeze_time('2026-03-12 02:00:00'):
            archive.invalidate_recordset()
            self.assertEqual(str(archive.last_contact_at), '2026-03-01 23:30:00')
            self.assertEqual(archive.days_without_contact, 10)  # It was the 2nd of March there.
            self.assertEqual(archive.communication_count, 3)
            self.archive.opened_on = '2026-01-01'
            found = archive.search([('id', '=', archive.id), ('days_without_contact', '>=', 10)])
            self.assertEqual(found, archive)
            self.assertFalse(
                archive.search([('id', '=', archive.id), ('days_without_contact', '>', 10)]),
            )

    def test_archives_are_found_by_their_last_contact(self):
        silent = self._open_archive()
        self._log(at='2026-03-01 08:00:00')
        both = self.archive | silent
        for domain, found in (
            ([('last_contact_at', '=', False)], silent),
            ([('last_contact_at', '!=', False)], self.archive),
            ([('last_contact_at', '<', '2026-03-02 00:00:00')], self.archive),
            ([('last_contact_at', '<', '2026-03-01 00:00:00')], both.browse()),
            ([('last_contact_at', '>=', '2026-03-01 08:00:00')], self.archive),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(
                    both.with_user(self.user).search([('id', 'in', both.ids), *domain]), found,
                )

    def test_the_newest_comes_first_on_archive_and_customer(self):
        old, new = self._log(at='2026-01-05 08:00:00'), self._log(at='2026-03-05 08:00:00')
        for action in (
            self.archive.with_user(self.user).action_view_communications(),
            self.contact.with_user(self.user).action_view_communications(),
        ):
            self.assertEqual(old.search(action['domain']).ids, [new.id, old.id])
        self.assertEqual(self.contact.with_user(self.user).archive_communication_count, 2)
