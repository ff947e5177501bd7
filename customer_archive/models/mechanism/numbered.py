# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveNumbered(models.AbstractModel):
    """Records numbered by the sequence whose code is the name of their model.

    A model of it says in a unique index of its own within what a number is unique.
    """

    _name = 'customer.archive.numbered'
    _inherit = ['customer.archive.transition']
    _description = "Archive: Numbered Records"

    _gated_fields = frozenset({'name'})

    name = fields.Char(string="Number", readonly=True, copy=False)

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to give each record the next number.

        Whoever checks something before a record is made, does so before calling `super()`: what is
        refused then takes no number.
        """
        vals_list = super()._prepare_create_vals_list(vals_list)
        numbers = self.env['ir.sequence']._draw_codes(self._name, len(vals_list))
        return [
            {**vals, 'name': number} for vals, number in zip(vals_list, numbers, strict=True)
        ]
