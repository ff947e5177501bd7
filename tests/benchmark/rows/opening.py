"""Opening the archives of many customers at once."""

from odoo.tools import SQL

from ..measure import Work
from ..row import Row
from .partners import create_partners


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    size, rounds = (50, 2) if smoke else (10_000, 3)
    return [Row(
        'open', f"open {size:,} archives in one batch", f"create {size:,} contacts in one batch",
        1.0,
        candidate=Work(databases.small, _open, lambda env: _prepare(env, size)),
        reference=Work(databases.small, lambda env, _none: create_partners(env, size)),
        rounds=rounds, clock='cpu',
    )]


def _prepare(env, size):
    """Return customers without an archive, copied from others quickly."""
    columns = SQL(", ").join(SQL.identifier(name) for name in (
        'name', 'complete_name', 'is_company', 'type', 'active', 'partner_share', 'lang', 'tz',
        'autopost_bills', 'phone', 'email', 'street', 'city', 'state_id', 'country_id',
        'industry_id',
    ))
    rows = env.execute_query(SQL(
        """
        INSERT INTO res_partner (%(columns)s)
        SELECT %(columns)s FROM res_partner, generate_series(1, %(size)s)
        WHERE customer_rank = 1
        LIMIT %(size)s
        RETURNING id
        """, columns=columns, size=size,
    ))
    partners = env['res.partner'].browse(row[0] for row in rows)
    env.cr.execute(SQL(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id IN %s", partners._ids,
    ))
    return partners


def _open(env, partners):
    env['customer.archive']._open_for(partners)
