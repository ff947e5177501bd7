# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What was destroyed after a backup was made, and is back when that is restored (X-02).

A real backup by `pg_dump`, restored by `pg_restore` into a database of its own, with its files.
"""

import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, config
from odoo.tools.misc import exec_pg_environ, find_pg_tool

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

    def _run_tool(self, tool, *arguments):
        subprocess.run([find_pg_tool(tool), *arguments], env=exec_pg_environ(), check=True)

    def _back_up(self):
        """Make a backup, and let the tests end without it."""
        place = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, place)
        file, folder = place / 'backup', place / 'files'
        self._run_tool('pg_dump', '--format=custom', f'--file={file}', get_db_name())
        shutil.copytree(config.filestore(get_db_name()), folder)
        return file, folder

    def _restore(self, file, folder):
        """Restore a backup into another database, as after the loss of the first."""
        with closing(sql_db.db_connect('postgres').cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(SQL("CREATE DATABASE %s TEMPLATE template0", SQL.identifier(self.restored)))
        self.addCleanup(self._drop)
        self._run_tool('pg_restore', f'--dbname={self.restored}', '--no-owner', str(file))
        shutil.copytree(folder, config.filestore(self.restored))
        tests, config['test_enable'] = config['test_enable'], False  # Its loading runs none.
        try:
            return Registry(self.restored)
        finally:
            config['test_enable'] = tests

    def _drop(self):
        Registry.delete(self.restored)
        sql_db.close_db(self.restored)
        with closing(sql_db.db_connect('postgres').cursor()) as cr:
            cr._cnx.autocommit = True
            cr.execute(SQL("DROP DATABASE %s", SQL.identifier(self.restored)))
        shutil.rmtree(config.filestore(self.restored), ignore_errors=True)

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
        backup = self._back_up()
        ended = [('verified', 'destroyed')] * len(self.volume_ids)
        self.assertEqual(self._execute(self.registry), ended)
        file = self._export_register()
        restored = self._restore(*backup)
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
