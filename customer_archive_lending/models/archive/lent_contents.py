# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

# What waits until everything is back.
BLOCKED_VERBS = frozenset({
    'move', 'withdraw', 'unlink', 'destroy', 'dispose', 'merge', 'close', 'void',
})


class CustomerArchiveLentContents(models.AbstractModel):
    """What contains holdings is not closed, moved or destroyed while one of them is on loan."""

    _name = 'customer.archive.lent.contents'
    _description = "Archive: Something Whose Contents Are Lent"

    # The field of holdings that names the record.
    _holding_column = 'archive_id'

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
            lines_sudo = self._get_open_lines_sudo()
            blockers += [line._describe_loan() for line in lines_sudo]
        return blockers

    def _get_open_lines_sudo(self):
        """Return what of the records is on loan, with the rights of the superuser.

        :rtype: recordset
        """
        return self.env['customer.archive.holding'].sudo().search(  # Nobody overlooks a loan.
            Domain(self._holding_column, 'in', self.ids) & Domain('loan_line_id', '!=', False),
        ).loan_line_id

    def _count_lent(self):
        """Return how many holdings of each record are on loan.

        :rtype: dict[int, int]
        """
        groups = self.env['customer.archive.holding']._read_group(
            Domain(self._holding_column, 'in', self.ids) & Domain('loan_line_id', '!=', False),
            [self._holding_column], ['__count'],
        )
        return {record.id: count for record, count in groups}
