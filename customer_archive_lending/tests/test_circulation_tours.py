# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.customer_archive.tests.common import ArchiveHttpCase

from .common import SIGNATURE

_GROUP = 'customer_archive.customer_archive_group_'


@tagged('post_install', '-at_install')
class TestCirculationTours(ArchiveHttpCase):
    """Consent and the list of the month in a real browser, by the role with the fewest rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.company = cls.env.company
        cls.technician, cls.archivist, cls.manager, cls.general_manager = (
            new_test_user(cls.env, f'circulation_{role}', f'{_GROUP}{role}', lang='en_US')
            for role in ('technician', 'archivist', 'office_manager', 'general_manager')
        )
        cls.company.archive_general_manager_id = cls.general_manager
        cls.borrower = cls.env['hr.employee'].create({
            'name': "周强", 'user_id': cls.technician.id,
        })
        archive = cls.env['customer.archive'].create({
            'partner_id': cls.env['res.partner'].create({'name': "远洋船舶"}).id,
        })
        cls.document = cls.env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': "消防泵图纸", 'pages': 12, 'on_paper': True,
            'type_id': cls.env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        shelf = cls.env['customer.archive.location'].create({'name': "Circulation shelf"})
        cls.original = cls.document.holding_ids
        cls.copy = cls.env['customer.archive.holding'].create({
            'archive_id': archive.id, 'document_id': cls.document.id, 'kind': 'copy', 'pages': 12,
        })
        (cls.original | cls.copy)._relocate(home=shelf, current=shelf)

    def test_the_office_manager_consents_to_copies(self):
        request = self.env['customer.archive.copy.request'].with_user(self.archivist).create({
            'document_id': self.document.id, 'borrower_id': self.borrower.id,
            'reason': "现场参考",
        })
        self.start_tour('/odoo/archive-copies', 'customer_archive_lending_consent',
                        login='circulation_office_manager')
        self.assertEqual((request.state, request.decided_by_id), ('approved', self.manager))

    def test_the_general_manager_acknowledges_the_list(self):
        month = self.company._get_archive_today().replace(day=1)
        self.env.cr.execute("SELECT 1 FROM customer_archive_loan_report WHERE company_id = %s"
                            " AND month = %s", [self.company.id, month])
        if self.env.cr.rowcount:  # Scheduled work, or demo data, has made it: take a later one.
            month = fields.Date.add(month, months=1)
        lent_on = fields.Date.add(month, days=-2)
        with freeze_time(f'{lent_on} 02:00:00'):
            self._lend()
        report = self.env['customer.archive.loan.report']._make(self.company, month)
        report.with_user(self.archivist).action_submit()
        self.start_tour(f'/odoo/archive-monthly-lists?search_default_name={report.name}',
                        'customer_archive_lending_acknowledge', login='circulation_general_manager')
        self.assertEqual(report.acknowledged_by_id, self.general_manager)

    def _lend(self):
        """Lend original and copy to the borrower."""
        loan = self.env['customer.archive.loan'].with_user(self.archivist).create({
            'borrower_id': self.borrower.id, 'purpose_note': "维修",
            'exception_reason': "图纸", 'line_ids': [
                Command.create({'holding_id': holding.id})
                for holding in self.original | self.copy
            ],
        })
        loan.action_request()
        loan = loan.with_user(self.manager)
        loan.action_verify()
        loan._transition('allow', reason="急用")
        loan.action_approve()
        loan._hand_over(SIGNATURE)
