# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailComposeMessage(models.TransientModel):
    """The composer takes files of the record that it writes on along only."""

    _inherit = 'mail.compose.message'

    def _get_file_home(self):
        """Override to name the one record that is written on."""
        res_ids = self._evaluate_res_ids() if self.model and self.model in self.env else None
        if res_ids and len(res_ids) == 1:
            return self.env[self.model].browse(res_ids)
        return None
