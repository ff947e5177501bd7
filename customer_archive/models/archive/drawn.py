# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# The id of a row is that of its line, times the number of parts that there can be, plus the place
# of its part.
_PARTS = 16


class CustomerArchiveDrawn(models.AbstractModel):
    """Rows of archives that are drawn from where they stand, and copied nowhere.

    A model of it states its rows in :meth:`_get_parts`, a SELECT for each kind of source. Who may
    open the archive sees them.
    """

    _name = 'customer.archive.drawn'
    _inherit = ['customer.archive.scope']
    _description = "Archive: Drawn from Elsewhere"

    _index_fields = frozenset({'kind', 'line_id'})

    archive_id = fields.Many2one('customer.archive', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    confidentiality = fields.Selection(
        selection=lambda self: self.env['customer.archive']._fields[
            'confidentiality'
        ]._description_selection(self.env), readonly=True,
    )
    line_id = fields.Integer(readonly=True, aggregator=None)

    @property
    def _table_query(self):
        """All rows; the database moves conditions on archives down to the indexes of each part."""
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT line.id::bigint * %(parts)s + %(place)s AS id, line.id AS line_id,
                       archive.id AS archive_id, archive.partner_id, archive.company_id,
                       archive.department_id, archive.confidentiality, %(columns)s
                """,
                parts=_PARTS, place=place,
                columns=SQL(", ").join([*self._get_archive_columns(), part]),
            )
            for place, part in enumerate(self._get_parts())
        )

    # === CRUD METHODS === #

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Override to find rows by the ids of their lines, for which there are indexes."""
        return super()._search(
            Domain(domain).optimize(self).map_conditions(_with_lines), *args, **kwargs,
        )

    @api.private
    def exists(self):
        """Override to find rows by the ids of their lines, for which there are indexes."""
        # Whether a row exists is asked by whoever was given it.
        found = set(self.sudo()._search([('id', 'in', self.ids)]))
        return self.filtered(lambda row: row.id in found)

    def _as_query(self, ordered=True):
        """Override to read rows by the ids of their lines, also with the rights of the superuser,
        who needs no search for it.
        """
        query = super()._as_query(ordered)
        if self:
            query.add_where(SQL("%s IN %s", SQL.identifier(self._table, 'line_id'), tuple({
                row_id // _PARTS for row_id in self.ids
            })))
        return query

    # === BUSINESS METHODS === #

    def _get_own_archive_number_path(self):
        """Override to name the number of its archive."""
        return 'archive_id/name'

    def _get_log_ids(self):
        """Override to leave one line for each archive, not for each row."""
        return [row.archive_id.id for row in self.sudo()]  # Which archive it is, for the log.

    @api.model
    def _pick_asked(self, query):
        """Override to pick one row of each archive."""
        query.groupby = SQL.identifier(self._table, 'archive_id')
        query.order = None
        return self.browse(row_id for [row_id] in self.env.execute_query(
            query.select(SQL("min(%s)", SQL.identifier(self._table, 'id'))),
        ))

    # === BUSINESS METHODS - QUERY === #

    @api.model
    def _get_parts(self):
        """Return the parts of the rows; the place of a part is in the ids of its rows.

        For a module to show other rows, it must override this method and append its part.

        :return: the columns that differ, and their `FROM` with `line` and `archive`
        :rtype: list[SQL]
        """
        return []

    @api.model
    def _get_archive_columns(self):
        """Return what else the rows take from `archive`, and from `company`.

        For a model to say more of the archive, it must override this method.

        :rtype: list[SQL]
        """
        return []


def _with_lines(condition):
    """Return a condition on ids together with one on the lines that the ids are made of."""
    if condition.field_expr != 'id' or condition.operator != 'in':
        return condition
    if not all(isinstance(value, int) for value in condition.value):
        return condition
    return condition & Domain('line_id', 'in', {
        row_id // _PARTS for row_id in condition.value
    })
