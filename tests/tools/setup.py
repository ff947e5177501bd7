"""The set-up as a whole: everything that the other commands need."""

from . import odoo, postgres, system, venv
from .base import LOGS, lock


def set_up():
    """Bring the machine to where Odoo can run; takes a moment when it is there already."""
    with lock('setup'):
        LOGS.mkdir(parents=True, exist_ok=True)
        system.install_packages(needs_server=not postgres.is_external())
        venv.make_venv(system.odoo_folder())
        postgres.ensure_running()
        odoo.write_config()
