# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .common import DisposalCommon


class TestMergedDisposal(DisposalCommon):
    """A disposal list names archives: it is settled before one of them is merged (CA-25)."""

    def test_what_stands_on_a_list_does_not_go_elsewhere(self):
        stays = self._open_archive()
        disposal = self._create_list()
        self.assertTrue(disposal.line_ids)
        with self.assertRefused(disposal.name):
            self._request_merge(self.archive, stays)
        disposal._transition('cancel', reason="Two archives of one customer")
        self._merge_archives(self.archive, stays)
        self.assertEqual(self.volume.archive_id, stays)
        self.assertTrue(self.volume.retention_due_on)

    def test_the_archive_that_stays_may_stand_on_a_list(self):
        goes = self._open_archive()
        document = self._create_document(goes)
        self._create_list()
        self._merge_archives(goes, self.archive)
        self.assertEqual(document.archive_id, self.archive)

    def test_what_is_destroyed_follows_as_what_it_is(self):
        self._execute()
        stays = self._open_archive()
        self._merge_archives(self.archive, stays)
        self.assertEqual((self.volume.archive_id, self.volume.state), (stays, 'destroyed'))
