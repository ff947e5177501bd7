# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveVolumeFile(models.TransientModel):
    """The archivist files volumes at a location that has room (CA-10)."""

    _name = 'customer.archive.volume.file'
    _description = "Archive: File a Volume"

    volume_ids = fields.Many2many('customer.archive.volume', required=True, readonly=True)
    location_id = fields.Many2one('customer.archive.location', required=True)
    free = fields.Integer(related='location_id.free')
    capacity = fields.Integer(related='location_id.capacity')

    # === ACTION METHODS === #

    def action_confirm(self):
        """File the volumes."""
        self.ensure_one()
        self.volume_ids._shelve('file', self.location_id)
        return {'type': 'ir.actions.act_window_close'}
