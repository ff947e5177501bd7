"""What it costs to look after what archives hold: the sweep that measures all of them anew."""

from unittest.mock import patch

from odoo.tools import SQL

from ..measure import Work
from ..row import Row

MODEL = 'customer.archive'
# Megabytes above idle.
MEMORY = 200
# The days of all companies are the same: the reference knows one.
_UPDATE = """
    WITH document AS (
        SELECT archive_id, bool_or(type_id = %(licence)s) AS licence
        FROM customer_archive_document
        WHERE state = 'verified' AND (valid_until IS NULL OR valid_until >= %(today)s)
        GROUP BY archive_id
    ), contact AS (
        SELECT parent_id, bool_or(type = 'contact' AND name != '') AS person,
               bool_or(COALESCE(phone, email, '') != '') AS channel
        FROM res_partner WHERE parent_id IS NOT NULL AND active GROUP BY parent_id
    ), contract AS (
        SELECT buyer.commercial_partner_id, sale.company_id, bool_and(EXISTS (
            SELECT FROM customer_archive_volume volume
            JOIN customer_archive_document signed ON signed.volume_id = volume.id
            WHERE volume.sale_order_id = sale.id AND signed.type_id = %(contract)s
              AND signed.state = 'verified' AND signed.signed_on IS NOT NULL
        )) AS signed
        FROM sale_order sale JOIN res_partner buyer ON buyer.id = sale.partner_id
        WHERE sale.state = 'sale' GROUP BY 1, 2
    ), measured AS (
        SELECT archive.id, company.there + company.both AS met, company.asked + 1
                   + (contract.signed IS NOT NULL)::int AS asked,
               COALESCE(contract.signed, FALSE)::int AS signed
        FROM customer_archive archive
        JOIN res_partner customer ON customer.id = archive.partner_id
        LEFT JOIN document ON document.archive_id = archive.id
        LEFT JOIN contact ON contact.parent_id = archive.partner_id
        LEFT JOIN contract ON contract.commercial_partner_id = archive.partner_id
              AND contract.company_id = archive.company_id
        CROSS JOIN LATERAL (
            SELECT CASE archive.customer_type WHEN 'company' THEN 2 ELSE 0 END AS asked,
                   CASE archive.customer_type WHEN 'company' THEN
                       COALESCE(document.licence, FALSE)::int
                       + COALESCE(contact.person, FALSE)::int
                   ELSE 0 END AS there,
                   (COALESCE(customer.phone, customer.email, '') != ''
                    OR COALESCE(contact.channel, FALSE))::int AS both
        ) company
        WHERE archive.state IN ('temporary', 'formal')
    )
    UPDATE customer_archive archive SET completeness = 100 * (met + signed) / asked
    FROM measured
    WHERE archive.id = measured.id
      AND archive.completeness IS DISTINCT FROM 100 * (met + signed) / asked
"""


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large, measuring = databases.large, Measuring()
    return [
        Row(
            'completeness', f"measure {large.label} archives against their checklists",
            "one SQL statement that yields the same", 2.0,
            candidate=Work(large, measuring.sweep, _ask), reference=Work(
                large, measuring.update, _ask,
            ),
            rounds=1 if smoke else 3, details=measuring.tell, clock='cpu', memory=MEMORY,
        ),
    ]


def _type_id(env, name):
    return env.ref(f'customer_archive.customer_archive_document_type_{name}').id


def _ask(env):
    """Let three checklists ask for something, none of which any archive was measured by yet."""
    env = env(su=True)
    checklists = env['customer.archive.checklist']
    checklists.search([('active', '=', True)]).active = False
    lines = env['customer.archive.checklist.line']
    for name, customer_type, asked in (
        ("Companies", 'company', (('document', 'business_licence'), ('contact_person', None))),
        ("All", False, (('contact_channel', None),)),
        ("Contracts", False, (('order_document', 'contract'),)),
    ):
        checklist = checklists.create({'name': name, 'customer_type': customer_type})
        lines.create([
            {'checklist_id': checklist.id, 'kind': kind,
             'document_type_id': document_type and _type_id(env, document_type)}
            for kind, document_type in asked
        ])
    env.flush_all()
    # The statements are planned for what is in the tables.
    env.cr.execute("SET LOCAL jit = off")


class Measuring:
    """The scheduled job itself, without its commits, and its result."""

    def __init__(self):
        self._results = {}

    def sweep(self, env, _none):
        """Measure, as the scheduler does."""
        with patch.object(
            env.registry['ir.cron'], '_commit_progress', lambda *_args, **_kwargs: float('inf'),
        ):
            env(su=True)[MODEL]._sweep_completeness()
        self._note(env, 'sweep')

    def update(self, env, _none):
        """Write the same by one statement made for these checklists alone."""
        env.cr.execute(SQL(
            _UPDATE, licence=_type_id(env, 'business_licence'), contract=_type_id(env, 'contract'),
            today=env.company._get_archive_today(),
        ))
        self._note(env, 'update')

    def _note(self, env, name):
        env.cr.execute(
            "SELECT count(*) FILTER (WHERE completeness < 100), sum(completeness),"
            " sum(completeness::bigint * id % 1000003) FROM customer_archive",
        )
        self._results[name] = env.cr.fetchone()

    def tell(self):
        """Return what else was measured."""
        assert self._results['sweep'] == self._results['update'], self._results
        return f"incomplete: {self._results['sweep'][0]:,}"
