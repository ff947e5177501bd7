# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged
from odoo.tools.date_utils import relativedelta

from ..common import GROUP, ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestAssessmentTour(ArchiveHttpCase):
    """A quarter is assessed in a real browser, and something follows from it (CA-74, CA-75)."""

    def test_an_office_manager_assesses_a_quarter(self):
        new_test_user(self.env, 'tour_manager', f'{GROUP}office_manager', lang='en_US')
        archivist = new_test_user(
            self.env, 'tour_archivist', f'{GROUP}archivist', lang='en_US', name="Tour Archivist",
        )
        company = self.env.company
        company.archive_assessment_low = 100
        today = company._get_archive_today()
        # One whom other data of the database do not know.
        department = self.env['hr.department'].create({
            'name': "Tours", 'company_id': company.id,
        })
        self.env['customer.archive.appointment'].create({
            'user_id': archivist.id, 'department_id': department.id, 'company_id': company.id,
            'date_from': today - relativedelta(years=1),
        })
        archive = self.env['customer.archive'].create({
            'partner_id': self.env['res.partner'].create({'name': "Late", 'is_company': True}).id,
            'department_id': department.id, 'custodian_id': archivist.id,
        })
        volume = self.env['customer.archive.volume'].create({
            'archive_id': archive.id, 'title': "Tour volume",
        })
        deadline = today.replace(day=1) - relativedelta(months=(today.month - 1) % 3, days=10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_archive_volume SET state = 'filed', filing_deadline = %s,"
            " filed_on = %s WHERE id = %s",
            [deadline, deadline + relativedelta(days=1), volume.id],
        )
        self.env.invalidate_all()
        self.start_tour(
            '/odoo/archive-assessments', 'customer_archive_assessment', login='tour_manager',
        )
        assessment = self.env['customer.archive.assessment'].search([
            ('user_id', '=', archivist.id),
        ])
        self.assertEqual(
            (assessment.state, assessment.comment), ('final', "File the volumes in time"),
        )
        improvement = self.env['customer.archive.improvement'].search([
            ('assessment_id', '=', assessment.id),
        ])
        self.assertEqual((improvement.owner_id, improvement.state), (archivist, 'open'))
