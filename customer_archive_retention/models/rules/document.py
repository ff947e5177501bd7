# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL


class CustomerArchiveDocument(models.Model):
    """A superseded document goes when its own period is over, before its volume (RE-12).

    Every other one goes with the volume or archive that it lies in.
    """

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.retained', 'customer.archive.document']

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to count from another date, or by the rules of another volume."""
        res = super().write(vals)
        if not vals.keys().isdisjoint(('date', 'volume_id')):
            self._follow_retention()
        return res

    def unlink(self):
        """Override to free what it lay in of its period."""
        archives = self.archive_id
        res = super().unlink()
        archives._follow_retention()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_triggers(self):
        """Override to let a document follow its volume, where it lies in one, or its archive."""
        def of_volume(column, otherwise):
            return SQL(
                "CASE WHEN source.volume_id IS NULL THEN %s ELSE (SELECT volume.%s FROM"
                " customer_archive_volume volume WHERE volume.id = source.volume_id) END",
                otherwise, SQL.identifier(column),
            )
        contract_end = self.env['customer.archive']._get_contract_end()
        return {
            **super()._get_retention_triggers(),
            # What lies in no volume is taken in when it is verified.
            'filing': of_volume('filed_on', SQL("source.verified_on")),
            'closed': of_volume('closed_on', SQL("archive.closed_on")),
            'contract_end': of_volume('date_end', contract_end),
            'document_date': SQL("source.date"),
        }

    def _after_transition(self, verb):
        """Override to compute how long it is kept from where it stands now."""
        super()._after_transition(verb)
        self._follow_retention()
