# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from contextlib import contextmanager
from unittest.mock import patch

from ..common import ArchiveCommon


class TestBlockers(ArchiveCommon):
    """Whatever stands against a step is asked inside it, for the superuser as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume, scan=b'c2Nhbg==', scan_name="scan.pdf")
        cls.holding = cls.document.holding_ids

    @contextmanager
    def _blocking(self, model, *verbs, reasons=("On loan to Zhang",), only=None):
        """Stand in the way of `verbs` as a module that extends the model would."""
        asked = []

        def get_blockers(record, verb):
            self.assertEqual(len(record), 1)
            asked.append(verb)
            return list(reasons) if verb in verbs and (not only or record == only) else []

        with patch.object(self.registry[model], '_get_blockers', get_blockers):
            yield asked

    def test_nothing_stands_against_anything_in_the_base(self):
        for record in (
            self.archive, self.volume, self.document, self.holding, self._create_location(),
        ):
            for verb in ('void', 'move', 'merge', 'unlink', 'replace'):
                self.assertEqual(record._get_blockers(verb), [])

    def test_every_reason_is_told_with_the_record(self):
        with self._blocking(
            'customer.archive', 'void', reasons=("On loan to Zhang", "Held since May"),
        ), self.assertRefused(self.archive.name, "On loan to Zhang", "Held since May"):
            self.archive.with_user(self.archivist)._transition('void', reason="A test")

    def test_every_step_of_every_table_asks(self):
        for record in (self.archive, self.volume, self.document, self.holding):
            for verb, transition in record._get_transitions().items():
                if record.state not in transition.sources:
                    continue
                with self.subTest(model=record._name, verb=verb), \
                        self._blocking(record._name, verb), self.assertRefused("On loan to Zhang"):
                    record.with_user(self.archivist)._transition(verb, reason="A test")
                self.env.invalidate_all()
                self.assertIn(record.state, transition.sources)

    def test_the_superuser_is_refused_as_well(self):
        with self._blocking('customer.archive', 'void'), self.assertRefused("On loan to Zhang"):
            self.archive.sudo()._transition('void', reason="A test")

    def test_one_of_many_stops_all(self):
        volumes = self.volume | self._create_volume(self.archive)
        with self._blocking('customer.archive.volume', 'void', only=volumes[1]), \
                self.assertRefused(volumes[1].name):
            volumes.with_user(self.archivist)._transition('void', reason="A test")
        self.env.invalidate_all()
        self.assertEqual(volumes.mapped('state'), ['temporary', 'temporary'])

    def test_moving_asks(self):
        location = self._create_location()
        with self._blocking('customer.archive.holding', 'move'), \
                self.assertRefused("On loan to Zhang"):
            self.volume.folder_id.sudo()._relocate(home=location, current=location)
        self.assertFalse(self.volume.location_id)

    def test_filing_asks_whether_the_folder_may_move(self):
        volume = self._hand_in(self.volume).with_user(self.archivist)
        volume.action_accept()
        with self._blocking('customer.archive.holding', 'move'), \
                self.assertRefused("On loan to Zhang"):
            volume._shelve('file', self._create_location())
        self.env.invalidate_all()
        self.assertEqual(volume.state, 'handed_in')

    def test_replacing_a_scan_asks(self):
        sha256 = self.document.scan_sha256
        with self._blocking('customer.archive.document', 'replace'):
            for vals in ({'scan': b'bmV3', 'scan_name': "new.pdf"}, {'scan': False},
                         {'scan_name': "new.pdf"}):
                with self.subTest(vals=vals), self.assertRefused("On loan to Zhang"):
                    self.document.sudo().write(vals)
        self.env.invalidate_all()
        self.assertEqual(self.document.scan_sha256, sha256)

    def test_deleting_a_document_asks_for_itself_and_for_its_papers(self):
        for model in ('customer.archive.document', 'customer.archive.holding'):
            with self.subTest(model=model), self._blocking(model, 'unlink'), \
                    self.assertRefused("On loan to Zhang"):
                self.document.sudo().unlink()
            self.assertTrue(self.document.exists() and self.holding.exists())

    def test_merging_customers_asks(self):
        other = self._create_customer()
        with self._blocking('customer.archive', 'merge'), self.assertRefused("On loan to Zhang"):
            self.env['base.partner.merge.automatic.wizard']._merge(
                (self.archive.partner_id | other).ids, other,
            )

    def test_a_step_that_nothing_stands_against_is_taken(self):
        with self._blocking('customer.archive', 'close') as asked:
            self.archive.with_user(self.archivist)._transition('formalise')
        self.assertEqual(self.archive.state, 'formal')
        self.assertIn('formalise', asked)

    def test_who_says_beforehand_of_whom_he_speaks_is_not_asked_for_others(self):
        volumes = self.volume | self._create_volume(self.archive)
        model = self.registry['customer.archive.volume']

        def find_blockable(records, verb):
            return records & volumes[1]

        with self._blocking(model._name, 'void') as asked, \
                patch.object(model, '_find_blockable', find_blockable), \
                self.assertRefused(volumes[1].name):
            volumes.with_user(self.archivist)._transition('void', reason="A test")
        self.assertEqual(asked, ['void'])
