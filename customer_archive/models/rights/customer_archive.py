# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from ..evidence.read_log import CONFIDENTIAL


class CustomerArchive(models.Model):
    """Whoever makes an archive confidential has said what for he has it open."""

    _inherit = 'customer.archive'

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to leave a confidential archive open to who opened it."""
        self._stay_open(self.sudo().filtered('is_confidential'))
        return super()._after_create()

    def write(self, vals):
        """Override to leave an archive open to who makes it confidential."""
        if (vals.get('confidentiality') or '') >= CONFIDENTIAL and not self.env.su:
            self.check_access('write')
            self._stay_open(self.sudo().filtered(lambda archive: not archive.is_confidential))
        return super().write(vals)

    # === HELPERS === #

    def _stay_open(self, archives_sudo):
        """Keep archives that become confidential now open to the user who makes them so.

        :param recordset archives_sudo: the archives, with the rights of the superuser
        """
        if archives_sudo and not self.env.su:
            self.env['customer.archive.purpose']._enter_statements(archives_sudo, 'keeping', '')
