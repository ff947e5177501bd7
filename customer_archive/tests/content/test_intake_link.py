# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import ContentCommon

ACTIVITY = 'customer_archive.mail_activity_type_intake_link'


@freeze_time('2026-06-01 04:00:00')
class TestIntakeLink(ContentCommon):
    """A customer fills a form himself, through a link that expires and counts once (CA-22)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env['res.partner'].create({
            'name': "Li Lei", 'parent_id': cls.customer.id, 'email': 'li@northern.example.com',
        })
        cls.links = cls.env['customer.archive.intake.link']

    def _ask(self, user=None, **vals):
        return self.links.with_user(user or self.collector).create({
            'archive_id': self.archive.id, 'recipient_id': self.contact.id,
            'document_type_ids': self._type('business_licence').ids, **vals,
        })

    def _token(self, link, user=None):
        return link.with_user(user or self.collector)._make_link().rsplit('/', 1)[-1]

    def _find(self, token):
        return self.links.with_user(self.env.ref('base.public_user'))._find(token)

    # === THE LINK === #

    def test_a_link_opens_its_form(self):
        link = self._ask()
        found = self._find(self._token(link))
        self.assertEqual(found, link)
        self.assertEqual((link.state, link.sent_by_id, str(link.expires_at)),
                         ('sent', self.collector, '2026-06-15 04:00:00'))
        self.assertFalse(found._get_refusal())

    def test_what_somebody_made_up_opens_nothing(self):
        link = self._ask()
        token = self._token(link)
        for wrong in ('', 'x', 'nobodyknows', token[:-2], token[:-6] + 'AAAAAA', 'B' + token[1:]):
            with self.subTest(token=wrong):
                self.assertFalse(self._find(wrong))

    def test_a_newer_link_voids_the_former_one(self):
        link = self._ask()
        former, newer = self._token(link), self._token(link)
        self.assertFalse(self._find(former))
        self.assertEqual(self._find(newer), link)

    def test_the_database_holds_no_link(self):
        link = self._ask()
        token = self._token(link)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT secret_hash FROM customer_archive_intake_link WHERE id = %s", [link.id],
        )
        [[kept]] = self.env.cr.fetchall()
        self.assertNotIn(kept, token)
        with self.assertRaises(AccessError):
            link.with_user(self.office_manager).read(['secret_hash'])

    def test_it_is_sent_to_the_recipient(self):
        link = self._ask(message="Please renew your licence")
        link.with_user(self.collector).action_send()
        mail = self.env['mail.mail'].sudo().search([
            ('model', '=', 'res.partner'), ('res_id', '=', self.contact.id),
        ])
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("Please renew your licence", mail.body_html)
        token = mail.body_html.split('/archive/form/')[1].split('"')[0]
        self.assertEqual(self._find(token), link)
        self.contact.email = False
        with self.assertRefused("no e-mail address"):
            self._ask().with_user(self.collector).action_send()

    # === THE ANSWER === #

    def test_an_answer_waits_until_somebody_verifies_it(self):
        """CA-23"""
        link = self._ask()
        found = self._find(self._token(link))
        kind = self._type('business_licence')
        found._answer({'phone': "13800001111"}, "A second boiler", [(kind, 'l.pdf', b'%PDF-1.4 x')])
        self.assertEqual(link.state, 'answered')
        intakes = link.intake_ids
        self.assertEqual(set(intakes.mapped('topic')), {'data', 'need'})
        self.assertEqual((set(intakes.mapped('state')), set(intakes.mapped('channel'))),
                         ({'entered'}, {'web'}))
        document = link.document_ids
        self.assertEqual((document.state, document.type_id, document.archive_id),
                         ('unverified', kind, self.archive))
        self.assertTrue(document.scan_sha256)
        self.assertNotEqual(self.customer.phone, "13800001111")
        activity = link.sudo().activity_ids
        self.assertEqual((activity.user_id, activity.activity_type_id),
                         (self.collector, self.env.ref(ACTIVITY)))
        data = intakes.filtered(lambda intake: intake.topic == 'data')
        data.with_user(self.archivist).action_verify()
        data.with_user(self.archivist).action_apply()
        self.assertEqual(self.customer.phone, "13800001111")

    def test_it_counts_once(self):
        link = self._ask()
        found = self._find(self._token(link))
        found._answer({'city': "Hangzhou"}, '', [])
        self.assertIn("answered already", found._get_refusal())
        with self.assertRefused("Answered"):
            found._answer({'city': "Ningbo"}, '', [])
        self.assertEqual(link.intake_ids.city, "Hangzhou")

    def test_it_expires(self):
        link = self._ask()
        found = self._find(self._token(link))
        with freeze_time('2026-06-15 04:00:01'):
            self.env.invalidate_all()
            self.assertIn("expired", found._get_refusal())
            self.assertIn(link, self.links.search([('is_expired', '=', True)]))
            with self.assertRefused("expired"):
                found._answer({'city': "Hangzhou"}, '', [])
            self._token(link)
            self.assertFalse(link.is_expired)

    def test_a_withdrawn_one_is_not_answered(self):
        link = self._ask()
        found = self._find(self._token(link))
        link.with_user(self.collector)._transition('withdraw', reason="He called")
        self.assertIn("not needed", found._get_refusal())
        self.assertEqual(link.withdraw_reason, "He called")

    def test_a_closed_archive_takes_nothing_in(self):
        link = self._ask()
        found = self._find(self._token(link))
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        self.assertIn("not needed", found._get_refusal())

    # === WHO MAY === #

    def test_collectors_ask_in_their_department(self):
        for user in (self.user, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._ask(user)
        with self.assertRaises(AccessError):
            self._ask(self.other_collector)
        link = self._ask()
        for user in (self.user, self.other_collector):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                link.with_user(user).action_show_link()

    def test_what_was_sent_stays(self):
        link = self._ask()
        with self.assertRefused("Say what"):
            empty = self._ask(asks_data=False, document_type_ids=False)
            self._token(empty)
        self._token(link)
        with self.assertRefused("stays as it is"):
            link.with_user(self.collector).message = "Else"
        with self.assertRefused("by hand"):
            link.with_user(self.collector).expires_at = '2099-01-01'

    def test_the_archive_asks_for_what_is_missing(self):
        action = self.archive.with_user(self.collector).action_ask_customer()
        link = self.links.with_user(self.collector).with_context(**action['context']).create({})
        self.assertEqual(link.document_type_ids, self._type('business_licence'))
        self.assertEqual(link.recipient_id, self.contact)
        shown = link.action_show_link()
        url = self.env[shown['res_model']].browse(shown['res_id']).url
        self.assertEqual(self._find(url.rsplit('/', 1)[-1]), link)
