"""The start command: a real Odoo with the addons, demo data and both languages."""

import contextlib
import errno
import socket
import subprocess
import time
import urllib.request

from . import odoo, postgres
from .base import ADDONS, LOGS, ROOT, Failure, end, lock, say

DATABASE = 'customer_archive'
HOST = '127.0.0.1'


def start(port, fresh=False):
    """Serve the addons until Ctrl-C, installing or updating them first where due.

    :param int port: the port to listen on
    :param bool fresh: whether to make the database anew
    """
    _check_port(port)
    with lock('start'):
        _prepare(fresh)
    log = LOGS / 'start.log'
    with log.open('w') as output:
        server = subprocess.Popen(
            odoo.command(
                '-d', DATABASE, '--http-interface', HOST, '--http-port', port,
                '--db-filter', f'^{DATABASE}$'),
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT,
            env=odoo.environment(),
        )
        try:
            _wait_until_ready(server, port, log)
            _greet(port, log)
            server.wait()
        except KeyboardInterrupt:
            say("Stopping …")
        finally:
            end(server)


def _check_port(port):
    """Fail if something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Failure(
                    f"Port {port} is in use; choose another one with --port.") from error
            raise Failure(f"Port {port} cannot be used: {error.strerror}.") from error


def _prepare(fresh):
    """Bring the database to the addons' present state."""
    key = odoo.addons_key()
    state = odoo.state_of(DATABASE)
    if state == 'foreign':
        raise Failure(f"The database {DATABASE} was not made by dev.py and is left alone.")
    if fresh or state in (None, odoo.UNFINISHED):
        template = odoo.template('archive_core_demo', odoo.core_modules(), demo=True)
        say(f"Installing the addons in the database {DATABASE}")
        odoo.copy(template, DATABASE)
        odoo.install(DATABASE, ADDONS, LOGS / 'start-install.log', demo=True)
    elif state != key:
        say("The addons changed: updating them")
        log = LOGS / 'start-update.log'
        arguments = ['-d', DATABASE, '-u', ','.join(ADDONS), '--no-http', '--stop-after-init']
        if odoo.run_logged(odoo.command(*arguments), log):
            raise Failure(f"The addons could not be updated; see {log}.")
    odoo.mark(DATABASE, key)


def _wait_until_ready(server, port, log):
    """Wait until the server answers over HTTP."""
    for _attempt in range(240):
        if server.poll() is not None:
            raise Failure(f"Odoo ended while it started; see {log}.")
        # URLError is an OSError: nobody listens yet.
        with contextlib.suppress(OSError), urllib.request.urlopen(
            f'http://{HOST}:{port}/web/health', timeout=5,
        ):
            return
        time.sleep(0.25)
    raise Failure(f"Odoo did not answer within a minute; see {log}.")


def _greet(port, log):
    """Print the address and who can log in."""
    rows = postgres.query(
        """
        SELECT users.login, partner.name
          FROM res_users users
          JOIN res_partner partner ON partner.id = users.partner_id
          JOIN ir_model_data data ON data.model = 'res.users' AND data.res_id = users.id
         WHERE users.active AND data.module LIKE 'customer_archive%'
         ORDER BY users.id
        """,
        database=DATABASE,
    )
    say(f"\nOdoo answers at http://{HOST}:{port}\n")
    say("login / password:")
    say("  admin / admin")
    for login, name in rows:
        say(f"  {login} / {login}   ({name})")
    say(f"\nThe log is in {log.relative_to(ROOT)}; Ctrl-C stops the server.")
