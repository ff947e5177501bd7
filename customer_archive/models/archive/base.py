# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

# So many archives are named in the register; the count tells of the rest.
_NAMED_ARCHIVES = 100


class Base(models.AbstractModel):
    """Whoever exports what lies in an archive, by whatever way, stands in the register (CA-70)."""

    _inherit = 'base'

    def export_data(self, fields_to_export):
        """Override to enter the export into the register, and to report large ones."""
        res = super().export_data(fields_to_export)
        if self and (path := self._get_archive_number_path(fields_to_export)):
            self._register_export(path)
        return res

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
                'facts': {'count': len(records), 'archives': numbers[:_NAMED_ARCHIVES]},
            }])
            company._alert_mass_access(login, shown._name, len(records))
