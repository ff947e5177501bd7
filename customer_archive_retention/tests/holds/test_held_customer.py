# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import Command
from odoo.exceptions import UserError

from .common import TALK, HoldCommon


class TestHeldCustomer(HoldCommon):
    """A held customer stays who he is, whoever writes (ND-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({
            'email': 'north@example.com', 'phone': '+86 10 1234', 'street': "1 Pier",
            'ref': 'K-1', 'vat': False,
        })
        cls.contact = cls.env['res.partner'].create({
            'name': "Ann Contact", 'parent_id': cls.customer.id, 'email': 'ann@example.com',
        })
        cls.message = cls.customer.message_post(body=TALK)
        cls.file = cls.env['ir.attachment'].create({
            'name': 'letter.txt', 'raw': b'letter', 'res_model': 'res.partner',
            'res_id': cls.customer.id,
        })
        cls.hold = cls._hold(cls.document)

    def test_the_customer_and_his_contacts_are_shown_as_held(self):
        self.assertTrue(self.customer.archive_is_held)
        self.assertTrue(self.contact.archive_is_held)
        self.assertFalse(self.other_archive.partner_id.archive_is_held)
        found = self.env['res.partner'].search([('archive_is_held', '=', True)])
        self.assertIn(self.customer, found)
        self.assertIn(self.contact, found)
        self.assertNotIn(self.other_archive.partner_id, found)

    def test_nothing_that_says_who_he_is_is_blanked(self):
        for name in ('email', 'phone', 'street', 'ref'):
            with self.subTest(name), self.assertRefused(self.hold.name):
                self.customer.sudo().write({name: False})
        with self.assertRefused(self.hold.name):
            self.contact.write({'email': False})

    def test_his_name_and_number_are_not_replaced(self):
        for vals in ({'name': "Nobody"}, {'ref': 'K-2'}):
            with self.assertRefused(self.hold.name):
                self.customer.sudo().write(vals)
        with self.assertRefused(self.hold.name):
            self.contact.sudo().write({'name': "Nobody"})

    def test_what_changes_in_daily_business_changes(self):
        self.customer.write({'phone': '+86 10 5678', 'vat': False, 'city': "Harbin"})
        self.contact.write({'function': "Manager", 'email': 'ann@example.org'})
        self.assertEqual(self.customer.phone, '+86 10 5678')

    def test_an_approved_change_of_the_name_goes_through(self):
        self._formalise(self.archive)
        request = self._request_change(self.archive, {('res.partner', 'name'): "New Name"})
        request.with_user(self.office_manager).action_approve()
        self.assertEqual(self.customer.name, "New Name")

    def test_neither_he_nor_his_contacts_are_archived_moved_or_deleted(self):
        for partner in (self.customer, self.contact):
            with self.assertRefused(self.hold.name):
                partner.sudo().write({'active': False})
            with self.assertRaises(UserError):
                partner.sudo().unlink()
        with self.assertRefused(self.hold.name):
            self.contact.sudo().write({'parent_id': False})
        with self.assertRefused(self.hold.name):
            self.customer.sudo().write({'child_ids': [Command.delete(self.contact.id)]})

    def test_what_was_written_to_him_stays(self):
        for action in (
            self.message.sudo().unlink, lambda: self.message.sudo().write({'body': "x"}),
            self.file.sudo().unlink, lambda: self.file.sudo().write({'raw': b'x'}),
            lambda: self.file.sudo().write({'res_id': self.contact.id}),
        ):
            with self.assertRefused(self.hold.name):
                action()

    def test_what_was_tracked_of_him_stays(self):
        self.customer.with_context(tracking_disable=False).write({'email': 'new@example.com'})
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self.env['mail.tracking.value'].sudo().search([
            ('mail_message_id.model', '=', 'res.partner'),
            ('mail_message_id.res_id', '=', self.customer.id),
        ])
        if not values:
            message = self.customer.message_post(body=TALK)
            values = self.env['mail.tracking.value'].sudo().create({
                'mail_message_id': message.id, 'old_value_char': 'a', 'new_value_char': 'b',
                'field_id': self.env['ir.model.fields']._get('res.partner', 'email').id,
            })
        with self.assertRefused(self.hold.name):
            values.unlink()

    def _merge(self, *partners):
        merge = self.env['base.partner.merge.automatic.wizard'].create({
            'partner_ids': [Command.set([partner.id for partner in partners])],
            'dst_partner_id': partners[0].id, 'state': 'selection',
        })
        merge.action_merge()

    def test_he_is_not_merged_away_and_neither_is_his_contact(self):
        target = self._create_customer(email='north@example.com')
        with self.assertRefused("Held since"):
            self._merge(target, self.customer)
        with self.assertRefused("Held since"):
            self._merge(target, self.contact)
        self.assertTrue(self.customer.exists())

    def test_a_customer_without_an_archive_is_not_merged_away_either(self):
        source, target = self._create_customer(), self._create_customer()
        hold = self._hold(source)
        with self.assertRefused(hold.name):
            self._merge(target, source)
        self._release(hold)
        self._merge(target, source)
        self.assertFalse(source.exists())
        self.assertEqual(hold.item_ids.partner_id, target)

    def test_his_archive_is_not_merged_into_another_one(self):
        stays = self._open_archive(self._create_customer(name="Twin"))
        merges = self.env['customer.archive.merge'].with_user(self.archivist)
        values = {
            'archive_id': self.archive.id, 'target_id': stays.id, 'reason': "Entered twice",
        }
        with self.assertRefused("Held since"):
            merges.create(values)
        self._release(self.hold)
        request = merges.create(values)
        hold = self._hold(self.volume)
        with self.assertRefused(hold.name):
            request.with_user(self.office_manager).action_approve()
        self._release(hold)
        request.with_user(self.office_manager).action_approve()
        self.assertEqual((self.volume.archive_id, self.document.archive_id), (stays, stays))

    def test_others_may_be_merged_into_him(self):
        source = self._create_customer()
        self._merge(self.customer, source)
        self.assertFalse(source.exists())

    def test_after_the_release_he_is_like_everybody(self):
        self._release(self.hold)
        self.customer.sudo().write({'email': False})
        self.message.sudo().unlink()
        self.file.sudo().unlink()
        self.contact.sudo().unlink()
        self.assertFalse(self.contact.exists())

    def test_whoever_stands_in_a_released_hold_is_not_deleted(self):
        customer = self._create_customer()
        hold = self._hold(customer)
        self._release(hold)
        with self.assertRefused(hold.name, "archive the contact"):
            customer.sudo().unlink()
        customer.sudo().write({'active': False})
        self.assertFalse(customer.active)

    def test_whoever_is_not_held_costs_no_more_than_a_question(self):
        stranger = self._create_customer(email='a@example.com')
        stranger.sudo().write({'email': False, 'name': "Somebody"})
        self.assertFalse(stranger.email)
