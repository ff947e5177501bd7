# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveLoanTakeBack(models.TransientModel):
    """Asks what came back, and in which condition (LE-11)."""

    _name = 'customer.archive.loan.take.back'
    _description = "Archive: Take Back"

    line_id = fields.Many2one('customer.archive.loan.line', required=True, ondelete='cascade')
    borrower_id = fields.Many2one(related='line_id.borrower_id')
    kind = fields.Selection(related='line_id.kind')
    pages_out = fields.Integer(related='line_id.pages_out')
    items_out = fields.Integer(related='line_id.items_out')
    pages_counted = fields.Integer()
    items_counted = fields.Integer(string="Sheets Counted")
    condition = fields.Selection(
        [('good', "Good"), ('worn', "Worn"), ('damaged', "Damaged")], required=True,
        compute='_compute_condition', store=True, readonly=False, precompute=True,
    )
    note = fields.Text(string="Findings")

    # === COMPUTE METHODS === #

    @api.depends('line_id')
    def _compute_condition(self):
        for dialog in self:
            dialog.condition = dialog.line_id.sudo().holding_id.condition  # No content.

    # === ACTION METHODS === #

    def action_take_back(self):
        """Take it back, as counted."""
        self.ensure_one()
        self.line_id._take_back(
            self.pages_counted, self.condition, items=self.items_counted, note=self.note,
        )
        return {'type': 'ir.actions.act_window_close'}
