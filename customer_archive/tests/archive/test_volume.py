# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestVolume(ArchiveCommon):
    """From the contract to the shelf (CA-07 to CA-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.leader = cls._create_user('leader', 'user', cls.other_department)
        cls.member = cls._create_user('member', 'technician', cls.other_department)
        cls.volume = cls._create_volume(
            cls.archive, manager_id=cls.leader.id, member_ids=[Command.set(cls.member.ids)],
        )

    # === COLLECTING === #

    def test_it_begins_temporary_with_a_folder(self):
        """CA-07"""
        self.assertEqual(self.volume.state, 'temporary')
        self.assertEqual(self.volume.folder_id.kind, 'folder')
        self.assertTrue(self.volume.folder_id.barcode)
        self.assertEqual(self.volume.name, f'{self.archive.name}-01')

    def test_who_works_in_the_project_adds_documents(self):
        """CA-08: from another department, while the volume is temporary."""
        for user in (self.leader, self.member):
            with self.subTest(user=user.login):
                document = self.env['customer.archive.document'].with_user(user).create({
                    'volume_id': self.volume.id, 'title': "Site report", 'pages': 3,
                    'type_id': self._type('construction').id, 'date': '2026-05-04',
                    'source': "The site", 'scan': b'c2Nhbg==', 'scan_name': "scan.pdf",
                })
                self.assertEqual(document.archive_id, self.archive)
                self.assertEqual(document.sudo().holding_ids.folder_id, self.volume.folder_id)
                document.write({'pages': 4})
        self.assertEqual(self.volume.document_count, 2)

    def test_who_does_not_work_in_it_adds_none(self):
        """CA-08, CA-63"""
        for user in (self.other_user, self.user, self.technician, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.document'].with_user(user).create({
                    'volume_id': self.volume.id, 'archive_id': self.archive.id, 'title': "X",
                    'type_id': self._type('construction').id,
                })

    def test_once_handed_in_the_project_adds_no_more(self):
        """CA-08: members add documents while it is temporary."""
        self._hand_in(self.volume)
        for user in (self.leader, self.member):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.document'].with_user(user).create({
                    'volume_id': self.volume.id, 'title': "Late",
                    'type_id': self._type('construction').id,
                })
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.volume.document_ids[0].with_user(user).write({'title': "Changed"})

    def test_what_is_missing_is_listed(self):
        """CA-08, CA-11: construction records and completion documents are asked for."""
        asked_for = self._type('construction') | self._type('completion')
        self.assertEqual(self.volume.missing_type_ids, asked_for)
        construction, _completion = self._complete(self.volume)
        self.assertFalse(self.volume.missing_type_ids)
        construction.with_user(self.archivist)._transition('supersede')
        self.assertEqual(self.volume.missing_type_ids, self._type('construction'))

    # === HANDING IN === #

    @freeze_time('2026-05-04 10:00:00')
    def test_the_project_leader_hands_it_in(self):
        """CA-09: who, when and what is recorded."""
        self._complete(self.volume)
        action = self.volume.with_user(self.leader).action_hand_in()
        dialog = self.env[action['res_model']].with_user(self.leader).with_context(
            **action['context'],
        ).create({'note': "Drawings follow on disk"})
        self.assertEqual(dialog.document_ids, self.volume.document_ids)
        dialog.action_confirm()
        self.assertEqual(self.volume.state, 'handed_in')
        self.assertEqual(self.volume.handed_in_by_id, self.leader)
        self.assertEqual(str(self.volume.received_on), '2026-05-04')
        self.assertEqual(str(self.volume.filing_deadline), '2026-05-09')
        self.assertEqual(self.volume.hand_in_note, "Drawings follow on disk")
        entry = self._entries(self.volume, 'hand_in')
        self.assertEqual(entry.actor, self.leader.login)
        documents = ", ".join(self.volume.document_ids.mapped('name'))
        self.assertTrue(documents)
        self.assertEqual(entry.facts['document_ids'], documents)
        self.assertIn(documents, entry.facts_text)

    def test_others_do_not_hand_it_in(self):
        """CA-09, CA-79"""
        self._complete(self.volume)
        for user in (self.member, self.user, self.collector, self.auditor, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.volume.with_user(user)._transition('hand_in')
        self.assertEqual(self.volume.state, 'temporary')

    def test_it_is_not_handed_in_without_its_documents(self):
        """CA-09: the sentence names what is missing."""
        self._create_document(self.volume, 'construction')
        with self.assertRefused(self.volume.name, "Completion Document"):
            self.volume.with_user(self.leader)._transition('hand_in')

    @freeze_time('2026-05-04 10:00:00')
    def test_the_archivist_accepts_it(self):
        """CA-09"""
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        self.assertEqual(self.volume.state, 'handed_in')
        self.assertEqual(self.volume.accepted_by_id, self.archivist)
        self.assertEqual(str(self.volume.accepted_on), '2026-05-04')

    def test_or_sends_it_back_with_a_reason(self):
        """CA-09: everything that handing in noted is taken back."""
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        with self.assertRefused("Say why"):
            self.volume.with_user(self.archivist)._transition('send_back')
        self.volume.with_user(self.archivist)._transition('send_back', reason="Unsigned")
        self.assertEqual(self.volume.state, 'temporary')
        self.assertFalse(
            self.volume.received_on or self.volume.handed_in_by_id or self.volume.accepted_on
            or self.volume.accepted_by_id or self.volume.filing_deadline
        )
        self.assertEqual(self._entries(self.volume, 'send_back').note, "Unsigned")
        self.assertFalse(self.volume.activity_ids)
        self._hand_in(self.volume)
        self.assertEqual(self.volume.state, 'handed_in')

    def test_only_the_back_office_accepts_sends_back_files_and_voids(self):
        """CA-06, CA-79"""
        self._hand_in(self.volume)
        for user in (self.leader, self.member, self.collector, self.user, self.general_manager,
                     self.auditor):
            for verb in ('accept', 'send_back', 'file'):
                with self.subTest(user=user.login, verb=verb), self.assertRaises(AccessError):
                    self.volume.with_user(user)._transition(verb, reason="X")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.volume.with_user(user)._shelve('file', self._create_location())

    # === FILING === #

    @freeze_time('2026-05-04 10:00:00')
    def test_it_is_filed_where_it_is_shelved(self):
        """CA-10: shelving needs a location; the folder and all in it go there."""
        shelf = self._create_location()
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        action = self.volume.with_user(self.archivist).action_file()
        self.env[action['res_model']].with_user(self.archivist).with_context(
            **action['context'],
        ).create({'location_id': shelf.id}).action_confirm()
        self.assertEqual(self.volume.state, 'filed')
        self.assertEqual(str(self.volume.filed_on), '2026-05-04')
        self.assertEqual(self.volume.filed_by_id, self.archivist)
        self.assertEqual(self.volume.location_id, shelf)
        self.assertEqual(self.volume.holding_ids.home_location_id, shelf)
        self.assertEqual(self.volume.holding_ids.location_id, shelf)
        self.assertFalse(self.volume.activity_ids)

    def test_it_is_not_filed_before_it_is_accepted(self):
        """CA-09"""
        self._hand_in(self.volume)
        with self.assertRefused("Accept", self.volume.name):
            self.volume.with_user(self.archivist)._shelve('file', self._create_location())
        self.assertFalse(self.volume.location_id)

    def test_it_is_not_filed_nowhere(self):
        """CA-10"""
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        with self.assertRefused("Say where", self.volume.name):
            self.volume.with_user(self.archivist)._transition('file')

    def test_it_is_not_filed_without_its_documents(self):
        """Bad input: what went missing after handing in is asked for again, nothing is moved."""
        shelf = self._create_location()
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        self.volume.document_ids[0].with_user(self.archivist)._transition('supersede')
        with self.assertRefused(self.volume.name, "Construction Record"):
            self.volume.with_user(self.archivist)._shelve('file', shelf)
        self.env.invalidate_all()
        self.assertEqual(self.volume.state, 'handed_in')
        self.assertFalse(self.volume.location_id)
        self.assertEqual(shelf.occupancy, 0)

    def test_it_is_not_filed_on_a_full_shelf(self):
        """Bad input: one clear sentence, nothing half done."""
        shelf = self._create_location(capacity=1)
        self._file(self._create_volume(self.archive), shelf)
        self._hand_in(self.volume)
        self.volume.with_user(self.archivist).action_accept()
        with self.assertRefused(shelf.complete_name, "full"):
            self.volume.with_user(self.archivist)._shelve('file', shelf)
        self.env.invalidate_all()
        self.assertEqual(self.volume.state, 'handed_in')
        self.assertFalse(self.volume.location_id)

    def test_filing_the_first_volume_makes_the_archive_formal(self):
        """CA-07"""
        self._file(self.volume)
        self.assertEqual(self.archive.state, 'formal')
        self.assertEqual(self.customer.ref, self.archive.name)
        self.assertIn('formalise', self._entries(self.archive).mapped('event'))

    def test_filing_goes_on_where_the_archive_cannot_become_formal_yet(self):
        """CA-07: the conversion checks the archive's own documents."""
        self._type('business_licence').asked_for = 'archive'
        self._file(self.volume)
        self.assertEqual(self.volume.state, 'filed')
        self.assertEqual(self.archive.state, 'temporary')

    # === AFTER FILING === #

    def test_a_closed_volume_takes_nothing_in(self):
        self._file(self.volume)
        self.volume.with_user(self.archivist).action_close()
        self.assertTrue(self.volume.closed_on)
        with self.assertRefused(self.volume.name):
            self._create_document(self.volume)
        self.volume.with_user(self.archivist)._transition('reopen', reason="A paper turned up")
        self.assertEqual(self.volume.state, 'filed')
        self.assertFalse(self.volume.closed_on)
        self.assertTrue(self._create_document(self.volume))

    def test_it_is_not_deleted(self):
        """CA-32"""
        with self.assertRefused("never deleted"):
            self.volume.sudo().unlink()
        with self.assertRefused():
            self.archive.with_user(self.archivist).write({
                'volume_ids': [Command.delete(self.volume.id)],
            })
        with self.assertRefused():
            self.archive.with_user(self.archivist).write({'volume_ids': [Command.clear()]})

    def test_it_stays_in_its_archive(self):
        other = self._open_archive()
        with self.assertRefused("stays in its archive"):
            self.volume.sudo().archive_id = other
        with self.assertRefused("stays in its archive"):
            other.write({'volume_ids': [Command.link(self.volume.id)]})

    def test_without_an_archive_there_is_no_volume(self):
        """Bad input: one clear sentence."""
        with self.assertRefused("archive"):
            self.env['customer.archive.volume'].create({'title': "X"})
        with self.assertRefused("archive"):
            self.env['customer.archive.volume'].create({
                'title': "X", 'archive_id': self.archive.id + 100000,
            })

    def test_the_context_may_name_the_archive(self):
        volume = self.env['customer.archive.volume'].with_context(
            default_archive_id=self.archive.id,
        ).create({'title': "X"})
        self.assertEqual(volume.archive_id, self.archive)

    def test_it_has_one_folder(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env['customer.archive.holding'].create({
                'archive_id': self.archive.id, 'volume_id': self.volume.id, 'kind': 'folder',
            })

    def test_company_department_and_confidentiality_follow_the_archive(self):
        """CA-63: what record rules look at is not written by hand, and follows at once."""
        document = self._create_document(self.volume)
        for record in (self.volume, document, document.holding_ids):
            for vals in ({'department_id': False}, {'confidentiality': '1'},
                         {'company_id': self.other_company.id}):
                for user in (self.collector, self.archivist):
                    with self.subTest(model=record._name, vals=vals, user=user.login), \
                            self.assertRaises(UserError):
                        record.with_user(user).write(vals)
        self.archive.write({'confidentiality': '3', 'department_id': self.sub_department.id})
        for record in (self.volume, document, document.holding_ids):
            self.assertEqual(record.confidentiality, '3')
            self.assertEqual(record.department_id, self.sub_department)
