# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from odoo.addons.mail.models.mail_message import _image_dataurl

from ..mechanism.inner_pass import has_pass

# What a message says, who says it, to whom and about what.
WRITTEN_FIELDS = frozenset({
    'body', 'subject', 'date', 'author_id', 'author_guest_id', 'email_from', 'model', 'res_id',
    'message_type', 'subtype_id', 'parent_id', 'attachment_ids', 'partner_ids', 'is_internal',
    'tracking_value_ids', 'reply_to', 'incoming_email_to', 'incoming_email_cc',
    'outgoing_email_to', 'record_company_id', 'record_alias_domain_id',
})
# What only the system itself says about a message.
_FORGEABLE_FIELDS = (
    'author_guest_id', 'date', 'tracking_value_ids', 'message_id', 'reply_to', 'mail_server_id',
    'incoming_email_to', 'incoming_email_cc', 'create_date', 'create_uid',
)
_USER_TYPES = ('comment', 'notification', 'user_notification', 'email_outgoing')


class MailMessage(models.Model):
    """Messages on archives are read by who may read the record, and stay as they were written.

    Plain Odoo lets a user forge author, date and kind of a message, edit and delete it, attach
    files of anywhere to it, and go on reading it when he may no longer read what it is about.
    Whoever reads those of a confidential archive leaves a line in the access log.
    """

    _name = 'mail.message'
    _inherit = ['mail.message', 'customer.archive.noted']

    _noted_fields = frozenset({
        'body', 'preview', 'subject', 'attachment_ids', 'tracking_value_ids',
    })
    _noted_as = 'message_ids'

    # === CRUD METHODS === #

    @api.private
    def fetch(self, field_names=None):
        """Override to note whose messages are read: core reads them here as the superuser."""
        super().fetch(field_names)
        if self._counts_as_read(field_names or ()):
            self._origin._note_read()

    def _to_store(self, store, fields, **kwargs):
        """Override to note whose messages are sent to a client, which reads some as superuser."""
        if store.target.is_current_user(self.env):
            self._note_read()
        return super()._to_store(store, fields, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let everybody speak for himself, and to who may listen only."""
        place = self.default_get(['model', 'res_id'])  # A context may name an archive as well.
        on_archive = [self._get_commented_record(
            vals.get('model', place.get('model')), vals.get('res_id', place.get('res_id')),
        ) for vals in vals_list]
        if any(on_archive):
            vals_list = [
                self._prepare_archive_message({**place, **vals}) if record else {**place, **vals}
                for vals, record in zip(vals_list, on_archive, strict=True)
            ]
            clean = self.with_context(clean_context(self.env.context))
            messages = super(MailMessage, clean).create(vals_list).with_env(self.env)
        else:
            messages = super().create(vals_list)
        for message, record in zip(messages, on_archive, strict=True):
            if record:
                message._ensure_among_readers(record)
        return messages

    def write(self, vals):
        """Override to keep messages on archives as they were written."""
        # A finished activity gives its files to the message that it has just posted.
        adds_files = self.env.su and vals.keys() == {'attachment_ids'}
        if vals.keys() & WRITTEN_FIELDS and not adds_files:
            self._ensure_not_on_archive()
        files = {message: message.attachment_ids for message in self} if adds_files else {}
        res = super().write(vals)
        for message, old_files in files.items():
            if old_files - message.attachment_ids:
                message._ensure_not_on_archive()
        if vals.keys() & {'model', 'res_id'}:
            self._ensure_not_on_archive()
        if 'attachment_ids' in vals:
            self.sudo().mail_ids._ensure_no_disclosure()  # What leaves, whoever may see it.
        return res

    def unlink(self):
        """Override to keep messages on archives."""
        self._ensure_not_on_archive()
        return super().unlink()

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Override to find messages on archives for who may read them now."""
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs,
        )
        if self.env.is_superuser() or bypass_access:
            return query
        messages = self.browse(query)
        if hidden := messages._get_unreadable_on_archives():
            return (messages - hidden)._as_query(order)
        return query

    # === BUSINESS METHODS === #

    def _get_archive_records(self):
        """Override to name the records that the messages belong to."""
        guarded = self.env['ir.attachment']._get_archive_models()
        return [
            self.env[model].sudo().browse(messages.mapped('res_id')).exists()  # Named only.
            for model, messages in self.sudo().grouped('model').items() if model in guarded
        ]

    def _get_file_home(self):
        """Override to name the record that it is about, where that lies in an archive."""
        return self._get_commented_record(self.model, self.res_id)

    def _get_forbidden_access(self, operation):
        """Override to ask the record in the archive, also for authors and recipients."""
        forbidden = super()._get_forbidden_access(operation)
        return forbidden | (self - forbidden)._get_unreadable_on_archives()

    def _get_unreadable_on_archives(self):
        """Return the messages on records of archives that the user may not read.

        :rtype: recordset
        """
        hidden = self.browse()
        guarded = self.env['ir.attachment']._get_archive_models()
        messages_sudo = self.sudo()  # Only what they are about, which decides.
        messages_sudo.fetch(['model', 'res_id'])
        by_model = messages_sudo.filtered(
            lambda message: message.res_id and message.model in guarded,
        ).grouped('model')
        for model, messages in by_model.items():
            records = self.env[model].browse(set(messages.mapped('res_id'))).exists()
            readable = set(records._filtered_access('read').ids)
            hidden |= messages.filtered(
                lambda message, readable=readable: message.res_id not in readable,
            ).with_env(self.env)
        return hidden

    @api.model
    def _get_commented_record(self, model, res_id):
        """Return the record of an archive that a message is about, `None` for others.

        :param str model: the model
        :param int res_id: the id
        :rtype: recordset|None
        """
        if not (model and res_id) or model not in self.env['ir.attachment']._get_archive_models():
            return None
        return self.env[model].browse(res_id)

    @api.model
    def _prepare_archive_message(self, vals):
        """Return the values of a message on an archive, with the user as its author.

        :param dict vals: the values that were asked for
        :rtype: dict
        """
        vals = self._keep_inline_images(vals)
        record = self._get_commented_record(vals['model'], vals['res_id'])
        if has_pass(record) or self.env.uid == SUPERUSER_ID:
            return vals  # Our own tracking; scheduled work and the mail server.
        author = self.env.user.partner_id
        vals = {name: value for name, value in vals.items() if name not in _FORGEABLE_FIELDS}
        vals.update(
            author_id=author.id, email_from=author.email_formatted, date=fields.Datetime.now(),
        )
        if vals.get('message_type') not in _USER_TYPES:
            vals['message_type'] = 'comment'
        return vals

    @api.model
    def _keep_inline_images(self, vals):
        """Return `vals` with the images in its body as files of the record.

        Plain Odoo gives each a token that opens it to everybody.

        :param dict vals: the values of a message
        :rtype: dict
        """
        if not _image_dataurl.search(vals.get('body') or ''):
            return vals
        files = []

        def keep(match):
            file = self.env['ir.attachment'].create({
                'name': match.group(4) or f'image{len(files)}', 'datas': match.group(2),
                'res_model': vals['model'], 'res_id': vals['res_id'],
            })
            files.append((4, file.id))
            return f'/web/image/{file.id}{match.group(3)} alt="{file.name}"'

        body = _image_dataurl.sub(keep, vals['body'])
        commands = [*(vals.get('attachment_ids') or []), *files]
        return {**vals, 'body': body, 'attachment_ids': commands}

    def _ensure_among_readers(self, record):
        """Check that a message on an archive is told to nobody who may not read it.

        :param recordset record: what it is about
        :raise UserError: naming somebody else
        """
        message_sudo = self.sudo()  # Who gets it, whatever the author may see.
        partners = message_sudo.partner_ids
        if strangers := partners - record._get_readers(partners):
            raise UserError(self.env._(
                "%(person)s may not read %(record)s and cannot be told about it here. Write to"
                " people outside on their own contact.",
                person=strangers[0].display_name, record=record.sudo().display_name,
            ))
        if message_sudo.outgoing_email_to:
            raise UserError(self.env._(
                "Messages on %(record)s go to users who may read it, not to %(address)s.",
                record=record.sudo().display_name, address=message_sudo.outgoing_email_to,
            ))

    def _ensure_not_on_archive(self):
        """Refuse to change or remove messages on archives.

        :raise UserError: naming the record of one
        """
        if has_pass(self):
            return
        for message in self.sudo():  # Where it stands.
            record = self._get_commented_record(message.model, message.res_id)
            if record and record.sudo().exists():
                raise UserError(self.env._(
                    "Messages on archives stay as written (%(record)s).",
                    record=record.sudo().display_name,
                ))
