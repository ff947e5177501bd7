# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .common import HoldCommon


class TestMergedHolds(HoldCommon):
    """What is held does not go into another archive; what is held may take one in (CA-25, ND-02).
    """

    def test_an_archive_does_not_go_while_it_or_something_in_it_is_held(self):
        for record in (self.archive, self.volume, self.document, self.customer):
            hold = self._hold(record)
            with self.subTest(record=record), self.assertRefused(hold.name):
                self._request_merge(self.archive, self.other_archive)
            self._release(hold)
        self._merge_archives(self.archive, self.other_archive)
        self.assertEqual(self.volume.archive_id, self.other_archive)

    def test_a_hold_that_came_after_the_request_counts(self):
        request = self._request_merge(self.archive, self.other_archive)
        hold = self._hold(self.document)
        self.assertIn(hold.name, request.with_user(self.office_manager).blocker)
        with self.assertRefused(hold.name):
            request.with_user(self.office_manager).action_approve()
        self.env.invalidate_all()
        self.assertEqual(self.volume.archive_id, self.archive)

    def test_what_comes_into_a_held_archive_is_held_from_then_on(self):
        self._hold(self.other_archive)
        self._merge_archives(self.archive, self.other_archive)
        for record in (self.volume, self.document, self.sheet, self.folder):
            self.assertEqual(record.archive_id, self.other_archive)
            self.assertTrue(record.is_held)

    def test_a_hold_on_the_contact_or_the_archive_that_went_holds_what_lay_there(self):
        self._merge_archives(self.archive, self.other_archive)
        for record in (self.customer, self.archive):
            hold = self._hold(record)
            self.env.invalidate_all()
            with self.subTest(record=record):
                self.assertTrue(self.volume.is_held)
            self._release(hold)
            self.env.invalidate_all()
            self.assertFalse(self.volume.is_held)
