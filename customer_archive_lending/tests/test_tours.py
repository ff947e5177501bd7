# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from odoo.addons.customer_archive.tests.common import ArchiveHttpCase

_GROUP = 'customer_archive.customer_archive_group_'


@tagged('post_install', '-at_install')
class TestTours(ArchiveHttpCase):
    """Lending in a real browser, each step by the role with the fewest rights.

    Fixtures: a document with an original of twelve pages and a copy on a shelf; a technician with a
    badge; an archivist.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.technician = new_test_user(
            cls.env, 'lending_technician', f'{_GROUP}technician', lang='en_US',
        )
        cls.archivist = new_test_user(
            cls.env, 'lending_archivist', f'{_GROUP}archivist', lang='en_US',
        )
        cls.borrower = cls.env['hr.employee'].create({
            'name': "周强", 'user_id': cls.technician.id, 'barcode': 'TOURBADGE',
        })
        archive = cls.env['customer.archive'].create({
            'partner_id': cls.env['res.partner'].create({'name': "远洋船舶"}).id,
        })
        document = cls.env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': "消防泵图纸", 'pages': 12,
            'type_id': cls.env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        shelf = cls.env['customer.archive.location'].create({'name': "Tour shelf"})
        cls.copy = cls.env['customer.archive.holding'].create({
            'archive_id': archive.id, 'document_id': document.id, 'kind': 'copy', 'pages': 12,
        })
        cls.copy._relocate(home=shelf, current=shelf)

    def test_a_technician_borrows_a_copy_and_brings_it_back_damaged(self):
        self.start_tour('/odoo/my-archive-loans', 'customer_archive_lending_ask',
                        login='lending_technician')
        loan = self.env['customer.archive.loan'].search([('borrower_id', '=', self.borrower.id)])
        self.assertEqual((loan.state, loan.purpose_note), ('requested', "维修消防泵"))
        copy = loan.line_ids.holding_id

        self.start_tour(f'/odoo/archive-loans/{loan.id}', 'customer_archive_lending_approve',
                        login='lending_archivist')
        self.assertEqual((loan.state, loan.approved_by_id), ('approved', self.archivist))

        self.start_tour('/odoo/lending-desk', 'customer_archive_lending_hand_over',
                        login='lending_archivist')
        self.assertEqual(loan.state, 'handed_over')
        self.assertTrue(loan.signature)
        self.assertEqual(copy.with_id, self.borrower)

        self.start_tour('/odoo/lending-desk', 'customer_archive_lending_take_back',
                        login='lending_archivist')
        self.assertEqual((loan.state, copy.condition), ('closed', 'damaged'))
        self.assertEqual(loan.line_ids.repair_ids.responsible_id, self.borrower)
        self.assertEqual(loan.line_ids.repair_ids.cause, "第七页撕裂")
