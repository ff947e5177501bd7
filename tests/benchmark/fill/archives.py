"""Archives, their classes, and the entries of their opening in the register."""

_ARCHIVES = """
    INSERT INTO customer_archive (
        id, name, state, partner_id, customer_number, company_id, department_id, confidentiality,
        custodian_id, opened_on, formal_on, closed_on, next_review, customer_type, industry_id,
        region_id, importance_id, business_type_id, spend_level_id, next_volume, next_document,
        completeness, create_uid, write_uid, create_date, write_date
    )
    SELECT
        i, number, state, partner.id, partner.ref, %(company)s, department, confidentiality,
        %(uid)s, opened_on,
        CASE WHEN state IN ('formal', 'closed') THEN opened_on + 20 END,
        CASE WHEN state = 'closed' THEN opened_on + 900 END,
        opened_on + 365,
        CASE WHEN partner.is_company THEN 'company' ELSE 'person' END, partner.industry_id,
        partner.state_id, importance, business_type, spend_level,
        1 + volumes, 1 + licences + 2 * volumes, 100, %(uid)s, %(uid)s, opened_on, opened_on
    FROM (
        SELECT
            i, pg_temp.archive_number(i) AS number, pg_temp.opened_on(i) AS opened_on,
            pg_temp.archive_state(i) AS state,
            (%(departments)s::int[])[
                1 + width_bucket(pg_temp.draw(i, 61, 10000), %(department_steps)s)] AS department,
            (ARRAY['1', '2', '3'])[
                1 + width_bucket(pg_temp.draw(i, 62, 1000), ARRAY[960, 995])] AS confidentiality,
            (%(importance)s::int[])[1 + pg_temp.slope(i, 63, %(importance_count)s)] AS importance,
            CASE WHEN pg_temp.draw(i, 64, 10) < 7 THEN
                (%(business_type)s::int[])[1 + pg_temp.draw(i, 65, %(business_type_count)s)]
            END AS business_type,
            (%(spend_level)s::int[])[1 + pg_temp.slope(i, 66, %(spend_level_count)s)]
                AS spend_level,
            pg_temp.volumes(i) AS volumes, pg_temp.licences(i) AS licences
        FROM generate_series(1, %(size)s) AS i
    ) AS archive
    JOIN res_partner AS partner ON partner.id = %(first_id)s + i
"""

_CLASSES = """
    INSERT INTO customer_archive_class_rel (customer_archive_id, customer_archive_class_id)
    SELECT id, class_id
    FROM customer_archive,
         unnest(ARRAY[importance_id, business_type_id, spend_level_id]) AS class_id
    WHERE class_id IS NOT NULL
"""

_REGISTER = """
    INSERT INTO customer_archive_register (at, actor, event, model, subject, archive, company)
    SELECT create_date, 'admin', 'open', 'customer.archive', name, name, company_id
    FROM customer_archive
    ORDER BY id
"""

TABLES = ('customer_archive', 'customer_archive_class_rel', 'customer_archive_register')


def insert(cr, size, facts):
    """Insert an archive for each customer.

    :param Cursor cr: a cursor
    :param int size: how many customers there are
    :param dict facts: what the statements need to know of the database
    """
    classes = {
        key: value
        for name, ids in facts['classes'].items()
        for key, value in ((name, ids), (f'{name}_count', len(ids)))
    }
    cr.execute(_ARCHIVES, {**facts, **classes, 'size': size})
    cr.execute("SELECT setval('customer_archive_id_seq', max(id)) FROM customer_archive")
    cr.execute(_CLASSES)
    cr.execute(_REGISTER)
