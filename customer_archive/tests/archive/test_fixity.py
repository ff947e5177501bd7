# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
import os
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ...models.mechanism.inner_pass import with_pass
from ..common import ArchiveCommon


class TestFixity(ArchiveCommon):
    """Stored scans are read again; what is missing or changed becomes an incident (ND-20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(custodian_id=cls.archivist.id)
        # Bytes of their own, for equal files share one place.
        cls.contents = [os.urandom(3000 + number) for number in range(3)]
        cls.documents = cls.env['customer.archive.document'].union(*(
            cls._create_document(cls.archive, scan=base64.b64encode(content), scan_name="x.bin")
            for content in cls.contents
        ))
        cls.document = cls.documents[0]
        cls.incidents = cls.env['customer.archive.incident']

    def _path(self, document):
        attachment = self.env['ir.attachment'].search([
            ('res_model', '=', document._name), ('res_id', '=', document.id),
            ('res_field', '=', 'scan'),
        ])
        return Path(attachment._full_path(attachment.store_fname))

    def _spoil(self, document, content):
        """Put other bytes, or nothing, in the place of a stored file; restore it in the end."""
        path = self._path(document)
        original = path.read_bytes()
        self.addCleanup(path.write_bytes, original)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
        return original

    def _check(self):
        with self._counting_commits(), mute_logger(
            'odoo.addons.customer_archive.models.mechanism.sweep',
        ):
            result = self.env['customer.archive.document']._cron_check_scans()
        self.env.invalidate_all()
        return result

    def _again(self):
        """Make all scans due again."""
        with_pass(self.documents).write({'scan_checked_on': '2000-01-01'})

    def test_what_is_intact_is_only_dated(self):
        result = self._check()
        self.assertGreaterEqual(result.due, 3)
        self.assertEqual(result.done, result.due)
        today = self.company._get_archive_today()
        self.assertEqual(self.documents.mapped('scan_checked_on'), [today] * 3)
        self.assertFalse(self.incidents.search([('archive', '=', self.archive.name)]))
        self.assertEqual(self._check().due, 0, "Nothing is due twice")

    def test_a_changed_file_is_an_incident(self):
        original = self._spoil(self.document, b'other bytes')
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        self.assertEqual(incident.subject, self.document.name)
        self.assertEqual((incident.kind, incident.state), ('changed', 'open'))
        self.assertEqual(incident.expected, hashlib.sha256(original).hexdigest())
        self.assertEqual(incident.found, hashlib.sha256(b'other bytes').hexdigest())
        entry = self._entries(incident, 'detect')
        self.assertEqual(entry.facts['kind'], 'changed')
        self.assertEqual(entry.archive, self.archive.name)
        activity = self.archive.activity_ids
        self.assertEqual(activity.user_id, self.archivist)
        self.assertIn(self.document.name, activity.summary)

    def test_one_flipped_bit_is_seen(self):
        content = bytearray(self.contents[0])
        content[1500] ^= 1
        self._spoil(self.document, bytes(content))
        self._check()
        self.assertEqual(self.incidents.search([('archive', '=', self.archive.name)]).kind,
                         'changed')

    @mute_logger('odoo.addons.base.models.ir_attachment')
    def test_a_missing_file_is_an_incident_though_it_reads_as_no_bytes(self):
        self._spoil(self.document, None)
        self.assertFalse(self.document.scan)
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        self.assertEqual((incident.kind, incident.found), ('missing', False))

    @mute_logger('odoo.addons.base.models.ir_attachment')
    def test_a_file_of_no_bytes_and_an_attachment_that_is_gone_are_missing(self):
        self._spoil(self.document, b'')
        self.env.cr.execute(
            "DELETE FROM ir_attachment WHERE res_model = %s AND res_id = %s",
            [self.documents._name, self.documents[1].id],
        )
        self._check()
        incidents = self.incidents.search([('archive', '=', self.archive.name)])
        self.assertEqual(set(incidents.mapped('subject')), set(self.documents[:2].mapped('name')))

    def test_a_file_that_lies_in_the_database_is_read_as_well(self):
        self.env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
        document = self._create_document(
            self.archive, scan=base64.b64encode(b'in the database'), scan_name="x.bin",
        )
        self.assertFalse(document._check_scans())
        self.env.cr.execute(
            "UPDATE ir_attachment SET db_datas = 'x' WHERE res_model = %s AND res_id = %s",
            [document._name, document.id],
        )
        self.env.invalidate_all()
        self.assertEqual(document._check_scans(), document)

    def test_a_document_has_one_open_incident(self):
        self._spoil(self.document, b'other bytes')
        self._check()
        self._again()
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        self.assertEqual(len(incident), 1)
        self.assertEqual(len(self.archive.activity_ids), 1)
        with self.assertImpossible():
            with_pass(self.incidents.sudo()).create({
                'subject': incident.subject, 'archive': incident.archive, 'kind': 'missing',
                'company_id': incident.company_id.id, 'detected_at': fields.Datetime.now(),
            })

    def test_a_repaired_file_is_noted_and_a_relapse_as_well(self):
        original = self._spoil(self.document, b'other bytes')
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        path = self._path(self.document)
        path.write_bytes(original)
        self._again()
        self._check()
        self.assertEqual(incident.repaired_on, self.company._get_archive_today())
        self.assertEqual(incident.state, 'open', "A person says what had happened")
        self.assertTrue(self._entries(incident, 'repair'))
        path.write_bytes(b'other bytes')
        self._again()
        self._check()
        self.assertFalse(incident.repaired_on)
        self.assertEqual(len(self.incidents.search([('archive', '=', self.archive.name)])), 1)

    def test_after_it_was_resolved_another_incident_may_follow(self):
        self._spoil(self.document, b'other bytes')
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        incident.with_user(self.archivist)._transition('explain', reason="A disk failed")
        self.assertEqual(incident.explanation, "A disk failed")
        incident.with_user(self.archivist)._transition('resolve', reason="Taken from the backup")
        self.assertEqual(self._entries(incident, 'resolve').note, "Taken from the backup")
        self._again()
        self._check()
        self.assertEqual(
            self.incidents.search([('archive', '=', self.archive.name)]).mapped('state'),
            ['open', 'resolved'],
        )

    def test_the_dialog_asks_why(self):
        self._spoil(self.document, b'other bytes')
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        action = incident.with_user(self.archivist).action_explain()
        dialog = self.env[action['res_model']].with_user(self.archivist).with_context(
            **action['context'],
        ).create({'reason': "A disk failed"})
        dialog.action_confirm()
        self.assertEqual((incident.state, incident.explanation), ('explained', "A disk failed"))
        self.assertEqual(
            incident.with_user(self.archivist).action_resolve()['res_model'], dialog._name,
        )

    def test_only_an_archivist_ends_an_incident_with_a_reason(self):
        self._spoil(self.document, b'other bytes')
        self._check()
        incident = self.incidents.search([('archive', '=', self.archive.name)])
        for user in (self.user, self.collector, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                incident.with_user(user)._transition('resolve', reason="X")
        with self.assertRefused("needs a reason"):
            incident.with_user(self.archivist)._transition('resolve')
        for user in (self.archivist, self.office_manager, self.auditor):
            with self.subTest(user=user.login):
                for vals in ({'state': 'resolved'}, {'found': "x"}, {'explanation': "x"}):
                    with self.assertRaises(UserError):
                        incident.with_user(user).write(vals)
                with self.assertRaises(UserError):
                    incident.with_user(user).unlink()
                with self.assertRaises(UserError):
                    incident.with_user(user).copy()
        with self.assertRefused("never deleted"):
            incident.sudo().unlink()
        with self.assertRefused("not duplicated"):
            incident.sudo().copy()
        for vals in ({'state': 'resolved'}, {'expected': "x"}):
            with self.assertRefused("cannot be set by hand"):
                incident.sudo().write(vals)

    def test_another_company_sees_no_incident(self):
        self._spoil(self.document, b'other bytes')
        self._check()
        self.assertFalse(self.incidents.with_user(self.other_archivist).search([]))

    def test_the_longest_unread_come_first_and_the_run_is_bounded(self):
        one, two, three = self.documents
        with_pass(one).write({'scan_checked_on': '2001-01-01'})
        with_pass(two).write({'scan_checked_on': '2000-01-01'})
        due = self.env['customer.archive.document']._get_scans_due()
        self.assertEqual([each for each in due if each in self.documents.ids],
                         [three.id, two.id, one.id])
        self.env['ir.config_parameter'].set_param('customer_archive.fixity_megabytes', '0')
        self.assertFalse(self.env['customer.archive.document']._get_scans_due())
        self.env['ir.config_parameter'].set_param('customer_archive.fixity_megabytes', '1')
        large = self._create_document(
            self.archive, scan=base64.b64encode(os.urandom(1024 * 1024 + 1)), scan_name="x.bin",
        )
        with_pass(large).write({'scan_checked_on': '1999-01-01'})
        with_pass(three).write({'scan_checked_on': '2002-01-01'})
        due = self.env['customer.archive.document']._get_scans_due()
        self.assertIn(large.id, due, "One larger than the bound is read as well, alone")
        self.assertFalse(set(due) & set(self.documents.ids))

    def test_a_replaced_scan_is_checked_anew(self):
        self._check()
        self.document.write({'scan': base64.b64encode(b'better'), 'scan_name': "better.bin"})
        self.assertFalse(self.document.scan_checked_on)
        self.assertIn(self.document.id, self.env['customer.archive.document']._get_scans_due())

    def test_nobody_dates_a_check_himself(self):
        with self.assertRefused("cannot be set by hand"):
            self.document.with_user(self.archivist).write({'scan_checked_on': '2999-01-01'})

    def test_the_button_is_the_archivist_s(self):
        answer = self.document.with_user(self.archivist).action_check_scan()
        self.assertEqual(answer['params']['type'], 'success')
        self.assertTrue(self.document.scan_checked_on)
        self._spoil(self.document, b'other bytes')
        answer = self.document.with_user(self.archivist).action_check_scan()
        self.assertEqual(answer['res_model'], 'customer.archive.incident')
        self.assertEqual(
            self._entries(self.incidents.search([('archive', '=', self.archive.name)])).actor,
            self.archivist.login,
        )
        for user in (self.user, self.collector, self.outsider, self.other_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.document.with_user(user).action_check_scan()
