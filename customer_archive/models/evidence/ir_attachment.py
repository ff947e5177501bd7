# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..mechanism.inner_pass import has_pass

# What a file holds, as opposed to what it is called.
_CONTENT_FIELDS = frozenset({'db_datas', 'index_content', 'store_fname'})
# What may change on a file that lies in an archive: what is derived from it, never itself.
_HARMLESS_FIELDS = frozenset({'description', 'index_content', 'original_id', 'thumbnail'})
# Where the bytes lie: told by the server, also not through a default of the context.
_STORAGE_FIELDS = ('store_fname', 'checksum', 'db_datas')


class IrAttachment(models.Model):
    """Files in an archive follow the rules of the record they belong to, on every path.

    Plain Odoo lets whoever may write the record delete, overwrite, rename, move and publish its
    files, and the chatter delete them without asking the record at all. It hands out tokens that
    open a file to their bearer, and takes the place of the bytes from whoever asks for it.
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
        attachments = super(IrAttachment, self._without_storage_defaults()).create(vals_list)
        attachments = attachments.with_env(self.env)
        attachments._ensure_not_public()
        attachments._ensure_known_to_record()
        return attachments

    def write(self, vals):
        """Override to refuse what would change, move or publish a file of an archive."""
        if vals.keys() - _HARMLESS_FIELDS:
            self._ensure_not_archived(vals)
        res = super().write(vals)
        if vals.keys() & {'res_model', 'res_id', 'public', 'access_token'}:
            self._ensure_not_public()
        if vals.keys() & {'res_model', 'res_id', 'res_field'}:
            self._ensure_known_to_record()
        return res

    def unlink(self):
        """Override to refuse that a file of an archive goes around its record."""
        self._ensure_not_archived()
        return super().unlink()

    def copy_data(self, default=None):
        """Override to refuse copies: they would be outside the archive, or double inside it."""
        for attachment in self._get_archived():
            if not has_pass(self.env[attachment.res_model].browse(attachment.res_id)):
                self._refuse_copy(attachment)
        return super().copy_data(default)

    @api.model
    def create_unique(self, values_list):
        """Override to answer with no file of an archive that happens to hold the same bytes."""
        ids = []
        for values in values_list:
            found = self.browse(super().create_unique([values]))
            ids += (found - found._get_archived() or self.create(values)).ids
        return ids

    def onchange(self, values, field_names, fields_spec):
        """Override to show no bytes of a place that the client names."""
        values = {name: value for name, value in values.items() if name not in _STORAGE_FIELDS}
        return super(IrAttachment, self._without_storage_defaults()).onchange(
            values, [name for name in field_names if name not in _STORAGE_FIELDS], fields_spec,
        )

    def generate_access_token(self):
        """Override to give out no key that opens a file of an archive to its bearer."""
        self._ensure_not_archived()
        return super().generate_access_token()

    # === BUSINESS METHODS - TOKENS === #

    def _can_return_content(self, field_name=None, access_token=None):
        """Override to open files of an archive by rights only."""
        if self._get_archived():
            return False
        return super()._can_return_content(field_name, access_token)

    def _has_attachments_ownership(self, attachment_tokens):
        """Override to let no token stand for the rights on the record.

        One may have been given out before the file came into the archive.
        """
        archived = self._get_archived()
        if any(not file.sudo(False).has_access('write') for file in archived):
            return False
        tokens = attachment_tokens or [None] * len(self)
        if len(tokens) != len(self):
            return super()._has_attachments_ownership(attachment_tokens)
        outside = [
            (file.id, token) for file, token in zip(self, tokens, strict=True)
            if file not in archived
        ]
        return super(IrAttachment, self.browse([each for each, _token in outside])) \
            ._has_attachments_ownership([token for _each, token in outside])

    def _get_ownership_token(self):
        """Override to give out no token for a file of an archive."""
        return False if self._get_archived() else super()._get_ownership_token()

    def _get_raw_access_token(self):
        """Override to give out no token for a file of an archive: the client needs none."""
        return False if self._get_archived() else super()._get_raw_access_token()

    def _get_thumbnail_token(self):
        """Override to give out no token for a file of an archive."""
        return False if self._get_archived() else super()._get_thumbnail_token()

    # === BUSINESS METHODS === #

    def _note_read(self, kind):
        """Note that files were read; where the way is no download, only of what is confidential.

        :param str kind: the way, or empty: told by the request
        """
        # By which field each file is reached.
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

    def _get_file_home(self):
        """Override to name the record that it lies on: there it may come from another file."""
        return self.env[self.res_model].browse(self.res_id) if self.res_model else None

    def _without_storage_defaults(self):
        """Return the attachments in a context that says nothing of where bytes lie."""
        return self.with_context(**dict.fromkeys(
            (key for name in _STORAGE_FIELDS if (key := f'default_{name}') in self.env.context),
            False,
        ))

    def _get_archived(self):
        """Return those of the attachments that lie in an archive.

        :rtype: recordset
        """
        guarded = self._get_archive_models()
        return self.sudo().filtered(  # Whoever may not see a file may not remove it either.
            lambda attachment: attachment.res_id and attachment.res_model in guarded
        )

    @api.model
    @ormcache()
    def _get_archive_models(self):
        """Return the models whose files are guarded: all that an archive is made of.

        :rtype: frozenset[str]
        """
        scope = 'customer.archive.scope'
        return frozenset(self.env.registry.descendants([scope], '_inherit')) - {scope}

    def _ensure_not_archived(self, vals=None):
        """Refuse to touch the files of an archive, unless their own record does it.

        :param dict vals: what would be written; nothing changes where the values are the same
        :raise UserError: when a file of an archive would be touched
        """
        for attachment in self._get_archived():
            record = self.env[attachment.res_model].browse(attachment.res_id)
            if has_pass(record) or (vals and not self._changes(attachment, vals)):
                continue
            # Its number is told to whoever meets its file.
            if record.sudo().exists():
                raise UserError(self.env._(
                    "The file “%(file)s” belongs to an archive (%(record)s): it is replaced or"
                    " removed on its record only.",
                    file=attachment.name, record=record.sudo().display_name,
                ))

    def _ensure_leaves_no_archive(self, records=None):
        """Refuse that files of an archive are attached to something else: that sends them out.

        :param recordset records: the record that the files are attached to; files of its own may
        :raise UserError: when a file belongs to another record
        """
        archived = self._get_archived()
        if not archived or has_pass(self):
            return
        for attachment in archived:
            if not records or (attachment.res_model, attachment.res_id) != (
                records._name, records.id,
            ):
                self._refuse_disclosure(attachment)

    def _refuse_disclosure(self, attachment):
        """Refuse to send a file of an archive somewhere else.

        :raise UserError: always
        """
        # Its number only.
        record = self.env[attachment.res_model].sudo().browse(attachment.res_id)
        raise UserError(self.env._(
            "The file “%(file)s” belongs to an archive (%(record)s) and does not leave it by"
            " message or mail. Record a disclosure to hand it to somebody.",
            # Whoever may not read the file is not told its name.
            file=attachment.name if attachment.sudo(False).has_access('read') else attachment.id,
            record=record.display_name,
        ))

    def _refuse_copy(self, attachment):
        """Refuse to copy a file of an archive.

        :raise UserError: always
        """
        raise UserError(self.env._(
            "The file “%(file)s” belongs to an archive (%(record)s): it is not copied.",
            file=attachment.name if attachment.sudo(False).has_access('read') else attachment.id,
            record=self.env[attachment.res_model].sudo().browse(attachment.res_id).display_name,
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

    def _ensure_known_to_record(self):
        """Refuse files that pretend to be the value of a field of their record.

        The field itself has noted what it stores, before it stores it.

        :raise UserError: when a record does not know a file as its own
        """
        for attachment in self._get_archived().filtered('res_field'):
            record = self.env[attachment.res_model].browse(attachment.res_id)
            # Whether the record knows the file, whoever put it there.
            if has_pass(record) or not record.sudo().exists():
                continue
            twins = self.sudo().search_count([
                ('res_model', '=', record._name), ('res_id', '=', record.id),
                ('res_field', '=', attachment.res_field),
            ])
            if twins > 1 or not record.sudo()._is_own_file(attachment):
                raise UserError(self.env._(
                    "A file of %(record)s is uploaded on its form, not put beside it.",
                    record=record.sudo().display_name,
                ))
