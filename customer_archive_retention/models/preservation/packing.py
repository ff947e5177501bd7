# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerArchivePacking(models.AbstractModel):
    """A package says which holds stand on an archive: they go where it goes (ND-02)."""

    _inherit = 'customer.archive.packing'

    # === BUSINESS METHODS === #

    @api.model
    def _describe_archive(self, archive, own, cache):
        """Override to tell the holds."""
        document, files = super()._describe_archive(archive, own, cache)
        items = self.env['customer.archive.hold.item'].search(
            Domain('hold_id.state', '=', 'active') & Domain.OR([
                Domain('archive_id', '=', archive.id),
                Domain('volume_id.archive_id', '=', archive.id),
                Domain('document_id.archive_id', '=', archive.id),
                Domain('partner_id', 'in', archive._get_customers_sudo().ids),
            ]),
        )
        document['holds'] = [
            {
                'name': hold.name, 'matter': hold.matter, 'reason': hold.reason,
                'authority': hold.authority, 'review_on': fields.Date.to_string(hold.review_on),
                'placed_by': hold.placed_by_id.login,
                'placed_at': fields.Datetime.to_string(hold.placed_at),
            }
            for hold in items.hold_id.sorted('id')
        ]
        return document, files
