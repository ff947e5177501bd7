# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.evidence.pending_access import DATA_KEY, MANY
from ..common import ArchiveCommon


@tagged('post_install', '-at_install')
class TestAccessLog(ArchiveCommon):
    """CA-64, CA-70, ND-19: what is in the log, who reads it, and what it raises an alarm about.

    The ways to contents are walked one by one in `tests/test_reads.py`, on a real server.
    """

    def setUp(self):
        super().setUp()
        self.env.cr.postcommit.data.pop(DATA_KEY, None)  # Each test is a transaction of its own.
        self.log = self.env['customer.archive.access.log']
        self.start = self.log.search([], limit=1).id or 0

    def _lines(self, *domain):
        """Return what was logged in this test, as at the end of a request."""
        # A test that is refused something rolls back to a savepoint only, no request does.
        for pending in self.env.cr.postcommit.data.get(DATA_KEY, {}).values():
            pending._end()
        return self.log.search([('id', '>', self.start), *domain], order='id')

    def _open_many(self, count):
        partners = self.env['res.partner'].create([
            {'name': f"Customer {number}"} for number in range(count)
        ])
        return self.env['customer.archive'].create([
            {'partner_id': partner.id, 'company_id': self.company.id,
             'department_id': self.department.id} for partner in partners
        ])

    def _read(self, archives, user=None):
        """Read contents as a request of its own would."""
        self.env.cr.flush()
        self.env.invalidate_all()
        archives.with_user(user or self.user).read(['partner_id'])
        self.env.cr.flush()

    def test_who_reads_the_log_is_in_it(self):
        self._state_and_read()
        self._lines()
        self.log.with_user(self.auditor).search([], limit=1).read(['actor'])
        line = self._lines(('kind', '=', 'log'), ('actor', '=', self.auditor.login))
        self.assertEqual((line.model, line.company), (self.log._name, self.company.id))

    def test_only_office_manager_and_auditor_read_it(self):
        for user in (self.user, self.collector, self.archivist, self.general_manager,
                     self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.log.with_user(user).search([], limit=1).read(['actor'])
        for user in (self.office_manager, self.auditor):
            self.log.with_user(user).search([], limit=1).read(['actor'])

    def test_nobody_changes_it(self):
        self._state_and_read()
        line = self._lines(('kind', '=', 'read'))[:1]
        self.assertTrue(line)
        for user in (self.office_manager, self.auditor, self.env.user):
            for attempt in (
                lambda theirs: theirs.write({'actor': "somebody"}),
                lambda theirs: theirs.unlink(), lambda theirs: theirs.copy(),
                lambda theirs: theirs.create({'kind': 'open', 'actor': "somebody"}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt(line.with_user(user))

    def _state_and_read(self):
        archive = self._open_archive(confidentiality='2')
        self._state_purpose(self.archivist, archive)
        self._read(archive, self.archivist)
        return archive

    def test_a_line_says_who_what_and_what_for(self):
        archive = self._state_and_read()
        line = self._lines(('kind', '=', 'read'), ('archive', '=', archive.name))
        self.assertEqual(len(line), 1)
        self.assertEqual(
            (line.actor, line.subject, line.model, line.contents_label),
            (self.archivist.login, archive.name, 'customer.archive', "Customer"),
        )
        self.assertEqual(line.purpose_label, "After-sales service")

    def test_an_open_archive_leaves_no_line(self):
        self._read(self._open_archive())
        self.assertFalse(self._lines(('kind', '!=', 'log')))

    def test_many_at_once_leave_one_line(self):
        archives = self._open_many(MANY)
        self._read(archives)
        line = self._lines(('kind', '=', 'mass'))
        self.assertEqual((line.actor, line.model, line.count),
                         (self.user.login, 'customer.archive', MANY))

    def test_a_great_many_are_told_to_the_archivists(self):
        archives = self._open_many(MANY)
        self.company.archive_mass_threshold = MANY - 1
        self._read(archives)
        self.assertEqual(len(self._get_alerts()), 1)

    def test_so_are_a_great_many_within_the_hour(self):
        archives = self._open_many(MANY)
        self.company.archive_mass_threshold = MANY
        for page in range(5):
            self._read(archives)
            self.assertFalse(self._get_alerts(), page)
        self._read(archives)
        self._read(archives)
        self.assertEqual(len(self._get_alerts()), 1)

    def _get_alerts(self):
        return self.env['mail.message'].search([
            ('partner_ids', 'in', self.archivist.partner_id.ids),
            ('subject', 'ilike', self.user.login),
        ])

    def test_an_attempt_that_is_refused_is_in_it(self):
        archive = self._open_archive()
        with self.assertRaises(AccessError):
            archive.with_user(self.other_user).read(['partner_id'])
        line = self._lines(('kind', '=', 'refused'))
        self.assertEqual((line.actor, line.archive, line.contents_label),
                         (self.other_user.login, archive.name, "Reading"))
