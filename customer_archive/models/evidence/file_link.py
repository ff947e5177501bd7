# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveFileLink(models.AbstractModel):
    """What takes files along into a message or a mail takes none of an archive.

    A model of it has `attachment_ids`.
    """

    _name = 'customer.archive.file.link'
    _description = "Archive: No Files Into Mails"

    @api.model_create_multi
    def create(self, vals_list):
        """Override to refuse files of archives."""
        records = super().create(vals_list)
        records._ensure_no_archived_files()
        return records

    def write(self, vals):
        """Override to refuse files of archives."""
        res = super().write(vals)
        if 'attachment_ids' in vals:
            self._ensure_no_archived_files()
        return res

    def _ensure_no_archived_files(self):
        """Check that no file of an archive is taken along to another record.

        :raise UserError: naming one
        """
        for record in self.sudo():  # What is taken along, whatever the user may see.
            record.attachment_ids.with_env(self.env)._ensure_leaves_no_archive(
                record._get_file_home(),
            )

    def _get_file_home(self):
        """Return the record whose own files may be taken along, `None` for none.

        :rtype: recordset|None
        """
