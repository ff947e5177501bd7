# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveLoanHandOver(models.TransientModel):
    """Asks for the borrower's signature, and hands over (LE-07)."""

    _name = 'customer.archive.loan.hand.over'
    _description = "Archive: Hand Over"

    loan_id = fields.Many2one('customer.archive.loan', required=True, ondelete='cascade')
    borrower_id = fields.Many2one(related='loan_id.borrower_id')
    borrower_name = fields.Char(related='loan_id.borrower_id.name')
    confirmed_at = fields.Datetime(related='loan_id.confirmed_at')
    signature = fields.Binary(attachment=False)

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Hand over."""
        self.ensure_one()
        self.loan_id._hand_over(self.signature or None)
        return {'type': 'ir.actions.act_window_close'}
