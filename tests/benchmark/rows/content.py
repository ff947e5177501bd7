"""What it costs to look after what archives hold: the sweeps that measure all of them anew, and
that tell of due reviews.
"""

from unittest.mock import patch

from odoo import SUPERUSER_ID
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
    large, measuring, reviewing = databases.large, Measuring(), Reviewing()
    return [
        Row(
            'completeness', f"measure {large.label} archives against their checklists",
            "one SQL statement that yields the same", 2.0,
            candidate=Work(large, measuring.sweep, _ask), reference=Work(
                large, measuring.update, _ask,
            ),
            rounds=1 if smoke else 3, details=measuring.tell, clock='cpu', memory=MEMORY,
        ),
        Row(
            'reviews', f"tell of the reviews that are due, 1% of {large.label}",
            "one SQL statement that writes the same", 2.0,
            candidate=Work(large, reviewing.sweep, _let_be_due),
            reference=Work(large, reviewing.tell_all, _let_be_due),
            rounds=1 if smoke else 5, details=reviewing.tell, memory=MEMORY,
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


# ============================================================
# Reviews
# ============================================================

# One archive of so many is due.
_DUE = 100
_TELL = """
    WITH due AS MATERIALIZED (
        SELECT archive.id, archive.name, archive.next_review, archive.custodian_id, contact.tz
          FROM customer_archive archive
          JOIN res_users keeper ON keeper.id = archive.custodian_id AND keeper.active
          JOIN res_partner contact ON contact.id = keeper.partner_id
         WHERE archive.company_id = %(company)s AND archive.state IN ('temporary', 'formal')
           AND archive.next_review <= %(today)s
           AND archive.review_told_for IS DISTINCT FROM archive.next_review
    ), told AS (
        UPDATE customer_archive SET review_told_for = due.next_review
          FROM due WHERE due.id = customer_archive.id
    )
    INSERT INTO mail_activity (
        res_model_id, res_model, res_id, res_name, activity_type_id, user_id, user_tz, summary,
        date_deadline, automated, active, create_uid, create_date, write_uid, write_date
    )
    SELECT %(model)s, 'customer.archive', id, name, %(kind)s, custodian_id, tz,
           'Review the archive', next_review, TRUE, TRUE, 1, now(), 1, now()
      FROM due
"""


def _let_be_due(env):
    """Let the reviews of one archive of a hundred be due, and the others later."""
    with env.registry.cursor() as cr:
        cr.execute("SELECT EXISTS (SELECT FROM customer_archive WHERE next_review > '2900-01-01')")
        if not cr.fetchone()[0]:
            cr.execute(
                "UPDATE customer_archive SET next_review = CASE id %% %s WHEN 0"
                " THEN date '2020-01-01' ELSE date '2999-01-01' END", [_DUE],
            )
        cr.commit()
        cr.connection.autocommit = True
        for table in ('customer_archive', 'mail_activity'):
            cr.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
        cr.connection.autocommit = False
    env.cr.rollback()
    env.invalidate_all()
    env.cr.execute("SET LOCAL jit = off")


class Reviewing:
    """The scheduled job itself, without its commits, and its result."""

    def __init__(self):
        self._told = {}

    def sweep(self, env, _none):
        """Tell, as the scheduler does."""
        with patch.object(
            env.registry['ir.cron'], '_commit_progress', lambda *_args, **_kwargs: float('inf'),
        ):
            env(user=SUPERUSER_ID, su=True)[MODEL]._cron_reviews()
        self._note(env, 'sweep')

    def tell_all(self, env, _none):
        """Write the same by one statement made for this company alone."""
        env.cr.execute(SQL(
            _TELL, company=env.company.id, today=env.company._get_archive_today(),
            model=env['ir.model']._get_id(MODEL),
            kind=env.ref('customer_archive.mail_activity_type_review').id,
        ))
        self._note(env, 'all')

    def _note(self, env, name):
        env.cr.execute(
            "SELECT count(*), sum(res_id), count(DISTINCT user_id) FROM mail_activity"
            " WHERE date_deadline = '2020-01-01'",
        )
        self._told[name] = env.cr.fetchone()

    def tell(self):
        """Return what else was measured."""
        assert self._told['sweep'] == self._told['all'], self._told
        return f"told: {self._told['sweep'][0]:,}"
