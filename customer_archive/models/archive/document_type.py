# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .number_pattern import CODE_REGEX


class CustomerArchiveDocumentType(models.Model):
    """A kind of document: contract, business licence, construction record … (CA-11, CA-17)."""

    _name = 'customer.archive.document.type'
    _description = "Archive Document Type"
    _rec_names_search = ['name', 'code']
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Letters and digits: it stands in document numbers.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    asked_for = fields.Selection(
        [('no', "Nowhere"), ('archive', "In Every Archive"), ('volume', "In Every Volume")],
        required=True, default='no',
        help="Where a document of this type must be: a volume is filed, and an archive becomes"
             " formal, only with the documents asked for.",
    )

    _code_unique = models.UniqueIndex('(code)', "Another document type has this code already.")

    # === CONSTRAINT METHODS === #

    @api.constrains('code')
    def _check_code(self):
        for record in self:
            if not re.fullmatch(CODE_REGEX, record.code):
                raise ValidationError(self.env._(
                    "The type code “%(code)s” may hold letters and digits only.",
                    code=record.code,
                ))
