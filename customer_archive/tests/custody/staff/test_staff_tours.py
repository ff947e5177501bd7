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

    def test_a_procedure_is_written_released_and_read(self):
        """CA-76"""
        for role in ('archivist', 'office_manager', 'technician'):
            new_test_user(self.env, f'tour_{role}', f'{GROUP}{role}', lang='en_US')
        procedure = self.env['customer.archive.procedure'].create({
            'code': "TOUR-01", 'name': "Viewing Archives", 'role': 'technician',
        })
        self.start_tour(
            '/odoo/archive-procedures', 'customer_archive_procedure_write', login='tour_archivist',
        )
        version = procedure.version_ids
        self.assertEqual((version.state, version.author_id.login), ('draft', 'tour_archivist'))
        self.start_tour(
            f'/odoo/archive-procedures-in-force/{version.id}',
            'customer_archive_procedure_release', login='tour_office_manager',
        )
        self.assertEqual(version.state, 'released')
        self.start_tour(
            '/odoo/archive-procedures-in-force', 'customer_archive_procedure_read',
            login='tour_technician',
        )
        self.assertEqual(version.acknowledgement_ids.user_id.login, 'tour_technician')
