# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass

# What changes a file, or takes it away from where it lies.
_CONTENT = frozenset({'datas', 'raw', 'db_datas', 'store_fname', 'name', 'res_model', 'res_id'})


class IrAttachment(models.Model):
    """Files on held customers, and the papers of the holds themselves, stay.

    Files in archives are guarded by the archive itself, held or not.
    """

    _inherit = 'ir.attachment'

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to keep files of held customers."""
        if vals.keys() & _CONTENT:
            self._ensure_not_held(vals)
        return super().write(vals)

    def unlink(self):
        """Override to keep files of held customers."""
        self._ensure_not_held()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _ensure_not_held(self, vals=None):
        """Refuse to change or remove files that holds keep.

        :param dict vals: what would be written; nothing changes where the values are the same
        :raise UserError: naming what keeps one
        """
        if has_pass(self):
            return
        # Whoever may not see a file may not remove it either. Pictures are fields of the customer.
        files = self.sudo().filtered(
            lambda file: file.res_model in ('res.partner', 'customer.archive.hold')
            and file.res_id and not file.res_field and (not vals or self._changes(file, vals)),
        )
        for model, of_model in files.grouped('res_model').items():
            records = self.env[model].browse(of_model.mapped('res_id')).exists()
            if model == 'res.partner':
                records._ensure_not_held(self.env._("Its files stay."))
            elif placed := records.sudo().filtered(lambda hold: hold.state != 'draft'):
                raise UserError(self.env._(
                    "%(hold)s stays as it is, and its papers with it.", hold=placed[0].name,
                ))
