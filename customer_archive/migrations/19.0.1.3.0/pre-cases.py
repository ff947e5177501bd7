# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tools import SQL

TABLES = ('customer_archive_complaint', 'customer_archive_service')


def migrate(cr, version):
    """Turn days into moments: received at the begin of a day, due at the end of one.

    What was closed was answered at noon of that day at the latest; what is open is to be answered
    until it is to be settled, as before.
    """
    for table in TABLES:
        cr.execute(
            "SELECT FROM information_schema.columns WHERE table_schema = current_schema"
            " AND table_name = %s AND column_name = 'deadline' AND data_type = 'date'", [table],
        )
        if cr.rowcount:
            _turn_into_moments(cr, SQL.identifier(table))


def _turn_into_moments(cr, table):
    zone = SQL(
        "(SELECT COALESCE(calendar.tz, partner.tz, 'UTC') FROM res_company company"
        " JOIN res_partner partner ON partner.id = company.partner_id"
        " LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id"
        " WHERE company.id = brought.company_id)",
    )
    cr.execute(SQL(
        """
        ALTER TABLE %(table)s
            ADD COLUMN received_moment timestamp, ADD COLUMN due_moment timestamp,
            ADD COLUMN response_deadline timestamp, ADD COLUMN responded_at timestamp,
            ADD COLUMN closed_at timestamp
        """, table=table,
    ))
    cr.execute(SQL(
        """
        UPDATE %(table)s brought
           SET received_moment = brought.received_on::timestamp
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC',
               due_moment = (GREATEST(brought.deadline, brought.received_on) + time '23:59:59')
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC',
               closed_at = (brought.closed_on + time '12:00')
                   AT TIME ZONE %(zone)s AT TIME ZONE 'UTC'
        """, table=table, zone=zone,
    ))
    cr.execute(SQL(
        """
        UPDATE %(table)s SET response_deadline = due_moment, responded_at = closed_at
        """, table=table,
    ))
    cr.execute(SQL(
        """
        ALTER TABLE %(table)s
            DROP COLUMN received_on, DROP COLUMN deadline
        """, table=table,
    ))
    for old, new in (('received_moment', 'received_on'), ('due_moment', 'deadline')):
        cr.execute(SQL(
            "ALTER TABLE %s RENAME COLUMN %s TO %s", table, SQL.identifier(old),
            SQL.identifier(new),
        ))
