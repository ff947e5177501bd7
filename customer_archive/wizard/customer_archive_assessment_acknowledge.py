# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveAssessmentAcknowledge(models.TransientModel):
    """Lets an archivist acknowledge his assessment, and say something to it (CA-74)."""

    _name = 'customer.archive.assessment.acknowledge'
    _description = "Archive: Acknowledge an Assessment"

    assessment_id = fields.Many2one(
        'customer.archive.assessment', required=True, readonly=True,
    )
    comment = fields.Text(string="My Comment", help="What you say to it; it stays with it.")

    # === ACTION METHODS === #

    def action_acknowledge(self):
        """Acknowledge the assessment."""
        self.ensure_one()
        self.assessment_id._acknowledge(self.comment)
        return {'type': 'ir.actions.act_window_close'}
