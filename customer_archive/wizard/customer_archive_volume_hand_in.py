# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveVolumeHandIn(models.TransientModel):
    """The project leader hands in the completion documents (CA-09)."""

    _name = 'customer.archive.volume.hand.in'
    _description = "Archive: Hand In a Volume"

    volume_ids = fields.Many2many('customer.archive.volume', required=True, readonly=True)
    document_ids = fields.Many2many(
        'customer.archive.document', compute='_compute_document_ids', string="Documents",
    )
    missing_type_ids = fields.Many2many(
        'customer.archive.document.type', compute='_compute_document_ids', string="Missing",
    )
    note = fields.Text(help="What the back office should know.")

    # === COMPUTE METHODS === #

    @api.depends('volume_ids')
    def _compute_document_ids(self):
        for wizard in self:
            wizard.document_ids = wizard.volume_ids.document_ids
            wizard.missing_type_ids = wizard.volume_ids.missing_type_ids

    # === ACTION METHODS === #

    def action_confirm(self):
        """Hand the volumes in."""
        self.ensure_one()
        self.volume_ids._transition('hand_in', {'hand_in_note': self.note})
        return {'type': 'ir.actions.act_window_close'}
