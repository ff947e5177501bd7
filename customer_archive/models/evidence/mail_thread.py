# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

from odoo import models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """Incoming mail reaches an archive from people who may read it, through the mail server."""

    _inherit = 'mail.thread'

    def _message_route_process(self, message, message_dict, routes):
        """Override to take in no mail from outsiders, and none that a user made up."""
        guarded = self.env['ir.attachment']._get_archive_models()
        if any(route[0] in guarded for route in routes or ()):
            if not (self.env.is_superuser() or self.env.is_system()):
                raise AccessError(self.env._(
                    "Mail for archives comes from the mail server: post a message instead.",
                ))
            routes = [
                route for route in routes
                if route[0] not in guarded or self._is_archive_route_open(message_dict, route)
            ]
            # Whoever else stands in the mail's head is not told by us.
            message_dict = {**message_dict, 'partner_ids': []}
        return super()._message_route_process(message, message_dict, routes)

    def _is_archive_route_open(self, message_dict, route):
        """Tell whether a mail may be posted on a record of an archive.

        :param dict message_dict: the parsed mail
        :param tuple route: model, id, …
        :rtype: bool
        """
        record = self.env[route[0]].browse(route[1] or [])
        author = self.env['res.partner'].browse(message_dict.get('author_id') or [])
        if record and author and record._get_readers(author):
            return True
        _logger.info(
            "Mail %s is not posted on %s: its sender may not read it.",
            message_dict.get('message_id'), record or route[0],
        )
        return False
