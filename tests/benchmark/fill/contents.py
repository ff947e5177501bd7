"""What archives hold: volumes, documents, things on paper, and the places where they stand."""

# A cabinet has five shelves, a room forty cabinets, and forty folders stand on a shelf.
_SHELVES, _CABINETS, FOLDERS = 5, 40, 40

_FUNCTIONS = """
    -- How many volumes an archive has: half of them none, few three.
    CREATE OR REPLACE FUNCTION pg_temp.volumes(archive bigint) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT width_bucket(pg_temp.draw(archive, 80, 100), ARRAY[50, 85, 95])
    $$;
    -- Whether an archive has the customer's business licence.
    CREATE OR REPLACE FUNCTION pg_temp.licences(archive bigint) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (pg_temp.draw(archive, 81, 10) < 6)::int
    $$;
"""

# Rooms, cabinets and shelves are numbered through, so that the parent's number is known.
_LOCATIONS = """
    INSERT INTO customer_archive_location (
        id, name, complete_name, kind, parent_id, parent_path, company_id, barcode, capacity,
        reading_days, active, create_uid, write_uid, create_date, write_date
    )
    WITH RECURSIVE place AS (
        SELECT i AS id, '档案室 ' || i AS name, '档案室 ' || i AS complete_name, 'room' AS kind,
               NULL::bigint AS parent_id, i || '/' AS parent_path
        FROM generate_series(1, %(rooms)s) AS i
        UNION ALL
        SELECT child.id, child.name, place.complete_name || ' / ' || child.name, child.kind,
               place.id, place.parent_path || child.id || '/'
        FROM place
        CROSS JOIN LATERAL (
            SELECT %(rooms)s + (place.id - 1) * %(cabinets)s + i AS id,
                   i || '号柜' AS name, 'cabinet' AS kind
            FROM generate_series(1, %(cabinets)s) AS i
            WHERE place.kind = 'room'
            UNION ALL
            SELECT %(rooms)s * (1 + %(cabinets)s)
                       + (place.id - %(rooms)s - 1) * %(shelves)s + i,
                   i || '层', 'shelf'
            FROM generate_series(1, %(shelves)s) AS i
            WHERE place.kind = 'cabinet'
        ) AS child
    )
    SELECT id, name, complete_name, kind, parent_id, parent_path, %(company)s,
           'L' || lpad(id::text, 6, '0'), CASE WHEN kind = 'shelf' THEN 2 * %(folders)s ELSE 0 END,
           7, true, %(uid)s, %(uid)s, now(), now()
    FROM place
"""

_VOLUMES = """
    INSERT INTO customer_archive_volume (
        name, serial, title, state, archive_id, company_id, department_id, confidentiality,
        manager_id, signed_on, received_on, accepted_on, filing_deadline, filed_on, closed_on,
        completeness, create_uid, write_uid, create_date, write_date
    )
    SELECT
        archive.name || '-' || lpad(serial::text, 2, '0'), serial,
        extract(year FROM opened_on)::text || '年' || pg_temp.project(archive.id, serial + 100),
        volume.state, archive.id, company_id, department_id, confidentiality,
        (%(leaders)s::int[])[1 + pg_temp.draw(archive.id, serial + 110, %(leader_count)s)],
        opened_on + 10,
        CASE WHEN volume.state != 'temporary' THEN opened_on + 200 END,
        CASE WHEN volume.state IN ('filed', 'closed') THEN opened_on + 202 END,
        CASE WHEN volume.state != 'temporary' THEN opened_on + 205 END,
        CASE WHEN volume.state IN ('filed', 'closed') THEN opened_on + 203 END,
        CASE WHEN volume.state = 'closed' THEN opened_on + 800 END,
        100, %(uid)s, %(uid)s, opened_on, opened_on
    FROM customer_archive AS archive
    CROSS JOIN LATERAL generate_series(1, pg_temp.volumes(archive.id)) AS serial
    CROSS JOIN LATERAL (SELECT CASE
        WHEN archive.state = 'closed' THEN 'closed'
        WHEN archive.state = 'void' THEN 'void'
        WHEN archive.state = 'temporary' THEN 'temporary'
        -- Little is handed in and not yet filed at any one time.
        WHEN pg_temp.draw(archive.id, serial + 120, 1000) < 5 THEN 'handed_in'
        WHEN pg_temp.draw(archive.id, serial + 120, 1000) < 200 THEN 'temporary'
        ELSE 'filed' END AS state) AS volume
    ORDER BY archive.id, serial
"""

_DOCUMENTS = """
    INSERT INTO customer_archive_document (
        name, serial, title, type_id, archive_id, volume_id, company_id, department_id,
        confidentiality, state, carrier, on_paper, is_copy, pages, date, verified_on,
        verified_by_id, create_uid, write_uid, create_date, write_date
    )
    SELECT
        archive || '-' || type.code || '-' || lpad(serial::text, 3, '0'), serial, title, type.id,
        archive_id, volume_id, company_id, department_id, confidentiality,
        CASE WHEN is_verified THEN 'verified' ELSE 'unverified' END,
        CASE WHEN on_paper THEN 'paper' END, on_paper, false, pages, date,
        CASE WHEN is_verified THEN date + 30 END, CASE WHEN is_verified THEN %(uid)s END,
        %(uid)s, %(uid)s, date, date
    FROM (
        SELECT archive.name AS archive, archive.id AS archive_id, NULL::int AS volume_id,
               company_id, department_id, confidentiality, 1 AS serial, 'YYZZ' AS code,
               '营业执照' AS title, 1 AS pages, opened_on AS date, opened_on,
               pg_temp.draw(archive.id, 130, 10) < 8 AS on_paper,
               pg_temp.draw(archive.id, 131, 10) < 7 AS is_verified
        FROM customer_archive AS archive
        WHERE pg_temp.licences(archive.id) = 1
        UNION ALL
        SELECT archive.name, archive.id, volume.id, volume.company_id, volume.department_id,
               volume.confidentiality,
               pg_temp.licences(archive.id) + 2 * (volume.serial - 1) + part,
               (ARRAY['HT', 'JGWD'])[part],
               volume.title || (ARRAY['合同', '竣工资料'])[part],
               1 + pg_temp.slope(volume.id, part + 140, 60), signed_on, opened_on,
               pg_temp.draw(volume.id, part + 150, 10) < 8,
               pg_temp.draw(volume.id, part + 160, 10) < 7
        FROM customer_archive_volume AS volume
        JOIN customer_archive AS archive ON archive.id = volume.archive_id
        CROSS JOIN generate_series(1, 2) AS part
    ) AS document
    JOIN customer_archive_document_type AS type USING (code)
    ORDER BY archive_id, serial
"""

_FOLDERS = """
    INSERT INTO customer_archive_holding (
        barcode, kind, serial, archive_id, volume_id, company_id, department_id, confidentiality,
        state, condition, home_location_id, location_id, create_uid, write_uid, create_date,
        write_date
    )
    SELECT
        'H' || lpad(id::text, 8, '0'), 'folder', 1, archive_id, id, company_id, department_id,
        confidentiality, 'available', 'good', shelf, shelf, %(uid)s, %(uid)s, create_date,
        create_date
    FROM customer_archive_volume
    CROSS JOIN LATERAL (
        SELECT CASE WHEN state IN ('filed', 'closed') THEN
            %(rooms)s * (1 + %(cabinets)s) + 1 + id / %(folders)s END AS shelf
    ) AS place
    ORDER BY id
"""

_ORIGINALS = """
    INSERT INTO customer_archive_holding (
        barcode, kind, serial, archive_id, volume_id, document_id, folder_id, company_id,
        department_id, confidentiality, state, condition, pages, home_location_id, location_id,
        create_uid, write_uid, create_date, write_date
    )
    SELECT
        'H' || lpad((%(folder_count)s + document.id)::text, 8, '0'), 'original', 1,
        document.archive_id, document.volume_id, document.id, folder.id, document.company_id,
        document.department_id, document.confidentiality, 'available', 'good', document.pages,
        folder.home_location_id, folder.location_id, %(uid)s, %(uid)s, document.create_date,
        document.create_date
    FROM customer_archive_document AS document
    LEFT JOIN customer_archive_holding AS folder
           ON folder.volume_id = document.volume_id AND folder.kind = 'folder'
    WHERE document.on_paper
    ORDER BY document.id
"""

TABLES = tuple(
    f'customer_archive_{name}' for name in ('location', 'volume', 'document', 'holding')
)


def create_functions(cr):
    """Create the functions that say how much an archive holds."""
    cr.execute(_FUNCTIONS)


def insert(cr, size, facts):
    """Insert the places, and what the archives hold.

    :param Cursor cr: a cursor
    :param int size: how many archives there are
    :param dict facts: what the statements need to know of the database
    """
    values = {
        **facts, 'size': size, 'shelves': _SHELVES, 'cabinets': _CABINETS, 'folders': FOLDERS,
        # An archive has 0.7 volumes on average: this is some more than enough.
        'rooms': 1 + size // (_SHELVES * _CABINETS * FOLDERS),
        'leader_count': len(facts['leaders']),
    }
    cr.execute(_LOCATIONS, values)
    cr.execute("SELECT setval('customer_archive_location_id_seq', max(id))"
               " FROM customer_archive_location")
    cr.execute(_VOLUMES, values)
    values['folder_count'] = cr.rowcount
    cr.execute("ANALYZE customer_archive, customer_archive_volume")
    cr.execute(_DOCUMENTS, values)
    cr.execute(_FOLDERS, values)
    cr.execute("ANALYZE customer_archive_document, customer_archive_holding")
    cr.execute(_ORIGINALS, values)
