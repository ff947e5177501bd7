# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged

from odoo.addons.customer_archive.tests.common import ArchiveHttpCase

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestDisposalTours(DisposalCommon, ArchiveHttpCase):
    """A disposal in a real browser, by five people, each with the fewest rights."""

    def _walk(self, tour, user, path):
        self.start_tour(path, f'customer_archive_retention_{tour}', login=user.login)
        self.env.invalidate_all()

    def test_five_people_destroy_a_volume(self):
        for user in (self.archivist, self.general_manager, self.auditor, self.executor):
            user.password = user.login
        self._walk('review', self.archivist, '/odoo/archive-disposals')
        disposal = self.env['customer.archive.disposal'].search([], order='id desc', limit=1)
        self.assertEqual((disposal.state, disposal.proposer_id), ('proposed', self.archivist))
        self.assertEqual(disposal.line_ids.volume_id, self.volume)
        path = f'/odoo/archive-disposals/{disposal.id}'
        self._walk('approve', self.general_manager, path)
        self._walk('attend', self.auditor, path)
        self._walk('execute', self.executor, path)
        self.assertEqual(self.volume.state, 'destroyed')
        disposal.sudo()._finish()
        self._walk('certify', self.auditor, path)
        self.assertEqual(disposal.state, 'certified')
        self.assertTrue(disposal.certificate_sha256)
