# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from ..restored import RestoredMixin
from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestReapply(RestoredMixin, DisposalCommon):
    """What was destroyed before a restore comes on a list again (X-02)."""

    def _to_file(self, *lines):
        return base64.b64encode('\n'.join(map(json.dumps, lines)).encode())

    def _list_again(self, file):
        return self._reapply(file).disposal_id

    def test_what_is_back_comes_on_a_list_and_is_destroyed_again(self):
        other = self._create_due_volume(years=1)
        file = self._restore_after(self._execute)
        self.assertEqual(self.volume.state, 'filed')
        disposal = self._list_again(file)
        self.assertEqual(disposal.line_ids.volume_id, self.volume)
        self.assertIn("before the database was restored", disposal.line_ids.justification)
        self._execute(disposal)
        self.assertEqual((self.volume.state, other.state), ('destroyed', 'filed'))

    def test_what_is_still_destroyed_is_not_listed(self):
        file = self._restore_after(self._execute)
        self._execute()
        with self.assertRefused("nothing to do again"):
            self._reapply(file)

    def test_a_number_that_was_given_anew_names_something_else(self):
        file = self._restore_after(self._execute)
        self.env.cr.execute(
            "UPDATE customer_archive_volume SET create_date = now() + interval '1 day'"
            " WHERE id = %s", [self.volume.id],
        )
        self.env.invalidate_all()
        with self.assertRefused("nothing to do again"):
            self._reapply(file)

    def test_what_holds_still_decides(self):
        disposal = self._list_again(self._restore_after(self._execute))
        self._approve(disposal)
        self._start(disposal)
        with_pass(self.volume).write({'filed_on': self.company._get_archive_today()})
        self._run()
        self.assertEqual(disposal.line_ids.state, 'taken_off')

    def test_other_files_are_refused_with_a_sentence(self):
        for lines in (
            [{'type': 'export', 'chain': 'customer.archive.access.log', 'uuid': 'x'}],
            [{'type': 'export', 'chain': 'customer.archive.register', 'uuid': 'x'}],
        ):
            with self.assertRefused("not the register of this database"):
                self._reapply(self._to_file(*lines))
        for content in (b'', b'no register', b'[1]', b'PK\x05\x06' + bytes(18)):
            with self.assertRefused("no exported register"):
                self._reapply(base64.b64encode(content or b' '))

    def test_a_register_that_was_cut_or_edited_is_refused_with_a_sentence(self):
        head = {
            'type': 'export', 'chain': 'customer.archive.register',
            'uuid': self.env['ir.config_parameter'].sudo().get_param('database.uuid'),
        }
        seal = {'type': 'seal', 'header': json.dumps({'columns': ['id', 'at', ['event']]})}
        for lines in (
            [{}], [{'type': 'seal'}], [{'type': 'row', 'canonical': '[1, "2026"]'}],
            [seal, {'type': 'row', 'canonical': '[1, ["destroy"]]'}],
            [seal, {'type': 'row', 'canonical': '[1, "soon", ["destroy"]]'}],
        ):
            with self.subTest(lines=lines), self.assertRefused("no exported register"):
                self._reapply(self._to_file(head, *lines))

    def test_only_archivists_begin_lists(self):
        file = self._restore_after(self._execute)
        for user in (self.user, self.executor, self.auditor):
            with self.assertRaises(AccessError):
                self._reapply(file, user)
