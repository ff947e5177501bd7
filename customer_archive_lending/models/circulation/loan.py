# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveLoan(models.Model):
    """Loans, where somebody else waits or the borrower is stopped."""

    _name = 'customer.archive.loan'
    _inherit = ['customer.archive.notice', 'customer.archive.loan']

    # === BUSINESS METHODS === #

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the borrower first: he does not leave while something is handed over."""
        if verb == 'hand_over':
            self._check_may_take(verb)
            self.sudo().borrower_id._touch_borrowers()  # The step was allowed.
        return super()._transition(verb, vals=vals, reason=reason)

    def _get_problems(self):
        """Override to stop who has too much overdue (ND-27)."""
        return super()._get_problems() + self.borrower_id._get_archive_stops()

    def _after_return(self, lines):
        """Override to tell who waits, and to end the wait for what is gone (ND-21)."""
        super()._after_return(lines)
        lines = lines.filtered(lambda line: line.state in ('discharged', 'written_off'))
        if not lines:
            return
        lines.env.flush_all()
        holdings = lines.holding_id | lines.holding_id.content_ids
        gone = lines.filtered(lambda line: line.state == 'written_off').holding_id
        # Whoever waits for any copy waits for the others.
        for reservation in gone._get_queue().filtered('holding_id'):
            reservation._transition('fail')
        (holdings - gone)._advance_queues()
