# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestDocument(ArchiveCommon):
    """Documents on paper and on disk (CA-05, CA-08, CA-11, CA-60)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)

    # === ON PAPER AND ON DISK === #

    def test_what_carries_it_is_shown(self):
        """CA-60"""
        for on_paper, scan, carrier in (
            (True, False, 'paper'), (True, b'c2Nhbg==', 'both'), (False, b'c2Nhbg==', 'digital'),
            (False, False, False),
        ):
            document = self._create_document(self.volume, on_paper=on_paper, scan=scan)
            with self.subTest(on_paper=on_paper, scan=scan):
                self.assertEqual(document.carrier, carrier)
                self.assertEqual(bool(document.holding_ids), on_paper)

    def test_paper_lies_in_the_folder_of_its_volume(self):
        holding = self.document.holding_ids
        self.assertEqual(holding.kind, 'original')
        self.assertEqual(holding.folder_id, self.volume.folder_id)
        self.assertEqual(holding.volume_id, self.volume)
        loose = self._create_document(self.archive).holding_ids
        self.assertFalse(loose.folder_id or loose.volume_id)

    def test_a_scan_that_comes_to_paper_later(self):
        document = self._create_document(self.volume, on_paper=False)
        document.on_paper = True
        self.assertEqual(document.holding_ids.kind, 'original')
        document.write({'on_paper': False})
        document.write({'on_paper': True})
        self.assertEqual(len(document.holding_ids), 1)

    def test_less_than_no_pages_is_refused(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.CheckViolation):
            self.document.pages = -1
            self.env.flush_all()

    # === VERIFYING === #

    @freeze_time('2026-05-04 10:00:00')
    def test_the_archivist_verifies_it(self):
        self.document.with_user(self.archivist).action_verify()
        self.assertEqual(self.document.state, 'verified')
        self.assertEqual(self.document.verified_by_id, self.archivist)
        self.assertEqual(str(self.document.verified_on), '2026-05-04')
        self.document.with_user(self.archivist)._transition('reject', reason="Wrong page")
        self.assertFalse(self.document.verified_by_id or self.document.verified_on)

    def test_the_collector_does_not(self):
        """CA-21, CA-79"""
        for user in (self.collector, self.user, self.auditor):
            for verb in ('verify', 'supersede'):
                with self.subTest(user=user.login, verb=verb), self.assertRaises(AccessError):
                    self.document.with_user(user)._transition(verb)

    def test_nothing_is_not_verified(self):
        document = self._create_document(self.volume, on_paper=False)
        with self.assertRefused(document.name, "nothing to verify"):
            document.with_user(self.archivist).action_verify()

    def test_once_verified_the_collector_changes_it_no_more(self):
        self.document.with_user(self.collector).title = "Contract of May"
        self.document.with_user(self.archivist).action_verify()
        with self.assertRaises(AccessError):
            self.document.with_user(self.collector).title = "Contract of June"

    # === WHERE IT BELONGS === #

    def test_it_stays_in_its_archive(self):
        """Whichever way it is tried, and whoever tries it."""
        other = self._open_archive()
        volume = self._create_volume(other)
        for user in (self.collector, self.archivist, self.env.user):
            document = self.document.with_user(user)
            for vals in (
                {'archive_id': other.id}, {'volume_id': volume.id},
                {'archive_id': other.id, 'volume_id': volume.id},
            ):
                with self.subTest(user=user.login, vals=vals), self.assertRefused():
                    document.write(vals)
        for container in (volume, other):
            with self.assertRefused():
                container.with_user(self.archivist).write({
                    'document_ids': [Command.link(self.document.id)],
                })
        self.env.invalidate_all()
        self.assertEqual(self.document.archive_id, self.archive)
        self.assertEqual(self.document.holding_ids.archive_id, self.archive)

    def test_it_begins_in_a_volume_of_its_archive(self):
        volume = self._create_volume(self._open_archive())
        with self.assertRefused(volume.name, exception=ValidationError):
            self.env['customer.archive.document'].create({
                'archive_id': self.archive.id, 'volume_id': volume.id, 'title': "X",
                'type_id': self._type('contract').id,
            })

    def test_its_paper_follows_it_into_another_volume(self):
        volume = self._create_volume(self.archive)
        self.document.with_user(self.archivist).volume_id = volume
        holding = self.document.holding_ids
        self.assertEqual(holding.volume_id, volume)
        self.assertEqual(holding.folder_id, volume.folder_id)
        self.document.with_user(self.archivist).volume_id = False
        self.assertFalse(holding.volume_id or holding.folder_id)

    def test_it_does_not_leave_a_volume_that_was_handed_in(self):
        """A filed volume keeps what it was filed with."""
        other = self._create_volume(self.archive)
        self._file(self.volume)
        for target in (other.id, False):
            with self.subTest(target=target), self.assertRefused(self.volume.name):
                self.document.with_user(self.archivist).volume_id = target

    def test_it_does_not_enter_a_closed_volume(self):
        closed = self._file(self._create_volume(self.archive))
        closed.with_user(self.archivist).action_close()
        with self.assertRefused(closed.name):
            self.document.with_user(self.archivist).volume_id = closed

    def test_nobody_moves_it_into_a_project_of_others(self):
        """A rule looks at the values before a change: the target is checked as well."""
        member = self._create_user('member', 'user', self.other_department)
        self.volume.member_ids = member
        other = self._create_volume(self.archive)
        with self.assertRaises(AccessError):
            self.document.with_user(member).volume_id = other

    def test_its_type_is_part_of_its_number(self):
        with self.assertRefused("type"):
            self.document.type_id = self._type('minutes')

    def test_what_is_incomplete_is_refused_in_a_sentence(self):
        """Bad input."""
        documents = self.env['customer.archive.document']
        contract = self._type('contract').id
        for vals, text in (
            ({'title': "X", 'archive_id': self.archive.id}, "type"),
            ({'title': "X", 'type_id': contract}, "archive"),
            ({'title': "X", 'type_id': contract, 'archive_id': self.archive.id + 10000}, "archive"),
        ):
            with self.subTest(vals=vals), self.assertRefused(text):
                documents.create(vals)

    def test_the_context_may_say_where_it_belongs(self):
        document = self.env['customer.archive.document'].with_context(
            default_archive_id=self.archive.id, default_volume_id=self.volume.id,
            default_type_id=self._type('minutes').id,
        ).create({'title': "X"})
        self.assertEqual(document.volume_id, self.volume)
        self.assertEqual(document.name, f'{self.archive.name}-HYJY-002')

    # === REMOVING === #

    def test_the_archivist_removes_what_was_entered_by_mistake(self):
        """RE-11: with its paper and its scan, and with a trace."""
        document = self._create_document(self.volume, scan=b'c2Nhbg==', scan_name="scan.pdf")
        holding = document.holding_ids
        document.with_user(self.archivist).unlink()
        self.assertFalse(document.exists() or holding.exists())

    def test_others_remove_nothing(self):
        """CA-21, CA-32"""
        for user in (self.user, self.collector, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.document.with_user(user).unlink()
        with self._request_of(self.collector), self.assertRaises(AccessError):
            self.volume.with_user(self.collector).write({
                'document_ids': [Command.delete(self.document.id)],
            })

    def test_what_is_verified_or_handed_in_is_not_removed(self):
        """CA-32"""
        verified = self._create_document(self.volume)
        verified.with_user(self.archivist).action_verify()
        with self.assertRefused(verified.name, "verified"):
            verified.sudo().unlink()
        self._hand_in(self.volume)
        with self.assertRefused(self.document.name, self.volume.name):
            self.document.sudo().unlink()

    # === TYPES === #

    def test_the_types_of_the_rules_are_there(self):
        """CA-11, CA-17, CA-18"""
        for name in (
            'contract', 'agreement', 'quotation', 'business_licence', 'tax_registration',
            'identity', 'construction', 'completion',
        ):
            self.assertTrue(self._type(name).code)
        self.assertEqual(self._type('construction').asked_for, 'volume')
        self.assertEqual(self._type('completion').asked_for, 'volume')

    def test_the_code_of_a_type_holds_letters_and_digits_only(self):
        for code in ('A-1', 'A 1', ' ', 'A/B'):
            with self.subTest(code=code), self.assertRefused(code, exception=ValidationError):
                self._type('contract').code = code

    def test_a_type_in_use_is_not_deleted(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.IntegrityError):
            self._type('contract').unlink()
