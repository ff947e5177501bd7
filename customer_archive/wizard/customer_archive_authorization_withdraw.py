# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveAuthorizationWithdraw(models.TransientModel):
    """Asks since when and why an authorisation is withdrawn."""

    _name = 'customer.archive.authorization.withdraw'
    _description = "Archive: Withdraw an Authorisation"

    authorization_id = fields.Many2one(
        'customer.archive.authorization', string="Authorisation", required=True, readonly=True,
        ondelete='cascade',
    )
    granted_on = fields.Date(related='authorization_id.granted_on', related_sudo=False)
    withdrawn_on = fields.Date(
        required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    reason = fields.Text(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Withdraw it."""
        self.ensure_one()
        self.authorization_id._withdraw(self.withdrawn_on, self.reason)
        return {'type': 'ir.actions.act_window_close'}
