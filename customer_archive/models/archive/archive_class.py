# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .number_pattern import CODE_REGEX


class CustomerArchiveClass(models.Model):
    """A class of the classification scheme, in a tree under its dimension (CA-35)."""

    _name = 'customer.archive.class'
    _description = "Archive Class"
    _rec_names_search = ['name', 'code']
    _order = 'dimension_id, code, id'
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Letters and digits: it may stand in archive numbers.")
    dimension_id = fields.Many2one(
        'customer.archive.class.dimension', required=True, index=True, ondelete='restrict',
    )
    parent_id = fields.Many2one(
        'customer.archive.class', index='btree_not_null', ondelete='restrict',
        domain="[('dimension_id', '=', dimension_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many('customer.archive.class', 'parent_id', string="Subclasses")
    active = fields.Boolean(default=True)
    color = fields.Integer()
    review_months = fields.Integer(
        string="Review Every (Months)",
        help="How often archives of this class are reviewed; 0 leaves it to their other classes.",
    )
    amount_from = fields.Monetary(
        string="Spend From", currency_field='currency_id',
        help="Customers who were invoiced at least this much in the last twelve months, in the"
             " currency of the archive's company, are of this class (CA-38).",
    )
    is_spend_level = fields.Boolean(compute='_compute_is_spend_level')
    currency_id = fields.Many2one('res.currency', compute='_compute_currency_id')

    _code_unique = models.UniqueIndex(
        '(dimension_id, code)', "Another class of this dimension has this code already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('name', 'parent_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for record in self:
            parent = record.parent_id.display_name
            record.display_name = f'{parent} / {record.name}' if parent else record.name

    @api.depends('dimension_id')
    def _compute_is_spend_level(self):
        spend_level = self._get_dimension('spend_level')
        for record in self:
            record.is_spend_level = record.dimension_id == spend_level

    @api.depends_context('company')
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    # === CONSTRAINT METHODS === #

    @api.constrains('code')
    def _check_code(self):
        for record in self:
            if not re.fullmatch(CODE_REGEX, record.code):
                raise ValidationError(self.env._(
                    "The class code “%(code)s” may hold letters and digits only.",
                    code=record.code,
                ))

    @api.constrains('parent_id', 'dimension_id')
    def _check_parent_id(self):
        for record in self:
            if record.parent_id and record.parent_id.dimension_id != record.dimension_id:
                raise ValidationError(self.env._(
                    "“%(class)s” and its parent must belong to the same dimension.",
                    **{'class': record.name},
                ))

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to say plainly why a class cannot lie below itself."""
        if (parent := vals.get('parent_id')) and self.browse(parent) in (
            self.with_context(active_test=False).search([('id', 'child_of', self.ids)])
        ):
            raise ValidationError(self.env._("A class cannot lie below itself."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        for record in self:
            # Whether a class is in use does not depend on who asks.
            used = self.env['customer.archive'].sudo().search_count(
                [('class_ids', 'in', record.ids)], limit=1,
            )
            if used:
                raise UserError(self.env._(
                    "Archives are classified as “%(class)s”: archive the class instead of"
                    " deleting it.", **{'class': record.name},
                ))

    # === BUSINESS METHODS === #

    @api.model
    def _get_dimension(self, name):
        """Return one of the dimensions that the addon ships, empty when it was deleted.

        :param str name: its XML id without `customer_archive_class_dimension_`
        :rtype: recordset
        """
        return self.env.ref(
            f'customer_archive.customer_archive_class_dimension_{name}', raise_if_not_found=False,
        ) or self.env['customer.archive.class.dimension']
