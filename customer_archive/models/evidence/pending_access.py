# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What was reached in a transaction and is not in the access log yet."""

from odoo import SUPERUSER_ID, api
from odoo.http import request

DATA_KEY = 'customer_archive_pending_access'

# How a call of the web client or of an interface reaches records; others are said to `read`.
KIND_OF_METHOD = {
    'web_read': 'open', 'read': 'open', 'onchange': 'open', 'web_save': 'open',
    'web_search_read': 'list', 'search_read': 'list', 'web_read_group': 'list',
    'name_search': 'search', 'web_name_search': 'search', 'search_count': 'search',
    'search': 'search', 'read_group': 'analyse', 'formatted_read_group': 'analyse',
    'formatted_read_grouping_sets': 'analyse', 'export_data': 'export', 'copy': 'copy',
    'copy_data': 'copy',
}
KIND_OF_PATH = {
    '/web/export': 'export', '/report': 'print', '/web/content': 'download',
    '/web/image': 'download', '/mail/thread': 'messages', '/mail/message': 'messages',
}


# From so many records on, whoever reads contents in one go leaves a line, confidential or not.
MANY = 40


class PendingAccess:
    """The lines of one transaction. They are written when it ends, whichever way it ends."""

    def __init__(self, env):
        self._registry = env.registry
        self._actor = env.user.login
        self._company_id = env.company.id
        self._path, self._kind = _get_way()
        self._address = request.httprequest.remote_addr if request else None
        self._lines = {}
        self._written = {}
        self._counts = {}

    @classmethod
    def of(cls, env):
        """Return what is pending in the transaction of `env`, for its user.

        :param Environment env: the environment in which something is reached
        :rtype: PendingAccess
        """
        # What hangs on the commit lives as long as the transaction, savepoints notwithstanding.
        by_user = env.cr.postcommit.data.setdefault(DATA_KEY, {})
        if env.uid not in by_user:
            by_user[env.uid] = cls(env)
        by_user[env.uid]._hook(env.cr)
        return by_user[env.uid]

    def note(self, kind, records, contents):
        """Add a line for each record, or contents to the line that it has.

        :param str kind: the way, or empty: told by the request
        :param recordset records: the records that were reached
        :param Iterable[str] contents: names of fields
        """
        kind = kind or self._kind
        # From here on nothing of the transaction is asked for: it may be broken when it ends.
        records_sudo = records.sudo()
        noted = dict(zip(records_sudo._get_log_ids(), records_sudo, strict=True))
        places = {log_id: record._get_access_place() for log_id, record in noted.items()}
        log = records.env['customer.archive.access.log']
        purposes = log._get_purposes(records_sudo.env['customer.archive'].browse(
            {place['archive_id'] for place in places.values()} - {False},
        ))
        for log_id, place in places.items():
            key = (kind, records._name, log_id)
            fresh = set(contents) - self._written.get(key, set())
            if key in self._written and not fresh:
                continue
            line = self._lines.setdefault(key, {
                'kind': kind, 'model': records._name, 'contents': set(),
                'purpose': purposes.get(place['archive_id']),
                **{name: place[name] for name in ('subject', 'archive', 'company')},
            })
            line['contents'] |= fresh

    def note_evidence(self, model):
        """Add the line that somebody reads evidence itself.

        :param str model: the model of the evidence
        """
        key = ('log', model, 0)
        if key not in self._written:
            self._lines.setdefault(key, {
                'kind': 'log', 'model': model, 'company': self._company_id, 'contents': set(),
            })

    def count(self, records):
        """Count records whose contents were given out, confidential or not.

        :param recordset records: records of a model that is guarded
        """
        self._counts.setdefault(records._name, set()).update(records._get_log_ids())

    # === HELPERS === #

    def _hook(self, cr):
        """Be called when the transaction ends; again where a savepoint called it already."""
        for hooks, function in (
            (cr.precommit, self._write), (cr.postcommit, self._end), (cr.prerollback, self._end),
        ):
            if self not in hooks.data:
                hooks.data[self] = True
                hooks.add(function)

    def _write(self):
        """Write the lines on a connection of their own; nothing is given out where that fails."""
        self._note_many()
        lines = self._lines
        if not lines:
            return
        with self._connect() as cr:
            # Nobody may write the log; who read is told by his login.
            log = api.Environment(cr, SUPERUSER_ID, {})['customer.archive.access.log']
            log._enter([
                {**line, 'contents': sorted(line['contents']) or False, 'path': self._path,
                 'address': self._address}
                for line in lines.values()
            ], actor=self._actor)
            for line in lines.values():
                if line['kind'] == 'mass' and self._kind != 'export':  # An export alerts itself.
                    log._watch_mass_access(self._actor, line)
        # Only now: where writing fails, whoever ends the transaction tries again.
        self._lines = {}
        for key, line in lines.items():
            self._written.setdefault(key, set()).update(line['contents'])

    def _note_many(self):
        """Turn the numbers of records into lines, where they are high."""
        counts, self._counts = self._counts, {}
        for model, ids in counts.items():
            if len(ids) >= MANY:
                self._lines['mass', model, min(ids)] = {
                    'kind': 'mass', 'model': model, 'company': self._company_id,
                    'count': len(ids), 'contents': set(),
                }

    def _connect(self):
        """Return a connection of its own, as a context that commits."""
        return self._registry.cursor()

    def _end(self):
        """Write what is left where the transaction ended without asking before, and forget."""
        self._write()
        self._written.clear()


def _get_way():
    """Return the call that is being served, and the way in which it reaches records.

    :rtype: tuple[str, str]
    """
    if not request:
        return 'server', 'read'
    path = request.httprequest.path
    if path.startswith(('/web/dataset/', '/json/2/')):
        # The client adds the model and the method to the address; who does not, names them inside.
        method = getattr(request, 'params', {}).get('method') or path.rsplit('/', 1)[-1]
        return method, KIND_OF_METHOD.get(method, 'read')
    for prefix, kind in KIND_OF_PATH.items():
        if path.startswith(prefix):
            return path, kind
    return path, 'read'
