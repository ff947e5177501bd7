# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import with_pass


class CustomerArchiveThread(models.AbstractModel):
    """The chatter of something in an archive: among those who may read it, and as it was written.

    It is no evidence: that is the register. But what stands there is not made up either.
    """

    _name = 'customer.archive.thread'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Archive: Chatter"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Override to say who cannot follow, instead of leaving him out.

        :raise UserError: naming somebody who may not read a record
        """
        partners = self.env['res.partner'].browse(partner_ids or [])
        for record in self:
            if strangers := partners - record._get_readers(partners):
                raise UserError(self.env._(
                    "%(person)s may not read %(record)s and cannot follow it.",
                    person=strangers[0].sudo().display_name, record=record.sudo().display_name,
                ))
        return super().message_subscribe(partner_ids, subtype_ids)

    @api.readonly
    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Override to tell readers only who follows."""
        self.check_access('read')
        return super().message_get_followers(after, limit, filter_recipients)

    def message_change_thread(self, new_thread, new_parent_message=False):
        """Override to refuse: messages stay where they were written."""
        self._refuse_new_thread()
        return super().message_change_thread(new_thread, new_parent_message)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Override to refuse: nothing in an archive begins with a mail."""
        self._refuse_by_mail()
        return super().message_new(msg_dict, custom_values)

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Override to propose no customer as a recipient."""
        return []

    def _message_add_default_recipients(self):
        """Override to propose no address of the customer either."""
        nobody = self.env['res.partner']
        return {
            record.id: {'email_cc_lst': [], 'email_to_lst': [], 'partners': nobody}
            for record in self
        }

    def _create_attachments_for_post(self, values_list, extra_list):
        """Override to give no file of a message a token: rights open it."""
        return super()._create_attachments_for_post(
            [{**vals, 'access_token': False} for vals in values_list], extra_list,
        )

    def _notify_thread_with_out_of_office(self, *args, **kwargs):
        """Override to let the system answer for who is away."""
        return super(CustomerArchiveThread, with_pass(self))._notify_thread_with_out_of_office(
            *args, **kwargs,
        )

    def _message_track(self, fields_iter, initial_values_dict):
        """Override to tell our own tracking from what somebody makes up."""
        return super(CustomerArchiveThread, with_pass(self))._message_track(
            fields_iter, initial_values_dict,
        )

    def _check_can_update_message_content(self, messages):
        """Override to refuse to edit: notes on archives stay as well."""
        messages._ensure_not_on_archive()
        return super()._check_can_update_message_content(messages)

    def _refuse_new_thread(self):
        """Refuse to move messages.

        :raise UserError: always
        """
        raise UserError(self.env._("Messages on archives stay as written, where they are."))

    def _refuse_by_mail(self):
        """Refuse to begin something by mail.

        :raise UserError: always
        """
        raise UserError(self.env._("Nothing in an archive begins with a mail."))
