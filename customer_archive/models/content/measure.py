# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The one statement by which archives and volumes are measured against their checklists.

It is put together from what the checklists ask for, and looks at no table that none of them needs.
Both what is missing and how much is there come of it, so that they never differ.
"""

from typing import NamedTuple

from odoo.tools import SQL

_ORDERS = {
    'archive': SQL("""
        SELECT sale.id, sale.invoice_status
        FROM sale_order sale JOIN res_partner buyer ON buyer.id = sale.partner_id
        WHERE buyer.commercial_partner_id = archive.partner_id
          AND sale.company_id = archive.company_id AND sale.state = 'sale'"""),
    'volume': SQL("""
        SELECT sale.id, sale.invoice_status FROM sale_order sale
        WHERE sale.id = subject.sale_order_id AND sale.state = 'sale'"""),
}
_INVOICED = SQL("""
    EXISTS (
        SELECT FROM sale_order_line line
        JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
        JOIN account_move_line entry ON entry.id = rel.invoice_line_id
        JOIN account_move invoice ON invoice.id = entry.move_id
        WHERE line.order_id = contract.id AND invoice.state = 'posted'
          AND invoice.move_type = 'out_invoice'
    )""")
_CLASSES = SQL("""
    LEFT JOIN LATERAL (
        SELECT array_agg(step::int) AS ids
        FROM customer_archive_class_rel rel
        JOIN customer_archive_class class ON class.id = rel.customer_archive_class_id,
             LATERAL string_to_table(trim(class.parent_path, '/'), '/') step
        WHERE rel.customer_archive_id = archive.id
    ) classes ON TRUE""")
_CONTACTS = SQL("""
    LEFT JOIN LATERAL (
        SELECT bool_or(contact.type = 'contact' AND contact.name != '') AS person,
               bool_or(COALESCE(contact.phone, contact.email, '') != '') AS channel
        FROM res_partner contact
        WHERE contact.parent_id = archive.partner_id AND contact.active
    ) contacts ON TRUE""")


class Clock(NamedTuple):
    """What differs from company to company.

    :param int company_id: the company
    :param date today: the day that it is there
    :param int|None country_id: where it is
    """

    company_id: int
    today: object
    country_id: int | None


class Measure:
    """Measures the rows of a table against requirements.

    :param str subject: `archive` or `volume`
    :param str table: their table
    :param tuple[Requirement] requirements: what is asked for
    :param list[Clock] clocks: all companies
    """

    def __init__(self, subject, table, requirements, clocks):
        self._subject = subject
        self._table = table
        self.requirements = requirements
        self._clocks = clocks

    def missing(self, where):
        """Return the query for what is missing: the id of the row, and that of the line.

        :param SQL where: which rows, as a condition about `subject`
        :rtype: SQL
        """
        lines = SQL(", ").join(
            SQL("(%s, %s, %s)", each.line_id, self._asked(each), self._met(each))
            for each in self.requirements
        )
        return SQL(
            "SELECT subject.id, line.id %s CROSS JOIN LATERAL (VALUES %s) AS line(id, asked, met)"
            " WHERE %s AND line.asked AND NOT line.met",
            self._from(), lines, where,
        )

    def percent(self, where):
        """Return the query for how much of what counts is there: id, whole percents rounded down.

        :param SQL where: which rows, as a condition about `subject`
        :rtype: SQL
        """
        required = [each for each in self.requirements if each.required]
        asked = [self._asked(each) for each in required]
        met = [
            SQL("(%s AND %s)", each, self._met(line))
            for each, line in zip(asked, required, strict=True)
        ]
        return SQL(
            "SELECT id, completeness, COALESCE(100 * met / NULLIF(asked, 0), 100) AS percent FROM ("
            "SELECT subject.id, subject.completeness, %s AS asked, %s AS met %s WHERE %s"
            " OFFSET 0) measured",
            _count(asked), _count(met), self._from(), where,
        )

    # === WHAT IS LOOKED AT === #

    def _from(self):
        """Return the tables that the requirements look at."""
        kinds = {each.kind for each in self.requirements}
        conditions = {each.condition for each in self.requirements}
        clocks = SQL(", ").join(
            SQL("(%s, %s::date, %s::int)", *clock) for clock in self._clocks
        )
        sources = [SQL(
            "FROM %s subject JOIN customer_archive archive ON archive.id = subject.%s"
            " JOIN res_partner customer ON customer.id = archive.partner_id"
            " JOIN (VALUES %s) AS company(id, today, country_id)"
            " ON company.id = archive.company_id",
            SQL.identifier(self._table),
            SQL.identifier('id' if self._subject == 'archive' else 'archive_id'), clocks,
        )]
        if any(each.class_id for each in self.requirements):
            sources.append(_CLASSES)
        if kinds & {'document', 'unexpired'}:
            sources.append(self._documents())
        if kinds & {'contact_person', 'contact_channel'}:
            sources.append(_CONTACTS)
        if kinds & {'order_document', 'unexpired'} or conditions & {'has_order', 'open_order'}:
            sources.append(SQL(
                "LEFT JOIN LATERAL (SELECT count(*) > 0 AS confirmed, COALESCE(bool_or("
                "contract.invoice_status IS DISTINCT FROM 'invoiced'), FALSE) AS open"
                " FROM (%s) contract) orders ON TRUE",
                _ORDERS[self._subject],
            ))
        return SQL(" ").join(sources)

    def _documents(self):
        return SQL(
            """
            LEFT JOIN LATERAL (
                SELECT COALESCE(array_agg(document.type_id) FILTER (
                           WHERE document.state = 'verified' AND (
                               document.valid_until IS NULL
                               OR document.valid_until >= company.today
                           )
                       ), '{}') AS valid,
                       COALESCE(array_agg(document.type_id) FILTER (
                           WHERE document.valid_until < company.today
                       ), '{}') AS expired
                FROM customer_archive_document document
                WHERE document.%s = subject.id AND document.state IN ('unverified', 'verified')
            ) documents ON TRUE
            """,
            SQL.identifier(f'{self._subject}_id'),
        )

    # === WHAT IS ASKED FOR === #

    def _asked(self, requirement):
        """Return whether a requirement is asked of the row."""
        terms = [self._condition(requirement.condition)]
        if requirement.company_id:
            terms.append(SQL("archive.company_id = %s", requirement.company_id))
        if requirement.customer_type:
            terms.append(SQL(
                "archive.customer_type IS NOT DISTINCT FROM %s", requirement.customer_type,
            ))
        if requirement.class_id:
            terms.append(SQL(
                "COALESCE(%s = ANY(classes.ids), FALSE)", requirement.class_id,
            ))
        if requirement.kind == 'order_document':
            terms.append(SQL("orders.confirmed"))
        elif requirement.kind == 'unexpired':
            terms.append(SQL("orders.open"))
        elif requirement.kind == 'invoice_document':
            terms.append(self._exists_order(_INVOICED))
        return SQL("(%s)", SQL(" AND ").join(terms))

    def _condition(self, condition):
        return {
            'always': SQL("TRUE"),
            'has_order': SQL("orders.confirmed"),
            'open_order': SQL("orders.open"),
            'has_invoice': SQL(
                "EXISTS (SELECT FROM account_move invoice JOIN res_partner buyer"
                " ON buyer.id = invoice.partner_id"
                " WHERE buyer.commercial_partner_id = archive.partner_id"
                " AND invoice.company_id = archive.company_id AND invoice.state = 'posted'"
                " AND invoice.move_type = 'out_invoice')",
            ),
            'company': SQL("archive.customer_type = 'company'"),
            'person': SQL("archive.customer_type = 'person'"),
            'domestic': SQL("(COALESCE(customer.country_id, company.country_id)"
                            " IS NOT DISTINCT FROM company.country_id)"),
            'foreign': SQL("(COALESCE(customer.country_id, company.country_id)"
                           " IS DISTINCT FROM company.country_id)"),
        }[condition]

    def _met(self, requirement):
        """Return whether the row has what a requirement asks for."""
        return getattr(self, f'_met_{requirement.kind}')(requirement.type_id)

    def _met_document(self, type_id):
        return SQL("%s = ANY(documents.valid)", type_id)

    def _met_order_document(self, type_id):
        return self._no_order_without(SQL("TRUE"), type_id, SQL("document.signed_on IS NOT NULL"))

    def _met_invoice_document(self, type_id):
        return self._no_order_without(_INVOICED, type_id, SQL("TRUE"))

    def _met_unexpired(self, type_id):
        if type_id:
            return SQL(
                "(%(type)s != ALL(documents.expired) OR %(type)s = ANY(documents.valid))",
                type=type_id,
            )
        return SQL("documents.expired <@ documents.valid")

    def _met_contact_person(self, _type_id):
        return SQL(
            "(archive.customer_type = 'person' OR COALESCE(contacts.person, FALSE))",
        )

    def _met_contact_channel(self, _type_id):
        return SQL(
            "(COALESCE(customer.phone, customer.email, '') != ''"
            " OR COALESCE(contacts.channel, FALSE))",
        )

    def _met_address(self, _type_id):
        # Not every country has provinces.
        return SQL(
            "(COALESCE(customer.city, '') != '' AND COALESCE(customer.street, '') != '' AND ("
            "customer.state_id IS NOT NULL OR (customer.country_id IS NOT NULL AND NOT EXISTS ("
            "SELECT FROM res_country_state province"
            " WHERE province.country_id = customer.country_id))))",
        )

    def _met_tax_number(self, _type_id):
        return SQL(
            "(COALESCE(NULLIF(customer.vat, '/'), customer.company_registry, '') != '')",
        )

    def _met_profile(self, _type_id):
        return SQL(
            "(customer.industry_id IS NOT NULL AND COALESCE(archive.business_scope, '') != ''"
            " AND COALESCE(archive.key_business, '') != '')",
        )

    def _no_order_without(self, which, type_id, condition):
        """Return that each of some orders has a document in its volume.

        :param SQL which: which orders, as a condition about `contract`
        :param int type_id: the type of the document
        :param SQL condition: what else it must be, as a condition about `document`
        :rtype: SQL
        """
        return SQL("(NOT %s)", self._exists_order(SQL(
            """%s AND NOT EXISTS (
                SELECT FROM customer_archive_volume volume
                JOIN customer_archive_document document ON document.volume_id = volume.id
                WHERE volume.sale_order_id = contract.id AND document.type_id = %s
                  AND document.state = 'verified' AND %s
            )""", which, type_id, condition,
        )))

    def _exists_order(self, condition):
        return SQL(
            "EXISTS (SELECT FROM (%s) contract WHERE %s)", _ORDERS[self._subject], condition,
        )


def _count(terms):
    """Return how many of some conditions hold."""
    return SQL(" + ").join(SQL("%s::int", term) for term in terms) if terms else SQL("0")
