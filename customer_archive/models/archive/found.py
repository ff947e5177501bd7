# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..mechanism import text_search


class CustomerArchiveFound(models.AbstractModel):
    """How an archive is found (CA-61): by its number, its customer, what lies in it and where;
    all with one field, and each way by an index of its own.
    """

    _name = 'customer.archive.found'
    _description = "Archive: Found in Many Ways"

    lookup = fields.Char(
        string="Find", compute='_compute_lookup', search='_search_lookup',
        help="Finds an archive by its number, by the name, telephone, tax number or e-mail of the"
             " customer or of his contacts, by the title of a document or by a location.",
    )

    # === COMPUTE METHODS === #

    def _compute_lookup(self):
        self.lookup = False

    def _search_lookup(self, operator, value):
        if operator != 'ilike' or not isinstance(value, str):
            return NotImplemented
        return Domain('id', 'in', self._get_lookup_query(value.strip()))

    def _search_display_name(self, operator, value):
        if operator == 'ilike' and isinstance(value, str):
            return Domain('lookup', operator, value)
        return super()._search_display_name(operator, value)

    # === BUSINESS METHODS === #

    @api.model
    def _get_lookup_query(self, value):
        """Return the ids of the archives that `value` finds, as a subquery.

        Each way to find an archive is a query of its own that one index serves, under the rights
        of the user; a union of them stays quick where a condition over all would read every row.

        :param str value: what the user typed
        :rtype: SQL
        """
        return SQL("(%s)", SQL(" UNION ").join(self._get_lookup_queries(value)))

    @api.model
    def _get_lookup_queries(self, value):
        """Return the queries of :meth:`_get_lookup_query`.

        For a module to find archives in another way, it must override this method and add a query
        for archive ids.

        :param str value: what the user typed
        :rtype: list[SQL]
        """
        # What is searched by SQL of our own has to stand in the database.
        self.flush_model(['name', 'partner_id'])
        self.env['customer.archive.document'].flush_model(['title', 'archive_id'])
        self.env['customer.archive.location'].flush_model(['complete_name'])
        partners = self._get_lookup_partners(value)
        documents = self.env['customer.archive.document']._search(Domain.custom(
            to_sql=lambda model, alias, query: text_search.contains(
                SQL.identifier(alias, 'title'), value,
            ),
        ))
        locations = self.env['customer.archive.location'].search(Domain.custom(
            to_sql=lambda model, alias, query: text_search.contains(
                SQL.identifier(alias, 'complete_name'), value,
            ),
        ) | Domain('barcode', '=', value.upper()))
        holdings = self.env['customer.archive.holding']._search(
            Domain('home_location_id', 'child_of', locations.ids)
            | Domain('barcode', '=', value.upper()),
        )
        return [
            SQL("SELECT id FROM customer_archive WHERE %s",
                text_search.contains(SQL("name"), value)),
            SQL("SELECT id FROM customer_archive WHERE partner_id IN %s",
                partners.subselect(SQL.identifier(partners.table, 'commercial_partner_id'))),
            documents.select(SQL.identifier(documents.table, 'archive_id')),
            holdings.select(SQL.identifier(holdings.table, 'archive_id')),
        ]

    @api.model
    def _get_lookup_partners(self, value):
        """Return the query for the customers and contacts that `value` finds.

        :param str value: what the user typed
        :rtype: Query
        """
        self.env['res.partner'].flush_model([
            *text_search.PARTNER_COLUMNS, 'commercial_partner_id',
        ])
        values = [value]
        if digits := text_search.digits_only(value):
            values.append(digits)  # 138-0013-8000 finds +86 138 0013 8000.
        return self.env['res.partner'].with_context(active_test=False)._search(Domain.custom(
            to_sql=lambda model, alias, query: SQL("(%s)", SQL(" OR ").join(
                text_search.contains(text_search.partner_text(alias), each) for each in values
            )),
        ))
