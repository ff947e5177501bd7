# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from ..mechanism.inner_pass import has_pass


class CustomerArchiveProtected(models.AbstractModel):
    """Records some of whose fields change by four eyes once an archive is formal (CA-32).

    A model of it says in :attr:`_archive_protected_fields` which, and in
    :meth:`_get_protecting_archives` what protects them. Only plain values are protected: text,
    numbers, choices, and links to one record.
    """

    _name = 'customer.archive.protected'
    _description = "Archive: Fields That Change by Four Eyes"

    # For a module to protect more fields, it must extend this tuple.
    _archive_protected_fields = ()

    # === BUSINESS METHODS === #

    def _get_protecting_archives(self):
        """Return the formal archives that protect each of the records.

        For a model to be protected, it must override this method.

        :rtype: dict[recordset, recordset]
        """
        return {}

    def _guard_protected(self, vals):
        """Refuse to change protected fields directly, and offer to request the change.

        The superuser's code and who is exempt may: what they change is told to the caller, who
        enters it in the register.

        :param dict vals: values that are about to be written
        :return: for each archive, the names of the protected fields that change
        :rtype: dict[recordset, set[str]]
        :raise RedirectWarning: when somebody else would change one
        """
        if vals.keys().isdisjoint(self._archive_protected_fields) or has_pass(self):
            return {}
        changes = self._get_protected_changes(vals)
        protecting = self.concat(*changes)._get_protecting_archives() if changes else {}
        touched = {}
        for record, archives in protecting.items():
            for archive in archives:
                if not self.env.su and not archive._is_exempt_from_four_eyes():
                    record._redirect_to_request(archives, changes[record])
                touched.setdefault(archive, set()).update(changes[record])
        return touched

    def _get_protected_changes(self, vals):
        """Return what of `vals` would change a protected field.

        :param dict vals: values to write
        :return: new plain values by field, for each record that would change
        :rtype: dict[recordset, dict]
        """
        names = [name for name in self._archive_protected_fields if name in vals]
        new = {name: self._to_plain(name, vals[name]) for name in names}
        changes = {}
        for record in self:
            if changed := {
                name: value for name, value in new.items() if record._get_plain(name) != value
            }:
                changes[record] = changed
        return changes

    def _redirect_to_request(self, archives, changes):
        """Offer to request the changes instead of making them.

        :param recordset archives: the formal archives that protect the record
        :param dict changes: the new values by field
        :raise RedirectWarning: always
        """
        # Whose archivist decides: the company that the user works in, where it keeps one.
        archive = archives.filtered(lambda a: a.company_id == self.env.company)[:1] or archives[0]
        self.env['customer.archive.change.request']._redirect(archive, self, changes)

    @api.model
    def _to_plain(self, name, value):
        """Return a value to write in the form that JSON keeps and that can be compared.

        :param str name: the field
        :rtype: str|int|float|bool
        """
        return self._fields[name].convert_to_cache(value, self.browse(), validate=False) or False

    def _get_plain(self, name):
        """Return the value of a field in the form of :meth:`_to_plain`.

        :param str name: the field
        :rtype: str|int|float|bool
        """
        self.ensure_one()
        return self._to_plain(name, self[name])

    @api.model
    def _show_plain(self, name, value):
        """Return a value of the form of :meth:`_to_plain` as a reader wants it.

        :param str name: the field
        :rtype: str
        """
        field = self._fields[name]
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value) or ''
        if field.type == 'many2one':
            # The names of departments and the like are no secret to who sees the request.
            return self.env[field.comodel_name].sudo().browse(value or []).display_name or ''
        if field.type == 'boolean':
            return self.env._("Yes") if value else self.env._("No")
        return str(value or '')
