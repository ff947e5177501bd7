# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from werkzeug.exceptions import Gone

from odoo.http import request

from odoo.addons.rating.controllers.main import Rating


class ArchiveRating(Rating):
    """The page on which customers answer says when no answer is taken any more."""

    def _get_rating_and_record(self, token):
        """Override to tell why an answer comes too late."""
        rating_sudo, record_sudo = super()._get_rating_and_record(token)
        if rating_sudo.res_model in request.env.registry.descendants(
            ['customer.archive.rated'], '_inherit',
        ) and (refusal := record_sudo._get_rating_refusal()):
            raise Gone(refusal)
        return rating_sudo, record_sudo
