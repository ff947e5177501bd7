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

    _index_fields = frozenset({'holding_ids', 'lent_count', 'lent_lines'})
    # The field of holdings that names the record.
    _holding_column = 'archive_id'

    lent_count = fields.Integer(string="On Loan", compute='_compute_lent_count')
    # For our own code only: a loan stands in the way of everybody, seen or not.
    # Ids only: relations of thousands of records take longer to note than to find.
    lent_lines = fields.Json(
        compute='_compute_lent_lines', compute_sudo=True, groups=fields.NO_ACCESS,
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
    def _compute_lent_lines(self):
        groups = self.env['customer.archive.holding']._read_group(
            self._get_lent_domain(), [self._holding_column], ['loan_line_id:array_agg'],
        )
        lines = {record.id: sorted(set(line_ids)) for record, line_ids in groups}
        for record in self:
            record.lent_lines = lines.get(record.id, [])

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

    def _find_blockable(self, verb):
        """Override to name what lacks something that is lent."""
        found = super()._find_blockable(verb)
        if verb in BLOCKED_VERBS:
            # A loan stands in the way of everybody.
            lent_sudo = self.env['customer.archive.holding'].sudo().search(self._get_lent_domain())
            found |= self.browse(lent_sudo[self._holding_column].ids)
        return found

    def _get_blockers(self, verb):
        """Override to wait until everything is back."""
        blockers = super()._get_blockers(verb)
        if verb in BLOCKED_VERBS:
            record_sudo = self.sudo()  # A loan stands in the way of everybody.
            lines_sudo = record_sudo.env['customer.archive.loan.line'].browse(
                record_sudo.lent_lines,
            )
            blockers += [line._describe_loan() for line in lines_sudo]
        return blockers

    def _get_lent_domain(self):
        """Return the domain of what of the records is on loan.

        :rtype: Domain
        """
        return Domain(self._holding_column, 'in', self.ids) & Domain('loan_line_id', '!=', False)
