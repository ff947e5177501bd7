# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

# So many archives are named in the register; the count tells of the rest.
_NAMED_ARCHIVES = 100


class Base(models.AbstractModel):
    """What leaves an archive by way of any other model; and what of an archive a record belongs to.

    Whatever names a file may send it somewhere: messages, mails, templates, letters, products'
    documents. A file of an archive is named by records of archives only, or on its own record.
    Whoever exports what lies in an archive, from whatever model, stands in the register (CA-70).
    """

    _inherit = 'base'

    # === CRUD METHODS === #

    def export_data(self, fields_to_export):
        """Override to enter the export into the register, and to report large ones."""
        res = super().export_data(fields_to_export)
        if self and (path := self._get_archive_number_path(fields_to_export)):
            self._register_export(path)
        return res

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

    # === BUSINESS METHODS - ARCHIVE === #

    def _get_archive_records(self):
        """Return the records of archives that stand behind these records, of whatever model.

        For a model whose records belong to others, such as files, to be known as part of archives,
        it must override this method.

        :return: recordsets, one a model, with the rights of the superuser
        :rtype: list[recordset]
        """
        if not self or self._name not in self.env['ir.attachment']._get_archive_models():
            return []
        # What somebody may not see is named in the log all the same.
        return [self.sudo().exists()]

    # === BUSINESS METHODS - FILES === #

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

    # === BUSINESS METHODS - EXPORTS === #

    def _get_archive_number_path(self, field_names):
        """Return the path of the archive numbers of an export, `None` when it shows no archive.

        :param list[str] field_names: the paths that are exported, with slashes
        :rtype: str|None
        """
        for field_name in field_names:
            model, prefix = self, []
            for name in [None, *field_name.split('/')]:
                if name:
                    field = model._fields.get(name)
                    if field is None or not field.relational:
                        break
                    model = self.env[field.comodel_name]
                    prefix.append(name)
                if path := model._get_own_archive_number_path():
                    return '/'.join([*prefix, path])
        return None

    def _get_own_archive_number_path(self):
        """Return the path from a record to the number of its archive, `None` when it lies in none.

        :rtype: str|None
        """

    def _register_export(self, path):
        """Enter an export into the register, company by company, and report a large one.

        :param str path: the path of the archive numbers
        """
        shown = self
        for name in path.split('/'):
            if shown._get_own_archive_number_path():
                break
            shown = shown[name]
        login = self.env.user.login
        for company, records in shown.grouped('company_id').items():
            numbers = sorted(set(records.mapped(
                shown._get_own_archive_number_path().replace('/', '.'),
            )))
            self.env['customer.archive.register']._enter([{
                'event': 'export', 'model': shown._name,
                'subject': numbers[0] if len(numbers) == 1 else f'{numbers[0]} … {numbers[-1]}',
                'archive': numbers[0] if len(numbers) == 1 else False,
                'company': company.id,
                'facts': {
                    'count': len(records), 'archives': ", ".join(numbers[:_NAMED_ARCHIVES]),
                },
            }])
            company._alert_mass_access(login, shown._name, len(records))
