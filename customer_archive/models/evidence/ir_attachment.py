# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import has_pass

# What a file holds, as opposed to what it is called.
_CONTENT_FIELDS = frozenset({'db_datas', 'index_content', 'store_fname'})
# What may change on a file that lies in an archive: what is derived from it, never itself.
_HARMLESS_FIELDS = frozenset({'description', 'index_content', 'original_id', 'thumbnail'})


class IrAttachment(models.Model):
    """Files in an archive follow the rules of the record they belong to, on every path.

    Plain Odoo lets whoever may write the record delete, overwrite, rename, move and publish its
    files, and the chatter delete them without asking the record at all.
    """

    _inherit = 'ir.attachment'

    # === CRUD METHODS === #

    def _fetch_query(self, query, fields):
        """Override to note whose files are read."""
        attachments = super()._fetch_query(query, fields)
        if not self.env.su and any(field.name in _CONTENT_FIELDS for field in fields):
            attachments._note_read('')
        return attachments

    def _check_access(self, operation):
        """Override to note who was refused a file."""
        result = super()._check_access(operation)
        if not result:
            return result
        forbidden, make_error = result

        def make_noted_error():
            for records_sudo in forbidden._get_archive_records():
                self.env['customer.archive.access.log']._note('refused', records_sudo, [operation])
            return make_error()

        return forbidden, make_noted_error

    def _to_http_stream(self):
        """Override to note every download, confidential or not (CA-60)."""
        self._note_read('download')
        return super()._to_http_stream()

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

    def _note_read(self, kind):
        """Note that files were read; where the way is no download, only of what is confidential.

        :param str kind: the way, or empty: told by the request
        """
        contents = {attachment.res_field or 'message_ids' for attachment in self.sudo()}
        for records_sudo in self._get_archive_records():
            self.env['customer.archive.access.log']._note(
                kind, records_sudo if kind else records_sudo.filtered('is_confidential'), contents,
            )

    def _get_archive_records(self):
        """Override to name the records that the files belong to."""
        return [
            self.env[model].sudo().browse(attachments.mapped('res_id')).exists()  # Named only.
            for model, attachments in self._get_archived().grouped('res_model').items()
        ]

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
