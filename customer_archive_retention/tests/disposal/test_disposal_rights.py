# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestDisposalRights(DisposalCommon):
    """Who sees lists and lines, and who changes them."""

    def test_users_without_a_part_see_no_lists(self):
        disposal = self._create_list()
        for user in (self.user, self.technician, self.collector, self.outsider):
            with self.assertRaises(AccessError):
                disposal.with_user(user).read(['name'])

    def test_who_reads_does_not_write(self):
        disposal = self._create_list()
        for user in (self.general_manager, self.auditor, self.executor):
            self.assertEqual(disposal.with_user(user).line_ids.number, self.volume.name)
            for record, vals in (
                (disposal, {'title': "X"}), (disposal.line_ids, {'decision': 'keep'}),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(vals)

    def test_a_line_tells_the_title_to_who_may_read_the_volume(self):
        line = self._create_list().line_ids
        self.assertEqual(line.with_user(self.archivist).title, "New hall")
        self.assertFalse(line.with_user(self.executor).title)

    def test_lines_above_the_clearance_are_not_seen(self):
        self.archive.sudo().confidentiality = '3'
        disposal = self._create_list()
        lines = self.env['customer.archive.disposal.line']
        own = [('disposal_id', '=', disposal.id)]
        self.assertFalse(lines.with_user(self.executor).search(own))
        self.assertTrue(lines.with_user(self.auditor).search(own))

    def test_another_company_sees_nothing(self):
        disposal = self._create_list()
        with self.assertRaises(AccessError):
            disposal.with_user(self.other_archivist).read(['name'])

    def test_files_are_noted_by_the_execution_only(self):
        line = self._create_list().line_ids
        with self.assertRaises(AccessError):
            self.env['customer.archive.disposal.file'].sudo().create({'line_id': line.id})
