"""Functions of the database that draw words and numbers, the same ones in every run.

Each takes the number of the row that it draws for, and a salt that tells the draws for one row
apart. They live in the session that creates them.
"""

from odoo.tools import SQL

from . import vocabulary

_DRAW = """
    -- A number from 0 to below `below`, evenly.
    CREATE OR REPLACE FUNCTION pg_temp.draw(row_number bigint, salt int, below int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ((hashint8extended(row_number, salt) & 9223372036854775807) % below)::int
    $$;
    -- A number from 0 to below `below`, the small ones more often.
    CREATE OR REPLACE FUNCTION pg_temp.slope(row_number bigint, salt int, below int) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (below * (pg_temp.draw(row_number, salt, 1000000) / 1000000.0) ^ 2)::int % below
    $$;
"""
_NUMBERS = """
    CREATE OR REPLACE FUNCTION pg_temp.opened_on(row_number bigint) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT date '2016-01-01' + (row_number * 3900 / %(size)s)::int
    $$;
    CREATE OR REPLACE FUNCTION pg_temp.archive_number(row_number bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT 'KH-' || extract(year FROM pg_temp.opened_on(row_number)) || '-'
            || lpad(row_number::text, greatest(5, length(row_number::text)), '0')
    $$;
    CREATE OR REPLACE FUNCTION pg_temp.archive_state(row_number bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (ARRAY['temporary', 'formal', 'closed', 'void'])[
            1 + width_bucket(pg_temp.draw(row_number, 60, 100), ARRAY[25, 90, 98])]
    $$;
"""


def _word(name, words):
    """Return the function `pg_temp.<name>`, which draws one of some words."""
    return SQL(
        "CREATE OR REPLACE FUNCTION %s(row_number bigint, salt int) RETURNS text"
        " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$"
        " SELECT (%s::text[])[1 + pg_temp.slope(row_number, salt, %s)] $body$;",
        SQL.identifier('pg_temp', name), list(words), len(words),
    )


def create_functions(cr, size):
    """Create the functions in the session of a cursor.

    :param Cursor cr: the cursor that draws
    :param int size: how many customers there will be
    """
    cr.execute(_DRAW)
    cr.execute(_NUMBERS, {'size': size})
    cities, provinces, area_codes = zip(*vocabulary.CITIES, strict=True)
    trades, industries = zip(*vocabulary.TRADES, strict=True)
    latin_trades, latin_industries = zip(*vocabulary.LATIN_TRADES, strict=True)
    for name, words in {
        'city': cities, 'province': provinces, 'area_code': area_codes,
        'brand': vocabulary.BRANDS, 'form': vocabulary.FORMS,
        'trade': trades, 'industry': map(str, industries),
        'surname': vocabulary.SURNAMES, 'given': vocabulary.GIVEN,
        'latin_brand': vocabulary.LATIN_BRANDS, 'latin_ending': vocabulary.LATIN_ENDINGS,
        'latin_trade': latin_trades, 'latin_industry': map(str, latin_industries),
        'latin_form': vocabulary.LATIN_FORMS,
        'first_name': vocabulary.FIRST_NAMES, 'last_name': vocabulary.LAST_NAMES,
        'mail_domain': vocabulary.MAIL_DOMAINS, 'street': vocabulary.STREETS,
        'project': vocabulary.PROJECTS,
    }.items():
        cr.execute(_word(name, list(words)))
