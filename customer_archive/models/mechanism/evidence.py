# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from odoo import api, fields, models
from odoo.tools import SQL

from .canonical import get_canonical_columns
from .database_functions import create_functions

# Columns that PostgreSQL fills in itself, and the ORM does not know.
DATABASE_COLUMNS = ('cluster', 'txid')


class CustomerArchiveEvidence(models.AbstractModel):
    """Evidence: append-only rows, entered in the transaction they describe and sealed afterwards.

    The rows are plain columns without foreign keys, so that nothing that happens to other tables
    reaches them. They are never written again: what seals them (`customer.archive.seal`) lies in a
    table of its own. The words of people lie in `customer.archive.evidence.note`, where they can be
    erased. Every model that inherits this one is a chain of seals of its own.
    """

    _name = 'customer.archive.evidence'
    _inherit = ['customer.archive.append.only']
    _description = "Archive: Append-only Evidence"
    # Its columns would be foreign keys to the users. Not inherited: a model of evidence repeats it.
    _log_access = False

    at = fields.Datetime(string="Time", required=True, readonly=True)
    actor = fields.Char(string="Login", required=True, readonly=True)
    # What it is about, by business keys.
    model = fields.Char(string="Technical Kind", readonly=True)
    model_label = fields.Char(string="What", compute='_compute_model_label')
    subject = fields.Char(
        readonly=True,
        help="The number of the archive, volume or document, or the barcode of the holding.",
    )
    archive = fields.Char(string="Archive Number", readonly=True)
    # The id only: a foreign key would let other tables reach the evidence.
    company = fields.Integer(string="Company (Database ID)", readonly=True)
    company_name = fields.Char(string="Company", compute='_compute_company_name')

    note = fields.Text(
        string="Reason", compute='_compute_note', search='_search_note', compute_sudo=False,
    )
    note_commitment = fields.Char(
        readonly=True,
        help="SHA-256 over a salt and the reason. It stays when the reason is erased.",
    )

    # === SETUP === #

    def init(self):
        """Let the database note by whom of the running transactions a row was added."""
        super().init()
        if self._abstract:
            return
        create_functions(self.env.cr)
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL(
            "ALTER TABLE %(table)s"
            " ADD COLUMN IF NOT EXISTS txid bigint"
            " DEFAULT (pg_current_xact_id()::text::bigint),"
            " ADD COLUMN IF NOT EXISTS cluster bigint DEFAULT customer_archive_cluster()",
            table=table,
        ))
        # A check, because Odoo takes NOT NULL off the columns that it does not know.
        name = SQL.identifier(f'{self._table}_transaction_check')
        self.env.cr.execute(SQL(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s,"
            " ADD CONSTRAINT %(name)s CHECK (txid > 0 AND txid IS NOT NULL"
            " AND cluster IS NOT NULL)", table=table, name=name,
        ))
        self.env.cr.execute(SQL(
            "CREATE INDEX IF NOT EXISTS %s ON %s (cluster, txid, id)",
            SQL.identifier(f'{self._table}_transaction_idx'), table,
        ))
        # Few rows have a note: verification finds them without reading the others.
        self.env.cr.execute(SQL(
            "CREATE INDEX IF NOT EXISTS %s ON %s (id) WHERE note_commitment IS NOT NULL",
            SQL.identifier(f'{self._table}_noted_idx'), table,
        ))

    # === COMPUTE METHODS === #

    @api.depends('model')
    @api.depends_context('lang')
    def _compute_model_label(self):
        kinds = self.env['ir.model'].sudo()  # The names of models are no secret.
        for row in self:
            row.model_label = (row.model and kinds._get(row.model).name) or row.model

    @api.depends('company')
    def _compute_company_name(self):
        # Who may read the row may know whose it is; the company may be gone meanwhile.
        companies = self.env['res.company'].sudo().browse({
            row.company for row in self if row.company
        }).exists()
        names = dict(zip(companies.ids, companies.mapped('name'), strict=True))
        for row in self:
            row.company_name = names.get(row.company, row.company and str(row.company)) or False

    @api.depends('note_commitment')
    def _compute_note(self):
        # Who may read the row may read its note; nobody has a right of his own to the notes.
        notes = self.env['customer.archive.evidence.note'].sudo().search([
            ('chain', '=', self._name), ('row', 'in', self.filtered('note_commitment').ids),
        ])
        texts = dict(zip(notes.mapped('row'), notes.mapped('text'), strict=True))
        for row in self:
            row.note = texts.get(row._origin.id, False)

    @api.model
    def _search_note(self, operator, value):
        if operator not in ('in', 'like', 'ilike', '=like', '=ilike'):
            return NotImplemented
        domain = [('chain', '=', self._name)]
        if operator == 'in' and not all(value):
            noted = self.env['customer.archive.evidence.note'].sudo()._search(domain)
            return ['!', ('id', 'in', noted.subselect('row'))]
        # See `_compute_note`: the rows that are found are those that the user may read.
        notes = self.env['customer.archive.evidence.note'].sudo()._search([
            *domain, ('text', operator, value),
        ])
        return [('id', 'in', notes.subselect('row'))]

    # === BUSINESS METHODS === #

    @api.model
    def _enter(self, vals_list, actor=None):
        """Append rows.

        :param list[dict] vals_list: the rows; time and actor are filled in here, and `note` holds
                                     the words of a person
        :param str actor: the login of who did it, by default the user
        """
        signature = {'at': fields.Datetime.now(), 'actor': actor or self.env.user.login}
        notes_model = self.env['customer.archive.evidence.note']
        rows, notes = [], []
        for vals in vals_list:
            text = vals.get('note') or ''
            note, commitment = notes_model._prepare_note(text) if text else (None, None)
            rows.append({**vals, **signature, 'note_commitment': commitment})
            rows[-1].pop('note', None)
            notes.append(note)
        entries = self._append(rows)
        if any(notes):
            notes_model._append([
                {'chain': self._name, 'row': entry.id, **note}
                for entry, note in zip(entries, notes, strict=True) if note
            ])
        self._after_enter(vals_list)

    @api.model
    def _enter_selected(self, columns, query, note=None):
        """Append a row for each row of a query, by one statement: what happened to thousands.

        :param list[str] columns: the columns that the query yields, in this order
        :param SQL query: the rows, but for time, actor and note
        :param str note: the words of a person, the same for all rows
        """
        self.flush_model()
        names = SQL(", ").join(map(SQL.identifier, columns))
        # Each row has a salt of its own: words that are erased beside one tell nothing of others.
        rows = self.env.execute_query(SQL(
            """
            WITH source (%(names)s) AS (%(query)s), entry AS MATERIALIZED (
                SELECT nextval(pg_get_serial_sequence(%(table_name)s, 'id')) AS id, source.*,
                       replace(gen_random_uuid()::text, '-', '') AS salt
                  FROM source
            ), entered AS (
                INSERT INTO %(table)s (id, at, actor, note_commitment, %(names)s)
                SELECT id, %(now)s, %(actor)s, CASE WHEN %(note)s IS NOT NULL THEN
                       encode(sha256(convert_to(salt || %(note)s, 'UTF8')), 'hex') END, %(names)s
                  FROM entry
            ), noted AS (
                INSERT INTO customer_archive_evidence_note (chain, row, salt, text)
                SELECT %(chain)s, id, salt, %(note)s FROM entry WHERE %(note)s IS NOT NULL
            )
            SELECT %(names)s FROM entry
            """,
            names=names, query=query, table=SQL.identifier(self._table), table_name=self._table,
            chain=self._name, now=fields.Datetime.now(), actor=self.env.user.login,
            note=note or None,
        ))
        self._after_enter([
            {**dict(zip(columns, row, strict=True)), 'note': note} for row in rows
        ])

    @api.model
    def _append(self, vals_list):
        """Override to append by one statement: nothing else of the ORM hangs on these rows.

        They go to the database as one document: value by value, thousands take longer to write down
        than to enter.

        :param list[dict] vals_list: values of our own code
        :rtype: recordset
        """
        if not vals_list:
            return self.browse()
        wanted = [self._fields[name] for name in dict.fromkeys(
            name for vals in vals_list for name in vals
        )]
        document = json.dumps([
            {field.name: _to_plain(field, vals.get(field.name)) for field in wanted}
            for vals in vals_list
        ], ensure_ascii=False, default=str)
        columns = SQL(", ").join(SQL.identifier(field.name) for field in wanted)
        return self.sudo().browse(row_id for [row_id] in self.env.execute_query(SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s"
            " FROM json_populate_recordset(NULL::%(table)s, %(document)s) RETURNING id",
            table=SQL.identifier(self._table), columns=columns, document=document,
        )))

    @api.model
    def _after_enter(self, vals_list):
        """Do what follows from entering rows, in the same transaction.

        For a module to react, it must override this method.

        :param list[dict] vals_list: the rows, as they were given to :meth:`_enter`
        """

    @api.model
    def _get_evidence_models(self):
        """Return the names of the models that inherit this one: each is a chain of seals.

        :rtype: list[str]
        """
        return sorted(
            name for name in self.env.registry.descendants(
                ['customer.archive.evidence'], '_inherit',
            ) if not self.env[name]._abstract
        )

    @api.model
    def _get_sealed_columns(self):
        """Return the columns that a new seal covers: all that the table has.

        A seal notes them, so that a later one may cover more.

        :return: columns whose values stand alone, and at the end the list of those that hold text
        :rtype: list
        """
        names = {field.name for field in self._fields.values() if field.store and field.column_type}
        return get_canonical_columns(self.env.cr, self._table, names.union(DATABASE_COLUMNS))


def _to_plain(field, value):
    """Return a value as the ORM would enter it: no number is 0, and everything else unknown."""
    if field.type == 'integer':
        return value or 0
    return None if value is False and field.type != 'boolean' else value
