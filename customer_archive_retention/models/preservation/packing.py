# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerArchivePacking(models.AbstractModel):
    """A package says which holds stand on an archive: they go where it goes (ND-02)."""

    _inherit = 'customer.archive.packing'

    # === BUSINESS METHODS === #

    @api.model
    def _describe_archives(self, archives):
        """Override to tell the holds."""
        described = super()._describe_archives(archives)
        items = self.env['customer.archive.hold.item'].search(
            Domain('hold_id.state', '=', 'active') & Domain.OR([
                Domain('archive_id', 'in', archives.ids),
                Domain('volume_id.archive_id', 'in', archives.ids),
                Domain('document_id.archive_id', 'in', archives.ids),
                Domain('partner_id', 'in', archives._get_customers_sudo().ids),
            ]),
        )
        for archive, (document, _files) in described.items():
            holds = items.filtered(lambda item, archive=archive: archive in (
                item.archive_id, item.volume_id.archive_id, item.document_id.archive_id,
            ) or item.partner_id in archive._get_customers_sudo()).hold_id if items else ()
            document['holds'] = [self._describe_hold(hold) for hold in holds]
        return described

    @api.model
    def _describe_hold(self, hold):
        """Return what a package says of a hold."""
        return {
            'name': hold.name, 'matter': hold.matter, 'reason': hold.reason,
            'authority': hold.authority, 'review_on': fields.Date.to_string(hold.review_on),
            'placed_by': hold.placed_by_id.login,
            'placed_at': fields.Datetime.to_string(hold.placed_at),
        }
