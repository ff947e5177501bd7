"""What a package costs: archives packed, and written to a disk."""

import hashlib
import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from odoo.tools import split_every

from ..measure import Work
from ..row import Row

DOCUMENT = 'customer.archive.document'
LINES = 'customer.archive.package.line'
PIECE = 1024 * 1024
# Megabytes above idle that packing may take, whatever the size of the package is.
MEMORY = 300


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    small = databases.small
    archives, size = (20, 10 ** 6) if smoke else (1000, 5 * 10 ** 9)
    scans = _Scans(archives, size)
    return [Row(
        'package', f"pack {archives:,} archives with {size / 10 ** 9:g} GB of scans, write the bag",
        "copying the same files and hashing them (SHA-256, SHA-512)", 2.0,
        candidate=Work(small, _pack, scans.prepare),
        reference=Work(small, _copy, scans.prepare),
        rounds=2 if smoke else 3, memory=MEMORY, details=scans.describe,
    )]


class _Scans:
    """Scans of documents, stored once and entered anew for each run, which is rolled back."""

    def __init__(self, archives, size):
        self._archives, self._size = archives, size
        self._files = []

    def describe(self):
        """Return what was measured, and let go of the files."""
        for path, _checksums in self._files:
            path.unlink(missing_ok=True)
        return f"{len(self._files):,} scans of {self._size / len(self._files) / 10 ** 6:.2f} MB"

    def prepare(self, env):
        """Give the documents of so many archives a scan each; return archives, and the files."""
        env.cr.execute(
            """
            SELECT id, archive_id FROM customer_archive_document WHERE archive_id IN (
                SELECT archive.id FROM customer_archive AS archive
                 WHERE archive.state IN ('temporary', 'formal') AND archive.confidentiality = '1'
                   AND archive.company_id = %s AND EXISTS (
                       SELECT FROM customer_archive_document WHERE archive_id = archive.id)
                 ORDER BY id LIMIT %s)
            """, [env.company.id, self._archives],
        )
        rows = env.cr.fetchall()
        self._store(env, len(rows))
        for (document, _archive), (path, checksums) in zip(rows, self._files, strict=True):
            env.cr.execute(
                "UPDATE customer_archive_document SET scan_sha256 = %s, scan_size = %s,"
                " scan_name = 'scan.pdf', scan_mimetype = 'application/pdf' WHERE id = %s",
                [checksums['sha256'], path.stat().st_size, document],
            )
            env.cr.execute(
                "INSERT INTO ir_attachment (name, type, res_model, res_field, res_id, store_fname,"
                " checksum, file_size, mimetype, company_id, create_date)"
                " VALUES ('scan', 'binary', %s, 'scan', %s, %s, %s, %s, 'application/pdf', %s,"
                " now() at time zone 'UTC')",
                [DOCUMENT, document, f'{path.parent.name}/{path.name}', path.name,
                 path.stat().st_size, env.company.id],
            )
        env.invalidate_all(flush=False)
        archives = sorted({archive for _document, archive in rows})
        return archives, [path for path, _checksums in self._files]

    def _store(self, env, count):
        """Store so many files, each unlike the others, where Odoo looks for them."""
        if self._files:
            return
        attachments = env['ir.attachment']
        for _number in range(count):
            content = os.urandom(self._size // count)
            name = hashlib.sha1(content).hexdigest()
            path = Path(attachments._full_path(f'{name[:2]}/{name}'))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self._files.append((path, {'sha256': hashlib.sha256(content).hexdigest()}))


def _pack(env, prepared):
    archives, _files = prepared
    env = env(su=True)
    package = env['customer.archive.package'].create({
        'reason': "Benchmark", 'archive_ids': archives, 'company_id': env.company.id,
    })
    package._transition('start')
    lines = env[LINES]
    for chunk in split_every(50, lines._get_waiting_ids()):
        lines.browse(chunk)._pack()
        env.flush_all()
        env.invalidate_all()
    package._conclude()
    assert package.state == 'ready', package.line_ids.mapped('fault')
    assert package.packed_count == len(archives)
    with closing(package._make_bag()) as bag, tempfile.TemporaryFile() as file:
        for piece in bag.stream():
            file.write(piece)


def _copy(env, prepared):
    _archives, files = prepared
    place = Path(tempfile.mkdtemp())
    for path in files:
        sums = hashlib.sha256(), hashlib.sha512()
        with open(path, 'rb') as source, open(place / path.name, 'wb') as target:
            while piece := source.read(PIECE):
                for checksum in sums:
                    checksum.update(piece)
                target.write(piece)
    shutil.rmtree(place)
