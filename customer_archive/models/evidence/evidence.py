# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, sql

from ..mechanism.canonical import get_canonical_sql
from .pending_access import PendingAccess


class CustomerArchiveEvidence(models.AbstractModel):
    """Evidence shows which seal covers it, and what that seal was made of. Whoever reads it leaves
    a line in the access log (ND-19).
    """

    _inherit = 'customer.archive.evidence'

    seal_number = fields.Integer(
        string="Seal", compute='_compute_seal_number', search='_search_seal_number',
        help="The seal that covers this row. Rows wait for one a few minutes.",
    )
    row_hash = fields.Char(
        string="SHA-256", compute='_compute_row_hash',
        help="The hash of the row as it is now: what its seal was made of.",
    )

    # === COMPUTE METHODS === #

    def _compute_seal_number(self):
        numbers = dict(self.env.execute_query(SQL(
            """
            SELECT evidence.id, seal.number FROM %s AS evidence
              JOIN customer_archive_seal AS seal
                ON seal.chain = %s AND seal.cluster = evidence.cluster
               AND seal.from_txid <= evidence.txid AND seal.until_txid > evidence.txid
             WHERE evidence.id = ANY(%s)
            """, SQL.identifier(self._table), self._name, self.ids,
        )))
        for row in self:
            row.seal_number = numbers.get(row.id, 0)

    @api.model
    def _search_seal_number(self, operator, value):
        if operator != 'in':
            return NotImplemented
        numbers = [number for number in value if number]
        spans = SQL(
            """
            SELECT evidence.id FROM %s AS evidence
              JOIN customer_archive_seal AS seal
                ON seal.chain = %s AND seal.number = ANY(%s) AND seal.cluster = evidence.cluster
               AND seal.from_txid <= evidence.txid AND seal.until_txid > evidence.txid
            """, SQL.identifier(self._table), self._name, numbers,
        )
        domain = [('id', 'in', spans)]
        if len(numbers) == len(list(value)):
            return domain
        seals = self.env['customer.archive.seal']
        waiting = [
            SQL("SELECT id FROM %s WHERE cluster = %s AND txid >= %s",
                SQL.identifier(self._table), cluster,
                seals._get_sealed_until(self._name, cluster))
            for cluster in seals._get_clusters(self._name)
        ]
        return ['|', *domain, ('id', 'in', SQL(" UNION ALL ").join(waiting) or [])]

    def _compute_row_hash(self):
        expression = SQL(get_canonical_sql(  # Built from the names of columns only.
            self.env.cr, self._table, self._get_sealed_columns(),
        ).replace('%', '%%'))
        hashes = dict(self.env.execute_query(SQL(
            "SELECT id, encode(sha256(convert_to(%s, 'UTF8')), 'hex') FROM %s"
            " WHERE id = ANY(%s)", expression, SQL.identifier(self._table), self.ids,
        )))
        for row in self:
            row.row_hash = hashes.get(row.id, False)

    # === CRUD METHODS === #

    def _fetch_query(self, query, fields):
        """Override to note that somebody reads."""
        rows = super()._fetch_query(query, fields)
        if rows and not self.env.su:
            PendingAccess.of(self.env).note_evidence(self._name)
        return rows

    # === BUSINESS METHODS === #

    @api.model
    def _get_event_labels(self):
        """Return what the register calls what is done with the evidence itself.

        :rtype: dict[str, str]
        """
        return {
            'erase_note': self.env._("Reasons erased"),
            'export_log': self.env._("Exported"),
        }

    @api.model
    def _ensure_no_evidence(self):
        """Check that there is no evidence at all.

        :raise UserError: naming what there is, and how to export it
        """
        filled = [
            self.env[name]._description for name in self._get_evidence_models()
            if sql.table_exists(self.env.cr, self.env[name]._table)
            and self.env.execute_query(SQL(
                "SELECT 1 FROM %s LIMIT 1", SQL.identifier(self.env[name]._table),
            ))
        ]
        if filled:
            raise UserError(self.env._(
                "Customer Archive cannot be uninstalled: it would delete evidence (%(names)s)."
                " Export it first (Reporting > Register > Export Evidence) and keep the files. Then"
                " the owner of the database can empty the tables, as the README of the addon says.",
                names=", ".join(filled),
            ))
