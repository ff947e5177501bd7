# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveInspectionExplain(models.TransientModel):
    """Asks what became of a difference that an inspection found (CA-58)."""

    _name = 'customer.archive.inspection.explain'
    _description = "Archive: Explain a Difference"

    line_id = fields.Many2one(
        'customer.archive.inspection.line', string="Barcode", required=True, readonly=True,
    )
    note = fields.Char(string="What Became of It", required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Keep the explanation."""
        self.ensure_one()
        self.line_id._explain(self.note)
        return {'type': 'ir.actions.act_window_close'}
