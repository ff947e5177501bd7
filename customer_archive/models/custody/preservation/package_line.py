# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import contextlib
import errno
import io
import logging
import os
from base64 import b64decode

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...mechanism.inner_pass import with_pass
from .bag import ALGORITHMS, Entry, hash_pieces, read_pieces
from .packing import get_safe_name, to_json

_logger = logging.getLogger(__name__)

REGISTER = 'customer.archive.register'
# What the evidence says of an archive, and where that lies in a package.
EVIDENCE = {'register.jsonl': REGISTER, 'access_log.jsonl': 'customer.archive.access.log'}


class FileFault(Exception):
    """A file of an archive is not what it was when it came in.

    :param str sentence: what is wrong with it
    :param recordset documents: the documents whose scan it is
    """

    def __init__(self, sentence, documents):
        super().__init__(sentence)
        self.documents = documents


class CustomerArchivePackageLine(models.Model):
    """One archive in a package: what was written down of it, and the checksums of its files.

    Our own code alone writes it. What it says of the archive goes when anything in the archive is
    destroyed or erased.
    """

    _name = 'customer.archive.package.line'
    _inherit = [
        'customer.archive.companion', 'customer.archive.kept', 'customer.archive.scope',
        'customer.archive.sweep',
    ]
    _description = "Archive in a Package"
    _order = 'package_id, id'
    _rec_name = 'archive_id'
    _allow_sudo_commands = False

    _companion_field = 'archive_id'
    _is_packed = False
    _index_fields = frozenset({'package_id', 'state', 'fault', 'size', 'file_count', 'packed_at'})

    package_id = fields.Many2one(
        'customer.archive.package', required=True, readonly=True, index=True, ondelete='restrict',
    )
    archive_id = fields.Many2one(
        'customer.archive', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    state = fields.Selection(
        [('waiting', "Waiting"), ('packed', "Packed"), ('failed', "Failed"), ('gone', "Gone")],
        string="Status", required=True, readonly=True, default='waiting',
    )
    fault = fields.Char(string="What Is Wrong", readonly=True)
    packed_at = fields.Datetime(string="Packed On", readonly=True)
    file_count = fields.Integer(string="Files", readonly=True)
    size = fields.Float(string="Bytes", readonly=True, digits=(16, 0))
    # Its files: path, size, digests, and the id of what holds the bytes.
    entries = fields.Json(readonly=True, groups=fields.NO_ACCESS)

    _archive_unique = models.UniqueIndex(
        '(package_id, archive_id)', "An archive is in a package once.",
    )
    _waiting_idx = models.Index("(package_id, id) WHERE state = 'waiting'")

    # === BUSINESS METHODS - LINES === #

    @api.model
    def _append_archives(self, package, archives):
        """Write down what goes into a package.

        :param recordset package: the package
        :param recordset archives: the archives, those once that are there twice
        """
        self.sudo().create([  # Whoever makes the package has no right on its lines.
            {'package_id': package.id, 'archive_id': archive.id} for archive in archives
        ])

    @api.model
    def _get_waiting_ids(self):
        """Return the lines that wait to be packed.

        :rtype: list[int]
        """
        return self.search([
            ('state', '=', 'waiting'), ('package_id.state', '=', 'packing'),
        ], order='package_id, id').ids

    # === BUSINESS METHODS - PACKING === #

    def _pack(self):
        """Write down what archives hold, and draw the checksums of their files.

        A file that is not what it was leaves its archive out, with a sentence; so does a disk that
        is full. The others are packed.
        """
        for package, lines in self.grouped('package_id').items():
            # What he may not read elsewhere does not come to him this way either.
            lines.with_user(package.requested_by_id).sudo()._pack_lines()

    def _pack_lines(self):
        """Pack lines of one package."""
        packing = self.env['customer.archive.packing']
        described = packing._describe_archives(self.archive_id)
        evidence = {
            path: packing._describe_evidence(name, self.archive_id)
            for path, name in EVIDENCE.items()
        }
        self._drop_files()
        packed = self.browse()
        for line in self:
            document, files = described.pop(line.archive_id)
            parts = {'archive.json': to_json(document).encode(), **{
                path: lines.pop(line.archive_id) for path, lines in evidence.items()
            }}
            try:
                with self.env.cr.savepoint():
                    line._pack_archive(parts, files)
            except FileFault as error:
                error.documents._check_scans()  # Opens an incident, and tells who looks into it.
                line._note_fault(str(error))
            except OSError as error:
                _logger.warning("%s could not be packed: %s", line.archive_id.name, error)
                line._note_fault(line._explain(error))
            else:
                packed |= line
        packed._enter_export()

    def _pack_archive(self, contents, files):
        """Pack one archive.

        :param dict[str, bytes] contents: what is told of it, by path
        :param dict[str, recordset] files: its files by path
        :raise FileFault: when a file is not what it was
        :raise OSError: when there is no room for what is written down
        """
        self.ensure_one()
        parts = self._store_parts(contents)
        folder = f'data/archives/{get_safe_name(self.archive_id.name)}'
        entries = [
            self._measure(f'{folder}/{path}', attachment)
            for path, attachment in {**parts, **files}.items()
        ]
        self._write_down({
            'state': 'packed', 'fault': False, 'entries': entries, 'file_count': len(entries),
            'size': sum(entry['size'] for entry in entries), 'packed_at': fields.Datetime.now(),
        })

    def _store_parts(self, contents):
        """Store what a package says of the archive, and what the evidence says of it.

        :param dict[str, bytes] contents: what is told of it, by path
        :return: the attachments by path
        :rtype: dict[str, recordset]
        """
        try:
            attachments = with_pass(self).env['ir.attachment'].create([
                {
                    # Of a field that nobody reads: by the package alone somebody gets at them.
                    'name': path, 'raw': content, 'res_model': self._name, 'res_id': self.id,
                    'res_field': 'entries',
                }
                for path, content in contents.items()
            ])
        except OSError:
            self._remove_half_written(contents.values())
            raise
        return dict(zip(contents, attachments.with_env(self.env), strict=True))

    def _remove_half_written(self, contents):
        """Remove what a full disk left of some files: Odoo would take it for the whole of them.

        :param Iterable[bytes] contents: what was to be stored
        """
        attachments = self.env['ir.attachment']
        for content in contents:
            checksum = attachments._compute_checksum(content)
            path = attachments._full_path(f'{checksum[:2]}/{checksum}')
            with contextlib.suppress(FileNotFoundError):
                if os.path.getsize(path) != len(content):
                    os.unlink(path)

    def _measure(self, path, attachment):
        """Return the entry of a file: its size and digests, read piece by piece.

        :param str path: where it lies in the package
        :param recordset attachment: what holds the bytes
        :rtype: dict
        :raise FileFault: when it is not what it was when it came in
        """
        documents = self.env['customer.archive.document']
        if attachment.res_field == 'scan':
            documents = documents.browse(attachment.res_id)
        try:
            with open_source(self.env.registry, get_source(attachment), self.env) as file:
                size, digests = hash_pieces(read_pieces(file))
        except FileNotFoundError as error:
            raise FileFault(self.env._(
                "The file “%(file)s” is missing.", file=attachment.name,
            ), documents) from error
        if size != attachment.file_size or (
            documents and digests['sha256'] != documents.scan_sha256
        ):
            raise FileFault(self.env._(
                "The file “%(file)s” is not what was stored.", file=attachment.name,
            ), documents)
        return {'path': path, 'size': size, 'attachment': attachment.id, **digests}

    def _explain(self, error):
        """Return why the disk refused something.

        :rtype: str
        """
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return self.env._("The disk is full: make room, then try again.")
        return self.env._("The disk refuses: %(reason)s.", reason=error.strerror or error)

    def _note_fault(self, sentence):
        """Note why an archive could not be packed."""
        self._write_down({'state': 'failed', 'fault': sentence})

    def _write_down(self, vals):
        """Write on a line, which nobody else can."""
        with_pass(self).write(vals)

    def _enter_export(self):
        """Enter into the register that archives are in a package."""
        self.env[REGISTER]._enter([
            {
                'event': 'pack', 'model': line.archive_id._name, 'subject': line.archive_id.name,
                'archive': line.archive_id.name, 'company': line.company_id.id,
                'facts': {'package': line.package_id.name, 'files': line.file_count},
            }
            for line in self
        ])

    # === BUSINESS METHODS - FETCHING === #

    def _get_entries(self, checked):
        """Return the files of the lines.

        :param bool checked: whether each is looked for on the disk
        :rtype: Iterator[Entry]
        :raise UserError: when one is not there as it was
        """
        attachments = self.env['ir.attachment'].browse(
            entry['attachment'] for line in self for entry in line.entries
        ).exists()
        known = set(attachments._ids)
        attachments.fetch(['store_fname', 'file_size'])
        for line in self:
            for entry in line.entries:
                source = entry['attachment'] in known and get_source(
                    attachments.browse(entry['attachment']),
                )
                if checked and not (source and is_there(source, entry['size'])):
                    raise UserError(self.env._(
                        "%(archive)s changed since it was packed: make the package anew.",
                        archive=line.archive_id.name,
                    ))
                yield Entry(
                    entry['path'], entry['size'], {name: entry[name] for name in ALGORITHMS},
                    source,
                )

    # === BUSINESS METHODS - WHAT ENDS === #

    def _drop_parts(self):
        """Keep nothing of what was written down of the archives."""
        self._drop_files()
        self._write_down({'state': 'gone', 'entries': False})

    def _drop_files(self):
        """Remove what was written down of the archives."""
        attachments = self.env['ir.attachment'].search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids),
            ('res_field', '=', 'entries'),
        ])
        attachments.with_context(**with_pass(self).env.context).unlink()

    def _erase_words(self):
        """Override to let go of what was written down: the files go with the rest."""
        res = super()._erase_words()
        self._write_down({'state': 'gone', 'entries': False, 'fault': False})
        return res


def get_source(attachment):
    """Return where the bytes of an attachment are, as a plain value.

    :param recordset attachment: the attachment
    :rtype: dict
    """
    if attachment.store_fname:
        path = attachment._full_path(attachment.store_fname)
        if os.path.isfile(path) or not attachment.db_datas:
            return {'path': path}
    if not attachment.file_size:
        return {'bytes': ''}  # Nothing is stored of an empty file.
    return {'attachment': attachment.id}  # Kept in the database.


def is_there(source, size):
    """Tell whether a source is there, and as large as it was.

    :param dict source: where the bytes are
    :param int size: in bytes
    :rtype: bool
    """
    if 'path' not in source:
        return True  # The row is there, and its bytes with it.
    try:
        return os.path.getsize(source['path']) == size
    except OSError:
        return False


def open_source(registry, source, env=None):
    """Return a source, opened to be read as bytes.

    :param Registry registry: of the database
    :param dict source: where the bytes are
    :param Environment env: where the database is read already; otherwise, a connection is opened
    :rtype: IO
    """
    if 'path' in source:
        return open(source['path'], 'rb')
    if 'bytes' in source:
        return io.BytesIO(b64decode(source['bytes']))
    if env:
        return io.BytesIO(env['ir.attachment'].browse(source['attachment']).raw or b'')
    with registry.cursor() as cr:
        attachments = api.Environment(cr, SUPERUSER_ID, {})['ir.attachment']
        return io.BytesIO(attachments.browse(source['attachment']).raw or b'')
