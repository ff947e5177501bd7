"""The addons' translation files, compared with or made from what Odoo exports."""

import subprocess

from . import odoo
from .base import ADDONS, LOGS, PYTHON, ROOT, Failure, lock, scratch

DATABASE = 'archive_i18n'
# What `odoo i18n export` does, for all addons in one start of Odoo.
EXPORT = """
from odoo.tools.translate import trans_export
for addon in {addons}:
    with open({folder!r} + '/' + addon + '.pot', 'wb') as output:
        trans_export(None, [addon], output, 'po', env)
"""


def check(database, addons):
    """Return what is wrong with the translation files of addons installed in a database."""
    return _run('check', database, addons)


def refresh():
    """Write all translation files anew, keeping what is translated; return what is left to do."""
    with lock('i18n'):
        odoo.copy(odoo.template('archive_core', odoo.core_modules()), DATABASE)
        try:
            odoo.install(DATABASE, ADDONS, LOGS / 'i18n-install.log')
            return _run('merge', DATABASE, ADDONS)
        finally:
            odoo.drop(DATABASE)


def _run(action, database, addons):
    """Export the addons' texts and hand them to the program that has polib at hand."""
    with scratch(f'i18n-{action}') as folder:
        log = LOGS / f'i18n-{action}.log'
        script = EXPORT.format(addons=list(addons), folder=str(folder))
        if odoo.run_logged(odoo.command('shell', '-d', database, '--no-http'), log, script):
            raise Failure(f"The addons' texts could not be exported; see {log}.")
        done = subprocess.run(
            [str(PYTHON), '-m', 'tests.tools.po', action, str(folder), *addons], cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )
    return done.stdout.splitlines()
