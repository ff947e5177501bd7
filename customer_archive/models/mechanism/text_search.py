# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Finding text quickly in a million rows, two Chinese characters included.

PostgreSQL's trigrams serve three characters and more of an alphabetic script. Chinese names are
looked up by two characters, of which no trigram can be made: pairs of neighbouring characters
(bigrams) in an index of their own serve them, whatever the locale of the database is.
"""

import re

from odoo.tools import SQL

# From the CJK radicals to the end of the supplementary planes of ideographs, and full-width forms.
_IDEOGRAPH = '[⺀-鿿豈-﫿𠀀-𳎟]'

_NO_IDEOGRAPH = _IDEOGRAPH.replace('[', '[^')

_LIKENESS = """
    -- A tax number as it is compared; what is too short is none.
    CREATE OR REPLACE FUNCTION customer_archive_tax_key(vat text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(key) >= 5 THEN key END
          FROM (SELECT regexp_replace(upper(normalize(coalesce(vat, ''), NFKC)), '[^0-9A-Z]', '',
                                      'g') AS key) AS tax
    $$;
    -- What two contacts who are one have in common: a tax number, or name and telephone. It calls
    -- no function of ours: a backup that is restored knows no schema yet.
    CREATE OR REPLACE FUNCTION customer_archive_likeness(name text, phone text, vat text)
    RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT nullif(array_remove(ARRAY[
            CASE WHEN length(tax) >= 5 THEN 'tax ' || tax END,
            CASE WHEN length(digits) >= 5 AND plain != '' THEN
                'name ' || plain || ' ' || right(digits, 11)
            END
        ], NULL), '{}')
          FROM (SELECT regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g') AS digits,
                       regexp_replace(upper(normalize(coalesce(vat, ''), NFKC)), '[^0-9A-Z]', '',
                                      'g') AS tax,
                       regexp_replace(lower(normalize(coalesce(name, ''), NFKC)),
                                      '[[:space:][:punct:]]', '', 'g') AS plain) AS person
    $$;
"""

CREATE_FUNCTIONS = SQL((f"""
    CREATE OR REPLACE FUNCTION customer_archive_bigrams(value text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
    DECLARE
        -- What is written in ideographs only, its runs kept apart by spaces.
        runs text := regexp_replace(value, '{_NO_IDEOGRAPH}+', ' ', 'g');
        pair text;
        pairs text[] := '{{}}';
    BEGIN
        FOR position IN 1 .. length(runs) - 1 LOOP
            pair := substr(runs, position, 2);
            IF strpos(pair, ' ') = 0 THEN
                pairs := pairs || pair;
            END IF;
        END LOOP;
        RETURN nullif(pairs, '{{}}');
    END $$;
    CREATE OR REPLACE FUNCTION customer_archive_partner_text(
        complete_name text, ref text, vat text, phone text, email text
    ) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(complete_name, '') || chr(10) || coalesce(ref, '') || chr(10)
            || coalesce(vat, '') || chr(10) || coalesce(email, '') || chr(10)
            || coalesce(phone, '') || chr(10)
            || regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g')
    $$;
""" + _LIKENESS).replace('%', '%%'))

DROP_FUNCTIONS = SQL("""
    DROP FUNCTION IF EXISTS customer_archive_bigrams(text) CASCADE;
    DROP FUNCTION IF EXISTS customer_archive_likeness(text, text, text) CASCADE;
    DROP FUNCTION IF EXISTS customer_archive_tax_key(text) CASCADE;
    DROP FUNCTION IF EXISTS customer_archive_partner_text(text, text, text, text, text) CASCADE;
""")

# So many digits in a row tell few rows from all others.
_SELECTIVE_DIGITS = 5

# What a customer or contact is looked up by; the arguments of `customer_archive_partner_text`.
PARTNER_COLUMNS = ('complete_name', 'ref', 'vat', 'phone', 'email')


def partner_text(alias):
    """Return the expression for all that a customer or contact is looked up by.

    :param str alias: the alias of `res_partner` in the query
    :rtype: SQL
    """
    return SQL("customer_archive_partner_text(%s)", SQL(", ").join(
        SQL.identifier(alias, column) for column in PARTNER_COLUMNS
    ))


def contains(expression, value):
    """Return the condition that a text contains a value, in the form that the indexes serve.

    :param SQL expression: the text that is searched, as it is indexed
    :param str value: what the user typed
    :rtype: SQL
    """
    condition = _ilike(expression, value)
    if pairs := re.findall(f'(?=({_IDEOGRAPH}{{2}}))', value):
        return SQL(
            "customer_archive_bigrams(%s) @> %s::text[] AND %s", expression, pairs, condition,
        )
    serial = max(re.findall(r'\d+', value), key=len, default='')
    if _SELECTIVE_DIGITS <= len(serial) < len(value):
        # Of KH-2026-00012 the trigrams of KH-2026- stand in every row, and reading their lists is
        # what takes long: the index looks for the running number only. The rest is compared in a
        # form that no index matches.
        return SQL(
            "%s AND %s", _ilike(expression, serial),
            _ilike(SQL("(%s || '')", expression), value),
        )
    return condition


def _ilike(expression, value):
    """Return the condition that a text contains a value literally, wildcards included."""
    escaped = re.sub(r'([\\%_])', r'\\\1', value)
    return SQL("%s ILIKE %s", expression, f'%{escaped}%')


def digits_only(value):
    """Return a telephone number without its marks, or `None` when `value` is none.

    :param str value: what the user typed
    :rtype: str|None
    """
    digits = re.sub(r'[\s().+\-]', '', value)
    return digits if digits.isdecimal() and len(digits) >= 5 else None
