# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import hashlib
import os

from odoo import api, fields, models
from odoo.tools import SQL

from ..mechanism.inner_pass import with_pass

_CHUNK = 1024 * 1024
# Defaults of the system parameters `customer_archive.fixity_days` and `….fixity_megabytes`.
_DAYS = 30
_MEGABYTES = 4096
_CANDIDATES = 50_000


class CustomerArchiveDocument(models.Model):
    """Stored scans are read again in rotation: bytes that rot in silence are found (ND-20)."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.document', 'customer.archive.sweep']

    # The rotation: those never checked first, then the oldest.
    _fixity_idx = models.Index(
        '(scan_checked_on NULLS FIRST, id) WHERE scan_sha256 IS NOT NULL',
    )

    # === ACTION METHODS === #

    def action_check_scan(self):
        """Read the stored scans now and say whether they are as they were uploaded."""
        self.check_access('read')
        self._check_may_take('verify')  # For archivists as well.
        scanned = self.filtered('scan_sha256')
        faulty = scanned.sudo()._check_scans()  # It notes when that was, and opens incidents.
        if faulty:
            return self.env['ir.actions.act_window']._for_xml_id(
                'customer_archive.customer_archive_incident_action',
            )
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "%(count)s scans are as they were uploaded.", count=len(scanned),
                ),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    # === CRON METHODS === #

    @api.model
    def _cron_check_scans(self):
        """Read the scans whose turn it is, up to so many bytes a run (ND-20)."""
        return self._sweep(
            "Fixity", self._get_scans_due(), lambda documents: documents._check_scans(), size=50,
        )

    @api.model
    def _get_scans_due(self):
        """Return the documents whose scans are to be read, the longest unread first.

        :rtype: list[int]
        """
        self.flush_model(['scan_checked_on', 'scan_sha256', 'scan_size'])
        parameters = self.env['ir.config_parameter'].sudo()  # Known to the server only.
        days = int(parameters.get_param('customer_archive.fixity_days', _DAYS))
        megabytes = int(parameters.get_param('customer_archive.fixity_megabytes', _MEGABYTES))
        # Days of a month more or less: whose day it is does not matter.
        before = fields.Date.subtract(fields.Date.today(), days=days)
        return [document_id for [document_id] in self.env.execute_query(SQL(
            """
            SELECT id FROM (
                SELECT id, SUM(scan_size) OVER (ORDER BY position) - scan_size AS bytes_before
                FROM (
                    SELECT id, scan_size::bigint AS scan_size,
                           row_number() OVER (ORDER BY scan_checked_on NULLS FIRST, id) AS position
                    FROM customer_archive_document
                    WHERE scan_sha256 IS NOT NULL
                      AND (scan_checked_on IS NULL OR scan_checked_on <= %(before)s)
                    ORDER BY scan_checked_on NULLS FIRST, id
                    LIMIT %(candidates)s
                ) due
            ) budget
            WHERE bytes_before < %(bytes)s
            ORDER BY bytes_before, id
            """, before=before, bytes=megabytes * 1024 * 1024, candidates=_CANDIDATES,
        ))]

    # === BUSINESS METHODS === #

    def _check_scans(self):
        """Compare the stored bytes of the scans with their checksums, and note what was found.

        :return: the documents whose files are missing or changed
        :rtype: recordset
        """
        files = self._get_scan_files()
        faulty, faults = self.browse(), []
        for document in self:
            found = self._hash_file(files.get(document.id))
            if found != document.scan_sha256:
                faulty |= document
                faults.append(document._prepare_incident_vals(found))
        self._report_faults(faulty, faults)
        self._report_intact(self - faulty)
        for company, documents in self.grouped('company_id').items():
            with_pass(documents).write({'scan_checked_on': company._get_archive_today()})
        return faulty

    def _report_faults(self, faulty, faults):
        """Open incidents, and put each new one on the list of who keeps the archive.

        :param recordset faulty: the documents
        :param list[dict] faults: the values of the incidents
        """
        opened = self.env['customer.archive.incident']._open_incidents(faults)
        # Which of them are new is asked by whoever checked the scan.
        new = {(incident.company_id.id, incident.subject) for incident in opened.sudo()}
        for document in faulty:
            if (document.company_id.id, document.name) in new:
                document._schedule_incident_activity()

    def _report_intact(self, intact):
        """Note what is as it was uploaded again.

        :param recordset intact: the documents
        """
        if intact:
            self.env['customer.archive.incident']._note_repaired(
                intact.mapped('name'), intact.company_id,
            )

    def _prepare_incident_vals(self, found):
        """Return the values of the incident of a file that is not what it was.

        :param str|None found: the checksum that it has now, `None` when there is no file
        :rtype: dict
        """
        self.ensure_one()
        return {
            'subject': self.name, 'archive': self.archive_id.name,
            'company_id': self.company_id.id, 'kind': 'changed' if found else 'missing',
            'expected': self.scan_sha256, 'found': found,
        }

    def _get_scan_files(self):
        """Return the attachments of the scans by document.

        :rtype: dict[int, recordset]
        """
        attachments = self.env['ir.attachment'].sudo().search([  # Whoever may check the document.
            ('res_model', '=', self._name), ('res_field', '=', 'scan'), ('res_id', 'in', self.ids),
        ])
        return {attachment.res_id: attachment for attachment in attachments}

    @api.model
    def _hash_file(self, attachment):
        """Return the SHA-256 of a stored file, read piece by piece.

        Odoo reads a file that is gone as one of no bytes, without an error.

        :param recordset|None attachment: the attachment of a scan
        :return: the checksum in hexadecimal, `None` when there is no file
        :rtype: str|None
        """
        if not attachment:
            return None
        path = attachment.store_fname and attachment._full_path(attachment.store_fname)
        if path and os.path.isfile(path):
            checksum = hashlib.sha256()
            with open(path, 'rb') as file:
                while piece := file.read(_CHUNK):
                    checksum.update(piece)
            return checksum.hexdigest()
        # Kept in the database, or in a store of another addon.
        content = attachment.db_datas if not path else attachment._file_read(attachment.store_fname)
        return hashlib.sha256(content).hexdigest() if content else None

    def _schedule_incident_activity(self):
        """Put the incident on the list of who keeps the archive, if he may read it."""
        self.ensure_one()
        archive = self.archive_id
        users = archive.custodian_id, archive.deputy_id, self.company_id.archive_custodian_id
        for user in users:
            if user.active and archive._get_readers(user.partner_id):
                archive.activity_schedule(
                    'customer_archive.mail_activity_type_incident', user_id=user.id,
                    summary=self.env._("Look into the scan of %(document)s", document=self.name),
                )
                break
