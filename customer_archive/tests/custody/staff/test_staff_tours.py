# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import new_test_user, tagged

from ...common import GROUP, ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestStaffTours(ArchiveHttpCase):
    """The organisation in a real browser, by the role with the fewest rights."""

    def test_a_training_is_recorded_and_seen_as_expired(self):
        new_test_user(
            self.env, 'staff_office_manager', f'{GROUP}office_manager', lang='en_US',
            name="Tour Manager",
        )
        topic = self.env['customer.archive.training.topic'].create({'name': "Tour topic"})
        self.start_tour(
            '/odoo/archive-trainings', 'customer_archive_training', login='staff_office_manager',
        )
        training = self.env['customer.archive.training'].search([('topic_id', '=', topic.id)])
        self.assertTrue(training.is_expired)
