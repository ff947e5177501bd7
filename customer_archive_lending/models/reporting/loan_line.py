# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Never went out.
_NOT_LENT = ('requested', 'dropped')


class CustomerArchiveLoanLine(models.Model):
    """What came back late, or is out too long, counts in an archivist's assessment (CA-74)."""

    _inherit = 'customer.archive.loan.line'

    is_late = fields.Boolean(
        string="Late", compute='_compute_is_late', search='_search_is_late',
        help="Returned after it was due, or not returned though it is due.",
    )

    # === COMPUTE METHODS === #

    @api.depends('due_at', 'returned_at', 'state')
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for line in self:
            line.is_late = bool(
                line.state not in _NOT_LENT and line.due_at
                and (line.returned_at or now) > line.due_at,
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        now = fields.Datetime.now()
        return Domain('state', 'not in', _NOT_LENT) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s, %s) > %s", SQL.identifier(alias, 'returned_at'), now,
                SQL.identifier(alias, 'due_at'),
            ), predicate=lambda line: line.is_late,
        )
