# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from .triggers import refuse


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
        for event in ('DELETE', 'TRUNCATE'):
            refuse(self, f'no_{event.lower()}', event)

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
