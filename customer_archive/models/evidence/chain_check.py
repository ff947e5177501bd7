# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import hashlib
import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL, split_every

from ..mechanism.canonical import get_canonical_sql, to_canonical, to_digest
from .seal import get_leaves
from .seal_key import is_signed, to_key_id

# Clocks of several servers differ, and a row says when it was made a moment before it is there.
TOLERANCE = timedelta(minutes=15)
# The job seals every ten minutes.
UNSEALED_LIMIT = timedelta(hours=1)
MAX_FINDINGS = 20
# Seals of one statement: a million rows.
CHUNK_SIZE = 200

# The columns of a seal that repeat its header, under other names than there.
_REPEATED = {'row_count': 'count'}
_HEADER_COLUMNS = (
    'number', 'sealed_at', 'cluster', 'from_txid', 'until_txid', 'row_count', 'first_row',
    'last_row', 'key_id', 'public_key',
)
# What lets PostgreSQL share the hashing of a few large ranges between its workers.
_PARALLEL = {
    'min_parallel_table_scan_size': '0', 'min_parallel_index_scan_size': '0',
    'parallel_setup_cost': '0', 'parallel_tuple_cost': '0', 'jit': 'off',
}


class Finding(NamedTuple):
    """Something that verification has to say.

    :param str reason: one of `REASONS` of the verification
    :param str text: a translated sentence
    :param int|None seal: the number of the seal
    :param int|None row: the id of the row
    :param bool broken: whether the evidence is broken, or the matter only deserves a look
    """

    reason: str
    text: str
    seal: int | None = None
    row: int | None = None
    broken: bool = True


class ChainCheck:
    """The verification of one chain: each question is a method that yields what it found.

    :param Environment env: an environment of the superuser
    :param str chain: the model of the evidence
    :param list[tuple] known_heads: witnesses and heads that were anchored or verified before
    :param set[str] accepted_keys: the keys whose change was entered in the register
    """

    def __init__(self, env, chain, known_heads=(), accepted_keys=()):
        self.env = env
        self.chain = chain
        self.model = env[chain]
        self.table = self.model._table
        self.known_heads = [head for head in known_heads if head[1].chain == chain]
        self.accepted_keys = set(accepted_keys)
        self.erased_notes = 0
        self.unsealed_count, self.unsealed_since = env['customer.archive.seal']._get_unsealed(chain)
        self.seals = self._read_seals()

    # === RESULT === #

    def run(self):
        """Ask everything; return the findings, what is broken first.

        :rtype: list[Finding]
        """
        findings = []
        for question in (
            self._check_guards, self._check_seals, self._check_rows, self._check_strays,
            self._check_notes, self._check_heads, self._check_delay,
        ):
            findings += self._first(question())
        return sorted(findings, key=lambda finding: not finding.broken)

    def _first(self, findings):
        return [finding for finding, _number in zip(findings, range(MAX_FINDINGS), strict=False)]

    # === QUESTIONS === #

    def _check_guards(self):
        """Are the triggers in place?"""
        for name in (self.chain, 'customer.archive.seal', 'customer.archive.evidence.note'):
            if not self.env[name]._is_guarded():
                yield Finding('trigger', self.env._(
                    "The triggers that refuse changes of the table %(table)s are missing, off, or"
                    " not those of the addon.", table=self.env[name]._table,
                ))

    def _check_seals(self):
        """Is every seal what its digest says, and does each follow the one before it?"""
        before, until = None, {}
        for seal in self.seals:
            yield from self._check_header(seal)
            yield from self._check_link(seal, before)
            yield from self._check_span(seal, until)
            yield from self._check_times(seal, before)
            yield from self._check_key(seal, before)
            before = seal

    def _check_header(self, seal):
        """Is the header what its digest and its signature say, and the columns what it says?"""
        header, text = seal['fields'], seal['header']
        repeated = all(
            seal[name] == header.get(_REPEATED.get(name, name)) for name in _HEADER_COLUMNS
        ) and header.get('chain') == self.chain
        if seal['digest'] != to_digest(text) or text != to_canonical(header) or not repeated:
            yield self._found(seal, 'link', self.env._(
                "Seal %(seal)s was changed: it is not what its digest says.", seal=seal['number'],
            ))
        if seal['leaves'] != header.get('leaves'):
            yield self._found(seal, 'link', self.env._(
                "The hashes of the rows in seal %(seal)s were changed.", seal=seal['number'],
            ))
        if header.get('public_key') and not (
            seal['signature'] and is_signed(text, seal['signature'], header['public_key'])
            and header.get('key_id') == to_key_id(header['public_key'])
        ):
            yield self._found(seal, 'signature', self.env._(
                "The signature of seal %(seal)s is not that of the key it names.",
                seal=seal['number'],
            ))

    def _check_link(self, seal, before):
        """Does the seal follow the one before it?"""
        expected = before['number'] + 1 if before else 1
        if seal['number'] != expected:
            yield self._found(seal, 'link', self.env._(
                "Seal %(missing)s is missing: %(seal)s follows it.",
                missing=expected, seal=seal['number'],
            ))
        elif seal['fields'].get('previous') != (before['digest'] if before else None):
            yield self._found(seal, 'link', self.env._(
                "Seal %(seal)s does not follow the one before it: its link is broken.",
                seal=seal['number'],
            ))

    def _check_span(self, seal, until):
        """Does the seal begin where the last one of its cluster ended?"""
        expected = until.get(seal['cluster'], 0)
        if seal['from_txid'] != expected:
            yield self._found(seal, 'link', self.env._(
                "Seal %(seal)s does not begin where the one before it ended.", seal=seal['number'],
            ))
        until[seal['cluster']] = seal['until_txid']

    def _check_times(self, seal, before):
        """Could the rows have happened when they say?"""
        times = seal['fields'].get('times') or (None, None)
        earliest, latest = map(fields.Datetime.to_datetime, times)
        sealed_at = fields.Datetime.to_datetime(seal['sealed_at'])
        start = before and fields.Datetime.to_datetime(before['sealed_at']) - TOLERANCE
        end = sealed_at + TOLERANCE
        if earliest and start and earliest < start:
            row = self._find_row(seal, SQL("at < %s", start), before['fields'].get('next_txid'))
            yield self._found(seal, 'time', self.env._(
                "Row %(row)s was added after %(time)s UTC and says that it is older.",
                row=self._name(row), time=before['sealed_at'],
            ), row=row)
        if latest and latest > end:
            row = self._find_row(seal, SQL("at > %s", end))
            yield self._found(seal, 'time', self.env._(
                "Row %(row)s says that it is newer than its seal, %(seal)s.",
                row=self._name(row), seal=seal['number'],
            ), row=row)

    def _check_key(self, seal, before):
        """Is it the key of the seal before?"""
        key, old = seal['key_id'], before and before['key_id']
        if before and key != old and (key or 'none') not in self.accepted_keys:
            yield self._found(seal, 'key', self.env._(
                "From seal %(seal)s on another key is used (%(new)s instead of %(old)s), and nobody"
                " accepted it.", seal=seal['number'], new=key or "–", old=old or "–",
            ), broken=False)

    def _check_rows(self):
        """Are the rows those that were sealed?"""
        for seal, is_good in self._compare_rows():
            if not is_good:
                yield from self._locate(seal)

    def _check_strays(self):
        """Are there rows where no seal can ever reach? The constraint of the table was removed."""
        [[row]] = self.env.execute_query(SQL(
            "SELECT min(id) FROM %(table)s WHERE cluster IS NULL"
            " OR cluster = ANY(%(clusters)s) AND (txid IS NULL OR txid < 0)",
            table=SQL.identifier(self.table),
            clusters=self.env['customer.archive.seal']._get_clusters(self.chain),
        ))
        if row:
            yield Finding('insertion', self.env._(
                "Row %(row)s was added where no seal reaches.", row=self._name(row),
            ), row=row)

    def _check_notes(self):
        """Are the words of people those that were written, or erased by the rules?"""
        with self._in_parallel():
            [[missing, changed]] = self.env.execute_query(SQL(
                """
                SELECT count(*) FILTER (WHERE note.id IS NULL), min(evidence.id) FILTER (WHERE
                       encode(sha256(convert_to(note.salt || note.text, 'UTF8')), 'hex')
                       <> evidence.note_commitment)
                  FROM %s AS evidence
             LEFT JOIN customer_archive_evidence_note AS note
                    ON note.chain = %s AND note.row = evidence.id
                 WHERE evidence.note_commitment IS NOT NULL
                """, SQL.identifier(self.table), self.chain,
            ))
        [[added]] = self.env.execute_query(SQL(
            """
            SELECT min(note.row) FROM customer_archive_evidence_note AS note
             WHERE note.chain = %s AND NOT EXISTS (
                   SELECT FROM %s AS evidence
                    WHERE evidence.id = note.row AND evidence.note_commitment IS NOT NULL)
            """, self.chain, SQL.identifier(self.table),
        ))
        self.erased_notes = missing
        if changed:
            yield Finding('note', self.env._(
                "The reason of row %(row)s is not the one that was written.",
                row=self._name(changed),
            ), row=changed)
        if added:
            yield Finding('note', self.env._(
                "A reason was added to row %(row)s.", row=self._name(added),
            ), row=added)
        accounted = self._count_erased()
        if missing != accounted:
            yield Finding('note', self.env._(
                "%(missing)s reasons are gone, but the register tells of %(accounted)s that were"
                " erased.", missing=missing, accounted=accounted,
            ))

    def _check_heads(self):
        """Does the chain still hold every seal that somebody knows?"""
        digests = {seal['number']: seal['digest'] for seal in self.seals}
        for witness, head in self.known_heads:
            if head.number not in digests:
                yield Finding('head', self.env._(
                    "Seal %(seal)s is gone: %(witness)s knows it.",
                    seal=head.number, witness=witness,
                ), seal=head.number)
            elif digests[head.number] != head.digest:
                yield Finding('anchor', self.env._(
                    "Seal %(seal)s is not the one that %(witness)s knows.",
                    seal=head.number, witness=witness,
                ), seal=head.number)

    def _check_delay(self):
        """Has something been waiting for a seal for too long?"""
        now = fields.Datetime.now()
        if self.unsealed_since and self.unsealed_since < now - UNSEALED_LIMIT:
            yield Finding('head', self.env._(
                "Rows have been without a seal since %(time)s UTC: the job that seals did not run,"
                " a transaction is still open, or seals were removed.",
                time=fields.Datetime.to_string(self.unsealed_since),
            ), broken=False)

    # === HELPERS === #

    def _found(self, seal, reason, text, **details):
        return Finding(reason, text, seal=seal['number'], **details)

    def _find_row(self, seal, condition, from_txid=0):
        """Return the first row of a seal that meets a condition."""
        [[row]] = self.env.execute_query(SQL(
            "SELECT min(id) FROM %s WHERE cluster = %s AND txid >= %s AND txid < %s AND %s",
            SQL.identifier(self.table), seal['cluster'],
            max(seal['from_txid'], from_txid or 0), seal['until_txid'], condition,
        ))
        return row

    def _read_seals(self):
        """Return the seals in their order, without the hashes of the rows but with theirs."""
        names = ('header', 'digest', 'signature', *_HEADER_COLUMNS)
        seals = [
            dict(zip((*names, 'leaves'), row, strict=True))
            for row in self.env.execute_query(SQL(
                "SELECT %s, encode(sha256(leaves), 'hex') FROM customer_archive_seal"
                " WHERE chain = %s ORDER BY number",
                SQL(', ').join(map(SQL.identifier, names)), self.chain,
            ))
        ]
        for seal in seals:
            seal['sealed_at'] = fields.Datetime.to_string(seal['sealed_at'])
            seal['fields'] = self._read_header(seal['header'])
        return seals

    def _read_header(self, text):
        """Return what a header says, nothing where it is no header at all."""
        try:
            header = json.loads(text)
        except ValueError:
            return {}
        return header if isinstance(header, dict) else {}

    def _compare_rows(self):
        """Return the seals, and of each whether its rows are as they were."""
        alike = defaultdict(list)
        for seal in self.seals:
            alike[self._get_canonical(seal), bool(seal['fields'].get('rows'))].append(seal)
        for (canonical, is_digested), seals in alike.items():
            if canonical is None:
                yield from ((seal, False) for seal in seals)
                continue
            name = 'rows' if is_digested else 'leaves'
            for chunk in split_every(CHUNK_SIZE, seals):
                digests = self._digest(chunk, canonical, is_digested)
                yield from (
                    (seal, digests.get(seal['number']) == seal['fields'].get(name))
                    for seal in chunk
                )

    def _digest(self, seals, canonical, is_digested):
        """Return the digests over the rows of seals as they are now, by the numbers of the seals.

        :param bool is_digested: whether over the rows themselves, or over the hash of each
        """
        arguments = SQL("%s::regclass, %s, cluster, from_txid, until_txid", self.table, canonical)
        with self._in_parallel():
            return dict(self.env.execute_query(SQL(
                "SELECT number, %s FROM customer_archive_seal"
                " WHERE chain = %s AND number = ANY(%s)",
                SQL("customer_archive_digest(%s)", arguments) if is_digested else
                SQL("encode(sha256(customer_archive_leaves(%s)), 'hex')", arguments),
                self.chain, [seal['number'] for seal in seals],
            )))

    def _get_canonical(self, seal):
        """Return the expression of the rows of a seal, `None` where a column is gone."""
        try:
            return get_canonical_sql(self.env.cr, self.table, seal['fields']['columns'])
        except (KeyError, TypeError, ValueError):
            return None

    def _locate(self, seal):
        """Say which row of a seal is not what was sealed: the first one, and how many more."""
        canonical = self._get_canonical(seal)
        if canonical is None:
            yield self._found(seal, 'content', self.env._(
                "Columns that seal %(seal)s covers are gone.", seal=seal['number'],
            ))
            return
        [[sealed, present]] = self.env.execute_query(SQL(
            """
            SELECT leaves, customer_archive_leaves(
                       %s::regclass, %s, cluster, from_txid, until_txid)
              FROM customer_archive_seal WHERE chain = %s AND number = %s
            """, self.table, canonical, self.chain, seal['number'],
        ))
        if hashlib.sha256(sealed).hexdigest() != seal['fields'].get('leaves'):
            yield self._found(seal, 'content', self.env._(
                "The rows of seal %(seal)s are not those that were sealed.", seal=seal['number'],
            ))
            return
        old, new = get_leaves(bytes(sealed)), get_leaves(bytes(present))
        bad = sorted(row for row in old.keys() | new.keys() if old.get(row) != new.get(row))
        for row in bad:
            yield self._found_row(seal, row, row in old, row in new)

    def _found_row(self, seal, row, was_sealed, is_present):
        """Return the finding about one row."""
        facts = {'row': self._name(row), 'seal': seal['number']}
        if not is_present:
            return self._found(seal, 'gap', self.env._(
                "Row %(row)s is missing: seal %(seal)s covers it.", **facts,
            ), row=row)
        if not was_sealed:
            return self._found(seal, 'insertion', self.env._(
                "Row %(row)s was added to what seal %(seal)s had closed.", **facts,
            ), row=row)
        return self._found(seal, 'content', self.env._(
            "Row %(row)s was changed: it is not what seal %(seal)s covers.", **facts,
        ), row=row)

    def _name(self, row):
        """Return a row as a reader looks for it: its number, and what it is about."""
        record = self.model.browse(row or ()).exists()
        about = record and record[self.model._rec_name or 'actor']
        return f"{row} ({about})" if about else str(row)

    def _count_erased(self):
        """Return how many notes of this chain were erased by the rules."""
        [[count]] = self.env.execute_query(SQL(
            """
            SELECT coalesce(sum((facts->>'count')::int), 0) FROM customer_archive_register
             WHERE event = 'erase_note' AND model = %s
            """, self.chain,
        ))
        return count

    @contextmanager
    def _in_parallel(self):
        """Let PostgreSQL use its workers for what it would take for a small table."""
        before = {
            name: self.env.execute_query(SQL("SELECT current_setting(%s)", name))[0][0]
            for name in _PARALLEL
        }
        self._configure(_PARALLEL)
        yield
        # Not after an error: the transaction is over then, and the settings with it.
        self._configure(before)

    def _configure(self, settings):
        for name, value in settings.items():
            self.env.cr.execute(SQL("SELECT set_config(%s, %s, true)", name, value))
