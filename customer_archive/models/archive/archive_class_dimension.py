# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerArchiveClassDimension(models.Model):
    """A point of view from which archives are classified: importance, business type … (CA-35).

    Type, industry and region are no dimensions: the customer's own data state them.
    """

    _name = 'customer.archive.class.dimension'
    _description = "Archive Classification Dimension"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    class_ids = fields.One2many('customer.archive.class', 'dimension_id', string="Classes")
    default_class_id = fields.Many2one(
        'customer.archive.class', domain="[('dimension_id', '=', id)]", ondelete='restrict',
        help="The class of a new archive that nobody classified in this dimension.",
    )

    _code_unique = models.UniqueIndex('(code)', "Another dimension has this code already.")

    # === CONSTRAINT METHODS === #

    @api.constrains('default_class_id')
    def _check_default_class_id(self):
        for dimension in self:
            if dimension.default_class_id and dimension.default_class_id.dimension_id != dimension:
                raise ValidationError(self.env._(
                    "The default class of “%(dimension)s” must be one of its own classes.",
                    dimension=dimension.name,
                ))
