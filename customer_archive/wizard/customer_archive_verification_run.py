# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveVerificationRun(models.TransientModel):
    """Verifies the evidence, with what the auditor kept outside the database."""

    _name = 'customer.archive.verification.run'
    _description = "Archive: Verify the Evidence"

    anchors = fields.Text(
        help="Text of mails with anchors, or lines of the anchor file. The heads in it are looked"
             " for in the chains.",
    )

    # === ACTION METHODS === #

    def action_verify(self):
        """Verify and show the protocol."""
        self.ensure_one()
        return self.env['customer.archive.verification'].action_verify(self.anchors)
