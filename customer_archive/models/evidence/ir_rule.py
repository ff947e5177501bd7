# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class IrRule(models.Model):
    """Attempts that the rules refuse are in the access log."""

    _inherit = 'ir.rule'

    def _make_access_error(self, operation, records):
        """Override to note the attempt; it is written though the transaction is rolled back."""
        error = super()._make_access_error(operation, records)
        for behind in records._get_archive_records():
            self.env['customer.archive.access.log']._note('refused', behind, [operation])
        return error
