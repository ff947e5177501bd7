# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class ResPartner(models.Model):
    """Who of the people that a message names may read what it is about."""

    _inherit = 'res.partner'

    def _get_archive_readers(self, record):
        """Return those of the contacts who, as internal users, may read a record.

        :param recordset record: a record of an archive
        :rtype: recordset
        """
        def reads(user):
            # In whatever company he works now: he may read it when he works in the right one.
            theirs = record.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids,
            )
            return theirs.has_access('read')

        # Who is a user is no secret.
        partners_sudo = self.sudo()
        return partners_sudo.filtered(lambda partner: any(
            reads(user) for user in partner.user_ids if user.active and not user.share
        )).with_env(self.env)
