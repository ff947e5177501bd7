# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from odoo.http import request

from odoo.addons.web.controllers.export import CSVExport, ExcelExport


class StampedExport:
    """Each line of an export from an archive says whose archive it is about, who took it out, and
    when (CA-70).
    """

    def base(self, data):
        """Override to export the number of the archive as well, and to mark what is to stamp."""
        params = json.loads(data)
        names = [field['name'] for field in params['fields']]
        path = request.env[params['model']]._get_archive_number_path(names)
        request.archive_number_column = None
        if path:
            if path not in names:
                params['fields'].append({
                    'name': path, 'type': 'char', 'label': request.env._("Archive Number"),
                    'store': True,
                })
                names.append(path)
            request.archive_number_column = names.index(path)
        return super().base(json.dumps(params))

    def from_data(self, fields, columns_headers, rows):
        """Override to stamp each line."""
        if self._is_stamped():
            fields, columns_headers = self._with_stamp_columns(fields, columns_headers)
            rows = self._stamp_rows(rows)
        return super().from_data(fields, columns_headers, rows)

    def from_group_data(self, fields, columns_headers, groups):
        """Override to stamp each line of each group."""
        if self._is_stamped():
            fields, columns_headers = self._with_stamp_columns(fields, columns_headers)
            self._stamp_groups(groups)
        return super().from_group_data(fields, columns_headers, groups)

    def _is_stamped(self):
        return getattr(request, 'archive_number_column', None) is not None

    def _with_stamp_columns(self, fields, columns_headers):
        labels = [request.env._("Exported By"), request.env._("Exported At")]
        columns = [
            {'name': name, 'type': 'char', 'label': label}
            for name, label in zip(('exported_by', 'exported_at'), labels, strict=True)
        ]
        return [*fields, *columns], [*columns_headers, *labels]

    def _stamp_rows(self, rows):
        """Return the lines with their stamps; those below a record get its number, too.

        :param list[list] rows: the lines of an export
        :rtype: list[list]
        """
        stamp = request.env.user._get_archive_stamp()
        column, number, stamped = request.archive_number_column, '', []
        for row in rows:
            line = [*row, *stamp]
            number = line[column] = line[column] or number
            stamped.append(line)
        return stamped

    def _stamp_groups(self, group):
        group.data = self._stamp_rows(group.data)
        for child in group.children.values():
            self._stamp_groups(child)


class ArchiveCSVExport(StampedExport, CSVExport):
    """Exports as CSV."""


class ArchiveExcelExport(StampedExport, ExcelExport):
    """Exports as Excel workbooks."""
