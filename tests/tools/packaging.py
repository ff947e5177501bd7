"""The wheel: what is built from `setup.cfg`, and what it installs."""

import os
import shutil
import subprocess
import zipfile

from .base import ADDONS, PYTHON, ROOT, run, scratch

SOURCES = ('setup.cfg', 'pyproject.toml', 'README.md', 'LICENSE')
# Run with the installed wheel on Python's path and no addons path: Odoo must find the addons.
FIND_ADDONS = """
import os
import sys
from odoo.modules import Manifest
for name in sys.argv[1:]:
    manifest = Manifest.for_addon(name)
    if manifest is None:
        print(f"Odoo does not find {name} from the installed wheel.")
        continue
    for file in [*manifest.get('data', ()), *manifest.get('demo', ())]:
        if not os.path.exists(os.path.join(manifest.path, file)):
            print(f"The installed {name} lacks {file}.")
"""


def check_wheel(addons):
    """Build and install the wheel aside; return what is wrong with it.

    :param list addons: the addons that must be in it, complete
    """
    with scratch('wheel') as folder:
        source, target = folder / 'source', folder / 'target'
        source.mkdir()
        for name in (name for name in SOURCES if (ROOT / name).exists()):
            shutil.copy(ROOT / name, source)
        for addon in addons:
            shutil.copytree(
                ROOT / addon, source / addon, ignore=shutil.ignore_patterns('__pycache__'))
        offline = ['--no-deps', '--no-index', '--quiet', '--disable-pip-version-check']
        run([PYTHON, '-m', 'pip', 'wheel', *offline, '--no-build-isolation', '-w', folder, source],
            "The wheel could not be built.")
        built = next(folder.glob('*.whl'))
        problems = _compare(source, built, addons)
        run([PYTHON, '-m', 'pip', 'install', *offline, '--target', target, built],
            "The wheel could not be installed.")
        done = subprocess.run(
            [str(PYTHON), '-c', FIND_ADDONS, *addons], cwd=folder, text=True, check=False,
            env={**_clean_environment(), 'PYTHONPATH': str(target)}, capture_output=True,
        )
        if done.returncode:
            problems.append(done.stderr.strip())
        return problems + done.stdout.splitlines()


def _clean_environment():
    return {name: value for name, value in os.environ.items() if not name.startswith('ODOO_')}


def _compare(source, built, addons):
    """Return the files that the wheel lacks, and those that have no place in it."""
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
    wanted = {
        f'odoo/addons/{path.relative_to(source)}'
        for addon in addons for path in (source / addon).rglob('*') if path.is_file()
    }
    allowed = tuple(f'odoo/addons/{addon}/' for addon in ADDONS)
    return [f"The wheel lacks {name}." for name in sorted(wanted - names)] + [
        f"The wheel should not hold {name}." for name in sorted(names)
        if not name.startswith(allowed) and '.dist-info/' not in name
    ]
