# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL

# Those that count, of the row `archive`.
_VOLUMES = SQL(
    "FROM customer_archive_volume volume WHERE volume.archive_id = archive.id"
    " AND volume.state NOT IN ('void', 'destroyed')",
)


class CustomerArchive(models.Model):
    """An archive as a whole is kept for a period, and then reviewed."""

    _name = 'customer.archive'
    _inherit = ['customer.archive.retained', 'customer.archive']

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_triggers(self):
        """Override to say when an archive was filed and closed, and its last contract done."""
        return {
            **super()._get_retention_triggers(),
            # The last one counts, and none does while one is missing.
            'filing': SQL(
                "CASE WHEN EXISTS (SELECT %(volumes)s) THEN (SELECT CASE"
                " WHEN bool_and(volume.filed_on IS NOT NULL) THEN max(volume.filed_on) END"
                " %(volumes)s) ELSE source.formal_on END", volumes=_VOLUMES,
            ),
            'closed': SQL("source.closed_on"),
            'contract_end': self._get_contract_end(),
            'document_date': SQL(
                "(SELECT CASE WHEN bool_and(document.date IS NOT NULL) THEN max(document.date) END"
                " FROM customer_archive_document document WHERE document.archive_id = source.id"
                " AND document.state != 'destroyed')",
            ),
        }

    @api.model
    def _get_contract_end(self):
        """Return the day on which the last contract of the row `archive` was done, as SQL.

        :rtype: SQL
        """
        return SQL(
            "(SELECT CASE WHEN bool_and(volume.date_end IS NOT NULL)"
            " THEN max(volume.date_end) END %s)", _VOLUMES,
        )

    def _after_transition(self, verb):
        """Override to compute how long it is kept from where it stands now."""
        super()._after_transition(verb)
        if verb != 'merge_into':  # Then once all of it has moved.
            self._follow_step(verb)

    def _after_absorbing(self, merged):
        """Override to count from what is there now."""
        super()._after_absorbing(merged)
        (self | merged)._follow_retention(first=True)

    def _after_reclassification(self, old_classes):
        """Override to apply the rules of the new classes, and tell what that changes (ND-10)."""
        super()._after_reclassification(old_classes)
        self._follow_retention(first=True)
