# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerArchiveBlockable(models.AbstractModel):
    """Records that something may stand against: a loan, a hold, an unpaid invoice.

    Whoever changes, moves, lends, deletes or destroys such a record first asks
    :meth:`_ensure_not_blocked` inside the executing transaction. Whoever wants to stand in the way
    extends :meth:`_get_blockers`; asker and answerer never know each other.
    """

    _name = 'customer.archive.blockable'
    _description = "Archive: What Stands Against a Step"

    # === BUSINESS METHODS === #

    def _get_blockers(self, verb):
        """Return why `verb` cannot be done to this record now.

        For a module to stand in the way of a step, it must override this method and add its
        reasons to those of `super()`. The answer must not depend on the user: the superuser is
        refused as well.

        :param str verb: the step, a verb of a transition table or one of `move`, `replace`,
                         `merge`, `unlink`; of a location, `shelve`
        :return: translated sentences, empty when nothing stands against the step
        :rtype: list[str]
        """
        self.ensure_one()
        return []

    def _ensure_not_blocked(self, verb):
        """Raise when something stands against `verb` for any of the records.

        :param str verb: see :meth:`_get_blockers`
        :raise UserError: with every reason, a line each
        """
        for record in self:
            if reasons := record._get_blockers(verb):
                raise UserError('\n'.join([
                    self.env._("%(record)s has to stay as it is:", record=record.display_name),
                    *reasons,
                ]))

    def _touch(self):
        """Take the rows for this transaction by updating them.

        At REPEATABLE READ a lock alone does not refresh the snapshot. Two transactions that both
        begin with an update of the same row cannot both succeed: the later one gets a
        serialization error, is run again by Odoo, and then sees what the earlier one did.

        Rows that this transaction has written are taken already: only those that a savepoint has
        written, which may be rolled back, are written anew.
        """
        self._touch_all('id', self.ids)

    @api.model
    def _touch_all(self, column, ids):
        """Take all rows that belong to some records; see :meth:`_touch`.

        :param str column: the column that says to which
        :param list[int] ids: the ids of the records
        """
        if ids:
            self.flush_model([column])
            self.env.cr.execute(SQL(
                "UPDATE %s SET id = id WHERE %s IN %s AND xmin != pg_current_xact_id()::xid",
                SQL.identifier(self._table), SQL.identifier(column), tuple(ids),
            ))
