# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time

from .common import ContentCommon

MODEL = 'customer.archive.intake'


class TestIntake(ContentCommon):
    """What was learned, verified by another person, and applied (CA-15, CA-20 to CA-25, CA-28)."""

    def _enter(self, user=None, **vals):
        return self.env[MODEL].with_user(user or self.collector).create({
            'archive_id': self.archive.id, 'channel': 'sales', 'phone': '13805710001', **vals,
        })

    def _verified(self, **vals):
        intake = self._enter(**vals)
        intake.with_user(self.archivist).action_verify()
        return intake

    def test_the_collector_enters_it_by_a_channel(self):
        form = Form(self.env[MODEL].with_user(self.collector))
        form.archive_id = self.archive
        form.channel = 'interview'
        form.phone = '13805710001'
        intake = form.save()
        self.assertTrue(intake.name.startswith('IN-'))
        self.assertEqual((intake.state, intake.entered_by_id), ('entered', self.collector))
        self.assertEqual(self._entries(intake, 'open').facts, {'channel': 'interview'})
        with self.assertImpossible():
            self._enter(channel=False)

    def test_it_says_something_that_was_learned_by_today(self):
        with self.assertImpossible():
            self._enter(phone=False)
        with self.assertImpossible():
            self._enter(topic='need', content=" ")
        tomorrow = fields.Date.add(self.company._get_archive_today(), days=1)
        with self.assertRefused("in the future", exception=ValidationError):
            self._enter(received_on=tomorrow)

    def test_it_counts_for_nothing_until_another_person_verified_it(self):
        intake = self._enter()
        self.assertFalse(self.customer.phone)
        with self.assertRaises(AccessError):
            intake.action_verify()
        with self.assertRefused("must be"):
            intake.with_user(self.archivist).action_apply()
        own = self._enter(user=self.archivist)
        with self.assertRefused("another person verifies"):
            own.action_verify()
        self.env.flush_all()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_intake SET verified_by_id = entered_by_id WHERE id = %s",
                [own.id],
            )
        intake.with_user(self.archivist).action_verify()
        self.assertEqual((intake.state, intake.verified_by_id), ('verified', self.archivist))
        self.assertFalse(self.customer.phone)

    def test_what_cannot_be_right_is_saved_and_not_verified(self):
        self.customer.country_id = self.env.ref('base.cn')
        for values, label in (
            ({'phone': "call me"}, "Telephone"), ({'email': "li"}, "E-mail"),
            ({'vat': "91110000600037341M"}, "Tax Number"),
        ):
            intake = self._enter(**values)
            with self.subTest(values=values), self.assertRefused(intake.name, label):
                intake.with_user(self.archivist).action_verify()
        intake.vat = '91110000600037341L'
        intake.with_user(self.archivist).action_verify()

    def test_verified_data_are_applied_to_the_customer(self):
        province = self.env.ref('base.state_cn_ZJ')
        intake = self._verified(
            email='info@example.com', street="1 Road", city="Hangzhou", region_id=province.id,
        )
        intake.with_user(self.archivist).action_apply()
        self.assertEqual(intake.state, 'applied')
        customer = self.customer
        self.assertEqual(
            (customer.phone, customer.email, customer.street, customer.city, customer.state_id,
             customer.country_id),
            ('13805710001', 'info@example.com', "1 Road", "Hangzhou", province,
             province.country_id),
        )
        self.assertEqual(self.archive.completeness, 50)

    def test_a_person_named_becomes_a_contact(self):
        self._verified(
            contact_name="Li Jianguo", contact_function="Buyer", email='li@example.com',
        ).with_user(self.archivist).action_apply()
        contact = self.customer.child_ids
        self.assertEqual(
            (contact.name, contact.function, contact.phone, contact.email),
            ("Li Jianguo", "Buyer", '13805710001', 'li@example.com'),
        )
        self.assertFalse(self.customer.phone or self.customer.email)

    def test_what_is_protected_is_decided_by_a_further_person(self):
        """CA-32"""
        self.checklist.active = False
        self.customer.vat = 'OLD'
        self._formalise(self.archive)
        intake = self._verified(vat='91110000600037341L')
        intake.with_user(self.archivist).action_apply()
        self.assertEqual((self.customer.phone, self.customer.vat), ('13805710001', 'OLD'))
        request = self.env['customer.archive.change.request'].search([
            ('archive_id', '=', self.archive.id),
        ])
        self.assertEqual(request.line_ids.mapped('new_value'), ['91110000600037341L'])
        self.assertIn(intake.name, request.reason)
        request.with_user(self.office_manager).action_approve()
        self.assertEqual(self.customer.vat, '91110000600037341L')

    def test_needs_and_preferences_stay_as_dated_entries(self):
        self._verified(topic='need', content="Quiet fans", received_on='2026-03-01')
        self._verified(topic='need', content="Quieter fans", received_on='2026-04-01')
        self._verified(topic='preference', content="By telephone", received_on='2026-02-01')
        self._enter(topic='need', content="Not verified")
        archive = self.archive.with_user(self.user)
        self.assertEqual((archive.latest_need, archive.latest_preference),
                         ("Quieter fans", "By telephone"))
        self.assertEqual(len(archive.wish_ids), 4)
        with self.assertRefused("nothing to apply"):
            archive.wish_ids.filtered(
                lambda wish: wish.state == 'verified',
            )[0].with_user(self.archivist).action_apply()

    def test_it_stays_as_it_was_verified(self):
        intake = self._verified()
        for user in (self.archivist, self.env.user):
            with self.assertRefused("stays as it was"):
                intake.with_user(user).phone = '1'
        with self.assertRefused("kept for ever"):
            intake.with_env(self.env).unlink()
        with self.assertRefused("cannot be set by hand"):
            self._enter().with_user(self.archivist).verified_by_id = self.archivist
        with self.assertRaises(UserError):
            self._enter(entered_by_id=self.user.id)

    def test_it_is_rejected_with_a_reason(self):
        intake = self._enter()
        with self.assertRefused("needs a reason"):
            intake.with_user(self.archivist)._transition('reject')
        intake.with_user(self.archivist)._transition('reject', reason="Not so")
        self.assertEqual((intake.state, intake.rejection_reason), ('rejected', "Not so"))

    def test_how_late_it_was_entered(self):
        with freeze_time('2026-03-11 04:00:00'):
            intake = self._enter(received_on='2026-03-01')
        self.assertEqual(intake.delay_days, 10)
        found = self.env[MODEL].with_user(self.user).search([
            ('archive_id', '=', self.archive.id), ('delay_days', '>', 7),
        ])
        self.assertEqual(found, intake.with_user(self.user))

    def test_who_reads_the_archive_reads_it_and_collectors_enter_it(self):
        intake = self._enter()
        for user in (self.user, self.auditor, self.general_manager):
            self.assertEqual(intake.with_user(user).phone, '13805710001')
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._enter(user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                intake.with_user(user).phone = '1'
        for user in (self.other_user, self.other_collector, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                intake.with_user(user).read(['phone'])
        with self.assertRefused("belongs to"):
            intake.with_user(self.archivist).archive_id = self._open_archive()

    def test_the_archive_counts_what_waits(self):
        self._enter()
        self._verified()
        self._verified(topic='need', content="Quiet fans")
        self.assertEqual(self.archive.with_user(self.user).open_intake_count, 2)
        self.assertEqual(self.archive.action_view_intakes()['res_model'], MODEL)
        self.assertEqual(
            self.archive.action_view_authorizations()['res_model'],
            'customer.archive.authorization',
        )
