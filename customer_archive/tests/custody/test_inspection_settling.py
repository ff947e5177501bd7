# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from .test_inspection import InspectionCommon


class TestInspectionSettling(InspectionCommon):
    """Differences become tasks, and a second person signs the report (CA-58)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspection.action_start()

    def _count_all(self, *but):
        for holding in (self.first, self.second, self.third):
            if holding not in but:
                self._scan(holding.barcode)

    def test_without_differences_it_is_signed_by_a_second_person(self):
        self._count_all()
        self._finish()
        with self.assertRefused("second person", self.inspection.name):
            self.inspection.action_sign()
        self.inspection.with_user(self.colleague).action_sign()
        self.assertEqual((self.inspection.state, self.inspection.signed_by_id),
                         ('signed', self.colleague))
        self.assertEqual(self._entries(self.inspection, 'sign').facts['found'], 3)
        with self.assertRefused("has ended"):
            self.inspection.note = "Dusty"

    def test_nobody_signs_his_own_count_below_the_orm(self):
        self._count_all()
        self._finish()
        self.env.flush_all()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_inspection SET state = 'signed',"
                " signed_by_id = finished_by_id WHERE id = %s", [self.inspection.id],
            )

    def test_what_is_missing_is_searched_for(self):
        self._count_all(self.second)
        self._finish()
        search = self._line(self.second.barcode).search_id
        self.assertEqual((self.second.state, search.state, search.origin, search.holding_id),
                         ('missing', 'open', self.inspection.name, self.second))
        self.inspection.with_user(self.colleague).action_sign()

    def test_what_is_damaged_is_repaired(self):
        self._count_all()
        self.desk.mark_damaged(self._line(self.first.barcode).id, "Wet")
        self._finish()
        repair = self._line(self.first.barcode).repair_id
        self.assertEqual((repair.cause, repair.origin, repair.holding_id, repair.state),
                         ("Wet", self.inspection.name, self.first, 'open'))

    def test_what_is_in_repair_already_stays_with_that_repair(self):
        repair = self.env['customer.archive.repair'].create({
            'holding_id': self.first.id, 'cause': "Torn",
        })
        self._count_all()
        self.desk.mark_damaged(self._line(self.first.barcode).id, "Torn")
        self._finish()
        self.assertEqual(self._line(self.first.barcode).repair_id, repair)

    def test_what_is_misplaced_is_settled_before_somebody_signs(self):
        self._scan(self.shelf.barcode)
        self._count_all(self.third)
        self._scan(self.third.barcode, 'danger')
        self._scan('UNKNOWN', 'danger')
        self._finish()
        self.assertTrue(self.inspection.activity_ids)
        self.assertEqual(len(self.inspection.line_ids.search([
            ('inspection_id', '=', self.inspection.id), ('is_unsettled', '=', True),
        ])), 2)
        with self.assertRefused("Say first", self.third.barcode, 'UNKNOWN'):
            self.inspection.with_user(self.colleague).action_sign()
        line = self._line(self.third.barcode).with_user(self.archivist).sudo(False)
        line.action_put_back()
        self.assertEqual((line.settlement, line.settled_by_id, self.third.location_id),
                         ('put_back', self.archivist, self.upper))
        unknown = self._line('UNKNOWN').with_user(self.archivist).sudo(False)
        with self.assertRefused("Nobody knows UNKNOWN"):
            unknown.action_put_back()
        dialog = self.env['customer.archive.inspection.explain'].with_user(self.archivist)
        with self.assertRefused("Say what became"):
            dialog.create({'line_id': unknown.id, 'note': "  "}).action_confirm()
        dialog.create({'line_id': unknown.id, 'note': "A supplier's label"}).action_confirm()
        self.assertEqual(unknown.settlement_note, "A supplier's label")
        with self.assertRefused("nothing to settle"):
            unknown.action_explain()
        self.inspection.with_user(self.colleague).action_sign()

    def test_what_is_misplaced_may_belong_there_from_now_on(self):
        self._scan(self.shelf.barcode)
        self._count_all(self.third)
        self._scan(self.third.barcode, 'danger')
        self._finish()
        self._line(self.third.barcode).with_user(self.archivist).sudo(False).action_rehome()
        self.assertEqual((self.third.home_location_id, self.third.location_id),
                         (self.shelf, self.shelf))
        self.assertEqual(self._entries(self.third, 'move')[-1].note, self.inspection.name)

    def test_what_was_searched_for_is_found_where_it_does_not_belong(self):
        self.third.with_user(self.archivist)._transition('miss', reason="Gone")
        self._scan(self.shelf.barcode)
        self._count_all(self.third)
        self._scan(self.third.barcode, 'danger')
        self._finish()
        self._line(self.third.barcode).with_user(self.archivist).sudo(False).action_put_back()
        self.assertEqual((self.third.state, self.third.search_ids.state, self.third.location_id),
                         ('available', 'found', self.upper))

    def test_only_archivists_settle(self):
        self._scan(self.shelf.barcode)
        self._scan(self.third.barcode, 'danger')
        line = self._line(self.third.barcode).with_user(self.archivist).sudo(False)
        with self.assertRefused("nothing to settle"):
            line.action_put_back()
        self._finish()
        for user in (self.user, self.auditor, self.general_manager):
            for action in ('action_put_back', 'action_rehome', 'action_explain'):
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(line.with_user(user), action)()
