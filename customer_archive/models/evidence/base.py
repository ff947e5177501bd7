# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class Base(models.AbstractModel):
    """Any record tells which part of an archive it is, or belongs to."""

    _inherit = 'base'

    def _get_archive_records(self):
        """Return the records of archives that stand behind these records, of whatever model.

        For a model whose records belong to others, such as files, to be known as part of archives,
        it must override this method.

        :return: recordsets, one a model, with the rights of the superuser
        :rtype: list[recordset]
        """
        if not self or self._name not in self.env['ir.attachment']._get_archive_models():
            return []
        # What somebody may not see is named in the log all the same.
        return [self.sudo().exists()]
