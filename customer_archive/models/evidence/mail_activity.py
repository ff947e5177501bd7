# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailActivity(models.Model):
    """An activity takes files of its own record along only."""

    _inherit = 'mail.activity'

    def _get_file_home(self):
        """Override to name the record that it is about."""
        return self.env[self.res_model].browse(self.res_id) if self.res_model else None
