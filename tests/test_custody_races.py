# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Shelves, keys and counts that two users touch at the same moment, on connections of their own."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .races import RaceCase

KEPT = (
    'customer_archive_inspection_line', 'customer_archive_inspection', 'customer_archive_search',
)


@tagged('standard', 'post_install', '-at_install')
class TestCustodyRaces(RaceCase):
    """Of two who come at once, one is first, and the other one is told."""

    def _remove_all(self):
        """Override to remove what is otherwise kept for ever."""
        self._do(self._remove_rows)

    def _remove_rows(self, env):
        partners = env['res.partner'].search([('name', '=', f'Race {self.mark}')])
        places = env['customer.archive.location'].with_context(active_test=False).search([
            ('name', '=like', f'{self.mark}%'),
        ])
        facts = {'places': places.ids, 'partners': partners.ids}
        inspections = """SELECT id FROM customer_archive_inspection
            WHERE location_id = ANY(%(places)s)"""
        archives = "SELECT id FROM customer_archive WHERE partner_id = ANY(%(partners)s)"
        for table in KEPT:
            env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        env.cr.execute(f"""DELETE FROM mail_activity
            WHERE res_model = 'customer.archive.inspection' AND res_id IN ({inspections})
               OR res_model = 'customer.archive.search' AND res_id IN (
                  SELECT id FROM customer_archive_search WHERE archive_id IN ({archives})
               )""", facts)
        for query in (
            f"DELETE FROM customer_archive_inspection_line WHERE inspection_id IN ({inspections})",
            "DELETE FROM customer_archive_inspection WHERE location_id = ANY(%(places)s)",
            f"DELETE FROM customer_archive_search WHERE archive_id IN ({archives})",
            f"""UPDATE customer_archive_holding SET folder_id = NULL
                WHERE archive_id IN ({archives})""",
            f"DELETE FROM customer_archive_holding WHERE archive_id IN ({archives})",
            f"DELETE FROM customer_archive_volume WHERE archive_id IN ({archives})",
            "DELETE FROM customer_archive WHERE partner_id = ANY(%(partners)s)",
        ):
            env.cr.execute(query, facts)
        for table in KEPT:
            env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
        partners.unlink()
        places.sorted('parent_path', reverse=True).unlink()

    # === FIXTURES === #

    def _make_shelves(self, env, count=2):
        """Return a full shelf, an empty one, and the folders on the first."""
        shelves = env['customer.archive.location'].create([
            {'name': f'{self.mark} A'}, {'name': f'{self.mark} B', 'capacity': count},
        ])
        archive = env['customer.archive'].create({
            'partner_id': env['res.partner'].create({'name': f'Race {self.mark}'}).id,
        })
        folders = env['customer.archive.volume'].create([
            {'archive_id': archive.id, 'title': self.mark} for _number in range(count + 1)
        ]).folder_id
        folders[:count]._relocate(home=shelves[0], current=shelves[0])
        return shelves.ids, folders.ids

    def _start_count(self, env):
        """Return a running inspection, its shelf and the barcodes on it."""
        (shelf_id, _other), folder_ids = self._make_shelves(env)
        inspection = env['customer.archive.inspection'].create({'location_id': shelf_id})
        inspection._transition('start')
        codes = env['customer.archive.holding'].browse(folder_ids[:2]).mapped('barcode')
        return inspection.id, shelf_id, codes

    def _scan(self, env, inspection_id, shelf_id, code):
        inspection = env['customer.archive.inspection'].browse(inspection_id)
        return inspection._scan(code, env['customer.archive.location'].browse(shelf_id))

    # === TESTS === #

    def test_two_who_scan_the_same_are_told_who_was_first(self):
        """Bad input: a scan twice, of what is expected and of what nobody knows."""
        inspection_id, shelf_id, codes = self._do(self._start_count)
        for code, kind in ((codes[0], 'success'), ('6901234567892', 'danger')):
            with self.subTest(code=code):
                scans = self._race(*[
                    lambda env, code=code: self._scan(env, inspection_id, shelf_id, code),
                ] * 2)
                self.assertEqual(sorted(scan.kind for scan in scans), sorted([kind, 'warning']))
                self.assertEqual(len({scan.line_id for scan in scans}), 1)

    def test_what_is_scanned_while_the_count_ends_is_found_or_refused(self):
        inspection_id, shelf_id, codes = self._do(self._start_count)
        scanned, _ended = self._race(
            lambda env: self._scan(env, inspection_id, shelf_id, codes[0]),
            lambda env: env['customer.archive.inspection'].browse(inspection_id)._transition(
                'finish',
            ),
        )

        def result(env):
            lines = env['customer.archive.inspection'].browse(inspection_id).line_ids
            return lines.filtered(lambda line: line.barcode == codes[0]).result
        self.assertEqual(
            self._do(result), 'missing' if isinstance(scanned, UserError) else 'found',
        )

    def test_a_shelf_that_moves_leaves_no_room_for_two(self):
        """CA-54: the last place is taken once, by the shelf or by the folder."""
        (source_id, target_id), folder_ids = self._do(self._make_shelves)

        def move(env):
            places = env['customer.archive.location']
            places.browse(source_id)._move_all(places.browse(target_id), "Order")

        def shelve(env):
            target = env['customer.archive.location'].browse(target_id)
            env['customer.archive.holding'].browse(folder_ids[-1])._relocate(
                home=target, current=target,
            )
        [error] = self._assert_one_wins(self._race(move, shelve))
        self.assertIn("is full", str(error))
        self.assertLessEqual(self._do(
            lambda env: env['customer.archive.location'].browse(target_id).occupancy,
        ), 2)

    def test_what_is_reported_missing_while_its_shelf_moves_has_the_new_home_and_no_place(self):
        (source_id, target_id), folder_ids = self._do(self._make_shelves)

        def move(env):
            places = env['customer.archive.location']
            places.browse(source_id)._move_all(places.browse(target_id), "Order")

        def miss(env):
            env['customer.archive.holding'].browse(folder_ids[0])._transition(
                'miss', reason="Gone",
            )
        self._race(move, miss)

        def places(env):
            holding = env['customer.archive.holding'].browse(folder_ids[0])
            return holding.state, holding.location_id.id, holding.home_location_id.id
        self.assertEqual(self._do(places), ('missing', False, target_id))
