# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailActivity(models.Model):
    """An activity takes files of its own record along only.

    Whoever has to do it reads it, also while its confidential archive is closed to him; he leaves a
    line in the access log.
    """

    _name = 'mail.activity'
    _inherit = ['mail.activity', 'customer.archive.noted']

    _noted_fields = frozenset({'summary', 'note', 'feedback', 'attachment_ids'})
    _noted_as = 'activity_ids'

    def _get_archive_records(self):
        """Override to name the records that the activities are about."""
        guarded = self.env['ir.attachment']._get_archive_models()
        return [
            self.env[model].sudo().browse(activities.mapped('res_id')).exists()  # Named only.
            for model, activities in self.sudo().grouped('res_model').items() if model in guarded
        ]

    def _get_file_home(self):
        """Override to name the record that it is about."""
        return self.env[self.res_model].browse(self.res_id) if self.res_model else None
