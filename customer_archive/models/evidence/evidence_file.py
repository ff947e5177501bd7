# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import zipfile

from odoo import fields
from odoo.tools import SQL, file_open

from ..mechanism.canonical import VERSION, get_canonical_sql, to_canonical

FORMAT = 'customer-archive-evidence'
# It lies where it can be fetched from a server as well, without Odoo and without logging in.
SCRIPT = 'verify_evidence.py'


class EvidenceFile:
    """A file of sealed evidence that a script verifies without Odoo: a JSON object a line.

    Whose rows the reader may not see, those of another company, are in it by their hash only: the
    seals hold all the same.

    :param recordset model: the model of the evidence, as the reader sees it
    :param recordset seals: the seals to export, one after the other
    :param bool with_notes: whether the words of people come along
    """

    def __init__(self, model, seals, with_notes):
        self.env = model.env
        self.model = model
        self.seals = seals.sorted('number')
        self.with_notes = with_notes
        self.counts = {'seals': 0, 'rows': 0, 'withheld': 0}

    def to_zip(self):
        """Return the file and the script that verifies it, packed.

        :rtype: bytes
        """
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as archive:
            with archive.open('evidence.jsonl', 'w', force_zip64=True) as file:
                for line in self._get_lines():
                    file.write(to_canonical(line).encode() + b'\n')
            with file_open(f'customer_archive/static/{SCRIPT}', 'rb') as script:
                archive.writestr(SCRIPT, script.read())
        return buffer.getvalue()

    # === HELPERS === #

    def _get_lines(self):
        """Return the lines: what it is, each seal with its rows, and what it was in the end."""
        yield {
            'type': 'export', 'format': FORMAT, 'version': VERSION, 'chain': self.model._name,
            'database': self.env.cr.dbname,
            # The identity of the database is no secret; anchors name it too.
            'uuid': self.env['ir.config_parameter'].sudo().get_param('database.uuid'),
            'exported_at': fields.Datetime.to_string(fields.Datetime.now()),
            'exported_by': self.env.user.login,
        }
        for seal in self.seals:
            yield self._prepare_seal(seal)
            yield from self._get_rows(seal)
        yield {'type': 'end', **self.counts}

    def _prepare_seal(self, seal):
        """Return the line of a seal."""
        self.counts['seals'] += 1
        [[leaves]] = self.env.execute_query(SQL(
            "SELECT leaves FROM customer_archive_seal WHERE id = %s", seal.id,
        ))
        return {
            'type': 'seal', 'header': seal.header, 'digest': seal.digest,
            'signature': seal.signature or None,
            'leaves': base64.b64encode(leaves).decode(),
        }

    def _get_rows(self, seal):
        """Return the lines of the rows that a seal covers."""
        header = json.loads(seal.header)
        rows = dict(self.env.execute_query(SQL(
            "SELECT id, %s FROM %s WHERE cluster = %s AND txid >= %s AND txid < %s ORDER BY id",
            SQL(get_canonical_sql(self.env.cr, self.model._table, header['columns'])),
            SQL.identifier(self.model._table),
            header['cluster'], header['from_txid'], header['until_txid'],
        )))
        readable = set(self.model.search([('id', 'in', list(rows))])._ids)
        notes = self._read_notes(readable) if self.with_notes else {}
        for row, canonical in rows.items():
            if row not in readable:
                self.counts['withheld'] += 1
                yield {'type': 'withheld', 'id': row}
                continue
            self.counts['rows'] += 1
            line = {'type': 'row', 'id': row, 'canonical': canonical}
            yield {**line, 'note': notes[row]} if row in notes else line

    def _read_notes(self, rows):
        """Return salt and text of the notes of rows that the reader may see."""
        # Who may read a row may read its note, and nobody the notes by themselves.
        notes = self.env['customer.archive.evidence.note'].sudo().search([
            ('chain', '=', self.model._name), ('row', 'in', list(rows)),
        ])
        return {note.row: {'salt': note.salt, 'text': note.text} for note in notes}
