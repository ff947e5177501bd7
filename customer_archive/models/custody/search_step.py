# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import has_pass


class CustomerArchiveSearchStep(models.Model):
    """Where somebody searched for what is missing, when, and what he saw (X-06)."""

    _name = 'customer.archive.search.step'
    _inherit = ['customer.archive.kept', 'customer.archive.packed']
    _description = "Step of a Search"
    _order = 'searched_at desc, id desc'
    _rec_name = 'place'

    _package_path = 'search_id.archive_id'
    _allow_sudo_commands = False

    search_id = fields.Many2one(
        'customer.archive.search', required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(
        related='search_id.company_id', store=True, precompute=True, index=True,
    )
    searched_at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now(),
    )
    searched_by_id = fields.Many2one(
        'res.users', string="Who", required=True, readonly=True, ondelete='restrict',
        default=lambda self: self.env.uid,
    )
    place = fields.Char(string="Where", required=True)
    note = fields.Text(string="Result")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let everybody sign for himself, while the search lasts."""
        steps = super().create([{**vals, 'searched_by_id': self.env.uid} for vals in vals_list])
        for search in steps.search_id:
            if search.state != 'open':
                raise UserError(self.env._(
                    "%(search)s has ended and stays as it is.", search=search.name,
                ))
        return steps

    def write(self, vals):
        """Override to refuse: what was done stays."""
        if self and vals and not has_pass(self):
            raise UserError(self.env._("A step of a search stays as it was entered."))
        return super().write(vals)
