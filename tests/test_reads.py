# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Who saw what: every way to the contents of a confidential archive, on a real server.

Most ways are such that an override of `read` does not see (CA-63, CA-64). Each is walked by
somebody who may see the archive, once without a stated purpose, when it must be closed, and once
with it, when it must leave exactly one line. The server reads on a read-only connection, as it
would behind a replica.
"""

import base64
import uuid
from datetime import timedelta
from pprint import pformat

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from .clients import JsonClient, RefusedError, ServerProcess, WebClient

ARCHIVE = 'customer.archive'
DOCUMENT = 'customer.archive.document'
VOLUME = 'customer.archive.volume'
GROUPS = (
    'customer_archive.customer_archive_group_archivist,base.group_partner_manager,'
    'base.group_allow_export'
)


@tagged('standard', 'post_install', '-at_install')
class TestReads(BaseCase):
    """Fixtures: a confidential archive with volume, document, scan, message; an archivist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.mark = uuid.uuid4().hex[:8]
        cls.secret = f'Secret {cls.mark}'
        cls._do(cls._make_fixtures)
        cls.addClassCleanup(cls._do, cls._remove_all)
        cls.server = ServerProcess(get_db_name())
        cls.addClassCleanup(cls.server.stop)
        cls.web = WebClient(cls.server, get_db_name(), cls.login)
        cls.json = JsonClient(cls.server, cls.key)

    @classmethod
    def _do(cls, work):
        """Do `work` in a transaction of its own and return what it returns."""
        with cls.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    @classmethod
    def _make_fixtures(cls, env):
        cls.login = f'reader_{cls.mark}'
        user = new_test_user(env, cls.login, GROUPS)
        user.partner_id.email = f'{cls.login}@example.com'
        cls.user_id = user.id
        cls.key = env['res.users.apikeys'].with_user(user).sudo()._generate(
            None, cls.mark, fields.Datetime.now() + timedelta(days=1),
        )
        cls.customer = f'Customer {cls.mark}'
        partner = env['res.partner'].create({'name': cls.customer, 'is_company': True})
        archive = env[ARCHIVE].create({
            'partner_id': partner.id, 'confidentiality': '2', 'note': cls.secret,
        })
        volume = env[VOLUME].create({'archive_id': archive.id, 'title': cls.secret})
        document = env[DOCUMENT].create({
            'archive_id': archive.id, 'volume_id': volume.id, 'title': cls.secret,
            'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
            'scan': base64.b64encode(cls.secret.encode()), 'scan_name': 'scan.txt',
        })
        message = archive.message_post(body=cls.secret)
        scan = env['ir.attachment'].search([
            ('res_model', '=', DOCUMENT), ('res_id', '=', document.id),
            ('res_field', '=', 'scan'),
        ])
        env.flush_all()
        for name, record in {
            'partner': partner, 'archive': archive, 'volume': volume, 'document': document,
            'message': message, 'scan': scan,
        }.items():
            setattr(cls, f'{name}_id', record.id)
        cls.number, cls.document_number = archive.name, document.name

    @classmethod
    def _remove_all(cls, env):
        for query in (
            "UPDATE customer_archive_holding SET folder_id = NULL WHERE archive_id = %s",
            "DELETE FROM customer_archive_purpose WHERE archive_id = %s",
            "DELETE FROM customer_archive_holding WHERE archive_id = %s",
            "DELETE FROM customer_archive_document WHERE archive_id = %s",
            "DELETE FROM customer_archive_volume WHERE archive_id = %s",
            "DELETE FROM customer_archive WHERE id = %s",
        ):
            env.cr.execute(query, [cls.archive_id])
        env['res.partner'].browse(cls.partner_id).unlink()
        env['res.users'].browse(cls.user_id).active = False

    # === HELPERS === #

    def _forget_purposes(self):
        self._do(lambda env: env.cr.execute(
            "UPDATE customer_archive_purpose SET until = '2000-01-01' WHERE user_id = %s",
            [self.user_id],
        ))

    def _state_purpose(self):
        self._do(lambda env: env['customer.archive.purpose'].with_user(self.user_id)._state(
            [self.archive_id], 'service', "Walk",
        ))

    def _last_line(self):
        return self._do(lambda env: env['customer.archive.access.log'].search(
            [], order='id desc', limit=1,  # pylint: disable=no-search-all
        ).id)

    def _lines(self, since):
        """Return what was logged of the archive after the line `since`."""
        return self._do(lambda env: [
            (line.kind, line.model, line.subject, line.path, line.actor, bool(line.purpose),
             line.contents or [])
            for line in env['customer.archive.access.log'].search([
                ('id', '>', since), ('archive', '=', self.number),
            ], order='id')
        ])

    def _get_ways(self):
        """Return the ways to the contents: what is done, the record that it reaches, and the kind.

        A way answers with something that holds the secret, or a number of records.
        """
        web, archive, document = self.web, self.archive_id, self.document_id
        title = {'title': {}}
        domain = [('id', '=', archive)]
        return {
            'read': (lambda: web.call(ARCHIVE, 'read', [[archive], ['note']]), ARCHIVE, 'open'),
            'web_read': (lambda: web.call(
                DOCUMENT, 'web_read', [[document]], specification=title), DOCUMENT, 'open'),
            'web_search_read': (lambda: web.call(
                DOCUMENT, 'web_search_read', [[('id', '=', document)]], specification=title,
            ), DOCUMENT, 'list'),
            'web_name_search': (lambda: web.call(
                ARCHIVE, 'web_name_search', [self.customer], specification={'note': {}},
            ), ARCHIVE, 'search'),
            'nested web_read': (lambda: web.call(
                'res.partner', 'web_read', [[self.partner_id]],
                specification={'archive_ids': {'fields': {'note': {}}}},
            )[0]['archive_ids'], ARCHIVE, 'open'),
            'web_read_group': (lambda: web.call(
                DOCUMENT, 'web_read_group', [[('id', '=', document)], ['title']],
            ), DOCUMENT, 'list'),
            'web_save': (lambda: web.call(
                DOCUMENT, 'web_save', [[document], {'pages': 3}], specification=title,
            ), DOCUMENT, 'open'),
            'onchange': (lambda: web.call(
                DOCUMENT, 'onchange', [[], {'volume_id': self.volume_id}, ['volume_id'], {
                    'volume_id': {}, 'archive_id': {'fields': {'note': {}}},
                }],
            ), ARCHIVE, 'open'),
            'search_read': (lambda: web.call(
                ARCHIVE, 'search_read', [domain, ['note']]), ARCHIVE, 'list'),
            'export_data': (lambda: web.call(
                DOCUMENT, 'export_data', [[document], ['title']]), DOCUMENT, 'export'),
            '/web/export/csv': (lambda: web.export('csv', DOCUMENT, [document], ['title']),
                                DOCUMENT, 'export'),
            '/web/export/xlsx': (lambda: web.export('xlsx', DOCUMENT, [document], ['title']) and (
                self.secret), DOCUMENT, 'export'),
            'formatted_read_group': (lambda: web.call(
                ARCHIVE, 'formatted_read_group', [domain, ['partner_id'], ['__count']],
            ) and self.secret, ARCHIVE, 'analyse'),
            'array_agg': (lambda: web.call(
                DOCUMENT, 'formatted_read_group', [
                    [('id', '=', document)], ['state'], ['title:array_agg'],
                ],
            ), DOCUMENT, 'analyse'),
            'name_search': (lambda: web.call(
                ARCHIVE, 'name_search', [self.customer]) and self.secret, ARCHIVE, 'search'),
            '/web/content by field': (lambda: web.get(
                f'/web/content/{DOCUMENT}/{document}/scan'), DOCUMENT, 'download'),
            '/web/content by file': (lambda: web.get(
                f'/web/content/{self.scan_id}'), DOCUMENT, 'download'),
            'ir.attachment.read': (lambda: base64.b64decode(web.call(
                'ir.attachment', 'read', [[self.scan_id], ['datas']],
            )[0]['datas']), DOCUMENT, 'open'),
            '/report/html': (lambda: web.get(
                f'/report/html/customer_archive.report_volume_label/{self.volume_id}') and (
                self.secret), VOLUME, 'print'),
            '/mail/thread/messages': (lambda: web.route(
                '/mail/thread/messages', thread_model=ARCHIVE, thread_id=archive), ARCHIVE,
                'messages'),
            'copy': (lambda: web.call(DOCUMENT, 'copy', [[document]]) and self.secret, DOCUMENT,
                     'copy'),
            'copy_data': (lambda: web.call(DOCUMENT, 'copy_data', [[document]]), DOCUMENT, 'copy'),
            'related field': (lambda: web.call(
                VOLUME, 'read', [[self.volume_id], ['partner_id']]) and self.secret, VOLUME,
                'open'),
            'search_count': (lambda: web.call(
                ARCHIVE, 'search_count', [[*domain, ('note', 'ilike', self.secret)]]) and (
                self.secret), ARCHIVE, 'search'),
            'search_count through another model': (lambda: web.call(
                'res.partner', 'search_count', [[('archive_ids.note', 'ilike', self.secret)]],
            ) and self.secret, ARCHIVE, 'search'),
            '/json/2 read': (lambda: self.json.call(
                ARCHIVE, 'read', ids=[archive], fields=['note']), ARCHIVE, 'open'),
            '/json/2 search_read': (lambda: self.json.call(
                DOCUMENT, 'search_read', domain=[('id', '=', document)], fields=['title']),
                DOCUMENT, 'list'),
            'a context that would silence it': (lambda: self.json.call(
                ARCHIVE, 'read', ids=[archive], fields=['note'], context={
                    'customer_archive_pass': True, 'tracking_disable': True, 'no_log': True,
                    'mail_notrack': True, 'customer_archive_pending_access': {},
                }), ARCHIVE, 'open'),
        }

    def _walk(self, way):
        """Walk a way; return whether it gave the secret out."""
        try:
            answer = way()
        except RefusedError as refusal:
            answer = str(refusal)
        text = answer.decode(errors='replace') if isinstance(answer, bytes) else str(answer)
        return self.secret in text

    # === TESTS === #

    def test_every_way_is_closed_without_a_purpose(self):
        self._forget_purposes()
        given_out, noted = [], {}
        for name, (way, _model, _kind) in self._get_ways().items():
            since = self._last_line()
            if self._walk(way):
                given_out.append(name)
            if lines := [line for line in self._lines(since) if line[0] != 'refused']:
                noted[name] = lines
        self.assertEqual((given_out, noted), ([], {}))

    def test_every_way_leaves_one_line(self):
        self._state_purpose()
        wrong = {}
        for name, (way, model, kind) in self._get_ways().items():
            since = self._last_line()
            given_out = self._walk(way)
            lines = self._lines(since)
            if not (
                given_out
                and [line[0] for line in lines if line[1] == model] == [kind]
                and {line[4] for line in lines} == {self.login}
                and all(line[5] for line in lines)
                and len(lines) == len({line[:4] for line in lines})
            ):
                wrong[name] = (given_out, lines)
        self.assertFalse(wrong, pformat(wrong))

    def test_a_number_in_a_list_is_no_disclosure(self):
        self._state_purpose()
        since = self._last_line()
        [row] = self.web.call(
            ARCHIVE, 'web_search_read', [[('name', '=', self.number)]],
            specification={'name': {}, 'state': {}, 'custodian_id': {'fields': {}}},
        )['records']
        self.assertEqual(row['name'], self.number)
        self.assertEqual(self._lines(since), [])

    def test_who_is_refused_is_in_the_log(self):
        self._forget_purposes()
        since = self._last_line()
        with self.assertRaises(RefusedError) as refused:
            self.web.call(ARCHIVE, 'web_read', [[self.archive_id]], specification={'note': {}})
        self.assertIn(self.number, str(refused.exception))
        self.assertEqual(
            [(line[0], line[2], line[4]) for line in self._lines(since)],
            [('refused', self.number, self.login)],
        )

    def test_no_request_is_run_twice(self):
        """A line is written on a connection of its own: the reader's stays read-only."""
        self._state_purpose()
        for name, (way, _model, _kind) in self._get_ways().items():
            with self.subTest(way=name):
                before = self.server.log.count('retrying with a read/write cursor')
                self._walk(way)
                self.assertEqual(
                    self.server.log.count('retrying with a read/write cursor'), before,
                )
