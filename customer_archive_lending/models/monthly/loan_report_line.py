# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.triggers import refuse

from ..loan.loan import PLACES


class CustomerArchiveLoanReportLine(models.Model):
    """One thing that was out, and with whom, in the list of a month (LE-20).

    Plain columns: what is renamed, returned or erased later does not reach the list. It holds no
    personal data of customers; the borrower is an employee of the company.
    """

    _name = 'customer.archive.loan.report.line'
    _description = "Line of a Monthly List"
    _log_access = False
    _order = 'report_id, days_over desc, due_at, id'
    _rec_name = 'barcode'
    _allow_sudo_commands = False

    report_id = fields.Many2one(
        'customer.archive.loan.report', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    kind = fields.Selection(
        [('folder', "Folder"), ('original', "Original"), ('copy', "Copy")], required=True,
        readonly=True,
    )
    barcode = fields.Char(required=True, readonly=True)
    serial = fields.Integer(string="Copy Number", readonly=True)
    reference = fields.Char(
        string="Document or Volume", readonly=True, help="Its number.",
    )
    document_type_id = fields.Many2one(
        'customer.archive.document.type', string="Type", readonly=True, ondelete='restrict',
    )
    sheets = fields.Integer(string="Sheets in It", readonly=True)
    archive = fields.Char(string="Archive Number", readonly=True)
    loan = fields.Char(readonly=True)
    status = fields.Selection(
        [('out', "On Loan"), ('claimed', "Claimed Returned"), ('lost', "Lost"),
         ('discrepancy', "Discrepancy")],
        readonly=True, help="What was known when the list was made.",
    )
    borrower = fields.Char(required=True, readonly=True)
    department = fields.Char(readonly=True)
    place = fields.Selection(PLACES, string="Place of Use", required=True, readonly=True)
    out_at = fields.Datetime(string="Out Since", required=True, readonly=True)
    due_at = fields.Datetime(string="Due", required=True, readonly=True)
    days_over = fields.Integer(readonly=True)

    _barcode_once = models.UniqueIndex(
        '(report_id, barcode)', "A list names a holding once.",
    )

    # === SETUP === #

    def init(self):
        """Override to refuse below the ORM to change what was reported."""
        for name, event in (
            ('no_row_change', 'UPDATE OR DELETE'), ('no_statement_change', 'TRUNCATE'),
        ):
            refuse(self, name, event, says='customer_archive_refuse_change')
        return super().init()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to refuse: a list is made by one statement, and by nobody's hand."""
        if vals_list:
            self._refuse_change()
        return super().create(vals_list)

    def write(self, vals):
        """Override to refuse: the list says what was out then."""
        if self:
            self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        """Refuse: the list says what was out then."""
        self._refuse_change()

    def copy_data(self, default=None):
        """Override to refuse, as for creating."""
        if self:
            self._refuse_change()
        return super().copy_data(default)

    # === BUSINESS METHODS === #

    def _refuse_change(self):
        """Refuse to change a list.

        :raise UserError: always
        """
        raise UserError(self.env._("The lines of a monthly list are never changed or removed."))

    @api.model
    def _insert_lines(self, report):
        """Insert what was out at the moment of a list, in one statement (LE-20).

        What was taken back since then was still out: the lines say when they were discharged.

        :param recordset report: a list without lines
        """
        self.env.flush_all()
        self.env.cr.execute(self._get_insert_statement(report))
        report.invalidate_recordset()

    @api.model
    def _get_insert_statement(self, report):
        """Return the statement that fills a list.

        :param recordset report: the list
        :rtype: SQL
        """
        return SQL(
            """
            WITH department AS (
                SELECT own.id, string_agg(
                    COALESCE(parent.name->>%(lang)s, parent.name->>'en_US'), ' / '
                    ORDER BY length(parent.parent_path)) AS name
                FROM hr_department own JOIN hr_department parent
                  ON parent.id = ANY(string_to_array(rtrim(own.parent_path, '/'), '/')::int[])
                GROUP BY own.id
            )
            INSERT INTO customer_archive_loan_report_line (
                report_id, company_id, kind, barcode, serial, reference, document_type_id, sheets,
                archive, loan, status, borrower, department, place, out_at, due_at, days_over)
            SELECT %(report)s, line.company_id, line.kind, line.barcode,
                   CASE WHEN line.kind = 'copy' THEN holding.serial END,
                   COALESCE(document.name, volume.name), document.type_id,
                   CASE WHEN line.kind = 'folder' THEN line.items_out END,
                   archive.name, loan.name,
                   CASE WHEN line.state IN ('out', 'claimed', 'lost', 'discrepancy')
                        THEN line.state ELSE 'out' END,
                   employee.name, department.name, line.place, line.out_at, line.due_at,
                   CASE WHEN line.due_at < %(as_of)s
                        THEN floor(extract(epoch FROM %(as_of)s - line.due_at) / 86400) + 1
                        ELSE 0 END
            FROM customer_archive_loan_line line
            JOIN customer_archive_loan loan ON loan.id = line.loan_id
            JOIN customer_archive_holding holding ON holding.id = line.holding_id
            JOIN customer_archive archive ON archive.id = line.archive_id
            JOIN hr_employee employee ON employee.id = line.borrower_id
            LEFT JOIN department ON department.id = loan.department_id
            LEFT JOIN customer_archive_document document ON document.id = holding.document_id
            LEFT JOIN customer_archive_volume volume ON volume.id = holding.volume_id
            WHERE line.company_id = %(company)s AND line.out_at IS NOT NULL
              AND line.out_at < %(as_of)s
              AND COALESCE(line.discharged_at, 'infinity'::timestamp) >= %(as_of)s
            """,
            report=report.id, company=report.company_id.id, as_of=report.as_of,
            lang=report.company_id.partner_id.lang or 'en_US',
        )
