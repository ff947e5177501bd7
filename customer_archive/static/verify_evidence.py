#!/usr/bin/env python3
# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Verify exported evidence of Customer Archive with Python alone.

    python3 verify_evidence.py EXPORT.zip [--anchors FILE]

EXPORT is the file that Odoo offered, packed or unpacked (evidence.jsonl). FILE holds anchors: lines
of the anchor file, or the text of the mails. Signatures are checked where the package
`cryptography` is installed. The exit code is 0 when everything is intact, and 1 otherwise.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import zipfile
from datetime import datetime, timedelta

FORMAT = 'customer-archive-evidence'
LEAF_SIZE = 40
TOLERANCE = timedelta(minutes=15)
HEAD_PATTERN = re.compile(r'\b([a-z_]+(?:\.[a-z_]+)+)\s+(\d+)\s+([0-9a-f]{64})\b')

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None


class Broken(Exception):
    """The export cannot be read any further."""


class Verifier:
    """Reads an export line by line and keeps what it finds."""

    def __init__(self):
        self.findings = []
        self.notices = []
        self.export = {}
        self.counts = {'seals': 0, 'rows': 0, 'withheld': 0}
        self.notes = self.erased = 0
        self.digests = {}
        self.previous = None
        self.spans = {}
        self.header = {}
        self.leaves = {}
        self.first_row = self.last_row = None
        self.is_complete = False
        self.unchecked_signatures = 0
        self.signatures = 0

    def read(self, lines):
        """Read all lines of an export."""
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                kind = record['type']
            except (KeyError, TypeError, ValueError):
                raise Broken(f"Line {number} is no line of an export.") from None
            if number == 1 and (kind != 'export' or record.get('format') != FORMAT):
                raise Broken("This is no export of evidence.")
            if self.is_complete:
                self.find(f"Line {number} stands behind the end.")
            read = getattr(self, f'_read_{kind}', None)
            if not read:
                raise Broken(f"Line {number} is of an unknown kind.")
            read(record)
        self._end_seal()
        if not self.is_complete:
            self.find("The file is cut off: its last line is missing.")
        if not self.digests:
            self.find("The file holds no seal.")

    def find(self, text):
        """Keep something that is wrong."""
        self.findings.append(text)

    def check_anchors(self, text):
        """Look for the heads in `text` among the seals of the export."""
        heads = list(self._parse_heads(text))
        if not heads:
            self.find(f"The anchors name no seal of {self.export.get('chain')}.")
        for number, digest in sorted(set(heads)):
            if number in self.digests and self.digests[number] != digest:
                self.find(f"anchor: seal {number} is not the one that was anchored.")
            elif self.digests and number > max(self.digests):
                self.find(
                    f"anchor: seal {number} was anchored, but the export ends with"
                    f" {max(self.digests)}: the end was cut off, or exported before.")
            elif number not in self.digests:
                self.notices.append(f"Seal {number} of the anchors is not in this export.")

    # --- Lines ---

    def _read_export(self, record):
        if self.export:
            raise Broken("The export begins twice.")
        self.export = record

    def _read_seal(self, record):
        self._end_seal()
        header_text = record['header']
        header = json.loads(header_text)
        number = header['number']
        leaves = base64.b64decode(record['leaves'])
        canonical = json.dumps(header, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
        digest = hashlib.sha256(header_text.encode()).hexdigest()
        if record['digest'] != digest or canonical != header_text:
            self.find(f"link: seal {number} was changed: it is not what its digest says.")
        if header['leaves'] != hashlib.sha256(leaves).hexdigest():
            self.find(f"link: the hashes of the rows in seal {number} were changed.")
        if header['chain'] != self.export['chain']:
            self.find(f"link: seal {number} belongs to {header['chain']}.")
        self._check_link(header)
        self._check_signature(header, header_text, record.get('signature'))
        self._check_times(header)
        self.counts['seals'] += 1
        self.digests[number] = digest
        self.previous = {**header, 'digest': digest}
        self.header = header
        self.leaves = {
            int.from_bytes(leaves[start:start + 8], 'big', signed=True):
                leaves[start + 8:start + LEAF_SIZE]
            for start in range(0, len(leaves), LEAF_SIZE)
        }
        if len(self.leaves) != header['count']:
            self.find(f"link: seal {number} does not hold as many rows as it says.")

    def _read_row(self, record):
        row, canonical = record['id'], record['canonical']
        leaf = self._take_leaf(row)
        self.counts['rows'] += 1
        if leaf is not None and (
            hashlib.sha256(canonical.encode()).digest() != leaf or json.loads(canonical)[0] != row
        ):
            self.find(f"content: row {row} was changed: it is not what seal"
                      f" {self.header['number']} covers.")
        self._check_note(record)

    def _read_withheld(self, record):
        self._take_leaf(record['id'])
        self.counts['withheld'] += 1

    def _read_end(self, record):
        self.is_complete = True
        if {name: record.get(name) for name in self.counts} != self.counts:
            self.find("The file does not hold as much as its last line says.")

    # --- Questions ---

    def _take_leaf(self, row):
        """Return the hash that the seal has of a row, and tick the row off."""
        if not self.header:
            raise Broken("A row stands before the first seal.")
        self.first_row = row if self.first_row is None else min(self.first_row, row)
        self.last_row = row if self.last_row is None else max(self.last_row, row)
        leaf = self.leaves.pop(row, None)
        if leaf is None:
            self.find(f"insertion: row {row} was added to what seal {self.header['number']}"
                      " had closed.")
        return leaf

    def _end_seal(self):
        """Say which rows of a seal did not come."""
        for row in sorted(self.leaves):
            self.find(f"gap: row {row} is missing: seal {self.header['number']} covers it.")
        self.leaves = {}

    def _check_link(self, header):
        number, before = header['number'], self.previous
        if before:
            if number != before['number'] + 1:
                self.find(f"link: seal {before['number'] + 1} is missing: {number} follows it.")
            elif header['previous'] != before['digest']:
                self.find(f"link: seal {number} does not follow the one before it.")
            if header['key_id'] != before['key_id']:
                self.notices.append(f"From seal {number} on another key is used.")
        elif number == 1 and header['previous'] is not None:
            self.find("link: the first seal follows another one.")
        elif number != 1:
            self.notices.append(f"The export begins with seal {number}: what lies before is open.")
        expected = self.spans.get(header['cluster'])
        if expected is not None and header['from_txid'] != expected:
            self.find(f"link: seal {number} does not begin where the one before it ended.")
        self.spans[header['cluster']] = header['until_txid']

    def _check_signature(self, header, text, signature):
        public_key = header.get('public_key')
        if not public_key:
            return
        self.signatures += 1
        if Ed25519PublicKey is None:
            self.unchecked_signatures += 1
            return
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
            key.verify(base64.b64decode(signature or ''), text.encode())
        except (InvalidSignature, ValueError):
            self.find(f"signature: that of seal {header['number']} is not of the key it names.")
        if hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16] != header['key_id']:
            self.find(f"signature: seal {header['number']} names its key wrongly.")

    def _check_times(self, header):
        earliest, latest = map(_to_time, header.get('times') or (None, None))
        before = self.previous
        if earliest and before and earliest < _to_time(before['sealed_at']) - TOLERANCE:
            self.find(f"time: seal {header['number']} holds a row that was added after"
                      f" {before['sealed_at']} UTC and says that it is older.")
        if latest and latest > _to_time(header['sealed_at']) + TOLERANCE:
            self.find(f"time: seal {header['number']} holds a row that says that it is newer.")

    def _check_note(self, record):
        texts = self.header['columns'][-1]
        commitment = json.loads(record['canonical'])[-1][texts.index('note_commitment')] if (
            'note_commitment' in texts
        ) else None
        note = record.get('note')
        if note:
            self.notes += 1
            made = hashlib.sha256((note['salt'] + note['text']).encode()).hexdigest()
            if made != commitment:
                self.find(f"note: the reason of row {record['id']} is not the one written.")
        elif commitment:
            self.erased += 1

    def _parse_heads(self, text):
        """Return the seals of this chain that the anchors name."""
        for line in text.splitlines():
            try:
                anchor = json.loads(line)
                heads = anchor['heads'] if anchor['uuid'] == self.export['uuid'] else ()
            except (KeyError, TypeError, ValueError):
                continue
            for head in heads:
                if head['chain'] == self.export['chain']:
                    yield head['number'], head['digest']
        for chain, number, digest in HEAD_PATTERN.findall(text):
            if chain == self.export['chain']:
                yield int(number), digest

    # --- Report ---

    def report(self):
        """Return what was looked at and what was found.

        :rtype: str
        """
        export, numbers = self.export, sorted(self.digests)
        unchecked = "; NOT CHECKED, the package cryptography is not installed" if (
            self.unchecked_signatures
        ) else ""
        seen = [row for row in (self.first_row, self.last_row) if row is not None]
        lines = [
            f"Evidence:  {export.get('chain')}",
            f"Database:  {export.get('database')} ({export.get('uuid')})",
            f"Exported:  {export.get('exported_at')} UTC by {export.get('exported_by')}",
            f"Seals:     {self.counts['seals']}{_to_range(numbers)}",
            f"Rows:      {self.counts['rows']}{_to_range(seen)}",
            f"By hash:   {self.counts['withheld']} more rows, of other companies",
            f"Reasons:   {self.notes} checked, {self.erased} erased or not exported",
            f"Signed:    {self.signatures} of {self.counts['seals']} seals{unchecked}",
            *(f"Note:      {notice}" for notice in self.notices),
        ]
        if numbers:
            lines.append(f"Head:      {export['chain']} {numbers[-1]} {self.digests[numbers[-1]]}")
        if self.findings:
            lines += ["BROKEN. First:", *(f"  {finding}" for finding in self.findings[:20])]
            if len(self.findings) > 20:
                lines.append(f"  and {len(self.findings) - 20} more")
        else:
            lines.append("INTACT")
        return '\n'.join(lines)


def _to_time(text):
    return datetime.fromisoformat(text) if text else None


def _to_range(numbers):
    return f" (from {numbers[0]} to {numbers[-1]})" if numbers else ""


def _open(path):
    """Return the lines of an export, packed or not."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive, archive.open('evidence.jsonl') as file:
            yield from io.TextIOWrapper(file, encoding='utf-8')
    else:
        with open(path, encoding='utf-8') as file:
            yield from file


def main(arguments=None):
    """Verify the export named on the command line.

    :return: the exit code
    :rtype: int
    """
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('export', help="the .zip, or evidence.jsonl in it")
    parser.add_argument('--anchors', help="a text file with anchors")
    options = parser.parse_args(arguments)
    verifier = Verifier()
    try:
        verifier.read(_open(options.export))
        if options.anchors:
            with open(options.anchors, encoding='utf-8') as file:
                verifier.check_anchors(file.read())
    except (Broken, KeyError, IndexError, TypeError, ValueError) as error:
        verifier.find(f"The export cannot be read any further: {error}")
    sys.stdout.write(verifier.report() + '\n')
    return 1 if verifier.findings else 0


if __name__ == '__main__':
    sys.exit(main())
