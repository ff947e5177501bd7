# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import contextlib
import os

from odoo import api, models
from odoo.tools import SQL


class IrAttachment(models.Model):
    """Deleted is not destroyed: a file goes when nothing refers to its bytes any more."""

    _inherit = 'ir.attachment'

    # === BUSINESS METHODS === #

    @api.model
    def _get_blob_users(self, names):
        """Return the attachments that still refer to stored files.

        :param Iterable[str] names: the names of the files in the file store
        :return: descriptions of the attachments by the names of the files
        :rtype: dict[str, list[str]]
        """
        users = {}
        for name, model, record_id in self.env.execute_query(SQL(
            "SELECT store_fname, coalesce(res_model, 'ir.attachment'), coalesce(res_id, id)"
            "  FROM ir_attachment WHERE store_fname IN %s ORDER BY id", tuple(names) or ('',),
        )):
            users.setdefault(name, []).append(f'{model},{record_id}')
        return users

    @api.model
    def _has_blob(self, name):
        """Tell whether a stored file is there.

        :param str name: its name in the file store
        :rtype: bool
        """
        return os.path.exists(self._full_path(name))

    @api.model
    def _remove_blob(self, name):
        """Remove a stored file to which nothing refers any more.

        :param str name: its name in the file store
        :return: whether it is gone; not where the system does not let it go
        :rtype: bool
        """
        path = self._full_path(name)
        with contextlib.suppress(OSError):  # Gone already, where a run was cut off; or locked.
            os.unlink(path)
        if os.path.exists(path):
            return False
        with contextlib.suppress(OSError):
            # Nothing is left for the garbage collection to look for.
            os.unlink(os.path.join(self._full_path('checklist'), name))
        return True
