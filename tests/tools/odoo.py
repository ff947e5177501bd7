"""Odoo's configuration, command line and databases."""

import ast
import hashlib
import os
import shutil
import socket
import subprocess

from . import postgres
from .base import ADDONS, LOGS, PYTHON, ROOT, VENV, Failure, digest, end, home, lock, say
from .system import odoo_folder

LANGUAGES = 'en_US,zh_CN'  # Loading one alone would switch English off.
# A comment on each database that this script makes tells its state; others are left alone.
MARK = 'made by dev.py:'
UNFINISHED = 'unfinished'


def _config():
    return home() / 'odoo.conf'


def _filestore(database):
    return home() / 'data' / 'filestore' / database


def write_config():
    """Write the configuration file that every Odoo of this project runs with."""
    server = postgres.connection()
    folder = odoo_folder()
    paths = [folder / 'addons'] if (folder / 'odoo-bin').exists() else []
    options = {
        'addons_path': ','.join(map(str, [*paths, ROOT])),
        'data_dir': home() / 'data',
        'db_host': server.get('PGHOST', server.get('PGHOSTADDR')),
        'db_port': server.get('PGPORT'),
        'db_user': server.get('PGUSER'),
        'db_password': server.get('PGPASSWORD'),
        'http_interface': '127.0.0.1',
        'list_db': False,
    }
    text = ''.join(f'{name} = {value}\n' for name, value in options.items() if value is not None)
    (home() / 'data').mkdir(parents=True, exist_ok=True)
    _config().touch(mode=0o600)
    _config().write_text('[options]\n' + text)


def environment():
    """Return the environment variables of every Odoo of this project."""
    return {
        **os.environ,
        **postgres.connection(),
        'ODOO_RC': str(_config()),
        'LC_ALL': 'C.UTF-8',
        'PATH': os.pathsep.join([str(VENV / 'bin'), os.environ.get('PATH', os.defpath)]),
    }


def command(*arguments):
    """Return the command line that runs Odoo with these arguments."""
    return [str(PYTHON), '-m', 'odoo', *map(str, arguments)]


def free_port():
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def run_logged(arguments, log, script=None):
    """Run a program with Odoo's environment and its output in a log file.

    :param list arguments: the command line
    :param Path log: the file to write
    :param str script: what the program reads from its standard input
    :return: the exit code
    """
    with log.open('w') as output:
        process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT,
            cwd=ROOT, env=environment(), text=True,
        )
        try:
            process.communicate(script)
            return process.returncode
        finally:
            end(process)


# ============================================================
# Databases
# ============================================================

def state_of(database):
    """Return the state that a database was marked with, or None where there is no such one.

    On the user's own server an unmarked database is somebody's and `foreign`; in the private
    cluster it is what an interruption left behind.
    """
    rows = postgres.query(
        "SELECT coalesce(shobj_description(oid, 'pg_database'), 'none')"
        " FROM pg_database WHERE datname = :'name'",
        name=database,
    )
    if not rows:
        return None
    text = rows[0][0]
    if text.startswith(MARK):
        return text.removeprefix(MARK).strip()
    return 'foreign' if postgres.is_external() else UNFINISHED


def mark(database, state):
    """Write a state on a database; it is there as a whole or not at all."""
    postgres.query(
        """COMMENT ON DATABASE :"name" IS :'text'""", name=database, text=f'{MARK} {state}')


def drop(database):
    """Drop a database of this project with its files; refuse to drop any other."""
    state = state_of(database)
    if state == 'foreign':
        raise Failure(f"The database {database} was not made by dev.py and is left alone.")
    if state is not None:
        postgres.query('DROP DATABASE :"name" WITH (FORCE)', name=database)
    shutil.rmtree(_filestore(database), ignore_errors=True)


def _create(database, how):
    """Create a database and mark it as unfinished."""
    postgres.query(
        f"""
        CREATE DATABASE :"name" {how};
        COMMENT ON DATABASE :"name" IS '{MARK} {UNFINISHED}';
        """,
        name=database, failure=f"The database {database} could not be created.",
    )


def copy(source, target):
    """Make a database from another one, with its files, and mark it as unfinished."""
    drop(target)
    _create(target, f'TEMPLATE "{source}"')
    files = _filestore(source)
    if files.exists():
        # Odoo never changes a stored file, so that the copy may share it.
        shutil.copytree(files, _filestore(target), copy_function=os.link)


def core_modules():
    """Return the modules of Odoo that our addons depend on, from their manifests."""
    modules = set()
    for addon in ADDONS:
        manifest = ROOT / addon / '__manifest__.py'
        if manifest.exists():
            modules.update(ast.literal_eval(manifest.read_text())['depends'])
    return sorted(modules - set(ADDONS))


def template(name, modules, demo=False):
    """Return a database that holds only modules of Odoo's own, made once and kept.

    :param str name: the database's name
    :param list modules: the modules to install
    :param bool demo: whether to install their demo data
    """
    release = (odoo_folder() / 'odoo' / 'release.py').read_text()
    key = digest(release, odoo_folder(), modules, demo, LANGUAGES)
    with lock(f'template-{name}'):
        if state_of(name) != key:
            say(f"Making the template database {name} (once)")
            drop(name)
            install(name, modules, LOGS / f'{name}.log', demo=demo)
            mark(name, key)
    return name


def install(database, modules, log, demo=False):
    """Install modules into a database, which is made if need be."""
    if state_of(database) is None:
        _create(database, "ENCODING 'UTF8' TEMPLATE template0 LC_COLLATE 'C'")
        # As Odoo's own database manager does; without it, Odoo leaves its trigram indexes out.
        postgres.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database)
    arguments = [
        '-d', database, '-i', ','.join(modules), f'--load-language={LANGUAGES}', '--no-http',
        '--stop-after-init', *(['--with-demo'] if demo else []),
    ]
    if run_logged(command(*arguments), log):
        raise Failure(f"The modules could not be installed in {database}; see {log}.")


def addons_key():
    """Return a digest of all files of our addons: it changes when an update is due."""
    digester = hashlib.sha256()
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob('*')):
            if path.is_file() and '__pycache__' not in path.parts:
                digester.update(f'{path}\0'.encode() + path.read_bytes())
    return digester.hexdigest()[:12]


def has_module(name):
    """Return whether this Odoo has a module of that name."""
    folder = odoo_folder()
    return any(
        (path / name / '__manifest__.py').exists()
        for path in (folder / 'odoo' / 'addons', folder / 'addons')
    )
