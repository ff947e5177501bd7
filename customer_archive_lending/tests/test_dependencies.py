# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import TransactionCase, tagged


@tagged('post_install', '-at_install')
class TestDependencies(TransactionCase):
    """The extensions meet in the base addon and never name each other."""

    def test_needs_the_base_addon_but_not_the_other_extension(self):
        module = self.env.ref('base.module_customer_archive_lending')
        needed = module.upstream_dependencies(exclude_states=('uninstallable',)) | module
        names = set(needed.mapped('name'))
        self.assertEqual(module.state, 'installed')
        self.assertIn('customer_archive', names)
        self.assertNotIn('customer_archive_retention', names)
