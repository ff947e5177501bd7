# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism import blockable

from ...models.holds.held import HELD_VERBS
from .common import TALK, HoldCommon


class TestHeld(HoldCommon):
    """What is held stays, on every path and for everybody (ND-02)."""

    def _assert_held(self, held, free):
        """Assert which records are held: by what they answer, and by what a search finds."""
        for record in held:
            self.assertTrue(record.is_held, record)
            self.assertIn("Held since", record._get_blockers('destroy')[-1])
            self.assertIn(record, record.search([('is_held', '=', True)]))
            self.assertNotIn(record, record.search([('is_held', '=', False)]))
        for record in free:
            self.assertFalse(record.is_held, record)
            self.assertFalse(
                [reason for reason in record._get_blockers('destroy') if "Held" in reason],
            )
            self.assertNotIn(record, record.search([('is_held', '=', True)]))

    def test_a_held_archive_holds_all_that_lies_in_it(self):
        self._hold(self.archive)
        self._assert_held(
            [self.archive, self.volume, self.other_volume, self.document, self.sheet, self.folder],
            [self.other_archive],
        )

    def test_a_held_customer_holds_archives_that_are_opened_later(self):
        customer = self._create_customer()
        self._hold(customer)
        archive = self._open_archive(customer)
        document = self._create_document(archive)
        self._assert_held([archive, document], [self.archive])
        self.assertEqual(len(self._entries(archive, 'held')), 1)

    def test_a_held_volume_holds_its_archive_and_what_lies_in_it(self):
        self._hold(self.volume)
        beside = self._create_document(self.other_volume)
        self._assert_held(
            [self.archive, self.volume, self.document, self.sheet, self.folder],
            [self.other_volume, beside, beside.holding_ids, self.other_archive],
        )

    def test_a_held_document_holds_its_volume_and_archive_but_not_its_neighbours(self):
        beside = self._create_document(self.volume)
        self._hold(self.document)
        self._assert_held(
            [self.archive, self.volume, self.document, self.sheet, self.folder],
            [beside, beside.holding_ids, self.other_volume],
        )

    def test_a_document_that_moves_takes_its_hold_along(self):
        self._hold(self.document)
        self.assertFalse(self.other_volume.is_held)
        self.document.volume_id = self.other_volume
        self._assert_held([self.other_volume, self.document], [self.volume])

    def test_the_sentence_names_number_and_day_and_never_the_matter(self):
        hold = self._hold(self.archive)
        [reason] = self.archive._get_blockers('destroy')
        self.assertIn(hold.name, reason)
        self.assertNotIn("Claim", reason)
        for user in (self.user, self.outsider, self.env.ref('base.user_root')):
            self.assertEqual(self.archive.with_user(user)._get_blockers('destroy'), [reason])

    def test_it_may_be_lent_moved_filed_closed_and_reopened(self):
        self._hold(self.archive)
        for verb in ('lend', 'move', 'file', 'close', 'reopen', 'hand_in', 'accept'):
            self.assertEqual(self.archive._get_blockers(verb), [])
        self._file(self.volume)
        self.volume.with_user(self.archivist).action_close()
        self.assertEqual(self.volume.state, 'closed')

    def test_every_verb_that_takes_something_away_is_refused(self):
        self._hold(self.document)
        for record in (self.archive, self.volume, self.document, self.sheet):
            for verb in HELD_VERBS:
                with self.assertRefused("Held since"):
                    record.sudo()._ensure_not_blocked(verb)

    def test_voiding_is_refused(self):
        self._hold(self.archive)
        for record in (self.archive, self.volume):
            for user in (self.archivist, self.env.user):
                with self.assertRefused("Held since"):
                    record.with_user(user)._transition('void', reason="A mistake")

    def test_a_document_is_not_deleted(self):
        self._hold(self.archive)
        for user in (self.archivist, self.env.ref('base.user_root')):
            with self.assertRefused("Held since"):
                self.document.with_user(user).unlink()
        self.assertTrue(self.document.exists())

    def test_a_scan_is_neither_replaced_nor_taken_away(self):
        self.document.write({'scan': base64.b64encode(b'first'), 'scan_name': 'a.txt'})
        self._hold(self.archive)
        for scan in (base64.b64encode(b'second'), False):
            for user in (self.archivist, self.env.ref('base.user_root')):
                with self.assertRefused("Held since"):
                    self.document.with_user(user).write({'scan': scan})
        file = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', self.document._name), ('res_id', '=', self.document.id),
            ('res_field', '=', 'scan'),
        ])
        self.assertEqual(file.raw, b'first')
        for action in (file.unlink, lambda: file.write({'raw': b'x'})):
            with self.assertRaises(UserError):
                action()

    def test_a_first_scan_may_still_be_entered(self):
        self._hold(self.archive)
        self.document.write({'scan': base64.b64encode(b'first'), 'scan_name': 'a.txt'})
        self.assertTrue(self.document.scan_sha256)

    def test_a_copy_is_not_withdrawn(self):
        copy = self.env['customer.archive.holding'].create({
            'archive_id': self.archive.id, 'document_id': self.document.id,
            'volume_id': self.volume.id, 'kind': 'copy',
        })
        self._hold(self.volume)
        with self.assertRefused("Held since"):
            copy.with_user(self.archivist)._transition('withdraw', reason="Worn")
        with self.assertRaises(UserError):
            copy.sudo().unlink()

    def test_messages_on_it_stay(self):
        message = self.archive.message_post(body=TALK)
        self._hold(self.archive)
        for action in (message.sudo().unlink, lambda: message.sudo().write({'body': "x"})):
            with self.assertRaises(UserError):
                action()

    def test_asking_thousands_costs_as_many_questions_as_asking_one(self):
        documents = self.env['customer.archive.document'].concat(
            *(self._create_document(self.archive) for _each in range(40)),
        )
        self._hold(self.archive)
        self._hold(self.other_archive, query="[('state', '=', 'temporary')]", query_mode='living',
                   holds_everything=True)
        counts = []
        for records in (documents[:1], documents):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for record in records:
                self.assertEqual(record.sudo().hold_count, 2)
                self.assertTrue(record.sudo().hold_ids[0]._describe())
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_placing_takes_the_rows_that_destroying_takes(self):
        for work in (
            lambda: self._hold(self.document),
            lambda: self.other_volume._ensure_not_blocked('destroy'),
        ):
            self._write_rows(self.cr, self.archive.ids, 'customer_archive')
            before = self._read_places(self.cr, self.archive.ids, 'customer_archive')
            # As if somebody else had written it.
            with patch.object(blockable, '_OWN_NUMBERS', 0):
                work()
            self.assertNotEqual(
                before, self._read_places(self.cr, self.archive.ids, 'customer_archive'),
            )

    def test_a_row_that_the_transaction_has_written_is_not_taken_twice(self):
        # On connections of its own: a test works within a savepoint.
        with self.registry.cursor() as cr:
            ids = self.env(cr=cr)['customer.archive.location'].create([
                {'name': name} for name in ("Left", "Written", "By a savepoint", "Undone")
            ]).ids
        try:
            with self.registry.cursor() as cr:
                cr.execute("UPDATE customer_archive_location SET id = id WHERE id = %s", [ids[1]])
                self._write_rows(cr, ids[2:3])
                with cr.savepoint() as savepoint:
                    self._write_rows(cr, ids[3:])
                    savepoint.rollback()
                before = self._read_places(cr, ids)
                self.env(cr=cr)['customer.archive.location'].browse(ids)._touch()
                after = self._read_places(cr, ids)
                cr.rollback()
        finally:
            with self.registry.cursor() as cr:
                cr.execute("DELETE FROM customer_archive_location WHERE id IN %s", [tuple(ids)])
        self.assertEqual([old == new for old, new in zip(before, after, strict=True)],
                         [False, True, True, False])

    def _write_rows(self, cr, ids, table='customer_archive_location'):
        with cr.savepoint():
            cr.execute(SQL(
                "UPDATE %s SET id = id WHERE id IN %s", SQL.identifier(table), tuple(ids),
            ))

    def _read_places(self, cr, ids, table='customer_archive_location'):
        """Return where the rows lie now: each update moves one."""
        cr.execute(SQL(
            "SELECT ctid::text FROM %s WHERE id IN %s ORDER BY id", SQL.identifier(table),
            tuple(ids),
        ))
        return cr.fetchall()

    def test_nobody_is_warned_of_a_period_while_a_hold_keeps_the_unit(self):
        def warned():
            units = self.env['customer.archive.volume'].sudo()
            return {row_id for [row_id] in self.env.execute_query(SQL(
                "SELECT unit.id FROM customer_archive_volume unit WHERE unit.archive_id = %s"
                " AND (%s)", self.archive.id, units._get_retention_warning_condition(),
            ))}

        self.assertEqual(warned(), {self.volume.id, self.other_volume.id})
        hold = self._hold(self.volume)
        self.assertEqual(warned(), {self.other_volume.id})
        living = self._hold(query=repr([('id', '=', self.archive.id)]), query_mode='living')
        self.assertEqual(warned(), set())
        self._release(living)
        self._release(hold)
        self.assertEqual(warned(), {self.volume.id, self.other_volume.id})

    def test_the_command_of_another_record_removes_nothing(self):
        self._hold(self.archive)
        with self.assertRaises(UserError):
            self.volume.write({'document_ids': [Command.delete(self.document.id)]})
