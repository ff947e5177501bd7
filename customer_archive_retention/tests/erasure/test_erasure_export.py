# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import json

from odoo.exceptions import AccessError

from .common import EMAIL, NAME, ErasureCommon


class TestErasureExport(ErasureCommon):
    """A person gets a copy of his data (PIPL 45, GDPR 15)."""

    def test_the_copy_holds_his_data_and_nothing_of_others(self):
        request = self._request(kind='access')
        request.action_export()
        data = json.loads(base64.b64decode(request.export))
        text = json.dumps(data, ensure_ascii=False)
        for expected in (NAME, EMAIL, self.own.name, self.paper.title):
            self.assertIn(expected, text)
        self.assertNotIn(self.other_archive.name, text)
        self.assertNotIn(self.other_archive.partner_id.name, text)
        self.assertEqual(request.export_name, f'{request.name}.json')

    def test_it_is_printed_with_an_entry_in_the_register(self):
        request = self._request(kind='access')
        html = self.env['ir.actions.report'].with_user(self.archivist)._render_qweb_html(
            'customer_archive_retention.report_erasure', request.ids,
        )[0].decode()
        self.assertIn(NAME, html)
        self.assertEqual(len(self._entries(request, 'export_person')), 1)
        with self.assertRaises(AccessError):
            self.env['ir.actions.report'].with_user(self.user)._render_qweb_html(
                'customer_archive_retention.report_erasure', request.ids,
            )

    def test_answered_and_closed_the_copy_is_gone(self):
        request = self._request(kind='access')
        request.action_export()
        request.action_answer()
        request.action_close()
        self.assertFalse(request.export)
        self.assertFalse(request.words)
        self.assertFalse(self.env['ir.attachment'].sudo().search([
            ('res_model', '=', request._name), ('res_id', '=', request.id),
            ('res_field', '=', 'export'),
        ]))

    def test_a_request_for_erasure_is_not_just_answered(self):
        request = self._request(kind='both')
        with self.assertRefused("asks for erasure as well"):
            request.action_answer()
        with self.assertRaises(AccessError):
            request.with_user(self.auditor).action_export()
