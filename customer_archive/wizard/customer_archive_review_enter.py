# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ..models.content.review import OUTCOMES


class CustomerArchiveReviewEnter(models.TransientModel):
    """Asks what a review found; it shows what may be out of date (CA-29, CA-34)."""

    _name = 'customer.archive.review.enter'
    _description = "Archive: Enter a Review"

    archive_id = fields.Many2one('customer.archive', required=True, readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, default='unchanged')
    note = fields.Text(string="What Was Changed")

    # What to look at.
    missing_line_ids = fields.Many2many(related='archive_id.missing_line_ids', related_sudo=False)
    stale_document_ids = fields.Many2many(
        'customer.archive.document', compute='_compute_stale_document_ids', compute_sudo=False,
        string="Expired or Unverified",
    )
    open_intake_count = fields.Integer(
        related='archive_id.open_intake_count', related_sudo=False,
    )

    # === COMPUTE METHODS === #

    def _compute_stale_document_ids(self):
        for wizard in self:
            wizard.stale_document_ids = wizard.archive_id.document_ids.filtered(
                lambda document: document.is_expired or document.state == 'unverified',
            )

    # === ACTION METHODS === #

    def action_confirm(self):
        """Note the review."""
        self.ensure_one()
        self.check_access('read')
        self.archive_id._review(self.outcome, self.note)
        return {'type': 'ir.actions.act_window_close'}
