# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .database_functions import create_functions


class CustomerArchiveKept(models.AbstractModel):
    """Rows that stay for ever: who decided, who was given what.

    They change where their model lets them, and are never deleted or duplicated. The ORM refuses
    everybody, the superuser included; a trigger refuses below it.
    """

    _name = 'customer.archive.kept'
    _description = "Archive: Rows That Stay"

    # === SETUP === #

    def init(self):
        """Put the guards of the table in place, also where an upgrade finds them missing."""
        super().init()
        if self._abstract:
            return
        create_functions(self.env.cr)
        for event, level in (('DELETE', 'ROW'), ('TRUNCATE', 'STATEMENT')):
            self.env.cr.execute(SQL(
                "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
                " FOR EACH %(level)s EXECUTE FUNCTION customer_archive_refuse_delete()",
                name=SQL.identifier(f'{self._table}_no_{event.lower()}'), event=SQL(event),
                table=SQL.identifier(self._table), level=SQL(level),
            ))
        if frozen := self._get_frozen_condition():
            self.env.cr.execute(SQL(
                "CREATE OR REPLACE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW"
                " WHEN (%(frozen)s) EXECUTE FUNCTION customer_archive_refuse_delete()",
                name=SQL.identifier(f'{self._table}_no_update'), frozen=frozen,
                table=SQL.identifier(self._table),
            ))

    @api.model
    def _get_frozen_condition(self):
        """Return which changes of a row the database itself refuses.

        For a model to freeze rows, it must override this method.

        :return: a condition on the rows `old` and `new`, `None` where all may change
        :rtype: SQL|None
        """

    @api.model
    def _get_change(self, columns):
        """Return the condition that a change of a row touches some columns.

        :param Iterable[str] columns: the columns
        :rtype: SQL
        """
        old, new = (
            SQL(', ').join(SQL.identifier(row, name) for name in columns) for row in ('old', 'new')
        )
        return SQL("(%s) IS DISTINCT FROM (%s)", old, new)

    # === CRUD METHODS === #

    def unlink(self):
        """Override to refuse before anything goes that hangs on the rows, such as messages."""
        self._unlink_never()
        return super().unlink()

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        """Refuse: what was decided stays (CA-32)."""
        for record in self:
            raise UserError(self.env._(
                "%(record)s is kept for ever: it cannot be deleted.", record=record.display_name,
            ))

    def copy_data(self, default=None):
        """Override to refuse: what happened once did not happen twice."""
        if self:
            raise UserError(self.env._(
                "%(record)s tells what happened: it cannot be duplicated.",
                record=self[0].display_name,
            ))
        return super().copy_data(default)
