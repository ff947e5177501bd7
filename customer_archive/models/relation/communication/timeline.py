# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL


class CustomerArchiveTimeline(models.Model):
    """The relation begins with the first talk that is known of (CA-16)."""

    _inherit = 'customer.archive.timeline'

    _depends = {'customer.archive.communication': ['archive_id', 'at', 'state']}

    # === BUSINESS METHODS - QUERY === #

    @api.model
    def _get_source_models(self):
        """Override to find the talk."""
        return {**super()._get_source_models(), 'contact': 'customer.archive.communication'}

    @api.model
    def _get_parts(self):
        """Override to show the oldest talk of each archive, by its index."""
        return [*super()._get_parts(), SQL(
            """
                first.id, NULL::varchar, 'contact'::varchar, first.at, NULL::int, NULL::numeric,
                NULL::varchar, NULL::varchar
            FROM customer_archive archive
            -- There is one for each archive, and by the archive it is found again.
            JOIN customer_archive line ON line.id = archive.id
           CROSS JOIN LATERAL (
                SELECT id, at FROM customer_archive_communication
                 WHERE archive_id = archive.id AND state = 'valid' ORDER BY at LIMIT 1
            ) first
            """,
        )]
