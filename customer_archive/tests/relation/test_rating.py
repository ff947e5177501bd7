# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import COMPLAINT, MODELS, RelationCommon

RATING = 'rating.rating'


class TestRating(RelationCommon):
    """The customer is asked how satisfied he is, answers himself, and is read by few (CA-51)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({'archive_ask_satisfaction': True, 'email': 'office@archive.example.com'})

    def _settle(self, case=None, **vals):
        case = case or self._receive(**vals)
        case._transition('close', reason="New seals, at a loss")
        return case

    # === ASKING === #

    def test_the_customer_is_asked_by_a_mail_that_waits_in_the_queue(self):
        for model in MODELS:
            with self.subTest(model=model):
                case = self._settle(model=model, description="A secret of the house")
                mail = self._get_mails(case)
                self.assertEqual(
                    (mail.state, mail.recipient_ids), ('outgoing', self.contact),
                )
                self.assertTrue(mail.auto_delete)
                self.assertIn(case.name, mail.subject)
                token = case.sudo().rating_ids.access_token
                for text in (case.title, 'Li Lei', f'/rate/{token}/5'):
                    self.assertIn(text, mail.body_html)
                for text in ("secret", "at a loss", self.archive.name):
                    self.assertNotIn(text, mail.body_html)
                self.assertEqual(mail.reply_to, self.user.email_formatted)
                self.assertTrue(case.asked_at)
                self.assertEqual(len(self._entries(case, 'ask_satisfaction')), 1)

    def test_who_brought_it_is_asked_before_others(self):
        other = self.env['res.partner'].create({
            'name': "Han Mei", 'parent_id': self.customer.id, 'email': 'han@northern.example.com',
        })
        mail = self._get_mails(self._settle(contact_id=other.id))
        self.assertEqual(mail.recipient_ids, other)

    def test_nobody_is_asked_without_an_address_or_where_the_company_does_not_ask(self):
        self.contact.email = False
        case = self._settle()
        self.assertFalse(self._get_mails(case) or case.asked_at)
        self.contact.email = 'li.lei@northern.example.com'
        self.company.archive_ask_satisfaction = False
        case = self._settle()
        self.assertFalse(self._get_mails(case) or case.asked_at)

    def test_the_mail_of_a_confidential_archive_tells_the_customers_own_matter_only(self):
        archive = self._open_archive(
            self._create_customer(name="Silent Night", email='silent@night.example.com'),
            confidentiality='3',
        )
        complaint = self.env[COMPLAINT].create({
            'archive_id': archive.id, 'title': "It leaks", 'description': "Nobody must know",
            'responsible_id': self.archivist.id,
        })
        self._state_purpose(self.archivist, archive)
        complaint.with_user(self.archivist)._transition('close', reason="Confidential result")
        mail = self._get_mails(complaint)
        self.assertIn("It leaks", mail.body_html)
        for text in ("Nobody must know", "Confidential result", archive.name):
            self.assertNotIn(text, mail.body_html + mail.subject)

    def test_the_link_stands_in_no_message_that_others_read(self):
        case = self._settle()
        token = case.sudo().rating_ids.access_token
        for message in case.message_ids:
            self.assertNotIn(token, message.body)
        with self.assertRaises(AccessError):
            case.rating_ids.read(['access_token'])

    # === ANSWERING === #

    def test_what_the_customer_said_last_counts_and_all_stands_in_the_chatter(self):
        case = self._settle()
        for rate, text, words in ((1, 'ko', "It still leaks"), (5, 'top', "Now it is dry")):
            self._answer(case, rate, words)
            self.assertEqual(
                (case.rating_last_value, case.rating_last_text, case.rating_last_feedback),
                (rate, text, words),
            )
        self.assertEqual(len(case.sudo().rating_ids), 1)
        bodies = " ".join(case.message_ids.mapped('body'))
        self.assertIn("It still leaks", bodies)
        self.assertIn("Now it is dry", bodies)
        answers = case.message_ids.filtered(lambda message: "leaks" in message.body)
        self.assertEqual(answers.author_id, self.contact)
        self.assertEqual(len(self._entries(case, 'rate')), 2)

    def test_no_answer_is_taken_after_the_days_of_the_company_or_while_it_is_open_again(self):
        case = self._settle()
        with freeze_time(case.asked_at.replace(year=case.asked_at.year + 1)), \
                self.assertRefused("Answers were taken until"):
            self._answer(case, 5)
        case._transition('reopen', reason="It leaks again")
        with self.assertRefused("working on"):
            self._answer(case, 5)

    def test_settled_again_he_is_asked_again(self):
        case = self._settle()
        self._answer(case, 1)
        case._transition('reopen', reason="It leaks again")
        self._settle(case)
        self.assertEqual(len(self._get_mails(case)), 2)
        self.assertEqual(len(case.sudo().rating_ids), 2)
        self._answer(case, 5)
        self.assertEqual(case.rating_last_value, 5)

    def test_nobody_answers_for_the_customer(self):
        case = self._settle()
        rating = case.sudo().rating_ids
        for user in (self.user, self.archivist, self.general_manager):
            theirs = case.with_user(user)
            attempts = (
                lambda theirs=theirs: theirs.rating_apply(5, token=rating.access_token),
                lambda theirs=theirs: theirs.message_post(rating_value=5),
                lambda user=user: rating.with_user(user).write({'rating': 5, 'consumed': True}),
                lambda user=user: rating.with_user(user).reset(),
                lambda user=user: self.env[RATING].with_user(user).create({
                    'res_model_id': rating.res_model_id.id, 'res_id': case.id, 'rating': 5,
                    'consumed': True,
                }),
            )
            for number, attempt in enumerate(attempts):
                with self.subTest(user=user.login, attempt=number), \
                        self.assertRaises(AccessError):
                    attempt()
        self.assertFalse(rating.rating or rating.consumed)

    # === READING === #

    def test_ratings_are_read_by_who_may_read_what_they_are_about(self):
        case = self._settle()
        self._answer(case, 1, "It still leaks")
        rating = case.sudo().rating_ids
        for user in (self.user, self.archivist, self.auditor, self.general_manager):
            theirs = self.env[RATING].with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(theirs.browse(rating.id).feedback, "It still leaks")
                self.assertIn(rating, theirs.search([('res_model', '=', COMPLAINT)]))
        self.env.invalidate_all()
        for user in (self.other_user, self.outsider, self.other_archivist):
            theirs = self.env[RATING].with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(theirs.search([('id', '=', rating.id)]))
                with self.assertRaises(AccessError):
                    theirs.browse(rating.id).read(['feedback'])

    def test_reading_those_of_a_confidential_archive_leaves_a_line(self):
        archive = self._open_archive(
            self._create_customer(email='silent@night.example.com'), confidentiality='2',
        )
        complaint = self.env[COMPLAINT].create({
            'archive_id': archive.id, 'title': "It leaks", 'responsible_id': self.archivist.id,
        })
        self._state_purpose(self.archivist, archive)
        self._settle(complaint.with_user(self.archivist))
        self._answer(complaint, 1, "It still leaks")
        rating = complaint.sudo().rating_ids
        self.env.invalidate_all()
        log = self.env['customer.archive.access.log'].sudo()
        before = log.search([], order='id desc', limit=1).id
        self.assertTrue(rating.with_user(self.archivist).feedback)
        self.env.cr.precommit.run()
        self.assertIn(archive.name, log.search([('id', '>', before)]).mapped('archive'))
        with self.assertRaises(AccessError):
            rating.with_user(self.user).read(['feedback'])

    def test_the_archive_shows_the_average_to_who_may_read_it(self):
        self._answer(self._settle(), 5)
        self._answer(self._settle(model=MODELS[1]), 1)
        self._settle()
        archive = self.archive.with_user(self.user)
        self.assertEqual((archive.satisfaction, archive.rating_count), (3, 2))
        self.assertEqual(self.customer.with_user(self.user).archive_satisfaction, 3)
        action = archive.action_view_ratings()
        self.assertEqual(
            len(self.env[RATING].with_user(self.user).search(action['domain'])), 2,
        )
        with self.assertRaises(AccessError):
            self.archive.with_user(self.other_user).action_view_ratings()

    def test_ratings_elsewhere_stay_as_they_are(self):
        partner_model = self.env['ir.model']._get_id('res.partner')
        rating = self.env[RATING].with_user(self.outsider).create({
            'res_model_id': partner_model, 'res_id': self.customer.id, 'rating': 5,
        })
        rating.rating = 3
        self.assertEqual(self.env[RATING].with_user(self.user).search([
            ('id', '=', rating.id),
        ]).rating, 3)

    def test_a_rating_of_another_record_is_not_taken(self):
        case, other = self._settle(), self._settle()
        with self.assertRaises(UserError):
            case.sudo().rating_apply(5, rating=other.sudo().rating_ids)
