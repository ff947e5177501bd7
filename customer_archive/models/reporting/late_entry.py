# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

KINDS = [
    ('communication', "Communication"), ('complaint', "Complaint"), ('service', "Service"),
    ('intake', "Intake"), ('document', "Document"),
]


class CustomerArchiveLateEntry(models.Model):
    """How long it took until what happened was entered, and what was entered late (CA-28).

    Nothing is kept: the rows are read from what people entered. What enters by itself is in time,
    and a correction enters nothing new. Days are those of each company; an entry is late when it
    took more of them than its company allows.
    """

    _name = 'customer.archive.late.entry'
    _inherit = ['customer.archive.drawn']
    _description = "Archive Entry and Its Lag"
    _auto = False
    _order = 'entered_on desc, id desc'

    # What has to stand in the database before it is read from there.
    _depends = {
        'customer.archive': [
            'state', 'partner_id', 'company_id', 'department_id', 'confidentiality', 'custodian_id',
        ],
        'customer.archive.communication': [
            'archive_id', 'at', 'source_model', 'corrects_id', 'create_date', 'create_uid',
        ],
        'customer.archive.complaint': [
            'archive_id', 'name', 'received_on', 'create_date', 'create_uid',
        ],
        'customer.archive.service': [
            'archive_id', 'name', 'received_on', 'create_date', 'create_uid',
        ],
        'customer.archive.intake': [
            'archive_id', 'name', 'received_on', 'entered_on', 'entered_by_id',
        ],
        'customer.archive.document': ['archive_id', 'name', 'date', 'create_date', 'create_uid'],
    }
    # When something was entered says nothing about a customer.
    _index_fields = frozenset({
        'event_on', 'entered_on', 'entered_by_id', 'custodian_id', 'lag_days',
        'is_late', 'late_count',
    })

    custodian_id = fields.Many2one('res.users', string="Archivist", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    event_on = fields.Date(
        string="Happened On", readonly=True,
        help="When somebody talked, when a complaint or service was received, when something was"
             " learned, or the date of a document.",
    )
    entered_on = fields.Date(readonly=True)
    entered_by_id = fields.Many2one('res.users', readonly=True)
    lag_days = fields.Integer(
        string="Entered After (Days)", readonly=True, aggregator='avg',
        help="From the day on which it happened to that of entering.",
    )
    is_late = fields.Boolean(
        string="Late", readonly=True,
        help="It took more days than the company allows (settings).",
    )
    late_count = fields.Integer(string="Late Entries", readonly=True)

    # === ACTION METHODS === #

    def action_open_entry(self):
        """Show what was entered."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': f'customer.archive.{self.kind}',
            'res_id': self.line_id, 'views': [(False, 'form')],
        }

    # === BUSINESS METHODS - QUERY === #

    @property
    def _table_query(self):
        """Override to reckon the lag from the days of each part."""
        return SQL(
            """
            SELECT entry.*, lag.days AS lag_days, lag.days > entry.late_days AS is_late,
                   (lag.days > entry.late_days)::int AS late_count
              FROM (%s) entry
              CROSS JOIN LATERAL (SELECT greatest(entered_on - event_on, 0) AS days) lag
            """, super()._table_query,
        )

    @api.model
    def _get_archive_columns(self):
        """Override to say who answers for the archive, and how many days there are."""
        return [
            *super()._get_archive_columns(), SQL("archive.custodian_id"), SQL("clock.late_days"),
        ]

    @api.model
    def _get_parts(self):
        """Override to show what people enter; with `clock`, the days of the company, as well.

        A part yields number, kind, day of the event, day of entering, and who entered.
        """
        return [
            *super()._get_parts(),
            SQL(
                """
                'CM-' || lpad(line.id::text, 7, '0') AS name, 'communication' AS kind,
                %(event)s AS event_on, %(entered)s AS entered_on, line.create_uid AS entered_by_id
                FROM %(archives)s
                JOIN customer_archive_communication line ON line.archive_id = archive.id
                     AND line.source_model IS NULL AND line.corrects_id IS NULL
                """,
                event=_to_day('at'), entered=_to_day('create_date'), archives=self._get_archives(),
            ),
            *(self._get_case_part(kind) for kind in ('complaint', 'service')),
            SQL(
                """
                line.name, 'intake', line.received_on, line.entered_on, line.entered_by_id
                FROM %(archives)s
                JOIN customer_archive_intake line ON line.archive_id = archive.id
                """, archives=self._get_archives(),
            ),
            SQL(
                """
                line.name, 'document', line.date, %(entered)s, line.create_uid
                FROM %(archives)s
                JOIN customer_archive_document line ON line.archive_id = archive.id
                     AND line.date IS NOT NULL
                """, entered=_to_day('create_date'), archives=self._get_archives(),
            ),
        ]

    @api.model
    def _get_case_part(self, kind):
        """Return what customers brought.

        :param str kind: complaints, or services
        :rtype: SQL
        """
        return SQL(
            """
            line.name, %(kind)s, %(event)s, %(entered)s, line.create_uid
            FROM %(archives)s
            JOIN %(table)s line ON line.archive_id = archive.id
            """,
            kind=kind, event=_to_day('received_on'), entered=_to_day('create_date'),
            archives=self._get_archives(), table=SQL.identifier(f'customer_archive_{kind}'),
        )

    @api.model
    def _get_archives(self):
        """Return the archives with the clocks of their companies, as the beginning of a `FROM`."""
        # Time zones and a setting, whoever reads.
        companies_sudo = self.env['res.company'].sudo().search(Domain.TRUE)
        return SQL(
            """
            customer_archive archive
            JOIN (VALUES %s) AS clock (company_id, tz, late_days)
              ON clock.company_id = archive.company_id AND archive.state != 'void'
            """, SQL(", ").join(
                SQL(
                    "(%s, %s, %s)", company.id, str(company._get_archive_tz()),
                    company.archive_late_days,
                ) for company in companies_sudo
            ),
        )


def _to_day(column):
    """Return the day that it was at the company at the moment of a column."""
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE clock.tz)::date",
               SQL.identifier('line', column))
