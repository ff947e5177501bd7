# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class AccountPayment(models.Model):
    """The payments of a customer are found without reading those of all others."""

    _inherit = 'account.payment'

    _archive_partner_idx = models.Index("(partner_id) WHERE partner_type = 'customer'")
