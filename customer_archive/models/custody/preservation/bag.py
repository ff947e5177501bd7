# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""A bag as RFC 8493 lays it out, written as one stream: no file of it is made before it is sent.

The public `bagit` tool verifies what comes out, and this addon's own reading of packages uses it.
"""

import hashlib
import json
import tarfile
import tempfile
from contextlib import ExitStack
from datetime import timezone
from typing import NamedTuple

ALGORITHMS = ('sha256', 'sha512')
PIECE = 1024 * 1024
# A tar is laid out in blocks, and ends with two empty ones.
_BLOCK = 512
# Manifests up to this size stay in memory; there may be a million files.
_SPOOLED = 4 * PIECE
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Entry(NamedTuple):
    """One file of a bag.

    :param str path: where it lies in the bag
    :param int size: in bytes
    :param dict digests: hexadecimal digests by algorithm
    :param source: where its bytes are, a plain value
    """

    path: str
    size: int
    digests: dict
    source: object


class BagError(Exception):
    """A file is no longer what the manifests say."""

    def __init__(self, path):
        super().__init__(path)
        self.path = path


def hash_pieces(pieces):
    """Return the size and the digests of some bytes, read piece by piece.

    :param Iterable[bytes] pieces: the bytes
    :return: the size, and the hexadecimal digests by algorithm
    :rtype: tuple[int, dict[str, str]]
    """
    sums, size = {name: hashlib.new(name) for name in ALGORITHMS}, 0
    for piece in pieces:
        size += len(piece)
        for checksum in sums.values():
            checksum.update(piece)
    return size, {name: checksum.hexdigest() for name, checksum in sums.items()}


def read_pieces(file):
    """Return the bytes of a file in pieces.

    :param IO file: a file that is opened to be read as bytes
    :rtype: Iterator[bytes]
    """
    while piece := file.read(PIECE):
        yield piece


class Bag:
    """A bag of files that lie somewhere else.

    :param str name: the folder that all of it lies in
    :param datetime moment: when it was made, in UTC; all its files bear this time
    :param dict[str, str] info: what `bag-info.txt` says besides what is counted here
    :param Iterable[Entry] entries: the payload, read once
    :param Callable opener: opens the source of an entry, to be read as bytes
    """

    def __init__(self, name, moment, info, entries, opener):
        self.name = name
        self.moment = moment.replace(tzinfo=timezone.utc).timestamp()
        self._opener = opener
        self._files = ExitStack()
        self._manifests = {each: self._spool() for each in ALGORITHMS}
        self._index = self._spool()
        self.count, self.octets = 0, 0
        self._packed = 0
        for entry in entries:
            self._add(entry)
        self._tags = self._make_tags({
            'Bagging-Date': moment.strftime('%Y-%m-%d'),
            'Payload-Oxum': f'{self.octets}.{self.count}', **info,
        })

    @property
    def digest(self):
        """The SHA-256 of the manifest that names every file of the payload with its SHA-256."""
        return dict(self._tags)['manifest-sha256.txt'][1]['sha256']

    @property
    def size(self):
        """How many bytes :meth:`stream` yields."""
        return self._packed + 2 * _BLOCK + sum(
            self._get_packed_size(path, size) for path, (size, _digests, _file) in self._tags
        )

    def stream(self):
        """Return the bag as a tar, piece by piece.

        :rtype: Iterator[bytes]
        :raise BagError: when a file is no longer as large as it was
        """
        for path, (size, _digests, file) in self._tags:
            file.seek(0)
            yield from self._pack(path, size, file)
        self._index.seek(0)
        for line in self._index:
            path, size, source = json.loads(line)
            with self._opener(source) as file:
                yield from self._pack(path, size, file)
        yield bytes(2 * _BLOCK)

    def close(self):
        """Let go of what was written down about the files."""
        self._files.close()

    # === HELPERS === #

    def _add(self, entry):
        """Enter a file into the manifests."""
        self.count += 1
        self.octets += entry.size
        self._packed += self._get_packed_size(entry.path, entry.size)
        for name, file in self._manifests.items():
            file.write(_line(entry.digests[name], entry.path))
        self._index.write(json.dumps([entry.path, entry.size, entry.source]).encode() + b'\n')

    def _make_tags(self, info):
        """Return the files beside the payload, with their sizes and digests."""
        lines = ''.join(f'{label}: {_on_one_line(value)}\n' for label, value in info.items())
        tags = [('bagit.txt', _DECLARATION), ('bag-info.txt', lines.encode())]
        described = [(path, _describe(self._spool(content))) for path, content in tags]
        described += [
            (f'manifest-{name}.txt', _describe(file)) for name, file in self._manifests.items()
        ]
        return described + [
            (f'tagmanifest-{name}.txt', _describe(self._spool(b''.join(
                _line(digests[name], path) for path, (_size, digests, _file) in described
            )))) for name in ALGORITHMS
        ]

    def _spool(self, content=b''):
        """Return a temporary file, which lies on the disk only when it is large."""
        file = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115  It ends with the others.
        self._files.enter_context(file)
        file.write(content)
        return file

    def _pack(self, path, size, file):
        """Return a file as it lies in the tar."""
        yield self._get_header(path, size)
        sent = 0
        for piece in read_pieces(file):
            sent += len(piece)
            if sent > size:
                break
            yield piece
        if sent != size:
            raise BagError(path)
        yield bytes(-size % _BLOCK)

    def _get_header(self, path, size):
        info = tarfile.TarInfo(f'{self.name}/{path}')
        info.size, info.mtime, info.mode = size, int(self.moment), 0o644
        return info.tobuf(tarfile.PAX_FORMAT)

    def _get_packed_size(self, path, size):
        return len(self._get_header(path, size)) + size + -size % _BLOCK


def _line(digest, path):
    """Return the line of a manifest; what would break a line is written as the RFC says."""
    for mark, code in (('%', '%25'), ('\r', '%0D'), ('\n', '%0A')):
        path = path.replace(mark, code)
    return f'{digest}  {path}\n'.encode()


def _on_one_line(value):
    return ' '.join(str(value).split())


def _describe(file):
    """Return size and digests of a file that was just written, and the file."""
    file.seek(0)
    return (*hash_pieces(read_pieces(file)), file)
