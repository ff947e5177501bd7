# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""A real server process, and what speaks to it: the web client's calls and `/json/2`."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from odoo.tools import config

TIMEOUT = 30  # Seconds that a request may take before it counts as lost.


def free_port():
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class ServerProcess:
    """An Odoo of its own on a database, whose readers use a read-only connection.

    :param str database: the database's name
    """

    def __init__(self, database):
        self.url = f'http://127.0.0.1:{(port := free_port())}'
        self._log = tempfile.NamedTemporaryFile('w+', suffix='.log')  # noqa: SIM115 closed by stop
        self._process = subprocess.Popen(
            [sys.executable, '-m', 'odoo', '-c', config['config'], '-d', database,
             '--db-filter', f'^{database}$', '--http-interface', '127.0.0.1',
             '--http-port', str(port), '--max-cron-threads', '0', '--dev', 'replica'],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT,
        )
        self._wait()

    def _wait(self):
        for _attempt in range(600):
            if self._process.poll() is not None:
                raise RuntimeError(f"The server ended: {self.log[-2000:]}")
            try:
                requests.get(f'{self.url}/web/health', timeout=TIMEOUT).raise_for_status()
            except requests.RequestException:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"The server did not answer: {self.log[-2000:]}")

    @property
    def log(self):
        """What the server has said so far."""
        return Path(self._log.name).read_text(errors='replace')

    def kill(self):
        """End the server without a word, as a crash does."""
        self._process.kill()
        self._process.wait()

    def stop(self):
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class RefusedError(Exception):
    """The server answered a call with an error; its text is what the user sees."""


class WebClient:
    """Speaks to a server as the web client does.

    :param ServerProcess server: the server
    :param str database: its database
    :param str login: who logs in; the password is the same
    """

    def __init__(self, server, database, login):
        self._server = server
        self._session = requests.Session()
        self._post('/web/session/authenticate', {
            'db': database, 'login': login, 'password': login,
        })

    def _post(self, path, params):
        answer = self._session.post(self._server.url + path, timeout=TIMEOUT, json={
            'jsonrpc': '2.0', 'method': 'call', 'params': params,
        }).json()
        if 'error' in answer:
            raise RefusedError(answer['error']['data']['message'])
        return answer.get('result')  # None is left out.

    def call(self, model, method, args=(), **kwargs):
        """Call a method as the web client does."""
        return self._post(f'/web/dataset/call_kw/{model}/{method}', {
            'model': model, 'method': method, 'args': list(args), 'kwargs': kwargs,
        })

    def attempt(self, model, method, record_id):
        """Call a method on a record; return what the user is told where it is refused.

        :rtype: str|None
        """
        try:
            self.call(model, method, [[record_id]])
        except RefusedError as error:
            return str(error)
        return None

    def route(self, path, **params):
        """Call a JSON route."""
        return self._post(path, params)

    def get(self, path):
        """Fetch an address; return its body, empty where the server refuses."""
        answer = self._session.get(self._server.url + path, timeout=TIMEOUT)
        return answer.content if answer.ok else b''

    def export(self, file_format, model, ids, fields):
        """Export records as the list's button does."""
        page = self._session.get(f'{self._server.url}/odoo', timeout=TIMEOUT).text
        token = page.split('csrf_token: "', 1)[1].split('"', 1)[0]
        answer = self._session.post(
            f'{self._server.url}/web/export/{file_format}', timeout=TIMEOUT, data={
                'csrf_token': token, 'data': json.dumps({
                    'model': model, 'ids': ids, 'domain': [], 'import_compat': False,
                    'fields': [{'name': name, 'label': name} for name in fields], 'context': {},
                }),
            },
        )
        return answer.content if answer.ok else b''


class JsonClient:
    """Speaks to a server by `/json/2` with a bearer key.

    :param ServerProcess server: the server
    :param str key: an API key
    """

    def __init__(self, server, key):
        self._server = server
        self._key = key

    def call(self, model, method, **params):
        """Call a method."""
        answer = requests.post(
            f'{self._server.url}/json/2/{model}/{method}', json=params, timeout=TIMEOUT,
            headers={'Authorization': f'Bearer {self._key}'},
        )
        if not answer.ok:
            raise RefusedError(answer.json().get('message', answer.text))
        return answer.json()
