# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL


class CustomerArchiveVolume(models.Model):
    """A volume is kept for a period, and then reviewed."""

    _name = 'customer.archive.volume'
    _inherit = ['customer.archive.retained', 'customer.archive.volume']

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to count from another day of completion."""
        res = super().write(vals)
        if 'date_end' in vals:
            self._follow_retention()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_triggers(self):
        """Override to say when a volume was filed and closed, and its contract done."""
        return {
            **super()._get_retention_triggers(),
            'filing': SQL("source.filed_on"),
            'closed': SQL("source.closed_on"),
            'contract_end': SQL("source.date_end"),
            'document_date': SQL(
                "(SELECT CASE WHEN bool_and(document.date IS NOT NULL) THEN max(document.date) END"
                " FROM customer_archive_document document WHERE document.volume_id = source.id"
                " AND document.state != 'destroyed')",
            ),
        }

    def _after_transition(self, verb):
        """Override to compute how long it is kept from where it stands now."""
        super()._after_transition(verb)
        self._follow_retention()
