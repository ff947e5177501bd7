# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveDisposalCertify(models.TransientModel):
    """Asks the witness what he saw, and issues the certificate (RE-08, RE-09)."""

    _name = 'customer.archive.disposal.certify'
    _description = "Disposal: Certify"

    disposal_id = fields.Many2one('customer.archive.disposal', required=True, readonly=True)
    destroyed_at = fields.Datetime(
        string="Destroyed On", required=True, default=lambda self: fields.Datetime.now(),
        help="When the paper was destroyed before your eyes.",
    )
    contractor = fields.Char()
    contractor_certificate = fields.Char(string="Contractor's Certificate")

    # === ACTION METHODS === #

    def action_confirm(self):
        """Issue the certificate."""
        self.ensure_one()
        self.disposal_id._certify({
            'destroyed_at': self.destroyed_at, 'contractor': self.contractor,
            'contractor_certificate': self.contractor_certificate,
        })
        return {'type': 'ir.actions.act_window_close'}
