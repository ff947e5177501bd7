# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase
from .rpc_attacks import KEYS, RpcAttackCommon


@tagged('post_install', '-at_install')
class TestAttacksOverHttp(RpcAttackCommon, ArchiveHttpCase):
    """The same over real requests: `/json/2` with a bearer's key, and the routes of reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = {
            user: cls.env['res.users.apikeys'].with_user(user)._generate(
                'rpc', "Attack", fields.Datetime.now() + timedelta(days=1),
            )
            for user in (cls.user, cls.other_user, cls.outsider)
        }

    def _json2(self, user, model, method, **body):
        self.env.flush_all()
        with mute_logger('odoo.http'):
            response = self.url_open(f'/json/2/{model}/{method}', data=json.dumps(body), headers={
                'Authorization': f'Bearer {self.keys[user]}', 'Content-Type': 'application/json',
            })
        self.env.invalidate_all()
        return response

    def test_a_bearer_reads_what_its_user_reads(self):
        for record in self.records:
            path = {'ids': record.ids, 'fields': ['display_name']}
            self.assertEqual(self._json2(self.user, record._name, 'read', **path).status_code, 200)
            for user in (self.other_user, self.outsider):
                for method, body in (
                    ('read', path),
                    ('web_read', {'ids': record.ids, 'specification': {'display_name': {}}}),
                    ('export_data', {'ids': record.ids, 'fields_to_export': ['display_name']}),
                    ('write', {'ids': record.ids, 'vals': {'state': 'formal'}}),
                    ('unlink', {'ids': record.ids}), ('_transition', {'ids': record.ids}),
                    ('copy_data', {'ids': record.ids}),
                ):
                    with self.subTest(user=user.login, model=record._name, method=method):
                        response = self._json2(user, record._name, method, **body)
                        self.assertGreaterEqual(response.status_code, 400)
                        self._assert_tells_nothing(response.text)
                for method, body in (('search_read', {'domain': []}),
                                     ('search_count', {'domain': [['id', 'in', record.ids]]})):
                    response = self._json2(user, record._name, method, **body)
                    self._assert_tells_nothing(response.text)
                    if method == 'search_count' and response.status_code == 200:
                        self.assertEqual(response.json(), 0)

    def test_a_bearer_s_context_opens_nothing(self):
        response = self._json2(
            self.user, 'customer.archive', 'write', ids=self.archive.ids,
            vals={'state': 'formal'}, context=KEYS,
        )
        self.assertGreaterEqual(response.status_code, 400)
        self.assertEqual(self.archive.state, 'temporary')

    def test_no_report_prints_foreign_ids(self):
        labels = {
            'archive': self.archive, 'volume': self.volume, 'holding': self.folder,
        }
        for user in self.attackers:
            self.authenticate(user.login, user.login)
            for kind, record in labels.items():
                name = f'customer_archive.report_{kind}_label'
                for url in (
                    f'/report/html/{name}/{record.id}', f'/report/pdf/{name}/{record.id}',
                    f'/report/text/{name}/{record.id}',
                    f'/report/html/{name}/{record.id}?context={{"active_ids": [{record.id}]}}',
                    f'/report/download?data=["/report/pdf/{name}/{record.id}","qweb-pdf"]',
                ):
                    with self.subTest(user=user.login, url=url), \
                            mute_logger('odoo.http', 'odoo.addons.web.controllers.report'):
                        response = self.url_open(url, allow_redirects=False)
                        self._assert_tells_nothing(response.text)
                        self.assertNotIn(b'%PDF', response.content)

    def test_the_label_is_printed_for_who_may_read(self):
        self.authenticate(self.user.login, self.user.login)
        response = self.url_open(
            f'/report/html/customer_archive.report_volume_label/{self.volume.id}',
        )
        self.assertIn(self.volume.name, response.text)

    def test_no_route_serves_a_field_of_a_foreign_record(self):
        for user in (*self.attackers, None):
            self.authenticate(user and user.login, user and user.login)
            for record in self.records:
                for url in (
                    f'/web/content/{record._name}/{record.id}/scan',
                    f'/web/image/{record._name}/{record.id}/scan',
                    f'/odoo/{record._name}/{record.id}',
                    f'/mail/view?model={record._name}&res_id={record.id}',
                ):
                    with self.subTest(user=user and user.login, url=url), \
                            mute_logger('odoo.http'):
                        self._assert_tells_nothing(self.url_open(url).text)
