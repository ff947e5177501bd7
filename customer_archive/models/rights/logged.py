# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from odoo import fields, models
from odoo.tools import SQL


class CustomerArchiveLogged(models.AbstractModel):
    """Records whose changes are logged in the archives that they belong to (CA-31).

    A model of it says in :attr:`_archive_logged_fields` which fields count, and in
    :meth:`_get_logging_archives` where. Whoever changes them, and by which way of the ORM: all
    are logged, the superuser included.
    """

    _name = 'customer.archive.logged'
    _description = "Archive: Changes Are Logged"

    # For a module to log more fields, it must extend this tuple.
    _archive_logged_fields = ()

    # === BUSINESS METHODS === #

    def _get_logging_archives(self):
        """Return the archives that keep the log of each of the records.

        For a model to be logged, it must override this method.

        :rtype: dict[recordset, recordset]
        """
        return {}

    def _snapshot_logged(self, vals):
        """Return what stands in the logged fields before they are written.

        :param dict vals: values that are about to be written
        :return: for each record that is logged, its archives and the values as they are shown
        :rtype: dict[recordset, tuple[recordset, dict[str, str]]]
        """
        names = [name for name in self._archive_logged_fields if name in vals]
        if not names:
            return {}
        return {
            record: (archives, {name: record._show_logged(name) for name in names})
            for record, archives in self._get_logging_archives().items()
        }

    def _log_changes(self, before):
        """Log what differs from a snapshot, also where a record belongs now.

        :param dict before: what :meth:`_snapshot_logged` returned
        """
        if not before:
            return
        entries = []
        belonging = self.browse().concat(*before)._get_logging_archives()
        for record, (archives, old) in before.items():
            for name, value in old.items():
                new = record._show_logged(name)
                if new != value:
                    entries += record._prepare_log_entries(
                        archives | belonging.get(record, archives), 'changed', name, value, new,
                    )
        self._enter_changes(entries)

    def _prepare_log_entries(self, archives, kind, name, old, new):
        """Return the lines that tell of a change, one for each archive.

        :param recordset archives: the archives
        :param str kind: `added`, `changed` or `removed`
        :param str name: the field
        :param str old: the value before, as it is shown
        :param str new: the value after, as it is shown
        :rtype: list[dict]
        """
        self.ensure_one()
        return [
            {
                'archive_id': archive.id, 'model': self._name, 'kind': kind, 'field_name': name,
                'old_value': old or None, 'new_value': new or None, 'user_id': self.env.uid,
                'at': fields.Datetime.now(), **self._prepare_log_place(),
            }
            for archive in archives
        ]

    def _prepare_log_place(self):
        """Return the values that say more of whose change it is.

        :rtype: dict
        """
        return {}

    def _enter_changes(self, entries):
        """Enter lines into the log, by one statement: it must not slow down who writes.

        :param list[dict] entries: their values
        """
        if not entries:
            return
        log = self.env['customer.archive.change']
        following = log._get_following_columns()
        self.env['customer.archive'].flush_model([*following.values()])
        self.env.cr.execute(SQL(
            """
            INSERT INTO customer_archive_change (
                archive_id, model, kind, field_name, old_value, new_value, user_id, at, contact_id,
                %(own)s
            )
            SELECT archive.id, entry.model, kind, field_name, old_value, new_value, user_id, at,
                   contact_id, %(theirs)s
              FROM json_to_recordset(%(entries)s) AS entry (
                       archive_id int, model varchar, kind varchar, field_name varchar,
                       old_value text, new_value text, user_id int, at timestamp, contact_id int,
                       place int
                   )
              JOIN customer_archive archive ON archive.id = entry.archive_id
             ORDER BY place
            """,
            entries=json.dumps([
                {**entry, 'place': place} for place, entry in enumerate(entries)
            ], default=str),
            own=SQL(", ").join(map(SQL.identifier, following)),
            theirs=SQL(", ").join(
                SQL.identifier('archive', name) for name in following.values()
            ),
        ))
        log.invalidate_model(flush=False)

    def _show_logged(self, name):
        """Return the value of a field as a reader wants it.

        :param str name: the field
        :rtype: str
        """
        self.ensure_one()
        field, value = self._fields[name], self[name]
        if field.type == 'boolean':
            return self.env._("Yes") if value else self.env._("No")
        if field.relational:
            # The names of departments and the like are no secret to who reads the log.
            return ", ".join(value.sudo().mapped('display_name'))
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value) or ''
        return str(value or '')
