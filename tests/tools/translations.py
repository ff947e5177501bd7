"""The addons' translation files, compared with or made from what Odoo exports."""

import subprocess

from . import odoo
from .base import ADDONS, LOGS, PYTHON, ROOT, Failure, lock, scratch

DATABASE = 'archive_i18n'


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
        for addon in addons:
            log = LOGS / f'i18n-{addon}.log'
            arguments = ['i18n', 'export', '-c', odoo.CONFIG, '-d', database, '-l', 'pot',
                         '-o', folder / f'{addon}.pot', addon]
            if odoo.run_logged(odoo.command(*arguments), log):
                raise Failure(f"The texts of {addon} could not be exported; see {log}.")
            # An addon without texts yields no file.
            (folder / f'{addon}.pot').touch()
        done = subprocess.run(
            [str(PYTHON), '-m', 'tests.tools.po', action, str(folder), *addons], cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )
    return done.stdout.splitlines()
