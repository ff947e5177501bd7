# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestContentTours(ArchiveHttpCase):
    """What is missing is shown, added, and the archive becomes formal, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.env['customer.archive.checklist'].search([]).active = False
        cls.env.company.archive_ask_authorization = False
        for login, role in (
            ('content_archivist', 'archivist'), ('content_colleague', 'archivist'),
            ('content_manager', 'office_manager'),
        ):
            new_test_user(
                cls.env, login, f'customer_archive.customer_archive_group_{role}', lang='en_US',
            )
        checklist = cls.env['customer.archive.checklist'].create({
            'name': "Companies", 'customer_type': 'company',
        })
        cls.env['customer.archive.checklist.line'].create({
            'checklist_id': checklist.id, 'kind': 'document', 'document_type_id': cls.env.ref(
                'customer_archive.customer_archive_document_type_business_licence').id,
        })
        customer = cls.env['res.partner'].create({'name': "杭州清单有限公司", 'is_company': True})
        cls.archive = cls.env['customer.archive']._open_for(customer)

    def test_from_what_is_missing_to_a_formal_archive(self):
        """CA-26: one archivist adds what is missing, another verifies it, then it is formal."""
        path = f'/odoo/customer-archives/{self.archive.id}'
        with mute_logger('odoo.http'):  # It is refused first, and says why.
            self.start_tour(path, 'customer_archive_missing', login='content_archivist')
        document = self.archive.document_ids
        self.assertEqual(document.type_id.code, 'YYZZ')
        self.assertEqual(self.archive.completeness, 0)
        self.start_tour(f'/odoo/archive-documents/{document.id}', 'customer_archive_verify',
                        login='content_colleague')
        self.assertEqual(self.archive.completeness, 100)
        self.start_tour(path, 'customer_archive_formalise', login='content_archivist')
        self.assertEqual(self.archive.state, 'formal')

    def test_an_archivist_s_day(self):
        """CA-29, CA-34: a due review is confirmed; then an overhaul is gone through and closed."""
        self.archive.opened_on = '2020-01-01'
        self.archive.importance_id = self.env.ref(
            'customer_archive.customer_archive_class_importance_a',
        )
        self.assertTrue(self.archive.is_review_due)
        self.start_tour('/odoo/archive-reviews-due', 'customer_archive_review',
                        login='content_archivist')
        self.assertEqual(self.archive.review_ids.outcome, 'unchanged')
        department = self.env['hr.department'].create({'name': "Overhauled"})
        self.archive.department_id = department
        campaign = self.env['customer.archive.campaign'].create({
            'title': "Yearly", 'deadline': '2099-12-31', 'department_ids': department.ids,
        })
        self.start_tour(f'/odoo/archive-overhauls/{campaign.id}', 'customer_archive_overhaul',
                        login='content_manager')
        self.assertEqual((campaign.state, campaign.progress), ('closed', 100))
        self.assertEqual(self.archive.review_ids.sorted('id')[-1].note, "A new purchaser")
