# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError

from ...hooks import uninstall_hook
from .common import EvidenceCommon


class TestUninstall(EvidenceCommon):
    """No trigger refuses to drop a table: the addon itself does."""

    def test_uninstalling_is_refused_while_there_is_evidence(self):
        modules = self.env['ir.module.module']
        for name in ('customer_archive', 'sale'):  # With sale would go what depends on it.
            module = modules.search([('name', '=', name)])
            with self.subTest(name), self.assertRefused("Export", exception=UserError):
                module.button_uninstall()
            self.assertEqual(module.state, 'installed')

    def test_the_hook_refuses_as_well(self):
        with self.assertRefused("Archive Register", "Export", exception=UserError):
            uninstall_hook(self.env)

    def test_an_empty_register_stands_against_nothing(self):
        for table in ('customer_archive_register', 'customer_archive_access_log'):
            self.env.cr.execute("SELECT to_regclass(%s)", [table])
            if self.env.cr.fetchone()[0]:
                self._alter(f"DELETE FROM {table}", table=table)  # noqa: S608
        self.env['customer.archive.evidence']._ensure_no_evidence()

    def test_other_modules_are_uninstalled_as_ever(self):
        module = self.env['ir.module.module'].search([('name', '=', 'base_import')])
        if module.state == 'installed':
            module.button_uninstall()
            self.assertEqual(module.state, 'to remove')
