# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestOverviewTour(ArchiveHttpCase):
    """A manager looks on Monday at what needs him (CA-65, CA-75)."""

    def test_the_manager_reads_the_overview(self):
        manager = new_test_user(
            self.env, 'tour_manager', 'customer_archive.customer_archive_group_general_manager',
            lang='en_US',
        )
        customer = self.env['res.partner'].create({'name': "Late Customer", 'is_company': True})
        archive = self.env['customer.archive']._open_for(customer)
        # What other data of the database bring is not his matter here.
        self.env['customer.archive.complaint'].search([('state', '=', 'open')]).deadline = (
            '2099-12-31'
        )
        self.env['customer.archive.complaint'].create({
            'archive_id': archive.id, 'title': "The roof leaks", 'responsible_id': manager.id,
            'received_on': '2026-01-05', 'deadline': '2026-01-12',
        })
        self.env['customer.archive.kpi']._keep_month(
            self.env.company, self.env['customer.archive.kpi']._get_last_month(self.env.company),
        )
        self.start_tour('/odoo/archive-overview', 'customer_archive_overview', login='tour_manager')
        incoming = self.env['customer.archive.complaint'].search([('archive_id', '=', archive.id)])
        self.assertEqual(incoming.state, 'open', "looking changes nothing")
