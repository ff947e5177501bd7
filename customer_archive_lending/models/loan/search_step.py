# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveLoanSearchStep(models.Model):
    """One step of the search for a lent holding that is lost, or said to be returned (ND-23)."""

    _name = 'customer.archive.loan.search.step'
    _inherit = ['customer.archive.kept']
    _description = "Step of a Search"
    _order = 'searched_at desc, id desc'
    _rec_name = 'place'
    _allow_sudo_commands = False

    line_id = fields.Many2one(
        'customer.archive.loan.line', required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='line_id.company_id', store=True, precompute=True)
    searched_at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now(),
    )
    searched_by_id = fields.Many2one(
        'res.users', string="Who", required=True, readonly=True, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    place = fields.Char(string="Where", required=True)
    found = fields.Boolean()
    note = fields.Text(string="Result")
