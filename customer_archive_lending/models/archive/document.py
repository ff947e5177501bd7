# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveDocument(models.Model):
    """A document that is on loan stays what and where it is."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.lent.contents', 'customer.archive.document']

    _holding_column = 'document_id'
    _index_fields = frozenset({'lent_count'})

    lent_count = fields.Integer(string="On Loan", compute='_compute_lent_count')

    # === COMPUTE METHODS === #

    @api.depends_context('uid')
    def _compute_lent_count(self):
        counts = self._count_lent()
        for record in self:
            record.lent_count = counts.get(record.id, 0)

    # === ACTION METHODS === #

    def action_request_loan(self):
        """Begin a loan of what lies in it."""
        return self.env['customer.archive.loan']._action_request(
            self.env['customer.archive.holding'].search([('document_id', 'in', self.ids)]),
        )

    def action_view_loans(self):
        """Show what of it is, or was, on loan."""
        return self.env['customer.archive.loan.line']._action_view(
            [('holding_id.document_id', 'in', self.ids)],
        )
