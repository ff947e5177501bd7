# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What was destroyed after a backup was made, and is back when that is restored (X-02).

A real backup by `pg_dump`, restored by `pg_restore` into a database of its own, with its files.
"""

import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .clones import back_up, restore
from .disposals import DisposalWorld

REGISTER = 'customer.archive.register'
WAIT = 120


@tagged('standard', 'post_install', '-at_install')
class TestRestoredBackup(BaseCase):
    """The register of the time between backup and restore destroys again what is back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.restored = f'{get_db_name()}_restored'
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.world = DisposalWorld(env)
            cls.volume_ids = cls.world.make_volumes(env, 2, scans=True)

    # === HELPERS === #

    def _export_register(self):
        """Return the register as the auditor exports it, when all of it is sealed.

        A transaction that is open elsewhere in the cluster holds seals back for a while.
        """
        for _turn in range(WAIT):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env['customer.archive.seal']._seal(REGISTER)
                sealed = env['customer.archive.seal'].search(
                    [('chain', '=', REGISTER)], order='id desc', limit=1,
                ).last_row
                if sealed >= env[REGISTER].search([], order='id desc', limit=1).id:
                    dialog = self.world._as(env, 'auditor')[
                        'customer.archive.evidence.export'
                    ].create({'chain': REGISTER})
                    dialog.action_export()
                    return dialog.file
            time.sleep(1)
        raise AssertionError("The register was not sealed in time.")

    def _execute(self, registry, list_id=None):
        """Execute a list, as the scheduler does; return it with what became of its lines."""
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            list_id = self.world.begin_list(env, len(self.volume_ids), list_id)
        for work in (
            lambda disposal: disposal._execute_lines(disposal._get_open_line_ids()),
            lambda disposal: disposal._settle_files(),
        ):
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                disposal = env['customer.archive.disposal'].browse(list_id)
                work(disposal)
                states = [(line.state, line.volume_id.state) for line in disposal.line_ids]
        return states

    # === TESTS === #

    def test_what_was_destroyed_after_the_backup_is_destroyed_again(self):
        backup = back_up(self)
        ended = [('verified', 'destroyed')] * len(self.volume_ids)
        self.assertEqual(self._execute(self.registry), ended)
        file = self._export_register()
        restored = restore(self, backup, self.restored)
        with restored.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            volumes = env['customer.archive.volume'].browse(self.volume_ids)
            self.assertEqual(volumes.mapped('state'), ['filed', 'filed'])
            self.assertTrue(all(volumes.document_ids.mapped('scan')), "The scans are back as well")
            dialog = self.world._as(env, 'archivist')['customer.archive.reapply'].create({
                'file': file, 'company_id': self.world.company_id,
            })
            dialog.action_list()
            self.assertEqual(dialog.disposal_id.line_ids.volume_id, volumes)
            list_id = dialog.disposal_id.id
        self.assertEqual(self._execute(restored, list_id), ended)
        with restored.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            files = env['customer.archive.disposal'].browse(list_id).line_ids.file_ids
            self.assertEqual(files.mapped('state'), ['gone', 'gone'])
            self.assertFalse([
                name for name in files.mapped('store_name') if env['ir.attachment']._has_blob(name)
            ])
