# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .hold import READERS

# What a hold forbids: all that ends a thing or takes something of it away. Not that it is lent,
# moved, filed, closed or reopened: it stays what it is.
HELD_VERBS = frozenset({
    'anonymise', 'destroy', 'dispose', 'erase', 'merge', 'merge_into', 'replace', 'transfer',
    'unlink', 'void', 'withdraw',
})


class CustomerArchiveHeld(models.AbstractModel):
    """Something that holds can cover: an archive, a volume, a document, a holding (ND-02).

    What lies in something held is held; and what contains something held is held as a whole, for
    it cannot go without it. The answer is the same for everybody, the superuser included.
    """

    _name = 'customer.archive.held'
    _description = "Archive: Something That Is Held"

    _index_fields = frozenset({'hold_ids', 'hold_count', 'is_held'})

    hold_ids = fields.Many2many(
        'customer.archive.hold', string="Holds", compute='_compute_hold_ids', compute_sudo=True,
        groups=READERS,
    )
    hold_count = fields.Integer(
        string="Number of Holds", compute='_compute_hold_ids', compute_sudo=True, groups=READERS,
    )
    is_held = fields.Boolean(
        string="Held", compute='_compute_is_held', compute_sudo=True, search='_search_is_held',
        help="It stays as it is, whatever its period, until every hold on it is released.",
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda model: model._get_hold_dependencies())
    def _compute_hold_ids(self):
        by_record = self._get_hold_ids_by_record()
        for record in self:
            record.hold_ids = sorted(by_record.get(record._origin.id, ()))
            record.hold_count = len(record.hold_ids)

    # On its own: whoever destroys asks it of thousands, and for the holds of the few that are held.
    @api.depends(lambda model: model._get_hold_dependencies())
    def _compute_is_held(self):
        by_record = self._get_hold_ids_by_record()
        for record in self:
            record.is_held = bool(by_record.get(record._origin.id))

    def _search_is_held(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self._flush_holds()
        held = Domain('id', 'in', SQL("(SELECT held.id FROM (%s) AS held)", self._get_hold_query()))
        path = 'id' if self._name == 'customer.archive' else 'archive_id'
        archives = self.env['customer.archive'].sudo()  # What is held is held for everybody.
        for hold in self.env['customer.archive.hold']._search_living():
            held |= Domain(path, 'in', archives._search(hold._get_query_domain()))
        return held

    # === ACTION METHODS === #

    def action_view_holds(self):
        """Show the holds on the record."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_retention.customer_archive_hold_action',
        )
        return {**action, 'domain': [('id', 'in', self.hold_ids.ids)], 'context': {}}

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_warning_condition(self):
        """Override to warn of no end of a period while a hold keeps the unit anyway (ND-29)."""
        self._flush_holds()
        key = SQL.identifier('unit', self._archive_column)
        condition = SQL(
            "%s AND unit.id NOT IN (SELECT held.id FROM (%s) AS held)",
            super()._get_retention_warning_condition(), self._get_hold_query(),
        )
        archives = self.env['customer.archive'].sudo()  # What is held is held for everybody.
        for hold in self.env['customer.archive.hold']._search_living():
            met = archives._search(hold._get_query_domain()).subselect()
            condition = SQL("%s AND %s NOT IN %s", condition, key, met)
        return condition

    def _ensure_not_blocked(self, verb):
        """Override to take the archives' rows first: whoever places a hold takes them as well."""
        if verb in HELD_VERBS:
            self._get_held_archives_sudo().sorted('id')._touch()
            self.invalidate_recordset(['hold_ids', 'hold_count', 'is_held'], flush=False)
        return super()._ensure_not_blocked(verb)

    def _find_blockable(self, verb):
        """Override to name what is held."""
        found = super()._find_blockable(verb)
        if verb in HELD_VERBS:
            found |= self.browse(self.sudo()._get_hold_ids_by_record())  # For everybody alike.
        return found

    def _get_blockers(self, verb):
        """Override to keep what is held as it is."""
        blockers = super()._get_blockers(verb)
        if verb in HELD_VERBS and self.is_held:
            # Whoever asks may not read holds; he learns their numbers only.
            blockers += [hold._describe() for hold in self.sudo().hold_ids]
        return blockers

    def _get_held_archives_sudo(self):
        """Return the archives that the records are or lie in.

        :rtype: recordset
        """
        return self.sudo().archive_id  # Whoever may not see one is refused by its hold as well.

    @api.model
    def _get_hold_columns(self):
        """Return the columns by which holds reach the model.

        :rtype: list[str]
        """
        return []

    @api.model
    def _get_hold_dependencies(self):
        """Return the fields whose change within a transaction changes what is held.

        :rtype: list[str]
        """
        return self._get_hold_columns()

    def _get_hold_joins(self):
        """Return how active items reach the records: each a join of `item` to `unit`.

        For a model to be held by more than its archive, it must override this method.

        :rtype: list[SQL]
        """
        unit = SQL.identifier(self._table)
        return [
            SQL(
                "JOIN %s unit ON item.kind = 'archive' AND unit.archive_id = item.archive_id", unit,
            ),
            SQL(
                "JOIN customer_archive archive ON archive.partner_id = item.partner_id"
                " AND archive.company_id = item.company_id"
                " JOIN %s unit ON unit.archive_id = archive.id", unit,
            ),
        ]

    def _get_hold_query(self, ids=None):
        """Return what is held by items: ids of records, each with a hold.

        :param list[int] ids: the records that are asked about, by default all
        :rtype: SQL
        """
        among = SQL(" AND unit.id = ANY(%s)", list(ids)) if ids is not None else SQL()
        return SQL(" UNION ").join(
            SQL(
                "(SELECT unit.id, item.hold_id FROM customer_archive_hold_item item %s"
                " WHERE item.held%s)", join, among,
            ) for join in self._get_hold_joins()
        )

    def _get_hold_ids_by_record(self):
        """Return the holds on each of the records that is held; two questions for all of them.

        :rtype: dict[int, set[int]]
        """
        found = {}
        ids = [record_id for record_id in self._origin._ids if record_id]
        if not ids:
            return found
        self._flush_holds()
        for record_id, hold_id in self.env.execute_query(self._get_hold_query(ids)):
            found.setdefault(record_id, set()).add(hold_id)
        living = self.env['customer.archive.hold']._search_living()
        if not living:
            return found
        archives = self._origin._get_held_archives_sudo()
        in_archive = {record.id: record._get_archive_key() for record in self._origin.sudo()}
        for hold in living:
            met = set(archives.search(
                hold._get_query_domain() & Domain('id', 'in', archives.ids),
            ).ids)
            for record_id, archive_id in in_archive.items():
                if archive_id in met:
                    found.setdefault(record_id, set()).add(hold.id)
        return found

    def _flush_holds(self):
        """Write what holds are looked up by into the database."""
        self.flush_model(self._get_hold_columns())
        self.env['customer.archive'].flush_model(['partner_id', 'company_id'])
        self.env['customer.archive.document'].flush_model(['archive_id', 'volume_id'])
