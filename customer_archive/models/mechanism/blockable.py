# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

# How many transaction numbers after its own a transaction takes for those of its savepoints. Rows
# that were written billions of transactions ago seem younger than any: hardly one is among these.
_OWN_NUMBERS = 10_000


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

    def _find_blockable(self, verb):
        """Return which of the records something may stand against, asked of all of them at once.

        A model that overrides :meth:`_get_blockers` may override this method as well, and add to
        the records of `super()` those for which its answer is not empty. Thousands are then asked
        one by one only where there is something to say.

        :param str verb: see :meth:`_get_blockers`
        :rtype: recordset
        """
        return self.browse()

    def _get_suspects(self, verb):
        """Return the records that have to be asked one by one what stands against `verb`.

        All of them, as long as one class answers :meth:`_get_blockers` without saying beforehand
        of whom: nobody's answer is overheard.

        :param str verb: see :meth:`_get_blockers`
        :rtype: recordset
        """
        for known in type(self).__mro__:
            own = vars(known)
            if '_get_blockers' in own and '_find_blockable' not in own:
                return self
        return self._find_blockable(verb)

    def _ensure_not_blocked(self, verb):
        """Raise when something stands against `verb` for any of the records.

        :param str verb: see :meth:`_get_blockers`
        :raise UserError: with every reason, a line each
        """
        for record in self._get_suspects(verb):
            if reasons := record._get_blockers(verb):
                raise UserError('\n'.join([
                    self.env._("%(record)s has to stay as it is:", record=record.display_name),
                    *reasons,
                ]))

    def _lock(self):
        """Take the rows for this transaction, which writes them before it ends.

        Cheaper than :meth:`_touch`, and enough for what is written anyway: whoever waits for a row
        finds it changed. Whoever finds it changed since his snapshot gets a serialization error.
        """
        if self:
            self.env.cr.execute(SQL(
                "SELECT FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table), self._ids,
            ))

    def _touch(self):
        """Take the rows for this transaction by updating them.

        At REPEATABLE READ a lock alone does not refresh the snapshot. Two transactions that both
        begin with an update of the same row cannot both succeed: the later one gets a
        serialization error, is run again by Odoo, and then sees what the earlier one did.

        Rows that this transaction has written are taken already. Those that it sees and that are
        younger than itself, a savepoint of it has written: others' are not in its snapshot.
        """
        if self:
            # Age counts from this transaction's own number, once it has one.
            self.env.cr.execute(SQL(
                """
                UPDATE %s SET id = id
                 WHERE id IN %s
                   AND xmin != pg_current_xact_id()::xid AND age(xmin) NOT BETWEEN -%s AND -1
                """,
                SQL.identifier(self._table), self._ids, _OWN_NUMBERS,
            ))
