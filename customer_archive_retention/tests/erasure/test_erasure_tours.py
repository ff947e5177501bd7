# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged

from odoo.addons.customer_archive.tests.common import ArchiveHttpCase

from .common import NAME, ErasureCommon


@tagged('post_install', '-at_install')
class TestErasureTours(ErasureCommon, ArchiveHttpCase):
    """A customer asks to be forgotten, and is refused in part: in a real browser, by two people."""

    def _walk(self, tour, user, request):
        self.start_tour(
            f'/odoo/archive-erasures/{request.id}', f'customer_archive_retention_erasure_{tour}',
            login=user.login,
        )
        self.env.invalidate_all()

    def test_what_is_held_stays_and_the_rest_is_erased(self):
        for user in (self.archivist, self.general_manager):
            user.password = user.login
        hold = self._hold(self.paper)
        request = self._request()
        self._walk('decide', self.archivist, request)
        self._walk('approve', self.general_manager, request)
        self._walk('execute', self.archivist, request)
        kept = self._line(request, 'document')
        self.assertIn(hold.name, kept.reasons)
        self.assertIn(NAME, self.paper.title)
        # What stands about him in the archive of somebody else is not held.
        self.assertFalse(self.mention.exists() and NAME in self.mention.body)
        self.assertTrue(request.scanned_at)
