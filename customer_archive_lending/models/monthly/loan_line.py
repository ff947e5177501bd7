# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveLoanLine(models.Model):
    """Lines know for all times what was out at a moment."""

    _inherit = 'customer.archive.loan.line'

    # What was discharged before a moment is not read to find what was out then.
    _out_at_moment_idx = models.Index(
        "(company_id, COALESCE(discharged_at, 'infinity'::timestamp)) WHERE out_at IS NOT NULL",
    )
