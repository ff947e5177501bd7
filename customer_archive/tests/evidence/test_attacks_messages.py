# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from contextlib import suppress
from email.message import EmailMessage

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase
from .attacks import AttackCommon

WORDS = "They pay in cash"


class MessageAttackCommon(AttackCommon):
    """Fixtures, beside those of the base class: `message`, which `user` wrote on the archive and
    of which `archivist` was notified; `note`, which the archivist wrote on the volume.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = 'north@example.com'
        cls.message = cls.archive.with_user(cls.user).sudo().message_post(
            body=WORDS, message_type='comment', partner_ids=cls.archivist.partner_id.ids,
        ).sudo(False).with_env(cls.env)
        cls.note = cls.volume.with_user(cls.archivist).message_post(
            body=WORDS, message_type='comment',
        ).with_env(cls.env)
        cls.messages = cls.message | cls.note
        cls.threads = (cls.archive, cls.volume)


class TestFollowers(MessageAttackCommon):
    """Class of attack: an outsider follows, reads and posts."""

    def _strangers(self):
        return (self.customer, *(user.partner_id for user in self.attackers))

    def test_nobody_subscribes_who_may_not_read(self):
        for thread in self.threads:
            for partner in self._strangers():
                with self.subTest(thread=thread.name, partner=partner.name):
                    self._assert_closed(
                        self.archivist, thread._name, 'message_subscribe', thread.ids, partner.ids,
                    )
                    self.assertNotIn(partner, thread.message_partner_ids)

    def test_nobody_subscribes_himself(self):
        for thread in self.threads:
            for user in self.attackers:
                with self.subTest(thread=thread.name, user=user.login):
                    self._assert_closed(
                        user, thread._name, 'message_subscribe', thread.ids, user.partner_id.ids,
                    )

    def test_who_may_read_subscribes(self):
        for thread in self.threads:
            self._call(
                self.user, thread._name, 'message_subscribe', thread.ids, self.user.partner_id.ids,
            )
            self.assertIn(self.user.partner_id, thread.message_partner_ids)

    def test_no_administrator_makes_an_outsider_follow(self):
        for partner in self._strangers():
            vals = {'res_model': 'customer.archive', 'res_id': self.archive.id,
                    'partner_id': partner.id}
            with self.subTest(partner=partner.name):
                with self.assertRefused("cannot follow"):
                    self.env['mail.followers'].create(vals)
                follower = self.env['mail.followers'].create({**vals, 'res_model': 'res.partner'})
                with self.assertRefused("cannot follow"):
                    follower.write({'res_model': 'customer.archive'})
                for name, command in (
                    ('message_partner_ids', [4, partner.id]),
                    ('message_follower_ids', [0, 0, vals]),
                ):
                    with suppress(UserError), self.env.cr.savepoint():
                        self.archive.with_user(self.archivist).write({name: [command]})
                    self.env.invalidate_all()
                    self.assertNotIn(partner, self.archive.message_partner_ids)

    def test_documents_and_holdings_have_no_followers_either(self):
        for record in (self.document, self.folder):
            with self.subTest(model=record._name), self.assertRefused("cannot follow"):
                self.env['mail.followers'].create({
                    'res_model': record._name, 'res_id': record.id,
                    'partner_id': self.customer.id,
                })

    def test_the_system_subscribes_nobody_who_may_not_read(self):
        self.env['mail.followers']._insert_followers(
            'customer.archive', self.archive.ids,
            [self.customer.id, self.user.partner_id.id, self.other_user.partner_id.id],
        )
        self.assertEqual(self.archive.message_partner_ids, self.user.partner_id)

    def test_the_dialog_that_adds_followers_asks_as_well(self):
        wizard = self.env['mail.followers.edit'].with_user(self.archivist).create({
            'res_model': 'customer.archive', 'res_ids': str(self.archive.ids),
            'partner_ids': [(4, self.customer.id)],
        })
        with self.assertRefused("cannot follow"):
            wizard.edit_followers()

    def test_nobody_is_told_who_may_not_read(self):
        for thread in self.threads:
            for partner in self._strangers():
                for method, vals in (
                    ('message_post', {'partner_ids': partner.ids}),
                    ('message_post', {
                        'partner_ids': partner.ids, 'context': {'mail_post_autofollow': True}}),
                    ('message_post', {'outgoing_email_to': 'someone@example.com'}),
                    ('message_notify', {'partner_ids': partner.ids}),
                ):
                    with self.subTest(thread=thread.name, partner=partner.name, vals=vals):
                        self._assert_closed(
                            self.archivist, thread._name, method, thread.ids, body="X", **vals,
                        )
                self._assert_closed(self.archivist, 'mail.message', 'create', {
                    'model': thread._name, 'res_id': thread.id, 'body': "X",
                    'partner_ids': [[4, partner.id]],
                })

    def test_the_customer_is_not_proposed_as_a_recipient(self):
        for thread in self.threads:
            proposed = thread.with_user(self.archivist)._message_get_suggested_recipients(
                reply_discussion=True, no_create=True,
            )
            self.assertNotIn(self.customer.id, [each['partner_id'] for each in proposed])
            self.assertNotIn('north@example.com', str(proposed))


class TestForgedMessages(MessageAttackCommon):
    """Class of attack: chatter as evidence; author, date and kind are made up."""

    def _assert_own(self, message):
        message = self.env['mail.message'].browse(message)
        self.assertEqual(message.author_id, self.archivist.partner_id)
        self.assertIn(self.archivist.email_normalized or '', message.email_from)
        self.assertNotEqual(str(message.date)[:4], '1999')
        self.assertIn(message.message_type, ('comment', 'user_notification'))
        self.assertFalse(message.tracking_value_ids)

    def test_everybody_speaks_for_himself(self):
        boss = self.general_manager.partner_id
        forged = {'author_id': boss.id, 'email_from': '"Boss" <boss@example.com>',
                  'date': '1999-01-01 00:00:00', 'message_type': 'email'}
        tracking = [[0, 0, {
            'field_id': self.env['ir.model.fields']._get('customer.archive', 'state').id,
            'old_value_char': "Formal", 'new_value_char': "Closed",
        }]]
        for thread in self.threads:
            for extra in ({}, {'tracking_value_ids': tracking}):
                with self.subTest(thread=thread.name, extra=extra):
                    self._assert_own(self._call(
                        self.archivist, thread._name, 'message_post', thread.ids, body="X",
                        **forged, **extra,
                    ))
                    self._assert_own(self._call(self.archivist, 'mail.message', 'create', {
                        'model': thread._name, 'res_id': thread.id, 'body': "X", **forged, **extra,
                    }))
                    notice = {**forged, **extra}
                    del notice['message_type']
                    self._assert_own(self._call(
                        self.archivist, thread._name, 'message_notify', thread.ids, body="X",
                        partner_ids=self.user.partner_id.ids, **notice,
                    ))
            context = {
                'default_author_id': boss.id, 'default_date': '1999-01-01 00:00:00',
                'default_message_type': 'email', 'default_email_from': 'boss@example.com',
            }
            self._assert_own(self._call(
                self.archivist, 'mail.message', 'create',
                {'model': thread._name, 'res_id': thread.id, 'body': "X"}, context=context,
            ))
            self._assert_own(self._call(
                self.archivist, 'mail.message', 'create', {'body': "X"}, context={
                    **context, 'default_model': thread._name, 'default_res_id': thread.id,
                },
            ))

    def test_messages_on_documents_are_no_way_round(self):
        for record in (self.document, self.folder):
            with self.subTest(model=record._name):
                self._assert_own(self._call(self.archivist, 'mail.message', 'create', {
                    'model': record._name, 'res_id': record.id, 'body': "X",
                    'author_id': self.general_manager.partner_id.id, 'message_type': 'email',
                }))

    def test_nobody_changes_a_message(self):
        for message in self.messages:
            for user in (self.user, self.archivist, self.office_manager):
                for vals in (
                    {'body': "I never said that"}, {'author_id': self.customer.id},
                    {'date': '1999-01-01 00:00:00'}, {'message_type': 'notification'},
                    {'subject': "X"}, {'attachment_ids': [[5]]}, {'partner_ids': [[5]]},
                    {'subtype_id': False}, {'is_internal': True}, {'parent_id': False},
                ):
                    with self.subTest(user=user.login, vals=vals):
                        self._assert_closed(user, 'mail.message', 'write', message.ids, vals)
                self._assert_closed(user, 'mail.message', 'unlink', message.ids)
            for vals in ({'body': "X"}, {'model': 'res.partner', 'res_id': self.customer.id}):
                with self.assertRefused("stay as written"):
                    message.sudo().write(vals)
            with self.assertRefused("stay as written"):
                message.sudo().unlink()

    def test_nobody_brings_a_message_in_from_elsewhere(self):
        message = self.customer.message_post(body=WORDS)
        with self.assertRefused("stay as written"):
            message.sudo().write({'model': 'customer.archive', 'res_id': self.archive.id})

    def test_a_message_is_starred_and_answered_all_the_same(self):
        self._call(self.archivist, 'mail.message', 'toggle_message_starred', self.note.ids)
        self.assertIn(self.archivist.partner_id, self.note.sudo().starred_partner_ids)
        self.message.with_user(self.archivist).set_message_done()

    def test_messages_are_not_moved(self):
        for thread in self.threads:
            for user in (self.user, self.archivist):
                with self.subTest(thread=thread.name, user=user.login), \
                        self.assertRefused("stay as written"):
                    thread.with_user(user).message_change_thread(self.customer)

    def test_who_switches_tracking_off_stands_in_the_register_all_the_same(self):
        context = {'tracking_disable': True, 'mail_notrack': True, 'mail_create_nolog': True,
                   'customer_archive_pass': True, 'no_register': True}
        self._call(
            self.archivist, 'customer.archive', 'write', self.archive.ids,
            {'confidentiality': '2'}, context=context,
        )
        self._call(
            self.archivist, 'customer.archive.volume', 'action_hand_in', self.volume.ids,
            context=context,
        )
        self._complete(self.volume)
        self.volume.with_user(self.archivist).with_context(**context)._transition('hand_in')
        self.assertEqual(self._entries(self.archive, 'change').actor, self.archivist.login)
        self.assertEqual(self._entries(self.volume, 'hand_in').actor, self.archivist.login)

    def test_tracking_still_tells_what_changed(self):
        archive = self.archive.with_user(self.archivist).with_context(
            tracking_disable=False, mail_notrack=False,
        )
        self.env.cr.flush()
        archive.custodian_id = self.office_manager
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(
            self.archive.message_ids.sudo().tracking_value_ids.field_id.mapped('name'),
            ['custodian_id'],
        )


class TestIncomingMail(MessageAttackCommon):
    """Class of attack: mail that was made up reaches an archive."""

    def _mail(self, sender, parent=None):
        mail = EmailMessage()
        mail['From'], mail['To'], mail['Subject'] = sender, 'catchall@example.com', "Re: X"
        mail['Message-Id'] = f'<{sender}.{parent and parent.id}@example.com>'
        mail['Cc'] = 'third@example.com'
        if parent:
            mail['In-Reply-To'] = parent.message_id
        mail.set_content("Destroy it all")
        return mail.as_string()

    def test_no_user_plays_the_mail_server(self):
        before = self.archive.message_ids
        for user in (self.user, self.archivist, *self.attackers):
            with self.subTest(user=user.login):
                self._assert_closed(
                    user, 'mail.thread', 'message_process', False,
                    self._mail('boss@example.com', self.message),
                )
                self._assert_closed(
                    user, 'mail.thread', 'message_process', 'customer.archive',
                    self._mail('boss@example.com'),
                )
                self._assert_closed(
                    user, 'customer.archive', 'message_new', {'subject': "X", 'from': 'x@y.z'},
                )
        self.assertEqual(self.archive.message_ids, before)

    @mute_logger('odoo.addons.mail.models.mail_thread')
    def test_only_readers_answer_by_mail(self):
        gateway = self.env['mail.thread'].sudo()
        archives = self.env['customer.archive'].search([])
        for sender, posted in (
            ('north@example.com', False), (self.other_user.email, False), ('x@example.com', False),
            (self.archivist.email, True),
        ):
            before = self.archive.message_ids
            with self.subTest(sender=sender):
                gateway.message_process(False, self._mail(sender, self.message))
                self.env.invalidate_all()
                self.assertEqual(bool(self.archive.message_ids - before), posted)
        self.assertEqual(self.archive.message_ids[0].author_id, self.archivist.partner_id)
        self.assertFalse(self.archive.message_ids[0].partner_ids - self.user.partner_id)
        gateway.message_process('customer.archive', self._mail(self.archivist.email))
        self.assertEqual(self.env['customer.archive'].search([]), archives)
        self.assertFalse(self.archive.message_partner_ids & self.customer)


class TestReadingMessages(MessageAttackCommon):
    """Class of attack: reading the chatter of an archive that one may not read."""

    def test_attackers_find_no_message(self):
        domain = [('id', 'in', self.messages.ids)]
        for user in self.attackers:
            with self.subTest(user=user.login):
                messages = self.env['mail.message'].with_user(user)
                self.assertFalse(messages.search(domain))
                self.assertFalse(messages.search_read(domain, ['body']))
                self.assertFalse(messages.search_count(domain))
                self.assertFalse(messages.search([('body', 'ilike', WORDS)]))
                self.assertFalse(messages.name_search(WORDS))
                for message in self.messages:
                    self._assert_closed(user, 'mail.message', 'read', message.ids, ['body'])
                    self._assert_closed(
                        user, 'mail.message', 'web_read', message.ids, {'body': {}},
                    )
                    self._assert_closed(user, 'mail.message', 'copy_data', message.ids)
                for model in ('mail.tracking.value', 'mail.mail'):
                    self._assert_closed(user, model, 'search_read', [], ['id'])
                notices = self.env['mail.notification'].with_user(user)
                for path in ('body', 'subject'):
                    self.assertFalse(notices.search([
                        (f'mail_message_id.{path}', 'ilike', WORDS),
                    ]))

    def test_nobody_notifies_himself_to_read(self):
        for user in (self.other_user, self.outsider):
            for message in self.messages:
                with self.subTest(user=user.login, message=message.record_name):
                    vals = {
                        'mail_message_id': message.id, 'res_partner_id': user.partner_id.id,
                        'notification_type': 'inbox',
                    }
                    self._assert_closed(user, 'mail.notification', 'create', vals)
                    self.env['mail.notification'].sudo().create(vals)
                    self._assert_closed(user, 'mail.message', 'read', message.ids, ['body'])
                    self.assertFalse(self.env['mail.message'].with_user(user).search([
                        ('needaction', '=', True), ('id', '=', message.id),
                    ]))

    def test_who_leaves_the_department_reads_no_more_not_even_his_own(self):
        self.volume.with_user(self.archivist).message_post(
            body=WORDS, partner_ids=self.user.partner_id.ids,
        )
        mine = self.env['mail.message'].with_user(self.user).search([('body', 'ilike', WORDS)])
        self.assertEqual(len(mine), 3)
        self.user.employee_id.department_id = self.other_department
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(
            self.env['mail.message'].with_user(self.user).search([('body', 'ilike', WORDS)]),
        )
        for message in mine:
            self._assert_closed(self.user, 'mail.message', 'read', message.ids, ['body'])

    def test_readers_read(self):
        for user in (self.user, self.archivist, self.auditor):
            with self.subTest(user=user.login):
                found = self.env['mail.message'].with_user(user).search([
                    ('id', 'in', self.messages.ids),
                ])
                self.assertEqual(found, self.messages)
                self.assertIn(WORDS, found[0].body)


class TestMessageRoutes(MessageAttackCommon, ArchiveHttpCase):
    """The routes of the chatter."""

    def _request(self, user, url, params):
        self.authenticate(user.login, user.login)
        with mute_logger('odoo.http'):
            return self.make_jsonrpc_request(url, params)

    def test_attackers_read_nothing(self):
        for user in self.attackers:
            for thread in self.threads:
                with self.subTest(user=user.login, thread=thread.name):
                    for url, params in (
                        ('/mail/thread/messages', {
                            'thread_model': thread._name, 'thread_id': thread.id}),
                        ('/mail/data', {'fetch_params': [['mail.thread', {
                            'thread_model': thread._name, 'thread_id': thread.id,
                            'request_list': ['followers', 'attachments', 'activities']}]]}),
                    ):
                        try:
                            answer = str(self._request(user, url, params))
                        except JsonRpcException as error:
                            answer = str(error)
                        self.assertNotIn(WORDS, answer)
                        self.assertNotIn(self.customer.name, answer)

    def test_a_message_is_not_edited_but_gets_reactions(self):
        for message, user in ((self.message, self.user), (self.note, self.archivist),
                              (self.message, self.office_manager)):
            for data in ({'body': "I never said that"}, {'body': "", 'attachment_ids': []}):
                with self.subTest(user=user.login, data=data), self.assertRaises(JsonRpcException):
                    self._request(user, '/mail/message/update_content', {
                        'message_id': message.id, 'update_data': data,
                    })
            message.invalidate_recordset()
            self.assertIn(WORDS, message.body)
        self._request(self.archivist, '/mail/message/reaction', {
            'message_id': self.note.id, 'content': "👍", 'action': 'add',
        })
        self.assertTrue(self.note.reaction_ids)

    def test_nobody_posts_for_another_or_to_strangers(self):
        post = {'thread_model': 'customer.archive', 'thread_id': self.archive.id}
        self._request(self.archivist, '/mail/message/post', {**post, 'post_data': {
            'body': "X", 'author_id': self.general_manager.partner_id.id,
            'email_from': 'boss@example.com', 'message_type': 'comment',
            'subtype_xmlid': 'mail.mt_comment',
        }})
        message = self.archive.message_ids[0]
        self.assertEqual(message.author_id, self.archivist.partner_id)
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        for data in ({'partner_ids': self.customer.ids}, {'partner_emails': ['x@example.com']}):
            with self.subTest(data=data), self.assertRaises(JsonRpcException):
                self._request(self.archivist, '/mail/message/post', {**post, 'post_data': {
                    'body': "X", 'message_type': 'comment', **data,
                }})
            self.assertEqual(self.archive.message_ids[0], message)
        for user in self.attackers:
            with self.subTest(user=user.login), self.assertRaises(JsonRpcException):
                self._request(user, '/mail/message/post', {
                    **post, 'post_data': {'body': "X", 'message_type': 'comment'},
                })

    def test_nobody_subscribes_strangers(self):
        with self.assertRaises(JsonRpcException):
            self._request(self.archivist, '/mail/thread/subscribe', {
                'res_model': 'customer.archive', 'res_id': self.archive.id,
                'partner_ids': self.customer.ids,
            })
        self.assertNotIn(self.customer, self.archive.message_partner_ids)


class TestNumbersInMails(MessageAttackCommon):
    """Names of customers stand in no subject and no name of a record."""

    def test_a_notification_names_the_number(self):
        self.user.notification_type = 'email'
        for thread in self.threads:
            message = thread.with_user(self.archivist).message_post(
                body=WORDS, partner_ids=self.user.partner_id.ids, message_type='comment',
            )
            mail = self.env['mail.mail'].sudo().search([('mail_message_id', '=', message.id)])
            with self.subTest(thread=thread.name):
                self.assertTrue(mail)
                self.assertEqual(mail.subject, thread.name)
                self.assertEqual(message.record_name, thread.name)
                for text in (mail.subject, mail.body_html, mail.headers or ''):
                    self.assertNotIn(self.customer.name, text)
                    self.assertNotIn(self.customer.email, text)

    def test_an_outsider_reads_a_number_only(self):
        for user in (self.outsider, self.portal_user):
            for record in self.records:
                with self.subTest(user=user.login, model=record._name), \
                        self.assertRaises(AccessError):
                    record.with_user(user).read(['display_name'])
