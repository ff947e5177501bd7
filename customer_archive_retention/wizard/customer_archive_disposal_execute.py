# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveDisposalExecute(models.TransientModel):
    """Asks the executor for the number of the list, and how it is destroyed (ND-04)."""

    _name = 'customer.archive.disposal.execute'
    _description = "Disposal: Execute"

    disposal_id = fields.Many2one('customer.archive.disposal', required=True, readonly=True)
    destroy_count = fields.Integer(related='disposal_id.destroy_count')
    typed_number = fields.Char(string="Number of the List", required=True)
    method = fields.Selection(
        lambda self: self.env['customer.archive.disposal']._fields['method']
        ._description_selection(self.env), required=True,
    )
    security_level = fields.Char(help="Of the shredding, by DIN 66399, such as P-4.")
    place = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Begin the execution."""
        self.ensure_one()
        self.disposal_id._start(self.typed_number, {
            'method': self.method, 'security_level': self.security_level, 'place': self.place,
        })
        return {'type': 'ir.actions.act_window_close'}
