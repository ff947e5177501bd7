# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time

from .circulation_common import CirculationCommon


@freeze_time('2026-03-04 02:00:00')
class TestMergedLoans(CirculationCommon):
    """What is on loan or reserved follows when its archive is merged (CA-25).

    Fixtures: `stays`, the archive that `archive` is merged into.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stays = cls._open_archive()

    def test_a_loan_goes_on_and_is_taken_back_in_the_other_archive(self):
        loan = self._lend(self.copy_1).sudo()
        self._merge_archives(self.archive, self.stays)
        line = loan.line_ids
        self.assertEqual((line.archive_id, line.state), (self.stays, 'out'))
        self.assertEqual(self.copy_1.loan_line_id, line)
        self.assertEqual(self.stays.with_user(self.archivist).lent_count, 1)
        self.assertFalse(self.archive.with_user(self.archivist).lent_count)
        with self.assertRefused("is on loan to"):
            self.stays.sudo()._ensure_not_blocked('close')
        self._take_back(line)
        self.assertEqual(line.state, 'discharged')
        self.assertEqual(self._entries(self.copy_1)[-1].archive, self.stays.name)

    def test_who_waits_goes_on_waiting(self):
        self._lend(self.copy_1)
        reservation = self._reserve(self.copy_1).sudo()
        self._merge_archives(self.archive, self.stays)
        self.assertEqual((reservation.archive_id, reservation.state), (self.stays, 'waiting'))

    def test_contacts_are_not_merged_while_something_is_on_loan(self):
        self._lend(self.copy_1)
        with self.assertRefused("is on loan to"):
            self.archive.sudo()._ensure_not_blocked('merge')
