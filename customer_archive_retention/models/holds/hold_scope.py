# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What a hold names, besides what its query finds.
SCOPE_FIELDS = ('archive_ids', 'partner_ids', 'volume_ids', 'document_ids')


class CustomerArchiveHoldScope(models.AbstractModel):
    """What a hold covers: what it names, and what its query finds."""

    _name = 'customer.archive.hold.scope'
    _description = "Archive Hold: Scope"

    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    archive_ids = fields.Many2many(
        'customer.archive', string="Archives", relation='customer_archive_hold_archive_rel',
        ondelete='restrict', check_company=True, domain="[('company_id', '=', company_id)]",
    )
    partner_ids = fields.Many2many(
        'res.partner', string="Customers", relation='customer_archive_hold_partner_rel',
        domain="[('parent_id', '=', False)]",
        help="All archives of these customers, also those that are opened later.",
    )
    volume_ids = fields.Many2many(
        'customer.archive.volume', string="Volumes", relation='customer_archive_hold_volume_rel',
        ondelete='restrict', check_company=True, domain="[('company_id', '=', company_id)]",
    )
    document_ids = fields.Many2many(
        'customer.archive.document', string="Documents",
        relation='customer_archive_hold_document_rel',
        ondelete='restrict', check_company=True, domain="[('company_id', '=', company_id)]",
    )
    query_mode = fields.Selection(
        [('none', "None"), ('frozen', "What it finds when placed"),
         ('living', "Also what meets it later")],
        string="Query", required=True, default='none',
    )
    query = fields.Char(
        string="Conditions", default='[]', help="All archives that meet these conditions.",
    )
    holds_everything = fields.Boolean(
        string="Everything Is Meant",
        help="Confirms a query that finds all archives of the company.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('query')
    def _check_query(self):
        for hold in self:
            hold._parse_query()

    @api.constrains('partner_ids')
    def _check_partner_ids(self):
        for hold in self:
            for partner in hold.partner_ids:
                if partner.commercial_partner_id != partner:
                    raise ValidationError(self.env._(
                        "%(contact)s is a contact of %(customer)s: name the customer.",
                        contact=partner.display_name,
                        customer=partner.commercial_partner_id.display_name,
                    ))

    # === BUSINESS METHODS === #

    def _get_query_domain(self):
        """Return the conditions of the query, for archives of the hold's company.

        :return: `None` where the hold has no query
        :rtype: Domain|None
        """
        self.ensure_one()
        if self.query_mode == 'none':
            return None
        return self._parse_query() & Domain('company_id', '=', self.company_id.id)

    def _parse_query(self):
        """Return the conditions of the query, which mean the same for everybody, at any time.

        :rtype: Domain
        :raise ValidationError: when they do not, or cannot be read
        """
        self.ensure_one()
        archives = self.env['customer.archive'].sudo()  # Alike, whoever looks.
        try:
            domain = Domain(ast.literal_eval((self.query or '').strip() or '[]'))
            self._ensure_stored(archives, domain)
            domain.validate(archives)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(self.env._(
                "The query cannot be read: %(error)s", error=error,
            )) from error
        return domain

    def _ensure_stored(self, model, domain):
        """Check that conditions ask for what is written down, not for what is told to a user.

        Among the others is whether an archive is held: a hold must not depend on holds.

        :param recordset model: the model that the conditions are about
        :param Domain domain: the conditions
        :raise ValidationError: naming a field
        """
        for condition in domain.iter_conditions():
            asked = model
            for name in condition.field_expr.split('.'):
                field = asked._fields.get(name)
                if field is None:
                    break  # A part of a date or a property.
                if not field.store and name != 'id':
                    raise ValidationError(self.env._(
                        "The query asks for “%(field)s”, which is computed anew for each reader:"
                        " ask for what is entered.", field=field._description_string(self.env),
                    ))
                asked = self.env[field.comodel_name] if field.relational else asked
            if 'any' in condition.operator:
                self._ensure_stored(asked, Domain(condition.value))

    def _get_named(self):
        """Return what the hold names, to see whether something was taken off.

        :rtype: set[tuple[str, int]]
        """
        hold_sudo = self.sudo()  # Also what the user may not see of it.
        return {(name, each) for name in SCOPE_FIELDS for each in hold_sudo[name].ids}

    def _get_archives(self):
        """Return the archives that the hold concerns now, as a whole or in part.

        :rtype: recordset
        """
        archives = self.env['customer.archive'].sudo()  # Also those that the user may not see.
        found = archives.browse()
        for hold in self.sudo():
            concerned = (
                Domain('id', 'in', (
                    hold.archive_ids | hold.volume_ids.archive_id | hold.document_ids.archive_id
                ).ids)
                | Domain('partner_id', 'in', hold.partner_ids.ids)
                & Domain('company_id', '=', hold.company_id.id)
            )
            if domain := hold._get_query_domain():
                concerned |= domain
            found |= archives.search(concerned)
        return found.sorted('id')

    def _ensure_holds_something(self):
        """Check that the hold covers something, and not everything by mistake.

        :raise UserError: when it does not
        """
        archives = self.env['customer.archive'].sudo()  # What there is, whoever may see it.
        for hold in self:
            domain = hold._get_query_domain()
            found = archives.search_count(domain) if domain else 0
            if not found and not hold._get_named():
                raise UserError(self.env._(
                    "%(hold)s would hold nothing: name archives, customers, volumes or documents,"
                    " or a query that finds some.", hold=hold.name,
                ))
            total = archives.search_count([('company_id', '=', hold.company_id.id)])
            if found == total and domain and not hold.holds_everything:
                raise UserError(self.env._(
                    "The query of %(hold)s finds all %(count)s archives of the company: tick"
                    " “Everything Is Meant” if that is so, or narrow it.",
                    hold=hold.name, count=total,
                ))

    @api.model
    def _search_living(self, companies=None):
        """Return the active holds with a living query.

        :param recordset companies: of which companies, by default of all
        :rtype: recordset
        """
        domain = [('state', '=', 'active'), ('query_mode', '=', 'living')]
        if companies is not None:
            domain.append(('company_id', 'in', companies.ids))
        # Whoever asks may not read holds: what is held is held for everybody.
        return self.sudo().search(domain, order='id')
