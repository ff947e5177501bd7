# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    """Whoever leaves gives back the keys first."""

    _inherit = 'res.users'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let nobody leave with a key (CA-55)."""
        if 'active' in vals and not vals['active']:
            self._ensure_without_archive_keys()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _ensure_without_archive_keys(self):
        """Check that none of the users holds a key.

        :raise UserError: naming one who does
        """
        key_sudo = self.env['customer.archive.key'].sudo().search([  # Whoever lets them go.
            ('holder_id', 'in', self.ids), ('state', '=', 'in_use'),
        ], limit=1)
        if key_sudo:
            raise UserError(self.env._(
                "%(user)s holds %(key)s: it is handed over, or taken over by the office manager,"
                " before he leaves.", user=key_sudo.holder_id.name, key=key_sudo.display_name,
            ))
