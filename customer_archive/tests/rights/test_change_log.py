# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tools import SQL, mute_logger

from ..common import GROUP, ArchiveCommon


class TestChangeLog(ArchiveCommon):
    """What changes of a customer is logged with its values, user and time (CA-31)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.contact = cls.env['res.partner'].create({
            'name': "Li Lei", 'parent_id': cls.customer.id, 'phone': "111",
        })
        # Who keeps contacts, and nothing more of sales.
        cls.collector.group_ids |= cls.env.ref('base.group_partner_manager')
        cls.changes = cls.env['customer.archive.change']
        cls.last = max(cls.changes.search([]).ids, default=0)

    def _logged(self, archive=None, user=None):
        """Return what was logged since the test began, the oldest first."""
        return self.changes.with_user(user or self.user).with_context(
            allowed_company_ids=self.company.ids,
        ).search([
            ('archive_id', '=', (archive or self.archive).id), ('id', '>', self.last),
        ], order='id')

    def _told(self):
        return [(change.kind, change.field_name, change.old_value, change.new_value)
                for change in self._logged()]

    def test_a_change_of_a_contact_says_what_stood_there_before(self):
        """CA-31"""
        self.contact.with_user(self.collector).write({'phone': "222", 'function': "Buyer"})
        self.assertEqual(self._told(), [
            ('changed', 'function', False, "Buyer"), ('changed', 'phone', "111", "222"),
        ])
        change = self._logged()[0]
        self.assertEqual((change.user_id, change.contact_id, change.label),
                         (self.collector, self.contact, "Job Position"))
        self.assertTrue(change.at)

    def test_what_stays_as_it_was_is_not_logged(self):
        self.contact.write({'phone': "111", 'comment': "Friendly"})
        self.assertFalse(self._logged())
        stranger = self._create_customer(name="Stranger")
        stranger.phone = "333"
        self.assertFalse(self.changes.search([('contact_id', '=', stranger.id)]))

    def test_values_are_shown_as_people_read_them(self):
        self.customer.write({
            'country_id': self.env.ref('base.cn').id, 'active': False,
        })
        told = {change[1]: change[2:] for change in self._told()}
        self.assertEqual(told['country_id'][1], self.env.ref('base.cn').name)
        self.assertEqual(told['active'], ("Yes", "No"))

    def test_who_comes_and_who_goes(self):
        other = self._open_archive(self._create_customer(name="Other"))
        person = self.env['res.partner'].create({
            'name': "Han Meimei", 'parent_id': self.customer.id,
        })
        person.parent_id = other.partner_id
        moved = self._logged()[-1]
        self.assertEqual((moved.field_name, moved.old_value, moved.new_value),
                         ('parent_id', self.customer.display_name, other.partner_id.display_name))
        self.assertEqual(self._logged(other)[-1].field_name, 'parent_id')
        person.unlink()
        self.assertEqual(self._told()[0], ('added', 'name', False, "Han Meimei"))
        gone = self._logged(other)[-1]
        self.assertEqual((gone.kind, gone.old_value, gone.contact_id.id),
                         ('removed', "Han Meimei", False))

    def test_the_archive_s_own_fields_are_logged(self):
        self.archive.with_user(self.archivist).write({
            'deputy_id': self.collector.id, 'note': "X",
            'class_ids': [Command.set(self._class('importance_a').ids)],
        })
        told = {change[1]: change[3] for change in self._told()}
        self.assertEqual(told.keys(), {'deputy_id', 'class_ids'})
        self.assertEqual(told['deputy_id'], self.collector.name)
        self.assertIn(self._class('importance_a').name, told['class_ids'])

    def test_a_change_that_was_approved_is_logged_with_who_approved_it(self):
        self._formalise(self.archive)
        request = self._request_change(
            self.archive, {('res.partner', 'name'): "Southern Lights"}, user=self.collector,
        )
        request.with_user(self.archivist).action_approve()
        change = self._logged().filtered(lambda line: line.field_name == 'name')
        self.assertEqual((change.old_value, change.new_value, change.user_id),
                         ("Northern Lights", "Southern Lights", self.archivist))

    def test_a_closed_archive_logs_no_more(self):
        self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="He moved away")
        before = len(self._logged())
        self.customer.phone = "444"
        self.assertEqual(len(self._logged()), before)

    # === WHO MAY === #

    def test_nobody_makes_or_changes_the_log(self):
        self.contact.phone = "222"
        change = self._logged()
        for attempt in (
            lambda: change.with_user(self.office_manager).write({'new_value': "X"}),
            lambda: change.with_user(self.office_manager).create({
                'archive_id': self.archive.id, 'model': 'res.partner', 'kind': 'added',
                'field_name': 'name', 'user_id': self.user.id, 'at': '2026-01-01',
            }),
        ):
            with self.assertRaises(AccessError):
                attempt()
        with self.assertRefused("kept for ever"):
            change.sudo().unlink()
        self.env.flush_all()
        for column, value in (('new_value', "X"), ('user_id', self.archivist.id)):
            with (
                self.subTest(column=column), self.assertRaises(RaiseException),
                mute_logger('odoo.sql_db'), self.env.cr.savepoint(),
            ):
                self.env.cr.execute(SQL(
                    "UPDATE customer_archive_change SET %s = %s WHERE id = %s",
                    SQL.identifier(column), value, change.id,
                ))

    def test_values_are_blanked_and_the_fact_stays(self):
        self.contact.phone = "222"
        change = self._logged()
        change.sudo()._erase_words()
        self.assertEqual((change.old_value, change.new_value, change.field_name, change.user_id),
                         (False, False, 'phone', self.env.user))

    def test_it_is_read_as_the_archive_is(self):
        self.contact.phone = "222"
        self.assertFalse(self._logged(user=self.other_user))
        self.assertTrue(self._logged(user=self.auditor))
        self.user.group_ids |= self.env.ref(f'{GROUP}clearance_confidential')
        self.archive.confidentiality = '2'
        self.env.invalidate_all()
        self.assertFalse(self._logged())
        self._state_purpose(self.user, self.archive)
        self.assertTrue(self._logged())
        found = self.changes.with_user(self.user).search(
            self.archive.with_user(self.user).action_view_changes()['domain'],
        )
        self.assertIn('phone', found.mapped('field_name'))

    def test_writing_contacts_without_an_archive_asks_one_question(self):
        strangers = self.env['res.partner'].create([
            {'name': f"Stranger {number}"} for number in range(20)
        ])
        self.env.flush_all()
        self.env.invalidate_all()
        asked, execute = [], Cursor.execute

        def listen(cr, query, *args, **kwargs):
            asked.append(str(query.code if isinstance(query, SQL) else query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(Cursor, 'execute', listen):
            for stranger in strangers:
                stranger.phone = "555"
        self.assertEqual(len([code for code in asked if 'FROM "customer_archive"' in code]), 1)
