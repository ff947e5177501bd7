# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.customer_archive.tests.public_methods import PublicMethodsMixin


@tagged('post_install', '-at_install')
class TestPublicMethodsList(PublicMethodsMixin, TransactionCase):
    """What the world may call of this addon was looked at by somebody (CA-66, X-05)."""

    allow_inherited_tests_method = True  # Written once, in the mixin.
    addon = 'customer_archive_lending'
    data = Path(__file__).parent / 'data'
