# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import freeze_time
from odoo.tools import file_path

from ..common import ArchiveCommon


class TestSearch(ArchiveCommon):
    """What is missing is searched for, found again, or reported as lost (X-06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer, custodian_id=cls.archivist.id)
        cls.shelf = cls._create_location(name="A")
        cls.folder = cls._create_volume(cls.archive).folder_id
        cls.folder._relocate(home=cls.shelf, current=cls.shelf)

    def _miss(self):
        self.folder.with_user(self.archivist)._transition('miss', reason="Not in its place")
        return self.folder.search_ids.with_user(self.archivist)

    def _step(self, search, user=None, **vals):
        return self.env['customer.archive.search.step'].with_user(user or self.archivist).create({
            'search_id': search.id, 'place': "Shelf above", 'note': "Nothing", **vals,
        })

    @freeze_time('2026-03-04 02:00:00')
    def test_a_report_begins_a_search_with_owner_and_deadline(self):
        search = self._miss()
        self.assertTrue(search.name.startswith('SE-'))
        self.assertEqual((search.state, search.user_id, str(search.deadline)),
                         ('open', self.archivist, '2026-03-18'))
        self.assertEqual(search.circumstances, "Not in its place")
        self.assertEqual(search.activity_ids.user_id, self.archivist)
        self.assertEqual(self._entries(search, 'open').archive, self.archive.name)
        with freeze_time('2026-03-19 02:00:00'):
            search.invalidate_recordset()
            self.assertTrue(search.is_late)

    def test_found_again_it_is_home_and_its_history_stays(self):
        search = self._miss()
        with self._request_of(self.archivist):
            search.write({'step_ids': [Command.create({'place': "Under the desk"})]})
        search.action_find()
        self.assertEqual((search.state, self.folder.state, self.folder.location_id),
                         ('found', 'available', self.shelf))
        self.assertEqual((search.ended_by_id, search.step_ids.searched_by_id),
                         (self.archivist, self.archivist))
        self.assertFalse(search.activity_ids)
        self.assertEqual(self._entries(search).mapped('event'), ['open', 'find'])
        again = self._miss() - search
        self.assertEqual(again.state, 'open')

    def test_found_on_the_holding_ends_the_search(self):
        search = self._miss()
        self.folder.with_user(self.archivist).action_find()
        self.assertEqual(search.state, 'found')

    def test_a_loss_is_reported_after_a_search(self):
        search = self._miss()
        with self.assertRaises(AccessError):
            search._transition('report_loss', reason="Gone")
        boss = search.with_user(self.office_manager)
        with self.assertRefused("Nobody searched", self.folder.barcode):
            boss._transition('report_loss', reason="Gone")
        self._step(search)
        with self.assertRefused("needs a reason"):
            boss._transition('report_loss', reason=" ")
        boss._transition('report_loss', reason="Burnt in the fire of 3 March")
        self.assertEqual((search.state, search.loss_report, self.folder.state),
                         ('lost', "Burnt in the fire of 3 March", 'missing'))
        with self.assertRefused("has ended"):
            search.deadline = '2030-01-01'
        with self.assertRefused("has ended"):
            self._step(search)
        search.action_find()
        self.assertEqual((search.state, search.loss_report, self.folder.state),
                         ('found', "Burnt in the fire of 3 March", 'available'))

    def test_nobody_searches_for_what_is_withdrawn(self):
        copy = self.env['customer.archive.holding'].create({
            'archive_id': self.archive.id, 'kind': 'copy',
            'document_id': self._create_document(self.archive).id,
        }).with_user(self.archivist)
        copy._transition('miss', reason="Gone")
        copy._transition('withdraw', reason="A new copy was made")
        self.assertEqual((copy.state, copy.search_ids.state), ('withdrawn', 'dropped'))
        self.assertFalse(copy.search_ids.activity_ids)
        self.assertEqual(self._entries(copy.search_ids, 'drop').note, "A new copy was made")
        with self.assertRefused("Given Up"):
            copy.search_ids.action_find()

    def test_an_upgrade_begins_to_search_for_what_was_missing(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_archive_holding SET state = 'missing' WHERE id = %s",
            [self.folder.id],
        )
        script = load_script(file_path(
            'customer_archive/migrations/19.0.1.3.0/post-searches.py',
        ), 'post_searches')
        for _time in range(2):  # The second one finds nothing to do.
            script.migrate(self.env.cr, '19.0.1.2.0')
        self.env.invalidate_all()
        self.assertEqual(self.folder.search_ids.mapped('state'), ['open'])

    def test_steps_stay_and_everybody_signs_for_himself(self):
        step = self._step(self._miss(), searched_by_id=self.office_manager.id)
        self.assertEqual(step.searched_by_id, self.archivist)
        with self.assertRefused("stays as it was entered"):
            step.sudo().note = "Found"
        with self.assertRefused("kept for ever"):
            step.sudo().unlink()

    def test_searches_are_the_archivists(self):
        search = self._miss()
        for user in (self.user, self.technician, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                search.with_user(user).read(['deadline'])
        for user in (self.auditor, self.general_manager):
            with self.subTest(user=user.login):
                self.assertTrue(search.with_user(user).deadline)
                with self.assertRaises(AccessError):
                    search.with_user(user).action_find()
                with self.assertRaises(AccessError):
                    self._step(search, user=user)
        self.assertFalse(search.with_user(self.other_archivist).search([]))
        with self.assertRefused("cannot be set by hand"):
            search.state = 'found'
