# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import hashlib
import json
from typing import NamedTuple

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..mechanism.canonical import VERSION, get_canonical_sql, to_canonical, to_digest
from .seal_key import get_seal_key

BATCH_SIZE = 5000
# A transaction is never split. Where it is larger than this, its rows are hashed one by one only:
# together, they could be more than PostgreSQL holds in one value.
DIGEST_LIMIT = 100_000
LEAF_SIZE = 40  # An id of 8 bytes, big-endian, and a SHA-256.


class Span(NamedTuple):
    """Which rows a seal covers: those of the transactions from one up to before another one.

    :param int cluster: the PostgreSQL cluster that counted the transactions
    :param int from_txid: the first transaction
    :param int until_txid: the one after the last
    """

    cluster: int
    from_txid: int
    until_txid: int


def get_leaves(data):
    """Return the hashes of rows by their ids.

    :param bytes data: the leaves of a seal
    :rtype: dict[int, bytes]
    """
    return {
        int.from_bytes(data[start:start + 8], 'big', signed=True): data[start + 8:start + LEAF_SIZE]
        for start in range(0, len(data), LEAF_SIZE)
    }


class CustomerArchiveSeal(models.Model):
    """A seal over a batch of finished rows of one kind of evidence.

    The seals of a chain are numbered without a gap. Each holds what it covers, the SHA-256 of every
    row, and the digest of the seal before it. Rows commit in another order than they get their ids,
    so a seal covers transactions, and only those that were over for every reader when it was made:
    a row that shows up later inside a sealed range is a forgery. Writers never wait for a seal.

    `header` is what the digest and the signature are taken of. The columns beside it repeat it for
    queries; verification compares them.
    """

    _name = 'customer.archive.seal'
    _inherit = ['customer.archive.append.only']
    _description = "Archive: Seal over Evidence"
    _log_access = False  # Each class says it for itself; see the abstract model.
    _order = 'chain, number desc'
    _rec_name = 'number'

    chain = fields.Char(required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)
    sealed_at = fields.Datetime(required=True, readonly=True)
    row_count = fields.Integer(required=True, readonly=True)
    first_row = fields.Integer(required=True, readonly=True)
    last_row = fields.Integer(required=True, readonly=True)
    header = fields.Text(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    key_id = fields.Char(readonly=True)
    public_key = fields.Char(readonly=True)
    signature = fields.Char(readonly=True)

    _number_idx = models.UniqueIndex("(chain, number)")

    # === SETUP === #

    def init(self):
        """Add the columns that only the database uses: 64-bit numbers, and bytes as they are."""
        super().init()
        self.env.cr.execute(
            "ALTER TABLE customer_archive_seal"
            " ADD COLUMN IF NOT EXISTS cluster bigint NOT NULL,"
            " ADD COLUMN IF NOT EXISTS from_txid bigint NOT NULL,"
            " ADD COLUMN IF NOT EXISTS until_txid bigint NOT NULL,"
            " ADD COLUMN IF NOT EXISTS leaves bytea NOT NULL,"
            # Hashes do not get smaller by compressing them.
            " ALTER COLUMN leaves SET STORAGE EXTERNAL",
        )
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS customer_archive_seal_span_idx"
            " ON customer_archive_seal (chain, cluster, until_txid)",
        )

    # === ACTIONS === #

    @api.model
    def _cron_seal(self):
        """Seal what is finished of all evidence, a batch and a commit at a time."""
        cron = self.env['ir.cron']
        chains = self.env['customer.archive.evidence']._get_evidence_models()
        cron._commit_progress(remaining=sum(map(self._count_unsealed, chains)))
        for chain in chains:
            while sealed := self._seal_batch(chain):
                if not cron._commit_progress(sealed):
                    return  # Out of time: the scheduler calls again at once.

    # === BUSINESS METHODS === #

    @api.model
    def _seal(self, chain):
        """Seal at once what is finished of one kind of evidence, in the running transaction.

        :param str chain: the model of the evidence
        :return: how many rows were sealed; 0 also where somebody else is sealing now
        :rtype: int
        """
        total = 0
        while sealed := self._seal_batch(chain):
            total += sealed
        return total

    @api.model
    def _seal_batch(self, chain):
        """Make one seal.

        :param str chain: the model of the evidence
        :return: how many rows it covers, 0 when there is nothing to seal
        :rtype: int
        """
        table = self.env[chain]._table
        [[is_alone]] = self.env.execute_query(SQL(
            "SELECT pg_try_advisory_xact_lock(hashtext('customer_archive_seal'), hashtext(%s))",
            table,
        ))
        span = self._get_next_span(chain) if is_alone else None
        if not span:
            return 0
        columns = self.env[chain]._get_sealed_columns()
        [[leaves]] = self.env.execute_query(SQL(
            "SELECT customer_archive_leaves(%s::regclass, %s, %s, %s, %s)",
            table, get_canonical_sql(self.env.cr, table, columns), *span,
        ))
        header = self._prepare_header(chain, span, columns, bytes(leaves))
        header['rows'] = self._digest_rows(chain, span, header)
        try:
            with self.env.cr.savepoint():
                self._insert(header, span, bytes(leaves))
        except psycopg2.errors.UniqueViolation:
            # Somebody sealed it between the beginning of this transaction and the lock.
            return 0
        return header['count']

    @api.model
    def _count_unsealed(self, chain):
        """Return how many rows wait for a seal, those of running transactions among them.

        :param str chain: the model of the evidence
        :rtype: int
        """
        return self._get_unsealed(chain)[0]

    @api.model
    def _get_unsealed(self, chain):
        """Return how many rows have no seal yet, and the time of the first of them.

        :param str chain: the model of the evidence
        :rtype: tuple[int, datetime|None]
        """
        table = SQL.identifier(self.env[chain]._table)
        counts = [
            self.env.execute_query(SQL(
                "SELECT count(*), min(at) FROM %s WHERE cluster = %s AND txid >= %s",
                table, cluster, self._get_sealed_until(chain, cluster),
            ))[0]
            for cluster in self._get_clusters(chain)
        ]
        return (
            sum(count for count, _since in counts),
            min((since for _count, since in counts if since), default=None),
        )

    @api.model
    def _get_last(self, chain):
        """Return the last seal of a chain.

        :param str chain: the model of the evidence
        :rtype: recordset
        """
        return self.sudo().search([('chain', '=', chain)], order='number desc', limit=1)

    # === HELPERS === #

    def _get_clusters(self, chain):
        """Return the clusters that rows of the chain come from, by hops along the index."""
        return [cluster for [cluster] in self.env.execute_query(SQL(
            """
            WITH RECURSIVE known AS (
                (SELECT min(cluster) AS cluster FROM %(table)s)
                UNION ALL
                SELECT (SELECT min(cluster) FROM %(table)s WHERE cluster > known.cluster)
                  FROM known WHERE known.cluster IS NOT NULL
            )
            SELECT cluster FROM known WHERE cluster IS NOT NULL
            """, table=SQL.identifier(self.env[chain]._table),
        ))]

    def _get_sealed_until(self, chain, cluster):
        """Return the first transaction of a cluster that has no seal."""
        [[until]] = self.env.execute_query(SQL(
            "SELECT coalesce(max(until_txid), 0) FROM customer_archive_seal"
            " WHERE chain = %s AND cluster = %s", chain, cluster,
        ))
        return until

    def _get_next_span(self, chain):
        """Return what the next seal covers, `None` when nothing is finished."""
        [[own, horizon]] = self.env.execute_query(SQL(
            "SELECT customer_archive_cluster(),"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        ))
        # What another cluster counted came here by a restore: it is finished, and comes first.
        for cluster in sorted(self._get_clusters(chain), key=lambda cluster: cluster == own):
            start = self._get_sealed_until(chain, cluster)
            until = self._get_batch_end(
                chain, cluster, start, horizon if cluster == own else None,
            )
            if until:
                return Span(cluster, start, until)
        return None

    def _get_batch_end(self, chain, cluster, start, horizon):
        """Return the transaction before which a batch ends; a transaction is never split.

        :param int|None horizon: the first transaction that may not be over; `None` for no limit
        :rtype: int|None
        """
        rows = SQL(
            "FROM %s WHERE cluster = %s AND txid >= %s AND %s",
            SQL.identifier(self.env[chain]._table), cluster, start,
            SQL("TRUE") if horizon is None else SQL("txid < %s", horizon),
        )
        [[first, last]] = self.env.execute_query(SQL("SELECT min(txid), max(txid) %s", rows))
        if first is None:
            return None
        following = self.env.execute_query(SQL(
            "SELECT txid %s ORDER BY txid OFFSET %s LIMIT 1", rows, BATCH_SIZE,
        ))
        if following:
            return max(following[0][0], first + 1)
        return last + 1 if horizon is None else horizon

    def _prepare_header(self, chain, span, columns, leaves):
        """Return what a new seal says, and what its digest is taken of.

        :param str chain: the model of the evidence
        :param Span span: what it covers
        :param list columns: the columns in their canonical order
        :param bytes leaves: ids and hashes of the rows
        :rtype: dict
        """
        head = self._get_last(chain)
        key = get_seal_key()
        [[next_txid]] = self.env.execute_query(SQL(
            "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
        ))
        ids = list(get_leaves(leaves))
        return {
            'version': VERSION,
            'chain': chain,
            'number': head.number + 1,
            'previous': head.digest or None,
            'sealed_at': fields.Datetime.to_string(fields.Datetime.now()),
            **span._asdict(),
            'next_txid': next_txid,
            'columns': columns,
            'count': len(ids),
            'first_row': ids[0],
            'last_row': ids[-1],
            'leaves': hashlib.sha256(leaves).hexdigest(),
            'times': self._get_times(chain, span, head),
            'key_id': key.key_id if key else None,
            'public_key': key.public if key else None,
        }

    def _digest_rows(self, chain, span, header):
        """Return the SHA-256 over all rows of a span, `None` where they are too many."""
        if header['count'] > DIGEST_LIMIT:
            return None
        table = self.env[chain]._table
        [[digest]] = self.env.execute_query(SQL(
            "SELECT customer_archive_digest(%s::regclass, %s, %s, %s, %s)",
            table, get_canonical_sql(self.env.cr, table, header['columns']), *span,
        ))
        return digest

    def _get_times(self, chain, span, head):
        """Return the earliest and the latest time that rows of a span give.

        The earliest is that of transactions that began after the seal before was made: none of
        them can have happened before it.
        """
        after = json.loads(head.header) if head else {'cluster': None}
        is_later = SQL("txid >= %s", after['next_txid']) if (
            after['cluster'] == span.cluster
        ) else SQL("FALSE")
        [times] = self.env.execute_query(SQL(
            "SELECT min(at) FILTER (WHERE %s), max(at) FROM %s"
            " WHERE cluster = %s AND txid >= %s AND txid < %s",
            is_later, SQL.identifier(self.env[chain]._table), *span,
        ))
        return [time and fields.Datetime.to_string(time) for time in times]

    def _insert(self, header, span, leaves):
        """Insert a seal; the ORM does not know all of its columns."""
        text = to_canonical(header)
        key = get_seal_key() if header['key_id'] else None
        values = {
            **{name: header[name] for name in (
                'chain', 'number', 'sealed_at', 'first_row', 'last_row', 'key_id', 'public_key',
            )},
            **span._asdict(),
            'row_count': header['count'],
            'header': text,
            'digest': to_digest(text),
            'signature': key and key.sign(text),
            'leaves': psycopg2.Binary(leaves),
        }
        self.env.cr.execute(SQL(
            "INSERT INTO customer_archive_seal (%s) VALUES %s",
            SQL(', ').join(map(SQL.identifier, values)), tuple(values.values()),
        ), log_exceptions=False)
        self.env.invalidate_all(flush=False)
