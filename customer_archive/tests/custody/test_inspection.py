# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from ..common import ArchiveCommon


class InspectionCommon(ArchiveCommon):
    """A room with two shelves, and an inspection of it by the archivist.

    Fixtures: `room`, `shelf` with `first` and `second`, `upper` with `third`; a second archivist
    `colleague`; `desk`, the counting desk of the archivist.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user('colleague', 'archivist')
        cls.room = cls._create_location(name="Room", kind='room')
        cls.shelf = cls._create_location(name="A", parent_id=cls.room.id)
        cls.upper = cls._create_location(name="B", parent_id=cls.room.id)
        cls.elsewhere = cls._create_location(name="Desk")
        cls.archive = cls._open_archive(cls.customer)
        volumes = cls.env['customer.archive.volume']
        for place in (cls.shelf, cls.shelf, cls.upper):
            volume = cls._create_volume(cls.archive)
            volume.folder_id._relocate(home=place, current=place)
            volumes |= volume
        cls.first, cls.second, cls.third = volumes.folder_id
        cls.sheet = cls._create_document(volumes[0]).holding_ids
        cls.inspection = cls._plan()
        cls.desk = cls._get_desk(cls.archivist)

    @classmethod
    def _plan(cls, **vals):
        return cls.env['customer.archive.inspection'].with_user(cls.archivist).create({
            'location_id': cls.room.id, **vals,
        })

    @classmethod
    def _get_desk(cls, user):
        return cls.env['customer.archive.inspection.desk'].with_user(user).with_context(
            allowed_company_ids=cls.company.ids,
        )

    def _scan(self, code, kind='success', desk=None):
        answer = (desk if desk is not None else self.desk).scan(code)
        self.assertEqual(answer['message']['kind'], kind, answer['message']['text'])
        return answer

    def _line(self, code):
        return self.inspection.line_ids.sudo().filtered(lambda line: line.barcode == code)

    def _finish(self):
        """Count all but what a test has done, and end the count."""
        self.inspection.action_finish()
        return self.inspection


class TestInspection(InspectionCommon):
    """What is expected is frozen; scans say what is there, missing, misplaced, damaged (CA-58)."""

    def test_what_is_expected_is_frozen_at_the_start(self):
        self.second._relocate(current=self.elsewhere)
        self.inspection.action_start()
        self.assertEqual(
            {line.barcode: (line.result, line.expected_location_id)
             for line in self.inspection.line_ids},
            {self.first.barcode: ('pending', self.shelf), self.third.barcode:
             ('pending', self.upper), self.second.barcode: ('away', self.shelf)},
        )
        self.assertEqual((self.inspection.expected_count, self.inspection.away_count), (2, 1))
        later = self._create_volume(self.archive).folder_id
        later._relocate(home=self.shelf, current=self.shelf)
        self.assertFalse(self._line(later.barcode))
        with self.assertRefused("has started"):
            self.inspection.location_id = self.shelf

    def test_sheets_are_counted_where_that_is_asked_for(self):
        self.inspection.with_contents = True
        self.inspection.action_start()
        self.assertTrue(self._line(self.sheet.barcode))

    def test_a_whole_count_by_scanner(self):
        self.inspection.action_start()
        answer = self._scan(self.shelf.barcode)
        self.assertEqual(answer['shelf'], "Room / A")
        answer = self._scan(self.first.barcode)
        self.assertEqual(self._line(self.first.barcode).result, 'found')
        self.assertEqual((answer['expected'], answer['pending']), (3, 2))
        answer = self._scan(self.third.barcode, 'danger')
        self.assertIn("belongs in Room / B", answer['message']['text'])
        line = self._line(self.third.barcode)
        self.assertEqual((line.result, line.found_location_id, line.scanned_by_id),
                         ('misplaced', self.shelf, self.archivist))
        self._finish()
        self.assertEqual(self._line(self.second.barcode).result, 'missing')
        self.assertEqual(self.inspection.state, 'counted')
        facts = self._entries(self.inspection, 'finish').facts
        self.assertEqual((facts['found'], facts['missing'], facts['misplaced']), (1, 1, 1))

    def test_what_does_not_belong_there_is_noted(self):
        stranger = self._create_volume(self.archive).folder_id
        stranger._relocate(home=self.elsewhere, current=self.elsewhere)
        self.inspection.action_start()
        answer = self._scan(stranger.barcode, 'danger')
        self.assertIn("belongs in Desk", answer['message']['text'])
        answer = self._scan('6901234567892', 'danger')
        self.assertIn("noted as unknown", answer['message']['text'])
        self.assertEqual(self._line(stranger.barcode).result, 'misplaced')
        self.assertEqual(self._line('6901234567892').result, 'unknown')
        self.assertEqual((self.inspection.misplaced_count, self.inspection.unknown_count), (1, 1))

    def test_what_was_known_to_be_away_and_is_there_is_misplaced(self):
        self.second._relocate(current=self.elsewhere)
        self.inspection.action_start()
        answer = self._scan(self.second.barcode, 'danger')
        self.assertIn("known to be away", answer['message']['text'])

    def test_a_sheet_in_a_folder_is_not_counted_by_itself(self):
        self.inspection.action_start()
        answer = self._scan(self.sheet.barcode, 'warning')
        self.assertIn(self.first.barcode, answer['message']['text'])
        self.assertFalse(self._line(self.sheet.barcode))

    def test_a_scan_twice_says_so_to_both_who_count(self):
        """Bad input."""
        self.inspection.action_start()
        other = self._get_desk(self.colleague)
        other.choose(self.inspection.id)
        self._scan(self.first.barcode)
        for desk in (self.desk, other):
            answer = self._scan(self.first.barcode, 'warning', desk)
            self.assertIn("scanned already, by archive_archivist", answer['message']['text'])
        self._scan('UNKNOWN', 'danger')
        self._scan('UNKNOWN', 'warning', other)
        self._scan(self.second.barcode, desk=other)
        self.assertEqual(self._line(self.second.barcode).scanned_by_id, self.colleague)
        self.assertEqual([line['barcode'] for line in self.desk.open_desk()['lines']],
                         ['UNKNOWN', self.first.barcode])

    def test_damage_is_marked_and_taken_off(self):
        self.inspection.action_start()
        line_id = self._scan(self.first.barcode)['lines'][0]['id']
        answer = self.desk.mark_damaged(line_id, "Wet")
        self.assertEqual(answer['message']['kind'], 'warning')
        self.assertEqual((self._line(self.first.barcode).is_damaged, answer['lines'][0]['damage']),
                         (True, "Wet"))
        self.desk.mark_damaged(line_id, "")
        self.assertFalse(self._line(self.first.barcode).is_damaged)

    def test_a_scan_is_taken_back(self):
        self.inspection.action_start()
        for code in (self.first.barcode, 'UNKNOWN'):
            kind = 'danger' if code == 'UNKNOWN' else 'success'
            line_id = self._scan(code, kind)['lines'][0]['id']
            self.assertEqual(self.desk.undo(line_id)['message']['kind'], 'success')
        self.assertEqual(self._line(self.first.barcode).result, 'pending')
        self.assertEqual(self._line('UNKNOWN').result, 'void')
        self.assertEqual(self.inspection.unknown_count, 0)
        self._scan(self.first.barcode)
        self._scan('UNKNOWN', 'danger')
        self.assertEqual(self._line('UNKNOWN').result, 'unknown')
        waiting = self._line(self.second.barcode)
        self.assertIn("Scan it first", self.desk.undo(waiting.id)['message']['text'])

    def test_a_reload_finds_the_desk_as_it_was(self):
        self.inspection.action_start()
        self._scan(self.shelf.barcode)
        before = self._scan(self.first.barcode)
        self.env.invalidate_all()
        self.assertEqual({**before, 'message': False}, self.desk.open_desk())
        self.assertEqual(self.desk.leave_shelf()['shelf'], '')

    def test_a_shelf_of_another_room_is_no_part_of_it(self):
        self.inspection.action_start()
        answer = self._scan(self.elsewhere.barcode, 'danger')
        self.assertIn("no part of", answer['message']['text'])
        for code in (' ', 'X' * 200, 'A\x00B', None):
            answer = self._scan(code, 'danger')
            self.assertIn("Nothing was scanned", answer['message']['text'])
        for call in (
            lambda: self.desk.choose('X'), lambda: self.desk.choose(False),
            lambda: self.desk.undo([1]), lambda: self.desk.mark_damaged(0, "Wet"),
        ):
            self.assertEqual(call()['message']['kind'], 'danger')

    def test_nothing_is_scanned_before_and_after_the_count(self):
        self.assertIn("Planned", self.desk.choose(self.inspection.id)['message']['text'])
        self.assertIn("Choose an inspection", self._scan('X', 'danger')['message']['text'])
        self.inspection.action_start()
        self._finish()
        answer = self._scan(self.first.barcode, 'danger')
        self.assertIn("Counted", answer['message']['text'])

    def test_what_was_moved_meanwhile_is_away_not_missing(self):
        self.inspection.action_start()
        self.second._relocate(current=self.elsewhere)
        self._finish()
        self.assertEqual(self._line(self.second.barcode).result, 'away')
        self.assertEqual(self._line(self.first.barcode).result, 'missing')

    def test_a_location_is_inspected_once_at_a_time(self):
        with self.assertImpossible():
            self._plan()
        self.inspection._transition('cancel', reason="Moved house")
        self.assertTrue(self._plan())

    def test_inspections_are_the_archivists(self):
        for user in (self.user, self.technician, self.collector):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.inspection.with_user(user).action_start()
                with self.assertRaises(AccessError):
                    self._get_desk(user).scan(self.first.barcode)
        for user in (self.auditor, self.general_manager):
            with self.subTest(user=user.login):
                self.assertEqual(self.inspection.with_user(user).expected_count, 0)
                with self.assertRaises(AccessError):
                    self.inspection.with_user(user).action_start()
        self.inspection.action_start()
        for operation in (
            lambda lines: lines.write({'result': 'found'}),
            lambda lines: lines.create({'inspection_id': self.inspection.id, 'barcode': 'X'}),
        ):
            with self.assertRaises(AccessError):
                operation(self.inspection.line_ids.with_user(self.office_manager))
        self.assertFalse(self.inspection.with_user(self.other_archivist).search([]))
        abroad = self._get_desk(self.other_archivist).with_context(
            allowed_company_ids=self.other_company.ids,
        )
        self.assertEqual(abroad.choose(self.inspection.id)['message']['kind'], 'danger')
        self.assertIn("Choose an inspection", abroad.scan('X')['message']['text'])

    # === PLANNING === #

    def _plan_due(self, day):
        with freeze_time(day), self._counting_commits():
            self.env['customer.archive.location']._cron_plan_inspections()
        return self.inspection.search([('location_id', 'in', (self.room | self.shelf).ids)])

    def test_inspections_are_planned_by_their_period(self):
        self.inspection._transition('cancel', reason="Not yet")
        self.company.archive_custodian_id = self.archivist
        self.company.archive_inspection_months = 0
        self.shelf.inspection_months = 6
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_archive_location SET create_date = '2026-01-10' WHERE id = ANY(%s)",
            [(self.room | self.shelf).ids],
        )
        self.env.invalidate_all()
        self.assertFalse(self._plan_due('2026-07-08 04:00:00') - self.inspection)
        due = self._plan_due('2026-07-10 04:00:00') - self.inspection
        self.assertEqual((due.location_id, due.user_id), (self.shelf, self.archivist))
        self.assertEqual(self._plan_due('2026-07-11 04:00:00') - self.inspection, due)
        self.company.archive_inspection_months = 12
        both = self._plan_due('2027-01-10 04:00:00') - self.inspection
        self.assertEqual(both.location_id, self.room | self.shelf)
