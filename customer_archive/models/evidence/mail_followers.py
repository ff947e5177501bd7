# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError


class MailFollowers(models.Model):
    """Only who may read something in an archive follows it: followers get its messages by mail."""

    _inherit = 'mail.followers'

    @api.model_create_multi
    def create(self, vals_list):
        """Override to refuse followers who may not read what they would follow."""
        followers = super().create(vals_list)
        followers._ensure_readers()
        return followers

    def write(self, vals):
        """Override to refuse to turn a follower into one who may not read it."""
        res = super().write(vals)
        if vals.keys() & {'res_model', 'res_id', 'partner_id'}:
            self._ensure_readers()
        return res

    def _insert_followers(self, res_model, res_ids, partner_ids, *args, **kwargs):
        """Override to let nobody follow by the system's own doing who may not read it."""
        if res_model in self.env['ir.attachment']._get_archive_models():
            partners = self.env['res.partner'].browse(partner_ids)
            for record in self.env[res_model].browse(res_ids):
                super()._insert_followers(
                    res_model, record.ids, record._get_readers(partners).ids,
                    *args, **kwargs,
                )
            return None
        return super()._insert_followers(res_model, res_ids, partner_ids, *args, **kwargs)

    def _ensure_readers(self):
        """Check that all followers of something in an archive may read it.

        :raise UserError: naming the first who may not
        """
        guarded = self.env['ir.attachment']._get_archive_models()
        # Who follows what is asked for everybody, whoever changes it.
        for follower in self.sudo().filtered(lambda each: each.res_model in guarded):
            record = self.env[follower.res_model].browse(follower.res_id)
            partner = follower.partner_id
            if not record._get_readers(partner):
                raise UserError(self.env._(
                    "%(person)s may not read %(record)s and cannot follow it.",
                    person=partner.display_name, record=record.sudo().display_name,
                ))
