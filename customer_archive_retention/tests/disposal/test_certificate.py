# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestCertificate(DisposalCommon):
    """The certificate is issued once, by the witness, and stays as it is (RE-08 to RE-10)."""

    def test_the_witness_certifies_and_the_certificate_is_kept(self):
        disposal = self._certify(self._execute())
        self.assertEqual(disposal.state, 'certified')
        content = base64.b64decode(disposal.certificate)
        self.assertTrue(content.startswith(b'%PDF') or content.lstrip().startswith(b'<'))
        self.assertEqual(disposal.certificate_sha256, hashlib.sha256(content).hexdigest())
        [entry] = self._entries(disposal, 'certify')
        self.assertEqual(entry.facts['certificate_sha256'], disposal.certificate_sha256)
        self.assertEqual(entry.facts['place'], "Shredder of the back office")
        action = disposal.with_user(self.archivist).action_print_certificate()
        self.assertIn(f'/{disposal.id}/certificate', action['url'])

    def test_it_says_what_the_law_asks_for(self):
        copy = self.env['customer.archive.holding'].create({
            'archive_id': self.archive.id, 'volume_id': self.volume.id, 'kind': 'copy',
            'document_id': self.volume.document_ids[0].id,
        })
        disposal = self._execute()
        self.env['ir.actions.report']
        disposal_sudo = disposal.sudo()
        disposal_sudo.env.cr.execute(
            "UPDATE customer_archive_disposal SET certified_at = now(), destroyed_at = now()"
            " WHERE id = %s", [disposal.id],
        )
        disposal_sudo.invalidate_recordset()
        html = self.env['ir.actions.report']._render_qweb_html(
            'customer_archive_retention.report_certificate', disposal.ids,
        )[0].decode()
        for text in (
            disposal.name, self.volume.name, self.rule.reference, "Company rule 7, section 2",
            "Shredder of the back office", "P-4", self.executor.name, self.auditor.name,
            self.general_manager.name, self.archivist.name, disposal.items_sha256,
            "kept permanently", "Cross-cut shredding", f"{copy.barcode} (Copy 1)",
            f"{self.volume.folder_id.barcode} (Folder)",
        ):
            self.assertIn(text, html)

    def test_nobody_else_certifies(self):
        disposal = self._execute()
        for user in (self.archivist, self.executor):
            with self.assertRefused("certified by its witness"):
                disposal.with_user(user)._certify({'destroyed_at': fields.Datetime.now()})

    def test_who_is_not_cleared_for_all_does_not_get_it(self):
        disposal = self._certify(self._execute())
        self.assertTrue(disposal.with_user(self.auditor).certificate)
        for work in (
            lambda own: own.action_print_certificate(), lambda own: own.read(['certificate']),
        ):
            with self.assertRaises(AccessError):
                work(disposal.with_user(self.executor))

    def test_it_is_not_printed_before_it_is_issued(self):
        disposal = self._execute()
        with self.assertRefused("no certificate yet"):
            disposal.action_print_certificate()
        with self.assertRefused("issued once"):
            self.env['report.customer_archive_retention.report_certificate'].with_user(
                self.archivist,
            )._get_report_values(disposal.ids)

    def test_it_is_not_printed_a_second_time(self):
        disposal = self._certify(self._execute())
        with self.assertRefused("issued once"):
            self.env['report.customer_archive_retention.report_certificate'].with_user(
                self.archivist,
            )._get_report_values(disposal.ids)

    def test_the_time_lies_between_the_execution_and_now(self):
        disposal = self._execute()
        for moment in (
            fields.Datetime.now() + timedelta(hours=1), disposal.started_at - timedelta(days=1),
        ):
            with self.assertRefused("between the beginning"):
                self._certify(disposal, destroyed_at=moment)

    def test_a_certified_list_is_frozen_below_the_orm(self):
        disposal = self._certify(self._execute())
        for query in (
            "UPDATE customer_archive_disposal SET place = 'Elsewhere' WHERE id = %s",
            "DELETE FROM customer_archive_disposal WHERE id = %s",
        ):
            with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error), \
                    self.env.cr.savepoint():
                self.env.cr.execute(query, [disposal.id])
        with self.assertRefused("stays as it is"):
            disposal.sudo().write({'title': "Another one"})

    def test_what_was_withheld_stands_on_it(self):
        other = self._create_due_volume()
        disposal = self._approve()
        self._start(disposal)
        self.env['customer.archive.repair'].create({
            'holding_id': other.holding_ids[0].id, 'cause': "Wet",
        })
        self._run()
        paper = self.env['report.customer_archive_retention.report_certificate']._prepare_paper(
            disposal,
        )
        self.assertEqual([line['number'] for line in paper['destroyed']], [self.volume.name])
        self.assertEqual([line['number'] for line in paper['exceptions']], [other.name])
