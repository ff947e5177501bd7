# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class Base(models.AbstractModel):
    """Whatever names a file may send it somewhere: messages, mails, templates, letters, products'
    documents. A file of an archive is named by records of archives only, or on its own record.
    """

    _inherit = 'base'

    def _validate_fields(self, field_names, excluded_names=()):
        """Override to refuse links to files of archives, on whatever model."""
        field_names = set(field_names)
        super()._validate_fields(field_names, excluded_names)
        links = [
            name for name in field_names
            if (field := self._fields[name]).comodel_name == 'ir.attachment'
            and field.type in ('many2one', 'many2many')
        ]
        if links:
            self._ensure_no_archived_files(links)

    def _ensure_no_archived_files(self, names):
        """Check that the records name no file of an archive, except one that lies on themselves.

        :param list[str] names: fields that name files
        :raise UserError: naming a file
        """
        if self._name in self.env['ir.attachment']._get_archive_models():
            return
        for record in self.sudo():  # What is named, whatever the user may see.
            for name in names:
                record[name].with_env(self.env)._ensure_leaves_no_archive(record._get_file_home())

    def _get_file_home(self):
        """Return the record whose own files this one may name: itself, or what it is written on.

        For a model to write on other records, it must override this method.

        :rtype: recordset|None
        """
        return self
