# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class AccountMove(models.Model):
    """The invoices of a customer are found without reading those of all others."""

    _inherit = 'account.move'

    _archive_customer_idx = models.Index(
        "(commercial_partner_id, company_id, invoice_date) WHERE state = 'posted'"
        " AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')",
    )
