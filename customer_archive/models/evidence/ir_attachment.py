# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import has_pass

# What may change on a file that lies in an archive: what is derived from it, never itself.
_HARMLESS_FIELDS = frozenset({'description', 'index_content', 'original_id', 'thumbnail'})


class IrAttachment(models.Model):
    """Files in an archive follow the rules of the record they belong to, on every path.

    Plain Odoo lets whoever may write the record delete, overwrite, rename, move and publish its
    files, and the chatter delete them without asking the record at all.
    """

    _inherit = 'ir.attachment'

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to take no file into an archive that others can open already."""
        attachments = super().create(vals_list)
        attachments._ensure_not_public()
        return attachments

    def write(self, vals):
        """Override to refuse what would change, move or publish a file of an archive."""
        if vals.keys() - _HARMLESS_FIELDS:
            self._ensure_not_archived(vals)
        res = super().write(vals)
        if vals.keys() & {'res_model', 'res_id', 'public', 'access_token'}:
            self._ensure_not_public()
        return res

    def unlink(self):
        """Override to refuse that a file of an archive goes around its record."""
        self._ensure_not_archived()
        return super().unlink()

    def generate_access_token(self):
        """Override to give out no key that opens a file of an archive to its bearer."""
        self._ensure_not_archived()
        return super().generate_access_token()

    # === BUSINESS METHODS === #

    def _get_archived(self):
        """Return those of the attachments that lie in an archive.

        :rtype: recordset
        """
        guarded = self._get_archive_models()
        return self.sudo().filtered(  # Whoever may not see a file may not remove it either.
            lambda attachment: attachment.res_id and attachment.res_model in guarded
        )

    def _get_archive_models(self):
        """Return the models whose files are guarded: all that an archive is made of.

        :rtype: set[str]
        """
        scope = 'customer.archive.scope'
        return set(self.env.registry.descendants([scope], '_inherit')) - {scope}

    def _ensure_not_archived(self, vals=None):
        """Refuse to touch the files of an archive, unless their own record does it.

        :param dict vals: what would be written; nothing changes where the values are the same
        :raise UserError: when a file of an archive would be touched
        """
        for attachment in self._get_archived():
            record = self.env[attachment.res_model].browse(attachment.res_id)
            if has_pass(record) or (vals and not self._changes(attachment, vals)):
                continue
            if record.sudo().exists():
                raise UserError(self.env._(
                    "The file “%(file)s” belongs to an archive (%(record)s): it is replaced or"
                    " removed on its record only.",
                    file=attachment.name, record=record.sudo().display_name,
                ))

    def _changes(self, attachment, vals):
        """Tell whether `vals` would change the attachment."""
        return any(
            name not in attachment._fields
            or attachment._fields[name].convert_to_write(attachment[name], attachment) != value
            for name, value in vals.items()
            if name not in _HARMLESS_FIELDS
        )

    def _ensure_not_public(self):
        """Refuse files in an archive that are open to everybody, or to the bearer of a token.

        :raise UserError: when there is one
        """
        for attachment in self._get_archived():
            if attachment.public or attachment.access_token:
                raise UserError(self.env._(
                    "The file “%(file)s” belongs to an archive: it cannot be made public.",
                    file=attachment.name,
                ))
