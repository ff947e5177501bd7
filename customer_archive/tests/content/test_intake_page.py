# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re
import socket
from urllib.parse import urlsplit

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase

PDF = b'%PDF-1.4 of the licence'
LICENCE = '91110000600037341L'


@tagged('post_install', '-at_install')
class TestIntakePage(ArchiveHttpCase):
    """What a customer sees who opens the link of a form (CA-22, CA-24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.env.company.country_id = cls.env.ref('base.cn')
        cls.env.company.archive_form_megabytes = 1
        cls.collector = new_test_user(
            cls.env, 'form_archivist', 'customer_archive.customer_archive_group_archivist',
            lang='en_US',
        )
        cls.customer = cls.env['res.partner'].create({
            'name': "杭州表单有限公司", 'is_company': True, 'phone': "0571-8888 0000",
            'email': 'office@form.example.com', 'lang': 'en_US',
            'country_id': cls.env.ref('base.cn').id,
        })
        cls.archive = cls.env['customer.archive']._open_for(cls.customer)
        cls.kind = cls.env.ref('customer_archive.customer_archive_document_type_business_licence')

    def setUp(self):
        super().setUp()
        self.link = self.env['customer.archive.intake.link'].with_user(self.collector).create({
            'archive_id': self.archive.id, 'recipient_id': self.customer.id,
            'document_type_ids': self.kind.ids, 'message': "For the new contract",
        })
        self.path = urlsplit(self.link._make_link()).path
        self.env.flush_all()
        self.authenticate(None, None)

    def _post(self, files=(), **values):
        page = self.url_open(self.path)
        csrf = re.search(r'name="csrf_token" value="(\w+)"', page.text).group(1)
        answer = self.url_open(
            self.path, data={**values, 'csrf_token': csrf},
            files=[(f'file_{self.kind.id}', file) for file in files] or None,
        )
        self.env.invalidate_all()
        return answer

    def test_the_page_says_who_asks_and_shows_nothing_of_the_archive(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        for text in (self.env.company.name, "For the new contract", "Business Licence"):
            self.assertIn(text, page.text)
        for text in (self.archive.name, "8888 0000", "office@form"):
            self.assertNotIn(text, page.text)
        self.assertEqual(page.headers['Cache-Control'], 'no-store')
        self.assertEqual(page.headers['Referrer-Policy'], 'no-referrer')
        self.assertIn('noindex', page.headers['X-Robots-Tag'])

    def test_an_answer_is_taken_once(self):
        answer = self._post([('licence.pdf', PDF, 'application/pdf')], contact_name="Li Lei",
                            phone="13800001111", vat=LICENCE, need="A second boiler")
        self.assertIn("Thank you!", answer.text)
        self.assertEqual(self.link.state, 'answered')
        data = self.link.intake_ids.filtered(lambda intake: intake.topic == 'data')
        self.assertEqual((data.contact_name, data.phone, data.vat, data.state),
                         ("Li Lei", "13800001111", LICENCE, 'entered'))
        self.assertEqual(self.link.document_ids.sudo().scan_name, 'licence.pdf')
        self.assertEqual(self.link.document_ids.sudo().scan_size, len(PDF))
        with mute_logger('odoo.http'):
            again = self.url_open(self.path)
        self.assertEqual(again.status_code, 410)
        self.assertIn("answered already", again.text)

    def test_a_number_that_fails_its_checksum_is_shown_and_nothing_is_lost(self):
        answer = self._post(contact_name="Li Lei", vat='91110000600037341X', email='no')
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.text.count("This cannot be right"), 2)
        self.assertIn('value="Li Lei"', answer.text)
        self.assertEqual(self.link.state, 'sent')
        self.assertFalse(self.link.intake_ids)

    def test_only_papers_and_pictures_of_a_size_are_taken(self):
        for name, content, text in (
            ('program.pdf', b'MZ' + b'x' * 100, "no PDF, JPEG or PNG"),
            ('large.pdf', PDF + b'x' * (1024 * 1024), "larger than 1 MB"),
            ('empty.pdf', b'', "no PDF, JPEG or PNG"),
        ):
            with self.subTest(name=name):
                answer = self._post([(name, content, 'application/pdf')], contact_name="Li Lei")
                self.assertIn(text, answer.text)
                self.assertEqual(self.link.state, 'sent')

    def test_a_name_is_never_a_path(self):
        self._post([('..\\..\\etc/passwd.pdf', PDF, 'application/pdf')])
        self.assertEqual(self.link.document_ids.sudo().scan_name, 'passwd.pdf')

    def test_nothing_at_all_is_no_answer(self):
        self.assertIn("Nothing was entered yet", self._post().text)
        self.assertEqual(self.link.state, 'sent')

    def test_two_gigabytes_are_refused_before_they_are_sent(self):
        """Nothing of them is read: the server answers to what the request says of itself."""
        page = self.url_open(self.path)
        url = urlsplit(page.url)
        with (
            mute_logger('odoo.http', 'werkzeug'), self.allow_requests(all_requests=True),
            socket.create_connection((url.hostname, url.port), timeout=20) as connection,
        ):
            connection.sendall((
                f"POST {self.path} HTTP/1.1\r\nHost: {url.netloc}\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\n"
                f"Content-Length: {2 * 1024 ** 3}\r\nConnection: close\r\n\r\n"
            ).encode())
            answer = b''.join(iter(lambda: connection.recv(65536), b'')).decode()
        self.assertIn("too large", answer)
        self.assertIn(' 413 ', answer.splitlines()[0], answer)
        self.assertEqual(self.link.state, 'sent')

    def test_without_the_token_of_the_page_nothing_is_taken(self):
        with mute_logger('odoo.http'):
            answer = self.url_open(self.path, data={'contact_name': "Li Lei"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.link.state, 'sent')

    def test_an_unknown_link_says_so(self):
        with mute_logger('odoo.http'):
            answer = self.url_open(f'{self.path[:-4]}AAAA')
        self.assertEqual(answer.status_code, 404)

    def test_a_customer_reads_it_in_his_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.customer.lang = 'zh_CN'
        self.env.flush_all()
        english = "This cannot be right: please look at it again."
        chinese = self.link.with_context(lang='zh_CN').env._(english)
        self.assertNotEqual(chinese, english)
        self.assertIn(chinese, self._post(email='no').text)

    def test_the_customer_fills_it_in_a_browser(self):
        self.start_tour(self.path, 'customer_archive_intake_form')
        self.env.invalidate_all()
        self.assertEqual(self.link.state, 'answered')
        self.assertEqual(self.link.intake_ids.mapped('contact_name'), ["Li Lei"])
