# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from ..disposal.common import DisposalCommon
from ..erasure.common import NAME, ErasureCommon
from ..holds.common import HoldCommon

LINES = 'customer.archive.package.line'


class Packing:
    """Packs archives of the tests."""

    def _pack(self, archive):
        package = self.env['customer.archive.package'].with_user(self.office_manager).create({
            'reason': "Backup", 'company_id': self.company.id,
            'archive_ids': [(6, 0, archive.ids)],
        })
        package.action_start()
        with self._counting_commits():
            self.env['customer.archive.package']._cron_pack()
        self.assertEqual(package.state, 'ready')
        return package.sudo()

    def _get_parts(self, package):
        """Return what was written down of the archives in a package."""
        return self.env['ir.attachment'].sudo().search([
            ('res_model', '=', LINES), ('res_field', '=', 'entries'),
            ('res_id', 'in', package.line_ids.ids),
        ])


class TestDestroyedPackages(Packing, DisposalCommon):
    """What is destroyed is in no package that can still be fetched (ND-13)."""

    def test_a_package_ends_with_what_is_destroyed(self):
        package, other = self._pack(self.archive), self._pack(self._open_archive())
        self.assertTrue(self._get_parts(package))
        self._execute()
        self.assertEqual(self.volume.state, 'destroyed')
        self.assertEqual((package.state, package.line_ids.state), ('withdrawn', 'gone'))
        self.assertFalse(self._get_parts(package))
        self.assertIn("destroyed", self._entries(package, 'end').note)
        self.assertEqual(other.state, 'ready')


class TestErasedPackages(Packing, ErasureCommon):
    """Who was forgotten is in no package that can still be fetched (RE-13)."""

    def test_a_package_ends_with_what_is_erased(self):
        package = self._pack(self.own)
        parts = self._get_parts(package)
        self.assertTrue(any(NAME in (part.raw or b'').decode() for part in parts))
        request = self._decide(self._search())
        self._execute(request)
        self.assertEqual(package.state, 'withdrawn')
        self.assertFalse(self._get_parts(package))


class TestHeldPackages(Packing, HoldCommon):
    """What is held goes into a package with its hold, and comes out of it with one (ND-02)."""

    def test_a_hold_goes_where_the_archive_goes(self):
        holds = self._hold(self.archive) | self._hold(self.volume, matter="Audit")
        self._release(self._hold(self.archive, matter="Settled"))
        package = self._pack(self.archive)
        part = self._get_parts(package).filtered(lambda part: part.name == 'archive.json')
        told = json.loads(part.raw)
        self.assertEqual({hold['name'] for hold in told['holds']}, set(holds.mapped('name')))
        self.assertFalse(self.other_archive._get_blockers('destroy'))
        self.env['customer.archive.taking.in']._after_taking_in(self.other_archive, told)
        self.assertEqual(len(self.other_archive._get_blockers('destroy')), 2)
        placed = self.env['customer.archive.hold'].search([
            ('archive_ids', 'in', self.other_archive.ids),
        ])
        self.assertEqual(set(placed.mapped('state')), {'active'})
        self.assertIn(holds[0].name, placed.sorted('id')[0].authority)
