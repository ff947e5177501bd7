# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailScheduledMessage(models.Model):
    """A message for later takes files of its own record along only."""

    _inherit = 'mail.scheduled.message'

    def _get_file_home(self):
        """Override to name the record that it will stand on."""
        return self.env[self.model].browse(self.res_id) if self.model and self.res_id else None
