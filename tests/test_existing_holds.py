# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What is held, on a database with cleaning addons: they work by sudo."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged('standard', 'post_install', '-at_install')
class TestHeldCleaners(TransactionCase):
    """What cleans a database by superuser takes nothing of a held customer (ND-02).

    Fixtures: a customer with an archive under an active hold, and one of his contacts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create({
            'name': "Held Customer Ltd", 'email': 'held@customer.example.com',
        })
        cls.contact = cls.env['res.partner'].create({
            'name': "Held Contact", 'email': 'contact@customer.example.com',
            'parent_id': cls.customer.id,
        })
        cls.env['customer.archive']._open_for(cls.customer)
        cls.hold = cls.env['customer.archive.hold'].create({
            'matter': "Claim", 'reason': "Evidence", 'authority': "Court",
            'review_on': fields.Date.add(fields.Date.today(), months=1),
            'partner_ids': [Command.link(cls.customer.id)],
        })
        cls.hold.action_place()

    def _recycle(self, record, action):
        model = self.env['data_recycle.model'].create({
            'name': "Recycling", 'res_model_id': self.env['ir.model']._get_id(record._name),
            'recycle_action': action, 'domain': f"[('id', '=', {record.id})]",
        })
        model._recycle_records()
        return self.env['data_recycle.record'].search([
            ('recycle_model_id', '=', model.id),
        ]).action_validate()

    def test_recycling_neither_deletes_nor_archives_a_contact_of_a_held_customer(self):
        for action in ('unlink', 'archive'):
            for partner in (self.contact, self.customer):
                refused = self.assertRaisesRegex(UserError, "Held since|never given")
                with self.subTest(action), refused:
                    self._recycle(partner, action)
        self.assertTrue(self.contact.exists() and self.contact.active and self.customer.active)

    def test_recycling_leaves_messages_of_a_held_customer(self):
        message = self.customer.message_post(body=self.customer.name)
        with self.assertRaisesRegex(UserError, self.hold.name):
            self._recycle(message, 'unlink')
        self.assertTrue(message.exists())

    def test_privacy_lookup_neither_deletes_nor_archives_a_contact_of_a_held_customer(self):
        wizard = self.env['privacy.lookup.wizard'].create({
            'name': self.contact.name, 'email': self.contact.email,
        })
        wizard.action_lookup()
        line = wizard.line_ids.filtered(lambda each: each.resource_ref == self.contact)
        self.assertTrue(line)
        with self.assertRaisesRegex(UserError, self.hold.name):
            line.action_unlink()
        with self.assertRaisesRegex(UserError, self.hold.name):
            line.action_archive_all()
        self.assertTrue(self.contact.exists() and self.contact.active)
