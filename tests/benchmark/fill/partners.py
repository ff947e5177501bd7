"""Customers and their contacts."""

# Of a hundred customers: companies and persons with Chinese names, the same with Latin names.
_KINDS = (60, 84, 96)

# Every name is made once; all that hangs on it follows.
_CUSTOMERS = """
    INSERT INTO res_partner (
        id, name, complete_name, commercial_partner_id, commercial_company_name, is_company, type,
        active, partner_share, employee, lang, tz, color, autopost_bills, ref, vat, phone,
        phone_sanitized, email, email_normalized, street, zip, city, state_id, country_id,
        industry_id, customer_rank, supplier_rank, create_uid, write_uid, create_date, write_date
    )
    SELECT
        %(first_id)s + i, customer.name, customer.name, %(first_id)s + i,
        CASE WHEN is_company THEN customer.name END,
        is_company, 'contact', true, true, false, 'zh_CN', 'Asia/Shanghai', 0, 'ask',
        -- Some customers bear an older number, most that of their archive; new ones have none.
        CASE WHEN pg_temp.draw(i, 20, 100) < 20 THEN 'C' || lpad(i::text, 7, '0')
             WHEN pg_temp.archive_state(i) != 'temporary' THEN number END,
        CASE WHEN is_company THEN '9' || (1 + pg_temp.draw(i, 21, 3))
             || lpad((110000 + pg_temp.draw(i, 22, 540000))::text, 6, '0') || 'MA'
             || upper(substr(md5(i::text), 1, 8)) END,
        CASE pg_temp.draw(i, 23, 4)
             WHEN 0 THEN '+86 ' || substr(mobile, 1, 3) || ' ' || substr(mobile, 4, 4) || ' '
                  || substr(mobile, 8)
             WHEN 1 THEN mobile
             WHEN 2 THEN pg_temp.area_code(i, 1) || '-' || (80000000 + pg_temp.draw(i, 24, 9999999))
             ELSE '+86 ' || mobile END,
        CASE WHEN pg_temp.draw(i, 23, 4) != 2 THEN '+86' || mobile END,
        email, email,
        pg_temp.street(i, 25) || (1 + pg_temp.draw(i, 26, 900)) || '号',
        lpad((100000 + pg_temp.draw(i, 27, 800000))::text, 6, '0'),
        pg_temp.city(i, 1), state.id, %(country)s, industry.id, 1, 0, %(uid)s, %(uid)s,
        created, created
    FROM (
        SELECT
            i, kind, kind IN (0, 2) AS is_company,
            CASE kind
                WHEN 0 THEN pg_temp.city(i, 1) || pg_temp.brand(i, 2) || pg_temp.brand(i, 3)
                    || CASE WHEN pg_temp.draw(i, 4, 4) = 0 THEN pg_temp.brand(i, 5) ELSE '' END
                    || pg_temp.trade(i, 6) || pg_temp.form(i, 7)
                WHEN 1 THEN pg_temp.surname(i, 2) || pg_temp.given(i, 3)
                    || CASE WHEN pg_temp.draw(i, 4, 4) > 0 THEN pg_temp.given(i, 5) ELSE '' END
                WHEN 2 THEN pg_temp.latin_brand(i, 2) || pg_temp.latin_ending(i, 3) || ' '
                    || pg_temp.latin_trade(i, 6) || ' ' || pg_temp.latin_form(i, 7)
                ELSE pg_temp.first_name(i, 2) || ' ' || pg_temp.last_name(i, 3)
            END AS name,
            CASE kind WHEN 0 THEN pg_temp.industry(i, 6)::int
                      WHEN 2 THEN pg_temp.latin_industry(i, 6)::int END AS industry,
            '1' || (3 + pg_temp.draw(i, 8, 7))
                || lpad(pg_temp.draw(i, 9, 1000000000)::text, 9, '0') AS mobile,
            CASE WHEN pg_temp.draw(i, 10, 100) < 70 THEN
                lower(pg_temp.latin_brand(i, 11)) || pg_temp.draw(i, 12, 10000) || '@'
                || pg_temp.mail_domain(i, 13) END AS email,
            pg_temp.archive_number(i) AS number, pg_temp.opened_on(i)::timestamp AS created
        FROM (
            SELECT i, width_bucket(pg_temp.draw(i, 1, 100), %(kinds)s) AS kind
            FROM generate_series(1, %(size)s) AS i
        ) AS drawn
    ) AS customer
    LEFT JOIN res_country_state AS state
           ON state.country_id = %(country)s AND state.code = pg_temp.province(i, 1)
    LEFT JOIN res_partner_industry AS industry ON industry.id = customer.industry
"""

_CONTACTS = """
    INSERT INTO res_partner (
        name, complete_name, parent_id, commercial_partner_id, commercial_company_name, is_company,
        type, active, partner_share, employee, lang, tz, color, autopost_bills, phone,
        phone_sanitized, email, email_normalized, street, zip, city, state_id, country_id,
        customer_rank, supplier_rank, create_uid, write_uid, create_date, write_date
    )
    SELECT
        contact.name, company.name || ', ' || contact.name, company.id, company.id, company.name,
        false, 'contact', true, true, false, 'zh_CN', 'Asia/Shanghai', 0, 'ask', mobile,
        '+86' || mobile, contact.email, contact.email, company.street, company.zip, company.city,
        company.state_id, company.country_id, 0, 0, %(uid)s, %(uid)s, company.create_date,
        company.create_date
    FROM (
        SELECT
            %(first_id)s + 1 + pg_temp.draw(i, 41, %(size)s) AS parent_id,
            pg_temp.surname(i, 42) || pg_temp.given(i, 43)
                || CASE WHEN pg_temp.draw(i, 44, 4) > 0 THEN pg_temp.given(i, 45) ELSE '' END
                AS name,
            '1' || (3 + pg_temp.draw(i, 46, 7))
                || lpad(pg_temp.draw(i, 47, 1000000000)::text, 9, '0') AS mobile,
            CASE WHEN pg_temp.draw(i, 48, 100) < 50 THEN
                lower(pg_temp.last_name(i, 49)) || pg_temp.draw(i, 50, 10000) || '@'
                || pg_temp.mail_domain(i, 51) END AS email
        FROM generate_series(1, (%(size)s * 0.4)::int) AS i
    ) AS contact
    JOIN res_partner AS company ON company.id = contact.parent_id AND company.is_company
"""

TABLES = ('res_partner',)


def insert(cr, size, facts):
    """Insert customers, and contacts of those that are companies.

    :param Cursor cr: a cursor
    :param int size: how many customers
    :param dict facts: what the statements need to know of the database
    """
    values = {**facts, 'size': size, 'kinds': list(_KINDS)}
    cr.execute(_CUSTOMERS, values)
    cr.execute("SELECT setval('res_partner_id_seq', max(id)) FROM res_partner")
    cr.execute(_CONTACTS, values)
