# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
import io
import os
from contextlib import suppress

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..common import ArchiveCommon, ArchiveHttpCase

CONTENT = b'%PDF-1.4 not really, but bytes are bytes'
LETTER = "The customer wrote"
SCAN = base64.b64encode(CONTENT)


class AttachmentCommon(ArchiveCommon):
    """An archive with a scan and with a file in its chatter.

    Fixtures: `archive`, `volume`, `document`; `scan`, the attachment of the document's scan; and
    `letter`, a file that the archivist posted with `message`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume, scan=SCAN, scan_name="scan.pdf")
        cls.scan = cls._find_scan(cls.document)
        cls.message = cls.archive.with_user(cls.archivist).message_post(
            body=LETTER, message_type='comment',
            attachments=[('letter.txt', b'Dear all')],
        ).with_env(cls.env)
        cls.letter = cls.message.attachment_ids

    @classmethod
    def _find_scan(cls, document):
        return cls.env['ir.attachment'].search([
            ('res_model', '=', document._name), ('res_id', '=', document.id),
            ('res_field', '=', 'scan'),
        ])


class TestAttachments(AttachmentCommon):
    """Files in an archive follow their record on every path (CA-60, CA-66)."""

    def _each_file(self):
        """Yield the scan and the file of the chatter, as the archivist and as the superuser."""
        for attachment in (self.scan, self.letter):
            for env in (self.env(user=self.archivist, su=False),
                        self.env(user=self.archivist, su=True), self.env):
                with self.subTest(file=attachment.name, user=env.user.login, su=env.su):
                    yield attachment.with_env(env)

    # === THEY STAY AS THEY ARE === #

    def test_they_are_not_deleted(self):
        for attachment in self._each_file():
            with self.assertRefused("belongs to an archive"):
                attachment.unlink()
            with self.assertRefused("belongs to an archive"):
                attachment._delete_and_notify(self.message)
            self.assertTrue(attachment.exists())

    def test_they_are_not_changed_moved_or_published(self):
        other = self._open_archive()
        for attachment in self._each_file():
            for vals in (
                {'raw': b'forged'}, {'datas': base64.b64encode(b'forged')}, {'db_datas': b'forged'},
                {'name': "renamed.pdf"}, {'mimetype': 'text/html'},
                {'res_id': other.id}, {'res_model': 'res.partner', 'res_id': self.customer.id},
                {'res_id': False}, {'res_model': False, 'res_id': 0}, {'res_field': 'note'},
                {'public': True}, {'access_token': 'open-sesame'},
                {'type': 'url', 'url': 'https://example.com/other'}, {'company_id': False},
                {'description': "harmless", 'name': "renamed.pdf"},
            ):
                with self.subTest(vals=vals), self.assertRefused("belongs to an archive"):
                    attachment.write(vals)
        self.env.invalidate_all()
        self.assertEqual(self.scan.raw, CONTENT)
        self.assertEqual(self.letter.raw, b'Dear all')

    def test_asking_for_sizes_only_is_no_way_round(self):
        for attachment in self._each_file():
            measured = attachment.with_context(bin_size=True, bin_size_datas=True)
            with self.assertRefused("belongs to an archive"):
                measured.write({'datas': measured.datas.decode()})
        self.assertEqual(self.scan.with_context(bin_size=False).raw, CONTENT)

    def test_no_token_opens_them(self):
        for attachment in self._each_file():
            with self.assertRefused("belongs to an archive"):
                attachment.generate_access_token()
            self.assertFalse(attachment.sudo().access_token)

    def test_what_is_derived_from_a_file_may_change(self):
        self.letter.with_user(self.archivist).write({'description': "A letter"})
        self.letter.with_user(self.archivist).write({'name': self.letter.name})
        self.assertEqual(self.letter.description, "A letter")

    def test_the_message_of_a_file_is_not_deleted(self):
        with self.assertRefused("stay as written"):
            self.message.sudo().unlink()
        self.assertTrue(self.message.exists() and self.letter.exists())

    def test_emptying_the_message_is_refused(self):
        with self.assertRaises(UserError):
            self.archive.with_user(self.archivist)._message_update_content(
                self.message.with_user(self.archivist), body="", attachment_ids=[],
            )

    def test_no_file_is_public_from_its_first_moment(self):
        place = {'name': "x", 'raw': b'x', 'res_model': 'customer.archive',
                 'res_id': self.archive.id}
        files = self.env['ir.attachment'].with_user(self.archivist)
        for vals, context in (
            ({'public': True}, {}), ({'access_token': 'open-sesame'}, {}),
            ({}, {'default_public': True}), ({}, {'default_access_token': 'open-sesame'}),
        ):
            with self.subTest(vals=vals, context=context), self.assertRaises(UserError):
                files.with_context(**context).create({**place, **vals})

    def test_a_public_file_does_not_come_in_later(self):
        attachment = self.env['ir.attachment'].with_user(self.archivist).create({
            'name': "x", 'raw': b'x', 'public': True,
        })
        with self.assertRaises(UserError):
            attachment.write({'res_model': 'customer.archive', 'res_id': self.archive.id})

    def test_a_context_does_not_publish_a_scan(self):
        context = {'default_public': True, 'default_access_token': 'open-sesame'}
        documents = self.env['customer.archive.document'].with_user(self.collector)
        document = documents.with_context(**context).create({
            'archive_id': self.archive.id, 'title': "Licence", 'scan': SCAN, 'scan_name': "x.pdf",
            'type_id': self._type('contract').id,
        })
        scan = self._find_scan(document)
        self.assertFalse(scan.public or scan.access_token)

    def test_a_copy_within_the_archive_is_not_public_either(self):
        with self.assertRaises(UserError):
            self.scan.with_user(self.archivist).copy({'public': True})

    def test_files_of_other_records_are_as_they_were(self):
        """X-08: who does not use the archive notices nothing."""
        attachment = self.env['ir.attachment'].create({
            'name': "x", 'raw': b'x', 'res_model': 'res.partner', 'res_id': self.customer.id,
        })
        attachment.write({'name': "y", 'public': True, 'raw': b'y'})
        self.assertTrue(attachment.generate_access_token())
        attachment.unlink()
        self.assertFalse(attachment.exists())

    def test_a_file_without_its_record_can_be_cleaned_away(self):
        gone = self.document.id + 10000
        attachment = self.env['ir.attachment'].sudo().create({
            'name': "x", 'raw': b'x', 'res_model': self.document._name, 'res_id': gone,
        })
        attachment.unlink()
        self.assertFalse(attachment.exists())

    def test_its_own_document_replaces_and_removes_a_scan(self):
        self.document.with_user(self.collector).write({
            'scan': base64.b64encode(b'better'), 'scan_name': "better.pdf",
        })
        self.assertEqual(self._find_scan(self.document).raw, b'better')
        self.document.with_user(self.archivist).unlink()
        self.assertFalse(self._find_scan(self.document))

    # === WHO READS THEM === #

    def test_another_department_reads_no_file(self):
        for attachment in (self.scan, self.letter):
            for user in (self.other_user, self.outsider, self.other_archivist):
                theirs = attachment.with_user(user)
                with self.subTest(file=attachment.name, user=user.login):
                    for field in ('raw', 'datas', 'name', 'checksum'):
                        theirs.invalidate_recordset()
                        with self.assertRaises(AccessError):
                            theirs.read([field])
                    self.assertFalse(theirs.search([('id', '=', attachment.id)]))
                    with suppress(AccessError):  # For who may not read the model at all.
                        self.assertFalse(theirs.search([
                            ('res_model', '=', attachment.res_model), ('id', '=', attachment.id),
                        ]))
        with self.assertRaises(AccessError):
            self.document.with_user(self.other_user).read(['scan'])

    def test_the_own_department_reads_them(self):
        for user in (self.user, self.collector, self.archivist, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(self.scan.with_user(user).raw, CONTENT)
                self.assertEqual(self.letter.with_user(user).raw, b'Dear all')
                self.assertEqual(self.document.with_user(user).scan, SCAN)

    def test_confidentiality_reaches_the_files(self):
        self.archive.confidentiality = '2'
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self.scan.with_user(self.user).read(['raw'])
        with self.assertRaises(AccessError):
            self.scan.with_user(self.archivist).read(['raw'])
        self._state_purpose(self.archivist, self.archive)
        self.assertEqual(self.scan.with_user(self.archivist).raw, CONTENT)

    def test_who_may_only_read_the_record_attaches_nothing(self):
        with self.assertRaises(AccessError):
            self.env['ir.attachment'].with_user(self.user).create({
                'name': "x", 'raw': b'x', 'res_model': 'customer.archive',
                'res_id': self.archive.id,
            })


class TestScans(AttachmentCommon):
    """A scan is kept byte for byte under the SHA-256 of the upload (CA-60)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        noise = os.urandom(300 * 300 * 3)
        stream = io.BytesIO()
        Image.frombytes('RGB', (300, 300), noise).resize((3000, 3000)).save(
            stream, 'JPEG', quality=90,
        )
        cls.photo = stream.getvalue()

    def _assert_kept(self, document, content):
        self.env.invalidate_all()
        self.assertEqual(base64.b64decode(document.scan), content)
        scan = self._find_scan(document)
        self.assertEqual(scan.raw, content)
        self.assertEqual(document.scan_sha256, hashlib.sha256(scan.raw).hexdigest())
        self.assertEqual(document.scan_size, len(content))

    def test_a_large_photo_is_kept_byte_for_byte(self):
        """Odoo would shrink it to 1920 pixels."""
        document = self._create_document(
            self.volume, scan=base64.b64encode(self.photo), scan_name="photo.jpg",
        )
        self._assert_kept(document, self.photo)
        self.assertEqual(document.scan_mimetype, 'image/jpeg')

    def test_a_large_photo_that_replaces_another_scan_is_as_well(self):
        self.document.write({'scan': base64.b64encode(self.photo), 'scan_name': "photo.jpg"})
        self._assert_kept(self.document, self.photo)
        entry = self._entries(self.document, 'replace')
        self.assertEqual(entry.facts, {'sha256': hashlib.sha256(self.photo).hexdigest()})

    def test_odd_bytes_and_odd_base64_are_kept(self):
        content = bytes(range(256)) * 5
        wrapped = base64.encodebytes(content).decode()
        for scan in (base64.b64encode(content).decode(), wrapped):
            with self.subTest(scan=scan[:80]):
                document = self._create_document(self.volume, scan=scan, scan_name="odd.bin")
                self._assert_kept(document, content)

    def test_a_web_page_is_kept_as_it_is(self):
        content = b"<html><script>alert(1)</script></html>"
        document = self._create_document(
            self.volume, scan=base64.b64encode(content), scan_name="page.html",
        )
        self._assert_kept(document, content)

    def test_equal_scans_are_kept_apart(self):
        twin = self._create_document(self.volume, scan=SCAN, scan_name="scan.pdf")
        twin.with_user(self.archivist).unlink()
        self._assert_kept(self.document, CONTENT)

    # === BAD INPUT === #

    def _refuse(self, scan, *texts, name="scan.pdf"):
        """Assert that a scan is refused on entering and on replacing, with nothing half done."""
        documents = self.archive.document_ids
        with self.assertRefused(*texts):
            self._create_document(self.volume, scan=scan, scan_name=name)
        with self.assertRefused(*texts):
            self.document.write({'scan': scan, 'scan_name': name})
        self.env.invalidate_all()
        self.assertEqual(self.archive.document_ids, documents)
        self._assert_kept(self.document, CONTENT)

    def test_a_file_of_no_bytes_is_refused(self):
        for scan in (b'', '', False):
            with self.subTest(scan=scan):
                self._refuse(scan, "scan.pdf", "empty")

    def test_a_file_that_is_too_large_is_refused(self):
        self.company.archive_max_scan_size = 1
        largest = os.urandom(1024 * 1024)
        self._refuse(base64.b64encode(largest + b'x'), "scan.pdf", "1 MB")
        document = self._create_document(
            self.volume, scan=base64.b64encode(largest), scan_name="scan.pdf",
        )
        self._assert_kept(document, largest)

    def test_the_limit_is_that_of_the_archive_s_company(self):
        self.other_company.archive_max_scan_size = 1
        self.company.archive_max_scan_size = 64
        document = self.env['customer.archive.document'].with_company(self.other_company).create({
            'archive_id': self.archive.id, 'title': "X", 'type_id': self._type('contract').id,
            'scan': base64.b64encode(b'x' * 2 * 1024 * 1024), 'scan_name': "scan.pdf",
        })
        self.assertEqual(document.scan_size, 2 * 1024 * 1024)

    def test_a_broken_upload_is_refused(self):
        for scan in (
            'abc$', 'a', '!!!!', 'HelloWorld!!12', 'ÄÖÜ=', b'\xff\xfe\x00\x01', 'AAAA=BBB',
        ):
            with self.subTest(scan=scan):
                self._refuse(scan, "scan.pdf")

    def test_what_is_no_text_at_all_is_refused(self):
        for scan in (5, [1], {'a': 1}, True):
            with self.subTest(scan=scan):
                self._refuse(scan, "scan.pdf")

    def test_a_verified_scan_is_not_replaced(self):
        self.document.with_user(self.archivist).action_verify()
        for vals in ({'scan': base64.b64encode(b'x')}, {'scan': False, 'scan_name': False},
                     {'scan_name': "other.pdf"}):
            with self.subTest(vals=vals), self.assertRefused(self.document.name, "verified"):
                self.document.sudo().write(vals)
        self._assert_kept(self.document, CONTENT)


class TestScansOverHttp(AttachmentCommon, ArchiveHttpCase):
    """The routes that serve and delete files ask the document as well (CA-66)."""

    def _get(self, user, url):
        self.authenticate(user.login if user else None, user.login if user else None)
        with mute_logger('odoo.http'):
            return self.url_open(url, allow_redirects=False)

    def test_only_who_reads_the_document_gets_its_scan(self):
        urls = (
            f'/web/content/{self.scan.id}',
            f'/web/content/customer.archive.document/{self.document.id}/scan',
            f'/web/content/{self.scan.id}?download=true&access_token=',
            f'/web/image/{self.scan.id}',
            f'/web/content/{self.letter.id}',
        )
        for url in urls:
            with self.subTest(url=url, user=self.user.login):
                response = self._get(self.user, url)
                self.assertEqual(response.status_code, 200)
            for user in (self.other_user, self.outsider, None):
                with self.subTest(url=url, user=user and user.login):
                    response = self._get(user, url)
                    for content in (CONTENT, b'Dear all'):
                        self.assertNotIn(content, response.content)
        self.assertEqual(self._get(self.user, urls[0]).content, CONTENT)
        self.assertEqual(self._get(self.user, urls[1]).content, CONTENT)

    def test_the_chatter_does_not_delete_them(self):
        self.authenticate(self.archivist.login, self.archivist.login)
        for attachment in (self.scan, self.letter):
            with self.subTest(file=attachment.name), mute_logger('odoo.http'), \
                    self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    '/mail/attachment/delete', {'attachment_id': attachment.id},
                )
            self.assertTrue(attachment.exists())
