"""The virtual environment that Odoo, its tests and the checks run in."""

import os
import shutil
import sys

from .base import DEV, PYTHON, ROOT, VENV, Failure, digest, is_done, run, say

SUPPORTED = ((3, 10), (3, 13))


def make_venv(odoo_folder):
    """Make the environment, or leave it as it is when nothing that it is made of changed."""
    requirements = ROOT / 'tests' / 'requirements.txt'
    interpreter = _interpreter()
    key = digest(interpreter, requirements.read_text(), odoo_folder)
    if is_done(VENV, key):
        return
    say("Making the Python environment")
    stamp = VENV.with_name(VENV.name + '.stamp')
    # Scripts hold their environment's path, so it is made in place: the stamp alone makes it valid.
    stamp.unlink(missing_ok=True)
    shutil.rmtree(VENV, ignore_errors=True)
    run([interpreter, '-m', 'venv', VENV], "The Python environment could not be made.")
    _install(requirements)
    version = run([PYTHON, '-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])
    (DEV / 'pth').write_text(f'{odoo_folder}\n')
    os.replace(DEV / 'pth', f'{version.strip()}/odoo.pth')
    run([PYTHON, '-c', 'import odoo.release'], "The Python environment does not find Odoo.")
    stamp.write_text(key)


def _interpreter():
    """Return a Python that Odoo 19 accepts, preferring the one that runs this."""
    if SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        return sys.executable
    for minor in range(SUPPORTED[1][1], SUPPORTED[0][1] - 1, -1):
        found = shutil.which(f'python3.{minor}')
        if found:
            return found
    raise Failure("Odoo 19 needs a Python from 3.10 to 3.13, and none is installed.")


def _install(requirements):
    """Install the requirements with uv where it works, otherwise with pip."""
    uv = shutil.which('uv')
    try:
        if not uv:
            run([PYTHON, '-m', 'pip', 'install', '--quiet', 'uv'])
            uv = VENV / 'bin' / 'uv'
        run([uv, 'pip', 'install', '--quiet', '--python', PYTHON, '-r', requirements])
    except Failure:
        run(
            [PYTHON, '-m', 'pip', 'install', '--quiet', '-r', requirements],
            "Python packages could not be installed.",
        )
