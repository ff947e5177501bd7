# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import json

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestReapply(DisposalCommon):
    """What was destroyed before a restore comes on a list again (X-02)."""

    def _export(self, *volumes):
        """Return a file as the export of the register makes it, telling of volumes."""
        uuid = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        columns = ['id', 'at', 'company', ['event', 'model', 'subject']]
        return self._to_file(
            {'type': 'export', 'chain': 'customer.archive.register', 'uuid': uuid},
            {'type': 'seal', 'header': json.dumps({'columns': columns})},
            *(
                {'type': 'row', 'id': 1, 'canonical': json.dumps([
                    1, '2026-01-01 00:00:00', self.company.id,
                    ['destroy', volume._name, volume.name],
                ])}
                for volume in volumes
            ),
            {'type': 'withheld', 'id': 2},
            {'type': 'end'},
        )

    def _to_file(self, *lines):
        return base64.b64encode('\n'.join(map(json.dumps, lines)).encode())

    def _reapply(self, file, user=None):
        action = self.env['customer.archive.disposal.reapply'].with_user(
            user or self.archivist,
        ).create({'file': file, 'company_id': self.company.id}).action_list()
        return self.env['customer.archive.disposal'].with_user(self.archivist).browse(
            action['res_id'],
        )

    def test_what_is_back_comes_on_a_list_and_is_destroyed_again(self):
        other = self._create_due_volume()
        disposal = self._reapply(self._export(self.volume))
        self.assertEqual(disposal.line_ids.volume_id, self.volume)
        self.assertIn("before the database was restored", disposal.line_ids.justification)
        self._execute(disposal)
        self.assertEqual((self.volume.state, other.state), ('destroyed', 'filed'))

    def test_what_is_still_destroyed_is_not_listed(self):
        file = self._export(self.volume)
        self._execute()
        with self.assertRefused("nothing to do again"):
            self._reapply(file)

    def test_what_holds_still_decides(self):
        disposal = self._reapply(self._export(self.volume))
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

    def test_only_archivists_begin_lists(self):
        for user in (self.user, self.executor, self.auditor):
            with self.assertRaises(AccessError):
                self._reapply(self._export(self.volume), user)
