# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.fields import Command

from .communication_common import CommunicationCommon


class TestCommunicationRights(CommunicationCommon):
    """Who reads and enters what was said: who reads the archive; and who leaves a line."""

    def test_who_reads_the_archive_reads_its_log(self):
        entry = self._log()
        for user in (self.user, self.technician, self.collector, self.archivist,
                     self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(entry.with_user(user).content, "The hall leaks")
        for user in (self.other_user, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                entry.with_user(user).read(['content'])
            if user != self.outsider:
                self.assertFalse(entry.with_user(user).search([('id', '=', entry.id)]))

    def test_collectors_and_technicians_log_what_they_heard(self):
        for user in (self.user, self.technician, self.collector, self.archivist):
            with self.subTest(user=user.login):
                self.assertEqual(self._log(user=user).create_uid, user)
        for user in (self.other_user, self.outsider, self.auditor, self.general_manager,
                     self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._log(user=user)

    def test_a_project_opens_the_log_of_its_archive(self):
        entry = self._log()
        with self.assertRaises(AccessError):
            entry.with_user(self.other_user).read(['content'])
        self._create_volume(self.archive, member_ids=[Command.link(self.other_user.id)])
        self.assertEqual(entry.with_user(self.other_user).content, "The hall leaks")
        self.assertTrue(self._log(user=self.other_user))

    def test_nobody_changes_what_another_entered(self):
        entry = self._log()
        for user in (self.technician, self.collector, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                entry.with_user(user).topic = 'need'

    def test_a_confidential_log_is_closed_to_who_has_not_said_what_for(self):
        archive = self._open_archive(confidentiality='2')
        entry = self.env['customer.archive.communication'].create({
            'archive_id': archive.id, 'content': "It is secret",
        })
        with self.assertRaises(AccessError):
            entry.with_user(self.user).read(['content'])
        with self.assertRaises(AccessError):
            entry.with_user(self.auditor).read(['content'])
        with self.assertRaises(AccessError):
            archive.with_user(self.user).action_log_communication()
        self._state_purpose(self.auditor, archive)
        self.assertEqual(entry.with_user(self.auditor).content, "It is secret")

    def _leaves(self, contents, reading):
        """Assert that who reads a confidential entry so leaves a line with these contents."""
        archive = self._open_archive(confidentiality='2')
        entry = self.env['customer.archive.communication'].create({
            'archive_id': archive.id, 'content': "It is secret", 'topic': 'problem',
        })
        self._state_purpose(self.archivist, archive)
        self.env.invalidate_all()
        reading(entry.with_user(self.archivist))
        self.env.cr.precommit.run()
        noted = {name for line in self._lines(archive) for name in line.contents or ()}
        self.assertLessEqual(contents, noted)

    def test_who_reads_a_confidential_log_leaves_a_line(self):
        self._leaves({'content', 'source_id', 'source_model'}, lambda log: log.read(['summary']))

    def test_who_searches_a_confidential_log_leaves_a_line(self):
        self._leaves({'content'}, lambda log: log.search([('content', 'ilike', 'secret')]))

    def test_who_groups_a_confidential_log_by_people_leaves_a_line(self):
        self._leaves({'partner_ids'}, lambda log: log._read_group([], ['partner_ids']))

    def _lines(self, archive):
        return self.env['customer.archive.access.log'].sudo().search([
            ('archive', '=', archive.name), ('actor', '=', self.archivist.login),
            ('model', '=', 'customer.archive.communication'),
        ])

    def test_when_and_how_is_no_content(self):
        archive = self._open_archive(confidentiality='2')
        entry = self.env['customer.archive.communication'].create({
            'archive_id': archive.id, 'content': "It is secret",
        })
        self._state_purpose(self.archivist, archive)
        self.env.invalidate_all()
        entry.with_user(self.archivist).read(['at', 'way', 'topic'])
        archive.with_user(self.archivist).read(['last_contact_at', 'communication_count'])
        self.env.cr.precommit.run()
        self.assertFalse(self._lines(archive))
