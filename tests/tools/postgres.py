"""PostgreSQL: a private throwaway cluster, or the server that the usual PG* variables name."""

import os
import pwd
import re
import shutil
import subprocess
import time
from pathlib import Path

from .base import HOMES, Failure, digest, home, lock, run, say
from .system import postgres_bin

SERVER_VARIABLES = ('PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGUSER', 'PGSERVICE')
# Odoo refuses to work as the role that PostgreSQL calls postgres.
ROLE = 'odoo'
# The socket's port only names its file: nothing listens on a network.
PORT = '5432'
SOCKET_LIMIT = 107
SETTINGS = {
    'listen_addresses': '',
    'unix_socket_permissions': '0700',
    'max_connections': '100',
    'shared_buffers': '512MB',
    'work_mem': '16MB',
    'maintenance_work_mem': '256MB',
    'max_wal_size': '4GB',
    # A crash may destroy the cluster, which is made for this and can be made again.
    'fsync': 'off',
    'synchronous_commit': 'off',
    'full_page_writes': 'off',
    'autovacuum': 'on',
    'log_min_duration_statement': '-1',
    'lc_messages': 'C',
    'timezone': 'UTC',
}


def is_external():
    """Return whether the user's PG* variables name a server."""
    return any(os.environ.get(name) for name in SERVER_VARIABLES)


def connection():
    """Return the variables with which libpq finds the server."""
    if is_external():
        return {name: os.environ[name] for name in os.environ if name.startswith('PG')}
    return {'PGHOST': str(_Cluster().folder), 'PGPORT': PORT, 'PGUSER': ROLE}


def ensure_running():
    """Make sure that a server answers, making and starting the private cluster if need be."""
    if is_external():
        if os.environ.get('PGUSER') == 'postgres':
            raise Failure("Odoo refuses the role postgres: let PGUSER name one that may create"
                          " databases.")
        query('SELECT 1', failure="The PostgreSQL server of the PG* variables does not answer.")
        return
    with lock('postgres'):
        cluster = _Cluster()
        cluster.make()
        cluster.start()


def stop():
    """Stop the private clusters; return whether one ran."""
    with lock('postgres'):
        return not is_external() and bool(sum(_Cluster(place).stop() for place in HOMES))


def remove():
    """Stop the private clusters and delete them."""
    with lock('postgres'):
        for cluster in map(_Cluster, HOMES):
            cluster.stop()
            shutil.rmtree(cluster.folder, ignore_errors=True)


def query(sql, database='postgres', failure=None, **values):
    """Run one statement and return its rows as lists of texts.

    :param str sql: the statement; `:'name'` and `:"name"` stand for a value, quoted by psql
    :param str database: the database to run it in
    :param str failure: the sentence to fail with
    :param dict values: the texts of the named values
    """
    variables = [f'--set={name}={value}' for name, value in values.items()]
    output = run(
        _client('psql', '--set=ON_ERROR_STOP=1', '-qAtX', '-F', '\x1f', *variables, database),
        failure, env=_env(), input=sql, stdin=None,
    )
    return [line.split('\x1f') for line in output.splitlines() if line]


def _client(program, *arguments):
    folder = postgres_bin()
    path = folder / program if folder and (folder / program).exists() else program
    return [path, *arguments]


def _env():
    return {**os.environ, **connection()}


class _Cluster:
    """A PostgreSQL cluster of the project's own, run by an ordinary user.

    :param Path place: where it lies, if its user can reach that; by default this process's home
    """

    def __init__(self, place=None):
        self.home = place or home()
        self.owner = self._choose_owner()
        self.folder = self._choose_folder()
        self.data = self.folder / 'data'
        self.log = self.folder / 'server.log'

    def _choose_owner(self):
        """Return who runs the server: PostgreSQL refuses to run as root."""
        if os.geteuid():
            return pwd.getpwuid(os.geteuid())
        for name in ('postgres', 'nobody'):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise Failure("PostgreSQL needs an ordinary user to run as, and none exists.")

    def _choose_folder(self):
        """Return a folder that the owner can reach and whose socket's path is short enough."""
        inside = self.home / 'pg'
        is_short = len(str(inside / f'.s.PGSQL.{PORT}').encode()) <= SOCKET_LIMIT
        if is_short and all(self._can_pass(folder) for folder in inside.parents):
            return inside
        base = '/var/tmp' if os.access('/var/tmp', os.W_OK) else '/tmp'
        return Path(base) / f'customer-archive-{digest(self.home, self.owner.pw_uid)}'

    def _can_pass(self, folder):
        """Return whether the owner may pass through `folder` by its mode."""
        try:
            status = folder.stat()
        except FileNotFoundError:
            return True
        if status.st_uid == self.owner.pw_uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.owner.pw_gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)

    def _as_owner(self, *command):
        """Run a program of PostgreSQL's as the cluster's owner."""
        command = [postgres_bin() / command[0], *command[1:]]
        if os.geteuid() == 0:
            command = ['runuser', '-u', self.owner.pw_name, '--', *command]
        return run(
            command, "The private PostgreSQL cluster failed.", cwd='/',
            env={'PATH': os.environ.get('PATH', ''), 'LC_ALL': 'C'},
        )

    def make(self):
        """Make the cluster with its role, or leave it as it is."""
        if not postgres_bin():
            raise Failure("The PostgreSQL server's programs were not found.")
        if (self.folder / 'complete').exists():
            return
        say("Making a private PostgreSQL cluster")
        self._make_folder()
        locales = subprocess.run(
            ['locale', '-a'], capture_output=True, text=True, check=False).stdout.lower()
        locale = 'C.UTF-8' if re.search(r'^c\.utf-?8$', locales, re.MULTILINE) else 'C'
        self._as_owner(
            'initdb', '--pgdata', self.data, '--username', ROLE, '--auth', 'trust', '--no-sync',
            '--encoding', 'UTF8', '--locale', locale,
        )
        with (self.data / 'postgresql.conf').open('a') as settings:
            for name, value in {**SETTINGS, 'unix_socket_directories': self.folder}.items():
                settings.write(f"{name} = '{value}'\n")
        (self.folder / 'complete').touch()

    def _make_folder(self):
        """Make the cluster's folder anew, private to its owner."""
        if self.folder.exists():
            if self.folder.stat().st_uid != self.owner.pw_uid:
                raise Failure(f"{self.folder} belongs to somebody else; please remove it.")
            shutil.rmtree(self.folder)
        self.folder.mkdir(mode=0o700, parents=True)
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)

    def start(self):
        """Start the server unless it runs."""
        if self._answers() or self._settles():
            return
        self._forget_dead_server()
        self._as_owner('pg_ctl', 'start', '-D', self.data, '-l', self.log, '-w', '-t', '60')

    def stop(self):
        """Stop the server; return whether it ran."""
        if not (self.data / 'postmaster.pid').exists() or not self._server_pid():
            return False
        self._as_owner('pg_ctl', 'stop', '-D', self.data, '-m', 'fast', '-w', '-t', '60')
        return True

    def _settles(self):
        """Wait while a server comes up or goes down; return whether it answers then."""
        deadline = time.monotonic() + 60
        while self._server_pid() and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.2)
        return False

    def _answers(self):
        try:
            run([postgres_bin() / 'pg_isready', '-q', '-h', self.folder, '-p', PORT])
        except Failure:
            return False
        return True

    def _server_pid(self):
        """Return the process that serves this cluster, or None if its pid file is stale."""
        try:
            pid = int((self.data / 'postmaster.pid').read_text().split()[0])
            command = Path(f'/proc/{pid}/cmdline').read_bytes().split(b'\0')
        except (OSError, ValueError, IndexError):
            return None
        return pid if str(self.data).encode() in command else None

    def _forget_dead_server(self):
        """Remove the traces of a killed server, whose pid another process may have by now."""
        if not self._server_pid():
            for path in (self.data / 'postmaster.pid', self.folder / f'.s.PGSQL.{PORT}.lock'):
                path.unlink(missing_ok=True)
