# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib

from odoo.exceptions import UserError
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ...models.mechanism.inner_pass import with_pass
from ..common import ArchiveHttpCase
from .attacks import AttackCommon
from .test_attachments import CONTENT, LETTER, SCAN, AttachmentCommon

PIXEL = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg'
    'gg=='
)


class FileAttackCommon(AttackCommon, AttachmentCommon):
    """Fixtures of both, with `files`: the scan and the letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(cls.volume, scan=SCAN, scan_name="scan.pdf")
        cls.scan = cls._find_scan(cls.document)
        cls.message = cls.archive.with_user(cls.archivist).message_post(
            body=LETTER, message_type='comment',
            attachments=[('letter.txt', b'Dear all')],
        ).with_env(cls.env)
        cls.letter = cls.message.attachment_ids
        cls.files = cls.scan | cls.letter


class TestFilesStayInside(FileAttackCommon):
    """Class of attack: attachments are copied, attached elsewhere and mailed out (CA-68)."""

    def test_a_file_is_not_copied(self):
        other = self._open_archive()
        for file in self.files:
            for default in ({}, {'res_model': 'res.partner', 'res_id': self.customer.id},
                            {'res_model': 'customer.archive', 'res_id': other.id},
                            {'res_model': False, 'res_id': 0}):
                for method in ('copy', 'copy_data'):
                    with self.subTest(file=file.name, default=default, method=method):
                        self._assert_closed(
                            self.archivist, 'ir.attachment', method, file.ids, default,
                        )
                with self.assertRefused("it is not copied"):
                    file.copy(default)

    def test_a_message_elsewhere_takes_no_file_along(self):
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        channel = self.env['discuss.channel'].create({'name': "Gossip"})
        channel.add_members(self.archivist.partner_id.ids)
        note = self.customer.with_user(self.archivist).message_post(body=LETTER)
        for file in self.files:
            for model, method, args, kwargs in (
                ('res.partner', 'message_post', [self.customer.ids],
                 {'body': "X", 'attachment_ids': file.ids}),
                ('discuss.channel', 'message_post', [channel.ids],
                 {'body': "X", 'attachment_ids': file.ids, 'message_type': 'comment'}),
                ('mail.thread', 'message_notify', [[]],
                 {'body': "X", 'attachment_ids': file.ids,
                  'partner_ids': self.outsider.partner_id.ids}),
                ('mail.message', 'create', [{
                    'model': 'res.partner', 'res_id': self.customer.id,
                    'attachment_ids': [[4, file.id]]}], {}),
                ('mail.message', 'create', [{'attachment_ids': [[6, 0, file.ids]]}], {}),
                ('mail.message', 'write', [note.ids, {'attachment_ids': [[4, file.id]]}], {}),
                ('customer.archive.volume', 'message_post', [self.volume.ids],
                 {'body': "X", 'attachment_ids': file.ids}),
            ):
                with self.subTest(file=file.name, model=model, method=method):
                    self._assert_closed(self.archivist, model, method, *args, **kwargs)

    def test_a_message_on_its_own_record_may_show_a_file_again(self):
        message = self._call(
            self.archivist, 'customer.archive', 'message_post', self.archive.ids, body="Again",
            attachment_ids=self.letter.ids,
        )
        self.assertEqual(self.env['mail.message'].browse(message).attachment_ids, self.letter)

    def test_no_composer_template_or_scheduled_message_takes_a_file_along(self):
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        template = self.env['mail.template'].create({'name': "X"})
        for file in self.files:
            for model, vals in (
                ('mail.compose.message', {
                    'model': 'res.partner', 'res_ids': str(self.customer.ids),
                    'attachment_ids': [[6, 0, file.ids]], 'body': "X"}),
                ('mail.scheduled.message', {
                    'model': 'res.partner', 'res_id': self.customer.id, 'body': "X",
                    'scheduled_date': '2099-01-01 00:00:00', 'author_id':
                    self.archivist.partner_id.id, 'attachment_ids': [[6, 0, file.ids]]}),
            ):
                with self.subTest(file=file.name, model=model):
                    self._assert_closed(self.archivist, model, 'create', vals)
            with self.assertRefused("Record a disclosure"):
                template.write({'attachment_ids': [(4, file.id)]})
            with self.assertRefused("Record a disclosure"):
                self.env['mail.template'].create({
                    'name': "X", 'attachment_ids': [(4, file.id)],
                })

    def test_no_other_model_names_a_file(self):
        """A product's document would show it to whoever reads products; a letter sends it out."""
        seller = self._create_user('seller', 'user', self.other_department)
        seller.group_ids |= self.env.ref('product.group_product_manager') | self.env.ref(
            'base.group_partner_manager',
        )
        product = self.env['product.template'].create({'name': "X"})
        for file in self.files:
            for user in (seller, self.archivist):
                user.group_ids |= self.env.ref('product.group_product_manager')
                with self.subTest(file=file.name, user=user.login):
                    self._assert_closed(user, 'product.document', 'create', {
                        'ir_attachment_id': file.id, 'res_model': 'product.template',
                        'res_id': product.id,
                    })
                    self._assert_closed(user, 'mail.activity', 'create', {
                        'res_model_id': self.env['ir.model']._get_id('res.partner'),
                        'res_id': self.customer.id, 'summary': "X",
                        'attachment_ids': [[4, file.id]],
                    })
            with self.assertRefused("Record a disclosure"):
                self.user.employee_id.write({
                    'message_main_attachment_id': file.id,
                })
            if 'snailmail.letter' in self.env:
                with self.assertRefused("Record a disclosure"):
                    self.env['snailmail.letter'].create({
                        'partner_id': self.customer.id, 'model': 'res.partner',
                        'res_id': self.customer.id, 'attachment_id': file.id,
                        'user_id': self.archivist.id, 'company_id': self.company.id,
                    })

    def test_a_finished_activity_gives_its_files_to_its_message(self):
        activity = self.archive.with_user(self.archivist).activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.archivist.id,
        )
        file = self.env['ir.attachment'].with_user(self.archivist).create({
            'name': "note.txt", 'raw': b'done', 'res_model': 'mail.activity',
            'res_id': activity.id,
        })
        activity.action_feedback(feedback="Done", attachment_ids=file.ids)
        self.assertIn(file, self.archive.message_ids.attachment_ids)

    def test_the_composer_takes_a_file_of_the_record_it_writes_on(self):
        composer = self.env['mail.compose.message'].with_user(self.archivist).create({
            'model': 'customer.archive', 'res_ids': str(self.archive.ids), 'body': "X",
            'attachment_ids': [(6, 0, self.letter.ids)],
        })
        self.assertEqual(composer.attachment_ids, self.letter)

    def test_no_mail_takes_a_file_to_somebody_who_may_not_read_it(self):
        stranger = self.customer
        stranger.email = 'north@example.com'
        for file in self.files:
            for recipients in (
                {'email_to': 'someone@example.com'}, {'email_cc': 'someone@example.com'},
                {'recipient_ids': [(4, stranger.id)]},
                {'recipient_ids': [(4, self.other_user.partner_id.id)]},
                {'recipient_ids': [(4, self.archivist.partner_id.id), (4, stranger.id)]},
            ):
                vals = {'body_html': "X", 'attachment_ids': [(4, file.id)], **recipients,
                        'model': file.res_model, 'res_id': file.res_id}
                with self.subTest(file=file.name, vals=vals), \
                        self.assertRefused("Record a disclosure"):
                    self.env['mail.mail'].create(vals)
        with self.assertRefused("Record a disclosure"):  # On no record at all.
            self.env['mail.mail'].create({
                'email_to': 'someone@example.com', 'attachment_ids': [(4, self.scan.id)],
            })

    def test_a_mail_takes_a_file_to_users_who_may_read_it_and_nobody_joins_later(self):
        mail = self.env['mail.mail'].create({
            'model': 'customer.archive', 'res_id': self.archive.id,
            'body_html': "X", 'attachment_ids': [(4, self.letter.id)],
            'recipient_ids': [(4, self.user.partner_id.id)], 'email_to': self.archivist.email,
        })
        for vals in ({'recipient_ids': [(4, self.customer.id)]}, {'email_cc': 'x@example.com'},
                     {'email_to': 'x@example.com'}):
            with self.subTest(vals=vals), self.assertRefused("Record a disclosure"):
                mail.write(vals)

    def test_a_posted_file_reaches_readers_only(self):
        """Even when somebody followed before he lost his rights."""
        self.archive.message_subscribe(self.user.partner_id.ids)
        self.user.employee_id.department_id = self.other_department
        with self.assertRefused("Record a disclosure"), self.env.cr.savepoint():
            self.archive.with_user(self.archivist).message_post(
                body=LETTER, message_type='comment', subtype_xmlid='mail.mt_comment',
                attachments=[('secret.txt', b'secret')],
            )

    def test_our_own_code_may_send_them(self):
        self.env['mail.mail'].with_context(**with_pass(self.scan).env.context).create({
            'email_to': 'someone@example.com', 'attachment_ids': [(4, self.scan.id)],
        })
        self.customer.email = 'north@example.com'
        message = self.customer.with_context(**with_pass(self.scan).env.context).message_post(
            body=LETTER, message_type='comment', partner_ids=self.customer.ids,
            attachment_ids=self.scan.ids,
        )
        mail = self.env['mail.mail'].search([('mail_message_id', '=', message.id)])
        self.assertEqual(mail.attachment_ids, self.scan)
        self.assertEqual(mail.recipient_ids, self.customer)

    def test_nobody_names_the_place_of_the_bytes(self):
        place = self.scan.store_fname
        context = {'default_store_fname': place, 'default_checksum': self.scan.checksum,
                   'default_file_size': 9}
        for vals in ({'name': "x"}, {'name': "x", 'store_fname': place}):
            [created] = self._call(
                self.other_user, 'ir.attachment', 'create', [vals], context=context,
            )
            stolen = self.env['ir.attachment'].browse(created)
            self.assertNotEqual(stolen.raw, CONTENT)
        for vals in ({'store_fname': place}, {'type': 'binary', 'store_fname': place}):
            shown = self._call(
                self.other_user, 'ir.attachment', 'onchange', [], vals, ['store_fname'],
                {'raw': {}, 'datas': {}, 'store_fname': {}},
            )
            self.assertNotIn(SCAN.decode(), str(shown))
            self.assertNotIn(CONTENT.decode(), str(shown))
        [mine] = self._call(self.other_user, 'ir.attachment', 'create', [{'name': "x"}])
        self._call(self.other_user, 'ir.attachment', 'write', [mine], {'store_fname': place})
        self.env.invalidate_all()
        self.assertFalse(self.env['ir.attachment'].browse(mine).raw)

    def test_equal_bytes_tell_nobody_of_a_file(self):
        [found] = self._call(self.other_user, 'ir.attachment', 'create_unique', [{
            'name': "mine.pdf", 'datas': SCAN.decode(), 'mimetype': self.scan.mimetype,
        }])
        self.assertNotIn(found, self.files.ids)
        self.assertFalse(self._call(
            self.other_user, 'ir.attachment', 'search_count',
            [['checksum', '=', self.scan.checksum], ['res_field', '!=', False]],
        ))

    def test_nobody_learns_a_file_s_name_by_calling_it_his_original(self):
        self._assert_closed(self.other_user, 'ir.attachment', 'create', {
            'name': "x", 'original_id': self.letter.id,
        })
        mine = self.env['ir.attachment'].with_user(self.other_user).create({'name': "x"})
        self._assert_closed(self.other_user, 'ir.attachment', 'write', mine.ids, {
            'original_id': self.letter.id,
        })

    def test_no_file_is_put_in_the_place_of_a_scan(self):
        bare = self._create_document(self.volume)
        for document in (self.document, bare):
            for user in (self.collector, self.archivist):
                with self.subTest(document=document.name, user=user.login):
                    self._assert_closed(user, 'ir.attachment', 'create', {
                        'name': "scan", 'res_model': document._name, 'res_id': document.id,
                        'res_field': 'scan', 'raw': "forged",
                    })
                    mine = self.env['ir.attachment'].with_user(user).create({
                        'name': "scan", 'raw': b'forged',
                    })
                    self._assert_closed(user, 'ir.attachment', 'write', mine.ids, {
                        'res_model': document._name, 'res_id': document.id, 'res_field': 'scan',
                    })
        self.assertEqual(
            hashlib.sha256(base64.b64decode(self.document.scan)).hexdigest(),
            self.document.scan_sha256,
        )


class TestFileRoutes(FileAttackCommon, ArchiveHttpCase):
    """Class of attack: tokens and routes that open files of the chatter."""

    def _open(self, user, url, data=None):
        self.authenticate(user and user.login, user and user.login)
        with mute_logger('odoo.http'):
            return self.url_open(url, data=data, allow_redirects=False)

    def test_the_client_gets_no_token(self):
        for file in self.files.with_user(self.archivist):
            with self.subTest(file=file.name):
                self.assertFalse(file._get_raw_access_token())
                self.assertFalse(file._get_thumbnail_token())
                self.assertFalse(file._get_ownership_token())

    def test_a_token_from_before_opens_nothing(self):
        pending = self.env['ir.attachment'].with_user(self.archivist).create({
            'name': "later.txt", 'raw': b'posted later', 'res_model': 'mail.compose.message',
        })
        raw, owner = pending._get_raw_access_token(), pending._get_ownership_token()
        self.assertTrue(raw and owner)
        self.archive.with_user(self.archivist).message_post(
            body=LETTER, attachment_ids=pending.ids,
        )
        self.assertEqual(pending.res_id, self.archive.id)
        for user in (None, *self.attackers):
            for url in (f'/web/content/{pending.id}?access_token={raw}',
                        f'/web/image/{pending.id}?access_token={raw}',
                        f'/mail/attachment/pdf_first_page/{pending.id}?access_token={owner}'):
                with self.subTest(user=user and user.login, url=url):
                    self.assertNotIn(b'posted later', self._open(user, url).content)
            if user:
                theirs = pending.with_user(user)
                self.assertFalse(theirs._has_attachments_ownership([owner]))
        opened = self._open(self.user, f'/web/content/{pending.id}?access_token={raw}')
        self.assertEqual(opened.content, b'posted later')

    def test_no_zip_holds_what_somebody_may_not_read(self):
        for user in self.attackers:
            with self.subTest(user=user.login):
                response = self._open(user, '/mail/attachment/zip', {
                    'file_ids': f'{self.scan.id},{self.letter.id}', 'zip_name': 'x.zip',
                })
                self.assertNotEqual(response.status_code, 200)

    def test_a_message_elsewhere_takes_no_file_along_through_the_chatter(self):
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        self.authenticate(self.archivist.login, self.archivist.login)
        for file in self.files:
            with self.subTest(file=file.name), mute_logger('odoo.http'), \
                    self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request('/mail/message/post', {
                    'thread_model': 'res.partner', 'thread_id': self.customer.id,
                    'post_data': {'body': "X", 'attachment_ids': file.ids,
                                  'message_type': 'comment'},
                })
            self.assertFalse(self.customer.message_ids.attachment_ids & self.files)

    def test_nobody_draws_another_thumbnail(self):
        for user in self.attackers:
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login), mute_logger('odoo.http'), \
                    self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request('/mail/attachment/update_thumbnail', {
                    'attachment_id': self.scan.id, 'thumbnail': PIXEL,
                })

    def test_a_posted_image_has_no_token(self):
        self.authenticate(self.archivist.login, self.archivist.login)
        self.make_jsonrpc_request('/mail/message/post', {
            'thread_model': 'customer.archive', 'thread_id': self.archive.id,
            'post_data': {'body': f'<p><img src="data:image/png;base64,{PIXEL}"></p>',
                          'message_type': 'comment', 'subtype_xmlid': 'mail.mt_note'},
        })
        message = self.archive.message_ids[0]
        self.assertIn('/web/image/', message.body)
        self.assertNotIn('access_token', message.body)
        [image] = message.attachment_ids
        self.assertFalse(image.access_token)
        self.assertEqual(self._open(self.user, f'/web/image/{image.id}').status_code, 200)
        with self.assertRaises(UserError):
            image.with_user(self.other_user).read(['raw'])
