"""Odoo's own checks of source code (its addon `test_lint`), limited to our addons.

Odoo's checks look at every addon that they can import, ask `Manifest` or `get_modules` which ones
these are, and so can be narrowed by narrowing the answer; the checks themselves stay untouched.
Those that walk the registry see all models of the database, Odoo's included, which pass.

Left out: `test_eslint` (needs a program of the npm registry), `test_l10n` (country modules only),
`test_markers` (walks Odoo's whole tree), `test_checkers` (tests Odoo's checkers, not code).
"""

from pathlib import Path
from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)

ROOT = Path(__file__).resolve().parents[2]


def _our_names():
    return sorted(path.parent.name for path in ROOT.glob('customer_archive*/__manifest__.py'))


def _our_manifests():
    return [Manifest.for_addon(name) for name in _our_names()]


class OurAddons:
    """Mixin that answers the question for the addons there are with ours."""

    def setUp(self):
        super().setUp()
        self.assertTrue(_our_names())
        self.startPatcher(patch.object(Manifest, 'all_addon_manifests', _our_manifests))
        self.startPatcher(patch.object(test_pofile, 'get_modules', _our_names))


@tagged('standard', 'post_install', '-at_install')
class TestOurDocstrings(OurAddons, test_docstring.TestDocstring):

    def setUp(self):
        super().setUp()
        for name in ('MODULES_TO_LINT', 'MODULES_TO_LINT_ONLY_PUBLIC_METHODS'):
            self.startPatcher(patch.object(test_docstring, name, ('customer_archive',)))

    def _test_docstring_params(self, method, doctree):
        # Odoo's own docstrings are looked at under Odoo's runner only, which knows subtests.
        if not method.__module__.startswith('odoo.addons.customer_archive'):
            return None
        return super()._test_docstring_params(method, doctree)


@tagged('standard', 'post_install', '-at_install')
class TestOurInits(OurAddons, test_dunderinit.TestDunderinit):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurTranslatableProps(OurAddons, test_i18n.TestI18n):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurIndexes(OurAddons, test_index.TestIndex):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurScriptTranslations(OurAddons, test_jstranslate.TestJsTranslations):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurManifests(OurAddons, test_manifests.ManifestLinter):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurNames(OurAddons, test_naming.TestNaming):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurOnchangeDomains(OurAddons, test_onchange_domains.TestOnchangeDomains):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurImports(OurAddons, test_orm_import.TestDunderinit):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurOverrides(OurAddons, test_override_signatures.TestLintOverrideSignatures):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurTemplates(OurAddons, test_pofile.PotLinter):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurPylint(OurAddons, test_pylint.TestPyLint):

    def setUp(self):
        super().setUp()
        # This check always looks at Odoo's own tree too, which takes pylint ten minutes.
        first = _our_manifests()[0].path
        self.startPatcher(patch.object(config, 'root_path', first))


@tagged('standard', 'post_install', '-at_install')
class TestOurRoutes(OurAddons, test_routes.RoutesLinter):
    pass


@tagged('standard', 'post_install', '-at_install')
class TestOurTests(OurAddons, test_test_holes.TestTestHoles):
    pass
