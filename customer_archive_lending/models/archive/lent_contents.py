# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

# What waits until everything is back.
BLOCKED_VERBS = frozenset({
    'move', 'withdraw', 'unlink', 'destroy', 'dispose', 'merge', 'close', 'void',
})


class CustomerArchiveLentContents(models.AbstractModel):
    """What contains holdings is not closed, moved or destroyed while one of them is on loan.

    A model of this kind has `holding_ids`. What stands in the way is computed for all records that
    were fetched together: whoever asks for thousands of volumes asks the database once.
    """

    _name = 'customer.archive.lent.contents'
    _description = "Archive: Something Whose Contents Are Lent"

    _index_fields = frozenset({'holding_ids', 'lent_count', 'lent_line_ids'})
    # The field of holdings that names the record.
    _holding_column = 'archive_id'

    lent_count = fields.Integer(string="On Loan", compute='_compute_lent_count')
    # For our own code only: a loan stands in the way of everybody, seen or not.
    lent_line_ids = fields.Many2many(
        'customer.archive.loan.line', compute='_compute_lent_line_ids', compute_sudo=True,
        groups=fields.NO_ACCESS,
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda model: () if model._abstract else ('holding_ids.loan_line_id',))
    @api.depends_context('uid')
    def _compute_lent_count(self):
        groups = self.env['customer.archive.holding']._read_group(
            self._get_lent_domain(), [self._holding_column], ['__count'],
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.lent_count = counts.get(record.id, 0)

    @api.depends(lambda model: () if model._abstract else ('holding_ids.loan_line_id',))
    def _compute_lent_line_ids(self):
        groups = self.env['customer.archive.holding']._read_group(
            self._get_lent_domain(), [self._holding_column], ['loan_line_id:recordset'],
        )
        lines = {record.id: lines for record, lines in groups}
        for record in self:
            record.lent_line_ids = lines.get(record.id, False)

    # === ACTION METHODS === #

    def action_request_loan(self):
        """Begin a loan of what lies in it."""
        return self.env['customer.archive.loan']._action_request(
            self.env['customer.archive.holding'].search([(self._holding_column, 'in', self.ids)]),
        )

    def action_view_loans(self):
        """Show what of it is, or was, on loan."""
        return self.env['customer.archive.loan.line']._action_view(
            [(f'holding_id.{self._holding_column}', 'in', self.ids)],
        )

    # === BUSINESS METHODS === #

    def _ensure_not_blocked(self, verb):
        """Override to take the holdings' rows first: whoever lends one takes its row as well."""
        if verb in BLOCKED_VERBS:
            self.env['customer.archive.holding'].sudo().search(  # To lock, nothing is told.
                Domain(self._holding_column, 'in', self.ids), order='id',
            )._touch()
        return super()._ensure_not_blocked(verb)

    def _get_blockers(self, verb):
        """Override to wait until everything is back."""
        blockers = super()._get_blockers(verb)
        if verb in BLOCKED_VERBS:
            blockers += [
                line._describe_loan() for line in self.sudo().lent_line_ids  # Nobody overlooks it.
            ]
        return blockers

    def _get_lent_domain(self):
        """Return the domain of what of the records is on loan.

        :rtype: Domain
        """
        return Domain(self._holding_column, 'in', self.ids) & Domain('loan_line_id', '!=', False)
