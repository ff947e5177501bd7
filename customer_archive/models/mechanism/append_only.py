# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .inner_pass import has_pass, with_pass
from .triggers import refuse

# How PostgreSQL notes in `pg_trigger.tgtype` what a trigger is for.
_TRIGGER_BITS = {'ROW': 1, 'BEFORE': 2, 'DELETE': 8, 'UPDATE': 16, 'TRUNCATE': 32}


class CustomerArchiveAppendOnly(models.AbstractModel):
    """Rows that are only ever added, by our own code.

    The ORM refuses everybody, the superuser included; triggers refuse below it, in the replica
    role as well.
    """

    _name = 'customer.archive.append.only'
    _description = "Archive: Append-only Rows"
    # Its columns would be foreign keys to the users. Not inherited: each model repeats it.
    _log_access = False
    _order = 'id desc'
    _allow_sudo_commands = False

    # What the triggers refuse: the events and the level.
    _refused_events = (('UPDATE OR DELETE', 'ROW'), ('TRUNCATE', 'STATEMENT'))

    # === SETUP === #

    def init(self):
        """Put the guards of the table in place, also where an upgrade finds them missing."""
        if self._abstract:
            return
        table = SQL.identifier(self._table)
        for event, level in self._refused_events:
            name = f'no_{level.lower()}_change'
            refuse(self, name, event, says='customer_archive_refuse_change')
            # ALWAYS: a session in the replica role is refused as well.
            self.env.cr.execute(SQL(
                "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", table,
                SQL.identifier(self._get_guard_name(level)),
            ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to enter rows from our own code only."""
        if not has_pass(self):
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        """Override to refuse everybody."""
        self._refuse()
        return super().write(vals)

    def unlink(self):
        """Override to refuse everybody."""
        if not self._is_removable():
            self._refuse()
        return super().unlink()

    def copy(self, default=None):
        """Override to refuse everybody."""
        self._refuse()
        return super().copy(default)

    # === BUSINESS METHODS === #

    @api.model
    def _append(self, vals_list):
        """Append rows; nobody has the right to, so they are written for him, here only.

        :param list[dict] vals_list: values of our own code
        :rtype: recordset
        """
        return with_pass(self.sudo().browse()).create(vals_list)

    def _is_removable(self):
        """Tell whether our own code removes the rows now.

        For a model to let go of what the law says must go, it must override this method.

        :rtype: bool
        """
        return False

    @api.model
    def _is_guarded(self):
        """Tell whether the triggers of the table are there, always on, and alone.

        :rtype: bool
        """
        wanted = {
            (self._get_guard_name(level), self._get_trigger_type(event, level))
            for event, level in self._refused_events
        }
        rows = self.env.execute_query(SQL(
            """
            SELECT trigger.tgname, trigger.tgtype, trigger.tgenabled, function.proname,
                   trigger.tgqual IS NULL AND cardinality(trigger.tgattr::int2[]) = 0
              FROM pg_trigger AS trigger JOIN pg_proc AS function ON function.oid = trigger.tgfoid
             WHERE trigger.tgrelid = %s::regclass AND NOT trigger.tgisinternal
            """, self._table,
        ))
        [[rules]] = self.env.execute_query(SQL(
            "SELECT count(*) FROM pg_rewrite WHERE ev_class = %s::regclass", self._table,
        ))
        return not rules and {row[:2] for row in rows} == wanted and all(
            row[2:] == ('A', 'customer_archive_refuse_change', True) for row in rows
        )

    # === HELPERS === #

    def _get_guard_name(self, level):
        return f'{self._table}_no_{level.lower()}_change'

    def _get_trigger_type(self, event, level):
        """Return what PostgreSQL notes of a guard in `pg_trigger.tgtype`."""
        words = ['BEFORE', level, *event.split(' OR ')]
        return sum(_TRIGGER_BITS.get(word, 0) for word in words)

    def _refuse(self):
        """Refuse to touch the rows.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Evidence is only ever added, by the system itself."))
