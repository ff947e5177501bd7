# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import os
from unittest.mock import patch

from PIL import Image

from odoo.tests import tagged

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestDisposalFiles(DisposalCommon):
    """Deleted is not destroyed: a line is destroyed when its bytes are gone (ND-11)."""

    def _prepare(self, content):
        """Approve and begin a list with a volume that has a scan; return it with the scan's file.
        """
        volume = self._create_due_volume(scan=content)
        attachment = self.env['ir.attachment'].search([
            ('res_model', '=', 'customer.archive.document'), ('res_field', '=', 'scan'),
            ('res_id', 'in', volume.document_ids.ids),
        ])
        path = attachment._full_path(attachment.store_fname)
        self.assertTrue(os.path.exists(path))
        disposal = self._approve()
        self._start(disposal)
        line = disposal.line_ids.filtered(lambda each: each.volume_id == volume)
        return disposal, line, path

    def test_a_scan_is_gone_with_its_bytes(self):
        disposal, line, path = self._prepare(b'bytes that nobody else has')
        self._run()
        self.assertEqual(line.state, 'verified')
        self.assertEqual(line.file_ids.mapped('state'), ['gone'])
        self.assertFalse(os.path.exists(path))
        self.assertFalse(self.env['ir.attachment'].sudo().search_count([
            ('store_fname', 'in', line.file_ids.mapped('store_name')),
        ]))
        self.assertEqual(disposal.state, 'executed')

    def test_words_and_pictures_of_repairs_and_searches_go_with_the_sheet(self):
        picture = io.BytesIO()
        Image.new('RGB', (8, 8), 'teal').save(picture, 'PNG')
        sheet = self.volume.document_ids[0].holding_ids.with_user(self.archivist)
        repair = self.env['customer.archive.repair'].with_user(self.archivist).create({
            'holding_id': sheet.id, 'cause': "The canary's name is torn",
            'picture_before': base64.b64encode(picture.getvalue()),
        })
        body = "A canary again"
        repair.message_post(body=body)
        repair._transition('finish', reason="Glued over the canary")
        sheet._transition('miss', reason="The canary has flown")
        search = self.env['customer.archive.search'].search([('holding_id', '=', sheet.id)])
        search.with_user(self.archivist).step_ids = [
            (0, 0, {'place': "Room 2", 'note': "No canary"}),
        ]
        sheet.action_find()
        attachment = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', repair._name), ('res_id', '=', repair.id),
            ('res_field', '=', 'picture_before'),
        ])
        name = attachment.store_fname
        path = attachment._full_path(name)
        self.assertTrue(os.path.exists(path))
        line = self._execute().line_ids.filtered(lambda each: each.volume_id == self.volume)
        self.assertEqual((sheet.state, line.state), ('destroyed', 'verified'))
        self.assertIn(name, line.file_ids.mapped('store_name'))
        self.assertFalse(os.path.exists(path))
        self.env.invalidate_all()
        self.assertEqual((repair.cause, repair.treatment, repair.picture_before),
                         ("[…]", False, False))
        self.assertEqual((search.circumstances, search.step_ids.mapped('note')), (False, [False]))
        self.assertFalse(self.env['mail.message'].sudo().search_count([
            ('model', '=', repair._name), ('res_id', '=', repair.id),
        ]))
        self.assertEqual((repair.state, search.state), ('done', 'found'))

    def test_bytes_that_an_invoice_keeps_are_not_called_destroyed(self):
        content = b'bytes that an invoice has as well'
        other = self.env['ir.attachment'].create({
            'name': 'invoice.pdf', 'raw': content, 'res_model': 'res.partner',
            'res_id': self.customer.id,
        })
        disposal, line, path = self._prepare(content)
        self._run()
        self.assertEqual(line.state, 'removed')
        self.assertIn(f'res.partner,{self.customer.id}', line.outcome)
        self.assertTrue(os.path.exists(path))
        self.assertEqual(other.raw, content)
        self.assertFalse(self._entries(line.volume_id, 'verify_destroyed'))
        other.unlink()
        self._run()
        self.assertEqual(line.state, 'verified')
        self.assertFalse(os.path.exists(path))
        self.assertEqual(disposal.state, 'executed')

    def test_two_documents_with_the_same_bytes_go_together(self):
        content = b'bytes of two volumes of one list'
        second = self._create_due_volume(scan=content)
        disposal, line, path = self._prepare(content)
        self._run()
        lines = disposal.line_ids.filtered(lambda each: each.volume_id == second) | line
        self.assertEqual(set(lines.mapped('state')), {'verified'})
        self.assertFalse(os.path.exists(path))

    def test_a_file_that_was_missing_does_not_stop_the_list(self):
        _disposal, line, path = self._prepare(b'bytes that are lost before')
        os.unlink(path)
        self._run()
        self.assertEqual(line.state, 'verified')
        self.assertEqual(line.file_ids.state, 'missing')

    def test_a_file_that_the_system_does_not_let_go_is_tried_again(self):
        disposal, line, path = self._prepare(b'bytes that are locked')
        with patch('os.unlink', side_effect=PermissionError):
            self._run()
        self.assertEqual(line.state, 'removed')
        self.assertTrue(os.path.exists(path))
        self.assertFalse(self._entries(line.volume_id, 'verify_destroyed'))
        with self.assertRefused("not verified yet"):
            self._certify(disposal)
        self._run()
        self.assertEqual(line.state, 'verified')
        self.assertFalse(os.path.exists(path))
        self.assertEqual(len(self._entries(line.volume_id, 'verify_destroyed')), 1)

    def test_index_and_names_go_with_the_scan(self):
        _disposal, line, _path = self._prepare(b'the words of a canary')
        document = line.volume_id.document_ids.filtered('scan_sha256')
        self._run()
        self.assertFalse(document.scan_name or document.scan_sha256 or document.scan)
        self.env.cr.execute(
            "SELECT count(*) FROM ir_attachment WHERE index_content LIKE '%the words of a canary%'",
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
