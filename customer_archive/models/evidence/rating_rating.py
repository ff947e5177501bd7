# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError


class RatingRating(models.Model):
    """What customers say of something in an archive: read by who may read that, written by them.

    Plain Odoo lets every internal user read, write and make up all ratings, and read the token by
    which the customer answers.
    """

    _name = 'rating.rating'
    _inherit = ['rating.rating', 'customer.archive.noted']

    _noted_fields = frozenset({
        'rating', 'rating_text', 'rating_image', 'feedback', 'partner_id', 'message_id',
    })
    _noted_as = 'rating_ids'

    # Whoever holds it answers for the customer.
    access_token = fields.Char(groups='base.group_system')

    # === CRUD METHODS === #

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Override to find ratings in archives for who may read what they are about."""
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs,
        )
        if self.env.su or bypass_access:
            return query
        ratings = self.browse(query)
        if hidden := ratings._get_unreadable_on_archives():
            return (ratings - hidden)._as_query(order)
        return query

    def _check_access(self, operation):
        """Override to ask the record in the archive, and to let nobody write for the customer."""
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        refused = self.browse().concat(*result[:1]) if result else self.browse()
        on_archives = (self - refused)._get_on_archives()
        hidden = on_archives._get_unreadable_on_archives() if operation == 'read' else on_archives
        if not hidden:
            return result
        return refused | hidden, lambda: AccessError(self.env._(
            "Ratings in archives are read by who may read what they are about, and written by the"
            " customer alone.",
        ))

    # === BUSINESS METHODS === #

    def _get_archive_records(self):
        """Override to name what the ratings are about."""
        return [
            self.env[model].sudo().browse(ratings.mapped('res_id')).exists()  # Named only.
            for model, ratings in self._get_on_archives().sudo().grouped('res_model').items()
        ]

    def _get_on_archives(self):
        """Return those of the ratings that are about something in an archive.

        :rtype: recordset
        """
        guarded = self.env['ir.attachment']._get_archive_models()
        ratings_sudo = self.sudo()  # Only what they are about, which decides.
        return ratings_sudo.filtered(
            lambda rating: rating.res_id and rating.res_model in guarded,
        ).with_env(self.env)

    def _get_unreadable_on_archives(self):
        """Return the ratings of what the user may not read.

        :rtype: recordset
        """
        hidden = self.browse()
        for model, ratings_sudo in self._get_on_archives().sudo().grouped('res_model').items():
            records = self.env[model].browse(set(ratings_sudo.mapped('res_id'))).exists()
            readable = set(records._filtered_access('read').ids)
            hidden |= ratings_sudo.filtered(
                lambda rating, readable=readable: rating.res_id not in readable,
            ).with_env(self.env)
        return hidden
