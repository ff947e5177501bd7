# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import HoldCommon


class TestHold(HoldCommon):
    """A hold is placed and released, and stays for ever (ND-01)."""

    def test_a_hold_says_who_placed_it_and_how_much_it_concerns(self):
        self._create_document(self.archive)
        hold = self._hold(self.archive)
        self.assertEqual(hold.state, 'active')
        self.assertEqual(hold.placed_by_id, self.archivist)
        self.assertTrue(hold.placed_at)
        self.assertEqual(
            (hold.held_archives, hold.held_volumes, hold.held_documents), (1, 2, 2),
        )
        self.assertEqual(hold.item_ids.archive_id, self.archive)

    def test_the_register_tells_of_it_without_the_matter(self):
        hold = self._hold(self.archive)
        [entry] = self._entries(hold, 'place')
        self.assertEqual(entry.facts['held_archives'], 1)
        [on_archive] = self._entries(self.archive, 'held')
        self.assertEqual(on_archive.facts, {'hold': hold.name})
        self._release(hold)
        self.assertEqual(len(self._entries(self.archive, 'hold_released')), 1)
        facts = str(self.env['customer.archive.register'].sudo().search([]).mapped('facts'))
        self.assertNotIn("Claim over", facts)

    def test_a_hold_on_nothing_is_refused(self):
        with self.assertRefused("would hold nothing"):
            self._hold()
        with self.assertRefused("would hold nothing"):
            self._hold(query="[('name', '=', 'no such number')]", query_mode='living')

    def test_a_release_needs_a_reason_and_frees(self):
        hold = self._hold(self.archive)
        with self.assertRefused("needs a reason"):
            hold._transition('release')
        self._release(hold)
        self.assertEqual(hold.release_reason, "The claim is settled")
        self.assertEqual(hold.released_by_id, self.archivist)
        self.assertFalse(hold.item_ids.filtered('held'))
        self.assertTrue(hold.item_ids)
        self.assertFalse(self.archive.is_held)

    def test_it_is_free_only_when_all_holds_are_released(self):
        first, second = self._hold(self.archive), self._hold(self.volume)
        self._release(first)
        self.assertTrue(self.archive.is_held)
        self._release(second)
        self.assertFalse(self.archive.is_held)
        self.assertEqual(self.archive._get_blockers('destroy'), [])

    def test_another_person_releases_where_the_company_says_so(self):
        hold = self._hold(self.archive)
        self.company.archive_hold_release_other = True
        with self.assertRefused("another person releases it"):
            self._release(hold)
        self._release(hold, self.general_manager)
        self.assertEqual(hold.state, 'released')

    def test_it_is_never_deleted_or_duplicated(self):
        hold = self._hold(self.archive)
        self._release(hold)
        for record in (hold.sudo(), hold.sudo().item_ids, self._draft_hold(self.archive).sudo()):
            with self.assertRefused("kept for ever"):
                record.unlink()
            with self.assertRaises(UserError):
                record[0].copy()

    def test_a_placed_hold_stays_as_it_is(self):
        hold = self._hold(self.archive)
        for user in (self.archivist, self.env.user):
            for vals in ({'matter': "Other"}, {'reason': "Other"}, {'query': "[('id', '=', 1)]"}):
                with self.assertRefused("stays as it is"):
                    hold.with_user(user).write(vals)
        with self.assertRefused("by hand"):
            hold.sudo().write({'state': 'draft'})
        with self.assertRefused("nothing is taken off it"):
            hold.write({'archive_ids': [Command.clear()]})

    def test_the_database_keeps_what_was_placed(self):
        hold = self._hold(self.archive)
        statements = (
            "UPDATE customer_archive_hold SET matter = 'x' WHERE id = %s",
            "UPDATE customer_archive_hold SET state = 'draft' WHERE id = %s",
            "DELETE FROM customer_archive_hold_item WHERE hold_id = %s",
            "UPDATE customer_archive_hold_item SET archive_id = archive_id + 1 WHERE hold_id = %s",
        )
        for statement in statements:
            with (
                self.subTest(statement), mute_logger('odoo.sql_db'),
                self.assertRaises(psycopg2.Error), self.cr.savepoint(),
            ):
                self.cr.execute(statement, [hold.id])
        self._release(hold)
        self.env.flush_all()
        for statement in (
            "UPDATE customer_archive_hold SET release_reason = 'x' WHERE id = %s",
            "UPDATE customer_archive_hold SET state = 'active' WHERE id = %s",
            "UPDATE customer_archive_hold_item SET held = TRUE WHERE hold_id = %s",
        ):
            with (
                self.subTest(statement), mute_logger('odoo.sql_db'),
                self.assertRaises(psycopg2.Error), self.cr.savepoint(),
            ):
                self.cr.execute(statement, [hold.id])

    def test_more_can_be_named_while_it_is_active(self):
        hold = self._hold(self.archive)
        hold.write({'archive_ids': [Command.link(self.other_archive.id)]})
        self.assertTrue(self.other_archive.is_held)
        [entry] = self._entries(hold, 'hold_more')
        self.assertEqual(entry.facts['count'], 1)
        self._release(hold)
        with self.assertRefused("stays as it is"):
            hold.write({'archive_ids': [Command.link(self.other_archive.id)]})

    def test_items_are_written_by_holds_alone(self):
        hold = self._hold(self.archive)
        with self.assertRaises(AccessError):
            self.env['customer.archive.hold.item'].create({
                'hold_id': hold.id, 'company_id': self.company.id, 'kind': 'archive',
                'archive_id': self.other_archive.id,
            })
        with self.assertRaises(AccessError):
            hold.sudo().item_ids.write({'held': False})

    def test_a_draft_that_is_not_needed_is_cancelled(self):
        hold = self._draft_hold(self.archive)
        hold.action_cancel()
        self.assertEqual(hold.state, 'cancelled')
        self.assertFalse(self.archive.is_held)

    def test_the_review_is_asked_for_once_and_again_after_it_was_put_off(self):
        hold = self._hold(self.archive, review_on=fields.Date.add(fields.Date.today(), days=30))
        holds = self.env['customer.archive.hold']
        with self._counting_commits():
            holds._cron_holds()
            self.assertFalse(hold.activity_ids)
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=31)):
                holds._cron_holds()
                holds._cron_holds()
                self.assertEqual(hold.activity_ids.user_id, self.archivist)
                self.assertEqual(len(hold.activity_ids), 1)
                hold.write({'review_on': fields.Date.add(fields.Date.today(), days=10)})
            with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=45)):
                holds._cron_holds()
        self.assertEqual(len(hold.activity_ids), 2)
