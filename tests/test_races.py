# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What two users do at the same moment, on connections of their own, as two requests would.

The data have to be committed, and are removed at the end; only the register keeps what happened.
"""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .races import RaceCase


@tagged('standard', 'post_install', '-at_install')
class TestRaces(RaceCase):
    """Check, then write protects nothing at REPEATABLE READ: these invariants hold all the same."""

    # === HELPERS === #

    def _customer(self, env, **vals):
        return env['res.partner'].create({'name': f'Race {self.mark}', 'is_company': True, **vals})

    def _archive(self, env, **vals):
        return env['customer.archive'].create({'partner_id': self._customer(env, **vals).id})

    def _volume(self, env, archive):
        return env['customer.archive.volume'].create({
            'archive_id': archive.id, 'title': self.mark,
        })

    def _document(self, env, archive, kind='contract', **vals):
        return env['customer.archive.document'].create({
            'archive_id': archive.id, 'title': self.mark, **vals,
            'type_id': env.ref(f'customer_archive.customer_archive_document_type_{kind}').id,
        })

    def _remove_all(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT archive.id FROM customer_archive archive JOIN res_partner partner"
                " ON partner.id = archive.partner_id WHERE partner.name = %s",
                [f'Race {self.mark}'],
            )
            ids = tuple(archive_id for [archive_id] in cr.fetchall()) or (0,)
            # Its guards are for who keeps archives, not for who made some for a test.
            cr.execute("ALTER TABLE customer_archive_change DISABLE TRIGGER USER")
            cr.execute("DELETE FROM customer_archive_change WHERE archive_id IN %s", [ids])
            cr.execute("ALTER TABLE customer_archive_change ENABLE TRIGGER USER")
            cr.execute("ALTER TABLE customer_archive DISABLE TRIGGER USER")
            cr.execute("UPDATE customer_archive SET merged_into_id = NULL WHERE id IN %s", [ids])
            cr.execute("ALTER TABLE customer_archive ENABLE TRIGGER USER")
            for query in (
                "UPDATE customer_archive_holding SET folder_id = NULL WHERE archive_id IN %s",
                "DELETE FROM customer_archive_holding WHERE archive_id IN %s",
                "DELETE FROM customer_archive_document WHERE archive_id IN %s",
                """DELETE FROM mail_activity WHERE res_model = 'customer.archive.volume'
                   AND res_id IN (SELECT id FROM customer_archive_volume WHERE archive_id IN %s)""",
                "DELETE FROM customer_archive_volume WHERE archive_id IN %s",
                "DELETE FROM customer_archive WHERE id IN %s",
            ):
                cr.execute(query, [ids])
            env = api.Environment(cr, SUPERUSER_ID, {})
            env['res.partner'].search([('name', '=', f'Race {self.mark}')]).unlink()
            env['customer.archive.location'].search([('name', '=like', f'%{self.mark}')]).unlink()

    # === TESTS === #

    def test_a_customer_gets_one_archive(self):
        """CA-01"""
        partner_id = self._do(self._customer).id
        self._assert_one_wins(self._race(*[
            lambda env: env['customer.archive'].create({'partner_id': partner_id}).id,
        ] * 3))
        self.assertEqual(self._do(lambda env: env['customer.archive'].search_count([
            ('partner_id', '=', partner_id),
        ])), 1)

    def test_archives_get_different_numbers(self):
        """CA-03"""
        numbers = self._race(*[lambda env: self._archive(env).name] * 4)
        self.assertEqual(len(set(numbers)), 4, numbers)

    def test_the_last_place_on_a_shelf_is_taken_once(self):
        """CA-10: one gets it, the other one is told that it is full."""
        def prepare(env):
            shelf = env['customer.archive.location'].create({
                'name': f'Shelf {self.mark}', 'capacity': 1,
            })
            archive = self._archive(env)
            return shelf.id, [self._volume(env, archive).folder_id.id for _number in range(2)]

        def shelve(folder_id):
            def work(env):
                shelf = env['customer.archive.location'].browse(shelf_id)
                env['customer.archive.holding'].browse(folder_id)._relocate(
                    home=shelf, current=shelf,
                )
            return work

        shelf_id, folder_ids = self._do(prepare)
        [error] = self._assert_one_wins(self._race(*map(shelve, folder_ids)))
        self.assertIn(self.mark, str(error))
        self.assertEqual(
            self._do(lambda env: env['customer.archive.location'].browse(shelf_id).occupancy), 1,
        )

    def test_documents_of_an_archive_get_different_numbers(self):
        """CA-05"""
        archive_id = self._do(self._archive).id

        def enter(env):
            archive = env['customer.archive'].browse(archive_id)
            return [self._document(env, archive).serial for _number in range(3)]

        serials = [serial for drawn in self._race(*[enter] * 3) for serial in drawn]
        self.assertEqual(sorted(serials), list(range(1, 10)))

    def test_copies_of_a_document_get_different_numbers(self):
        document_id = self._do(lambda env: self._document(env, self._archive(env)).id)

        def copy(env):
            document = env['customer.archive.document'].browse(document_id)
            return env['customer.archive.holding'].create({
                'archive_id': document.archive_id.id, 'document_id': document_id, 'kind': 'copy',
            }).serial

        self.assertEqual(sorted(self._race(*[copy] * 2)), [1, 2])

    def test_a_volume_takes_one_of_two_steps(self):
        """The gate looks where a record is after it has taken its row."""
        def prepare(env):
            volume = self._volume(env, self._archive(env))
            for kind in ('construction', 'completion'):
                self._document(env, volume.archive_id, kind, volume_id=volume.id)
            return volume.id

        volume_id = self._do(prepare)

        def step(verb):
            return lambda env: env['customer.archive.volume'].browse(volume_id)._transition(
                verb, reason="A race",
            )

        self._assert_one_wins(self._race(step('hand_in'), step('void')))
        state, events = self._do(lambda env: (
            (volume := env['customer.archive.volume'].browse(volume_id)).state,
            env['customer.archive.register'].search([
                ('model', '=', volume._name), ('subject', '=', volume.name),
                ('company', '=', volume.company_id.id), ('event', 'in', ('hand_in', 'void')),
            ]).mapped('event'),
        ))
        self.assertEqual(events, [{'handed_in': 'hand_in', 'void': 'void'}[state]])

    def test_nothing_comes_into_an_archive_that_is_being_closed(self):
        def prepare(env):
            archive = self._archive(env)
            self._make_formal(archive)
            return archive.id

        archive_id = self._do(prepare)
        self._assert_one_wins(self._race(
            lambda env: env['customer.archive'].browse(archive_id)._transition(
                'close', reason="A race"),
            lambda env: self._volume(env, env['customer.archive'].browse(archive_id)).id,
        ))
        state, volumes = self._do(lambda env: (
            env['customer.archive'].browse(archive_id).state,
            len(env['customer.archive'].browse(archive_id).volume_ids),
        ))
        self.assertIn((state, volumes), (('closed', 0), ('formal', 1)))

    def test_two_archives_do_not_go_into_each_other(self):
        """CA-25"""
        ids = [self._do(self._archive).id for _archive in range(2)]

        def merge(goes_id, stays_id):
            def work(env):
                goes, stays = (
                    env['customer.archive'].browse(archive_id) for archive_id in (goes_id, stays_id)
                )
                goes._ensure_mergeable(stays)
                goes._merge_into(stays, "A race")
                return True
            return work

        self._assert_one_wins(self._race(merge(*ids), merge(*reversed(ids))))
        merged = self._do(lambda env: [
            archive.merged_into_id.id for archive in env['customer.archive'].browse(ids)
        ])
        self.assertIn(merged, ([ids[1], False], [False, ids[0]]))

    def test_nothing_stays_behind_in_an_archive_that_is_being_merged(self):
        """CA-25"""
        goes_id, stays_id = (self._do(self._archive).id for _archive in range(2))
        self._race(
            lambda env: env['customer.archive'].browse(goes_id)._merge_into(
                env['customer.archive'].browse(stays_id), "A race"),
            lambda env: self._volume(env, env['customer.archive'].browse(goes_id)).id,
            lambda env: self._document(env, env['customer.archive'].browse(goes_id)).id,
        )

        def count(env):
            return [
                env[f'customer.archive.{part}'].search_count([('archive_id', '=', goes_id)])
                for part in ('volume', 'document')
            ]

        # The merge is run again until it has seen what the others entered.
        self.assertTrue(self._do(
            lambda env: env['customer.archive'].browse(goes_id).merged_into_id.id,
        ))
        self.assertEqual(self._do(count), [0, 0])

    def test_a_scan_is_not_replaced_while_it_is_verified(self):
        """CA-23, CA-60: what was verified is what is kept."""
        document_id = self._do(lambda env: self._document(
            env, self._archive(env), scan=b'c2Nhbg==', scan_name="scan.pdf",
        ).id)
        results = self._race(
            lambda env: env['customer.archive.document'].browse(document_id).action_verify(),
            lambda env: env['customer.archive.document'].browse(document_id).write({
                'scan': b'bmV3', 'scan_name': "new.pdf",
            }),
        )
        events = self._do(lambda env: env['customer.archive.register'].search([
            ('model', '=', 'customer.archive.document'),
            ('subject', '=', env['customer.archive.document'].browse(document_id).name),
            ('company', '=', env['customer.archive.document'].browse(document_id).company_id.id),
            ('event', 'in', ('verify', 'replace')),
        ], order='id').mapped('event'))
        if isinstance(results[1], UserError):
            self.assertEqual(events, ['verify'])
        else:  # It came first.
            self.assertEqual(events, ['replace', 'verify'])

    def test_a_customer_number_is_used_once(self):
        """CA-04"""
        def prepare(env):
            return [self._archive(env, ref=f'C-{self.mark}').id for _number in range(2)]

        archive_ids = self._do(prepare)
        self._assert_one_wins(self._race(*[
            lambda env, archive_id=archive_id: self._make_formal(
                env['customer.archive'].browse(archive_id),
            )
            for archive_id in archive_ids
        ]))

    def test_a_shelf_does_not_shrink_under_a_folder(self):
        def prepare(env):
            shelf = env['customer.archive.location'].create({
                'name': f'Shelf {self.mark}', 'capacity': 2,
            })
            archive = self._archive(env)
            first, second = (self._volume(env, archive).folder_id for _number in range(2))
            first._relocate(home=shelf, current=shelf)
            return shelf.id, second.id

        shelf_id, folder_id = self._do(prepare)

        def shelve(env):
            shelf = env['customer.archive.location'].browse(shelf_id)
            env['customer.archive.holding'].browse(folder_id)._relocate(home=shelf, current=shelf)

        self._assert_one_wins(self._race(
            shelve,
            lambda env: env['customer.archive.location'].browse(shelf_id).write({'capacity': 1}),
        ))
        occupancy, capacity = self._do(lambda env: (
            env['customer.archive.location'].browse(shelf_id).occupancy,
            env['customer.archive.location'].browse(shelf_id).capacity,
        ))
        self.assertLessEqual(occupancy, capacity)
