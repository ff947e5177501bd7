# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .states import ACTIVE_STATES

# What is shorter is no tax number: a dash, "none", a country's code.
_SHORTEST = 5


def get_tax_key(vat):
    """Return a tax number as it is compared: without spaces and signs, in capitals.

    :param str|None vat: as somebody wrote it
    :rtype: str|bool
    """
    key = re.sub('[^0-9A-Z]', '', unicodedata.normalize('NFKC', vat or '').upper())
    return key if len(key) >= _SHORTEST else False


class CustomerArchive(models.Model):
    """A customer has one archive, whatever contact he was entered as (CA-25).

    The same tax number is refused; the same name and telephone are shown, with the way to the
    other archive. What was there twice before stays, the later one without a key.
    """

    _inherit = 'customer.archive'

    _index_fields = frozenset({'duplicate_ids', 'has_duplicates'})

    tax_key = fields.Char(
        compute='_compute_tax_key', store=True, groups=fields.NO_ACCESS, copy=False,
    )
    duplicate_ids = fields.Many2many(
        'customer.archive', string="Possible Duplicates", compute='_compute_duplicate_ids',
        compute_sudo=False,
        help="Archives of customers with the same tax number, or the same name and telephone.",
    )
    has_duplicates = fields.Boolean(
        compute='_compute_duplicate_ids', search='_search_has_duplicates', compute_sudo=False,
    )

    _tax_unique = models.UniqueIndex(
        "(company_id, tax_key) WHERE state IN ('temporary', 'formal') AND tax_key IS NOT NULL",
        "Another customer with an archive has this tax number.",
    )

    # === COMPUTE METHODS === #

    @api.depends('partner_id.vat')
    def _compute_tax_key(self):
        for archive in self:
            archive.tax_key = get_tax_key(archive.partner_id.vat)

    @api.depends('partner_id.vat', 'partner_id.name', 'partner_id.phone', 'state')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_duplicate_ids(self):
        pairs = self.env.execute_query(SQL(
            "SELECT id, array_agg(other_id) FROM (%s) twins WHERE id = ANY(%s) GROUP BY id",
            self._get_duplicates_query(), self._origin.ids,
        ))
        found = self.browse({other for _archive, others in pairs for other in others})
        readable = found._filtered_access('read')
        others = {archive_id: self.browse(ids) & readable for archive_id, ids in pairs}
        for archive in self:
            archive.duplicate_ids = others.get(archive._origin.id)
            archive.has_duplicates = bool(archive.duplicate_ids)

    def _search_has_duplicates(self, operator, value):
        if operator != 'in':
            return NotImplemented
        twins = Domain('id', 'in', SQL("(SELECT id FROM (%s) twins)", self._get_duplicates_query()))
        return twins if True in value else ~twins

    # === BUSINESS METHODS === #

    def _check_transition(self, verb):
        """Override to reopen no archive whose customer has another one by now."""
        super()._check_transition(verb)
        if verb == 'reopen':
            for archive in self:
                archive._ensure_no_twin(archive.company_id, archive.partner_id.vat)

    @api.model
    def _ensure_openable(self, vals_list):
        """Override to refuse a second archive of the same tax number."""
        super()._ensure_openable(vals_list)
        partners = self.env['res.partner'].sudo().browse(vals['partner_id'] for vals in vals_list)
        companies = self.env['res.company'].browse(vals['company_id'] for vals in vals_list)
        seen = {}
        for partner, company in zip(partners, companies, strict=True):
            self.browse()._ensure_no_twin(company, partner.vat)
            key = (company, get_tax_key(partner.vat))
            if key[1] and seen.setdefault(key, partner) != partner:
                raise ValidationError(self.env._(
                    "%(customer)s and %(other)s have the same tax number: they are one customer.",
                    customer=partner.display_name, other=seen[key].display_name,
                ))

    def _ensure_no_twin(self, company, vat):
        """Check that no other archive is kept of a tax number.

        :param recordset company: the company
        :param str vat: the tax number, as somebody wrote it
        :raise RedirectWarning: leading to the other archive, where the user may read it
        :raise ValidationError: naming it, where he may not
        """
        if not (key := get_tax_key(vat)):
            return
        # One is enough, also where the user may not see it.
        twin_sudo = self.sudo().search([
            ('company_id', '=', company.id), ('tax_key', '=', key),
            ('state', 'in', ACTIVE_STATES), ('id', 'not in', self.ids),
        ], limit=1)
        if not twin_sudo:
            return
        message = self.env._(
            "The tax number %(number)s belongs to a customer who has an archive: %(archive)s.",
            number=vat, archive=twin_sudo.name,
        )
        twin = twin_sudo.with_env(self.env)
        if not twin.has_access('read'):
            raise ValidationError(message)
        raise RedirectWarning(
            message, {
                'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': twin.id,
                'views': [(False, 'form')],
            }, self.env._("Show It"),
        )

    @api.model
    def _take_openable(self, partners, company):
        """Return the contacts for whose customers archives can be opened, or are kept already.

        Business does not wait for the archive: a customer whose tax number belongs to the archive
        of another one has none opened, and the archivist of that one is told to merge them.

        :param recordset partners: contacts
        :param recordset company: the company
        :rtype: recordset
        """
        kept = self._find_kept(partners.commercial_partner_id, company)
        keys = {
            customer: get_tax_key(customer.vat) for customer in partners.commercial_partner_id
            if (customer, company) not in kept
        }
        twins = {archive.tax_key: archive for archive in self.search([
            ('company_id', '=', company.id), ('state', 'in', ACTIVE_STATES),
            ('tax_key', 'in', [key for key in keys.values() if key]),
        ])}
        left = self.env['res.partner']
        first = {}
        for customer, key in keys.items():
            if key and (key in twins or first.setdefault(key, customer) != customer):
                left |= customer
                if key in twins:
                    twins[key]._tell_twin(customer)
        return partners.filtered(lambda partner: partner.commercial_partner_id not in left)

    def _tell_twin(self, customer):
        """Ask who looks after the archive to merge a contact who is the same customer, once.

        :param recordset customer: the contact without an archive
        """
        keeper = self._get_keeper()
        told = self.with_context(lang=keeper.lang)
        summary = told.env._("The same tax number: %(customer)s", customer=customer.display_name)
        if keeper and summary not in self.activity_ids.mapped('summary'):
            told.activity_schedule(
                'mail.mail_activity_data_todo', user_id=keeper.id, summary=summary, note=told.env._(
                    "An order of this contact was confirmed. No archive was opened for him: his tax"
                    " number belongs to this archive. Merge the two contacts if they are one"
                    " customer.",
                ),
            )

    @api.model
    def _get_duplicates_query(self):
        """Return the pairs of kept archives of one company whose customers seem to be one.

        :return: `id` and `other_id`, each pair both ways
        :rtype: SQL
        """
        self.flush_model(['state', 'partner_id', 'company_id'])
        self.env['res.partner'].flush_model(['name', 'phone', 'vat'])
        return SQL(
            """
            SELECT archive.id, other.id AS other_id
              FROM customer_archive archive
              JOIN res_partner customer ON customer.id = archive.partner_id
              JOIN res_partner twin ON twin.id != customer.id AND (
                   customer_archive_likeness(twin.name, twin.phone, twin.vat)
                   && customer_archive_likeness(customer.name, customer.phone, customer.vat))
              JOIN customer_archive other ON other.partner_id = twin.id
               AND other.company_id = archive.company_id AND other.state IN %(active)s
             WHERE archive.state IN %(active)s
            """, active=ACTIVE_STATES,
        )


class ResPartner(models.Model):
    """A customer is not given the tax number of another one who has an archive (CA-25)."""

    _inherit = 'res.partner'

    # What two customers who are one have in common.
    _archive_likeness_idx = models.Index(
        "USING gin (customer_archive_likeness(name, phone, vat))"
        " WHERE customer_archive_likeness(name, phone, vat) IS NOT NULL",
    )

    archive_twin_ids = fields.Many2many(
        'customer.archive', string="Archives of the Same Customer",
        compute='_compute_archive_twin_ids', compute_sudo=False,
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )

    # === COMPUTE METHODS === #

    @api.depends('name', 'phone', 'vat')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_archive_twin_ids(self):
        self.env['customer.archive'].flush_model(['state', 'partner_id', 'company_id'])
        self.flush_model(['name', 'phone', 'vat'])
        pairs = self.env.execute_query(SQL(
            """
            SELECT customer.id, array_agg(other.id)
              FROM res_partner customer
              JOIN res_partner twin ON twin.id != customer.id AND (
                   customer_archive_likeness(twin.name, twin.phone, twin.vat)
                   && customer_archive_likeness(customer.name, customer.phone, customer.vat))
              JOIN customer_archive other ON other.partner_id = twin.id
               AND other.company_id = ANY(%(companies)s) AND other.state IN %(active)s
             WHERE customer.id = ANY(%(ids)s)
             GROUP BY customer.id
            """, companies=self.env.companies.ids, active=ACTIVE_STATES, ids=self._origin.ids,
        ))
        archives = self.env['customer.archive']
        readable = archives.browse({
            other for _partner, others in pairs for other in others
        })._filtered_access('read')
        others = {partner_id: archives.browse(ids) & readable for partner_id, ids in pairs}
        for partner in self:
            partner.archive_twin_ids = others.get(partner._origin.id)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to refuse the tax number of another customer who has an archive."""
        if vals.get('vat'):
            # A duplicate from before may be saved as it is.
            changed = self.sudo().filtered(
                lambda partner: get_tax_key(partner.vat) != get_tax_key(vals['vat']),
            )
            for archive_sudo in changed.commercial_partner_id.kept_archive_ids:
                archive_sudo.with_env(self.env)._ensure_no_twin(
                    archive_sudo.company_id, vals['vat'],
                )
        return super().write(vals)
