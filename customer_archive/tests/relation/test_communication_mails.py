# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from email.message import EmailMessage

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail

from ...models.relation.communication.mail_mail import MailMail as Capture
from .communication_common import CommunicationCommon

# What is written; nobody translates it.
OFFER_SUBJECT, OFFER = "Offer", "Here is our offer"
ANSWER_SUBJECT, THANKS = "Re: Offer", "Thank you"
SPAM, NOTE = "Buy this", "A note"


@tagged('post_install', '-at_install')
class TestCommunicationMails(MockEmail, CommunicationCommon):
    """Mails of customers and to customers enter by themselves, once (CA-40)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user.email = "user@company.example.com"
        # Whoever writes to customers may change contacts.
        cls.seller = cls._create_user('seller', 'user', cls.department)
        cls.seller.group_ids |= cls.env.ref('base.group_partner_manager')
        cls.thread = cls.env['res.partner'].create({'name': "A place to write"})

    def _send(self, partners):
        """Write to contacts on a record, and send it."""
        with self.mock_mail_gateway():
            return self.thread.with_user(self.seller).message_post(
                body=OFFER, subject=OFFER_SUBJECT, message_type='comment',
                subtype_xmlid='mail.mt_comment', partner_ids=partners.ids,
            )

    def _receive(self, author, message_type='email', **vals):
        return self.thread.with_company(self.company).message_post(
            body=THANKS, subject=ANSWER_SUBJECT, message_type=message_type,
            author_id=author.id, email_from=author.email, **vals,
        )

    def test_a_mail_that_left_is_in_the_log_once(self):
        message = self._send(self.contact)
        entry = self._logged()
        self.assertEqual(
            (entry.way, entry.direction, entry.source_model, entry.source_id, entry.at),
            ('mail', 'out', 'mail.message', message.id, message.date),
        )
        self.assertEqual((entry.partner_ids, entry.user_ids), (self.contact, self.seller))
        self.assertEqual((entry.department_id, entry.company_id), (self.department, self.company))
        self.archive._enter_history()
        self.assertEqual(self._logged(), entry)
        self.assertFalse(entry.content, "Its words stay where they are")

    def test_a_mail_that_could_not_be_sent_is_no_communication(self):
        with self.mock_mail_gateway(), mute_logger('odoo.addons.mail.models.mail_mail'):
            message = self.thread.with_user(self.seller).message_post(
                body=OFFER, subtype_xmlid='mail.mt_comment',
                partner_ids=self.env['res.partner'].create({
                    'name': "Without address", 'parent_id': self.customer.id,
                }).ids,
            )
        self.assertEqual(message.notification_ids.notification_status, 'exception')
        self.assertFalse(self._logged())

    def test_a_mail_of_a_contact_is_in_the_log_at_once(self):
        message = self._receive(self.contact, partner_ids=self.user.partner_id.ids)
        entry = self._logged()
        self.assertEqual((entry.way, entry.direction, entry.source_id),
                         ('mail', 'in', message.id))
        self.assertEqual((entry.partner_ids, entry.user_ids), (self.contact, self.user))
        self.assertFalse(entry.topic)

    def test_a_mail_that_the_gateway_brings_is_in_the_log(self):
        mail = EmailMessage()
        mail['From'] = f'Lin <{self.contact.email}>'
        mail['To'] = 'catchall@company.example.com'
        mail['Message-Id'] = '<reply@northern.example.com>'
        mail['Subject'] = "Re: Offer"
        parent = self._send(self.contact)
        mail['In-Reply-To'] = parent.message_id
        mail['References'] = parent.message_id
        mail.set_content("We take it")
        with self.mock_mail_gateway():
            self.env['mail.thread'].sudo().message_process('res.partner', mail.as_bytes())
        entries = self._logged()
        self.assertEqual(set(entries.mapped('direction')), {'in', 'out'})

    def test_a_mail_of_an_unknown_sender_makes_no_entry(self):
        before = self.env['customer.archive.communication'].search_count([])
        self.thread.message_post(
            body=SPAM, message_type='email', author_id=False, email_from="x@spam.example.com",
        )
        stranger = self.env['res.partner'].create({'name': "X", 'email': "y@spam.example.com"})
        self._receive(stranger)
        self.assertEqual(self.env['customer.archive.communication'].search_count([]), before)

    def test_a_mail_to_two_customers_is_in_both_logs_with_their_own_people(self):
        other = self._open_archive(self._create_customer(name="B", email="b@b.example.com"))
        second = self.env['res.partner'].create({
            'name': "Wu", 'parent_id': self.customer.id, 'email': "wu@northern.example.com",
        })
        message = self._send(self.contact | second | other.partner_id)
        self.assertEqual(self._logged().partner_ids, self.contact | second)
        self.assertEqual(self._logged(other).partner_ids, other.partner_id)
        self.assertEqual((self._logged() | self._logged(other)).mapped('source_id'),
                         [message.id] * 2)

    def test_what_colleagues_write_each_other_is_none(self):
        self.user.partner_id.parent_id = self.customer
        self._send(self.user.partner_id)
        self._receive(self.user.partner_id)
        self.thread.with_user(self.seller).message_post(body=NOTE)
        self.assertFalse(self._logged())

    def test_a_mail_stays_in_its_company(self):
        other = self._open_archive(
            self.customer, company_id=self.other_company.id, department_id=False,
        )
        self._receive(self.contact)
        self.assertEqual((len(self._logged()), len(self._logged(other))), (1, 0))

    def test_a_closed_archive_takes_none(self):
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        self._receive(self.contact)
        self.assertFalse(self._logged())

    def test_its_words_are_for_who_may_read_the_mail(self):
        place = self.env['sale.order'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id,
        })
        self.thread = place
        self._receive(self.contact)
        entry = self._logged()
        self.assertFalse(entry.with_user(self.user).summary.startswith("Re: Offer"))
        self.assertIn("readers of the source", entry.with_user(self.user).summary)
        with self.assertRaises(AccessError):
            entry.with_user(self.user).action_open_source()
        self.user.group_ids |= self.env.ref('sales_team.group_sale_salesman_all_leads')
        self.env.invalidate_all()
        self.assertIn("Re: Offer", entry.with_user(self.user).summary)
        self.assertEqual(entry.with_user(self.user).action_open_source()['res_id'], place.id)

    def test_a_mail_that_is_gone_leaves_its_entry(self):
        message = self._receive(self.contact)
        entry = self._logged()
        message.sudo().unlink()
        self.assertIn("gone", entry.with_user(self.user).summary)
        with self.assertRefused("is gone"):
            entry.with_user(self.user).action_open_source()

    def test_what_entered_by_itself_stays_and_gets_a_topic(self):
        self._receive(self.contact)
        entry = self._logged().with_user(self.user)
        self.assertFalse(entry.is_editable)
        for values in ({'way': 'phone'}, {'content': "No"}, {'topic': 'need', 'way': 'chat'}):
            with self.subTest(values=values), self.assertRefused("entered by itself"):
                entry.write(values)
        entry.topic = 'problem'
        with self.assertRefused("entered by itself"):
            entry.topic = 'need'
        entry.action_make_complaint()
        complaint = entry.complaint_id
        self.assertIn(entry.name, complaint.title)
        self.assertFalse(complaint.description, "The mail's words are not for all its readers")

    def test_it_is_corrected_by_who_keeps_the_archive(self):
        self._receive(self.contact)
        entry = self._logged()
        correction = self._log(user=self.archivist, corrects_id=entry.id, content="By mistake")
        self.assertEqual((entry.state, correction.corrects_id), ('corrected', entry))

    def test_a_fault_of_the_log_sends_no_mail_twice(self):
        Source = type(self.env['mail.message'])  # noqa: N806
        self.patch(Source, '_get_sent_talks', lambda *args: 1 / 0)
        with mute_logger(Capture.__module__):
            self._send(self.contact)
        self.assertEqual(len(self._mails), 1)
        self.assertFalse(self._logged())

    def test_a_customer_of_the_portal_chats(self):
        self._receive(self.contact, message_type='comment')
        self.assertEqual(self._logged().way, 'chat')

    def test_a_batch_enters_by_one_statement(self):
        values = [
            {'message_type': 'email', 'author_id': self.contact.id, 'body': "X",
             'model': 'res.partner', 'res_id': self.thread.id,
             'record_company_id': self.company.id, 'partner_ids': [Command.clear()]}
            for _ in range(30)
        ]
        log = type(self.env['customer.archive.communication'])
        calls = []
        origin = log._get_entering_statement

        def count(model, *args):
            calls.append(args)
            return origin(model, *args)

        self.patch(log, '_get_entering_statement', count)
        self.env['mail.message'].sudo().create(values)
        self.assertEqual((len(calls), len(self._logged())), (1, 30))
