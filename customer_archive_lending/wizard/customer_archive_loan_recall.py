# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerArchiveLoanRecall(models.TransientModel):
    """Asks until when lent holdings are wanted back, and why (ND-22)."""

    _name = 'customer.archive.loan.recall'
    _description = "Archive: Recall"

    line_ids = fields.Many2many('customer.archive.loan.line', string="Holdings", required=True)
    day = fields.Date(
        string="Wanted Back By", required=True,
        default=lambda self: self.env.company._get_archive_today(),
        help="Until closing time of this day, or of the next opening day.",
    )
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_recall(self):
        """Ask the holdings back."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Choose what is to be recalled."))
        self.line_ids._recall(self.day, self.reason)
        return {'type': 'ir.actions.act_window_close'}
