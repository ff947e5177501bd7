# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerArchiveLoanAsk(models.TransientModel):
    """Adds holdings to a request by their numbers, without opening their archives.

    Of a confidential archive one borrows what one knows the number of: the purpose is said in the
    request, and nothing is read.
    """

    _name = 'customer.archive.loan.ask'
    _description = "Archive: Ask by Number"

    loan_id = fields.Many2one('customer.archive.loan', required=True, ondelete='cascade')
    numbers = fields.Text(
        required=True, help="Barcodes of holdings, one a line.",
    )

    # === ACTION METHODS === #

    def action_add(self):
        """Add what has these numbers."""
        self.ensure_one()
        self.loan_id.check_access('write')
        barcodes = dict.fromkeys(filter(None, map(str.strip, self.numbers.splitlines())))
        holdings = self.env['customer.archive.holding']
        unknown = []
        for barcode in barcodes:
            holding = holdings._find_by_barcode(barcode)
            holdings |= holding
            if not holding:
                unknown.append(barcode)
        if unknown:
            raise UserError(self.env._(
                "There is no holding that you may borrow with the number %(numbers)s.",
                numbers=", ".join(unknown),
            ))
        self.loan_id.write({'line_ids': [
            Command.create({'holding_id': holding.id})
            for holding in holdings - self.loan_id.sudo().line_ids.holding_id  # Once is enough.
        ]})
        return {'type': 'ir.actions.act_window_close'}
