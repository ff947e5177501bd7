# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import TransactionCase

from ...models.content import formats
from .common import ContentCommon

CREDIT_CODE = '91110000600037341L'
IDENTITY = '11010519491231002X'


class TestFormats(TransactionCase):
    """What can be true (CA-24)."""

    def test_numbers_of_companies(self):
        for number, country, right in (
            (CREDIT_CODE, 'CN', True), (CREDIT_CODE[:-1] + 'M', 'CN', False), ('1', 'CN', False),
            ('DE 136,695 976', 'DE', True), ('DE136695978', 'DE', False), ('anything', '', True),
            ('anything', 'QQ', True), ('anything', 'us', True),
        ):
            with self.subTest(number=number, country=country):
                self.assertEqual(formats.is_company_number(number, country), right)

    def test_numbers_of_persons(self):
        for number, country, right in (
            (IDENTITY, 'CN', True), ('110105194912310021', 'CN', False), ('1', 'cn', False),
            ('1', 'DE', True), ('1', '', True),
        ):
            with self.subTest(number=number, country=country):
                self.assertEqual(formats.is_identity_number(number, country), right)

    def test_addresses_and_telephones(self):
        for email, right in (
            ('li@example.com', True), ('li', False), ('a@example.com, b@example.com', False),
        ):
            with self.subTest(email=email):
                self.assertEqual(formats.is_email(email), right)
        for phone, right in (
            ('13805710001', True), ('+86 571 8888-8888', True), ('call me', False), ('12', False),
        ):
            with self.subTest(phone=phone):
                self.assertEqual(formats.is_phone(phone, 'CN'), right)


class TestVerifying(ContentCommon):
    """A failed check blocks verifying, not saving; who entered does not verify (CA-23, CA-24)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.country_id = cls.env.ref('base.cn')

    def test_a_number_that_fails_its_checksum_is_saved_and_not_verified(self):
        for document_type, wrong, right in (
            ('business_licence', CREDIT_CODE[:-1] + 'M', CREDIT_CODE),
            ('identity', '110105194912310021', IDENTITY),
        ):
            document = self._create_document(self.archive, document_type, number=wrong)
            with self.subTest(type=document_type):
                with self.assertRefused(document.name, wrong, "China"):
                    document.with_user(self.archivist).action_verify()
                document.with_user(self.collector).number = right
                document.with_user(self.archivist).action_verify()
                self.assertEqual(document.state, 'verified')

    def test_only_types_with_a_format_are_checked_and_only_where_it_is_stated(self):
        self._verify(self.archive, 'contract', number="12/7")
        self._verify(self.archive, 'business_licence')

    def test_a_foreign_customer_has_the_number_of_his_country(self):
        self.customer.country_id = self.env.ref('base.de')
        document = self._create_document(self.archive, 'business_licence', number=CREDIT_CODE)
        with self.assertRefused("Germany"):
            document.with_user(self.archivist).action_verify()
        self._verify(self.archive, 'business_licence', number='DE136695976')

    def test_who_entered_a_document_does_not_verify_it(self):
        document = self.env['customer.archive.document'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'title': "Licence",
            'type_id': self._type('business_licence').id,
        })
        with self.assertRefused(document.name, "another person"):
            document.action_verify()
        # Another login of the same person is the same person.
        again = self._create_user('again', 'archivist', email=self.archivist.login)
        again.partner_id.email = self.archivist.login
        with self.assertRefused("another person"):
            document.with_user(again).action_verify()
        document.with_user(self.office_manager).action_verify()
        self.assertEqual(document.verified_by_id, self.office_manager)

    def test_a_company_of_one_archivist_may_allow_it(self):
        self.company.archive_verify_by_other = False
        document = self.env['customer.archive.document'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'title': "Licence",
            'type_id': self._type('business_licence').id,
        })
        document.action_verify()
        self.assertEqual(document.state, 'verified')
