# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerArchiveStandingSuggestion(models.Model):
    """Documents that are borrowed so often that a standing copy would pay (LE-17).

    A view over the loans: nothing to maintain, and nothing to forget.
    """

    _name = 'customer.archive.standing.suggestion'
    _description = "Suggested Standing Copy"
    _auto = False
    _order = 'loan_count desc, id'
    _rec_name = 'document_id'
    _allow_sudo_commands = False
    # What the view reads is written to the database before it is read.
    _depends = {
        'customer.archive.loan.line': ['holding_id', 'company_id', 'out_at'],
        'customer.archive.holding': ['document_id', 'is_standing', 'state'],
        'customer.archive.document': ['archive_id', 'company_id'],
        'customer.archive.copy.request': ['document_id', 'is_for_standing', 'state'],
        'res.company': ['archive_standing_loans', 'archive_standing_days'],
    }

    document_id = fields.Many2one('customer.archive.document', readonly=True)
    archive_id = fields.Many2one('customer.archive', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    loan_count = fields.Integer(string="Loans", readonly=True)
    last_out_at = fields.Datetime(string="Last Lent", readonly=True)
    request_id = fields.Many2one(
        'customer.archive.copy.request', string="Asked For With", readonly=True,
        help="The request for copies that is already under way.",
    )

    @property
    def _table_query(self):
        """Override to count the loans of the last days, as each company counts them."""
        return SQL(
            """
            SELECT document.id, document.id AS document_id, document.archive_id,
                   document.company_id, count(*) AS loan_count, max(line.out_at) AS last_out_at,
                   (SELECT max(request.id) FROM customer_archive_copy_request request
                    WHERE request.document_id = document.id AND request.is_for_standing
                      AND request.state IN ('requested', 'approved', 'copying')) AS request_id
            FROM customer_archive_loan_line line
            JOIN res_company company ON company.id = line.company_id
            JOIN customer_archive_holding holding ON holding.id = line.holding_id
            JOIN customer_archive_document document ON document.id = holding.document_id
            WHERE line.out_at > %(now)s - make_interval(days => company.archive_standing_days)
              AND line.out_at <= %(now)s
              AND NOT EXISTS (
                  SELECT FROM customer_archive_holding standing
                  WHERE standing.document_id = document.id AND standing.is_standing
                    AND standing.state != 'withdrawn')
            GROUP BY document.id, document.archive_id, document.company_id,
                     company.archive_standing_loans
            HAVING count(*) >= company.archive_standing_loans
            """,
            now=fields.Datetime.now(),
        )

    # === ACTION METHODS === #

    def action_request_copy(self):
        """Begin the request for a standing copy of the document."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.copy.request']._action_request(
            self.document_id, is_for_standing=True, place='premises', purpose='keeping',
            reason=self.env._(
                "Borrowed %(count)s times: a standing copy.", count=self.loan_count,
            ),
        )

    # === CRON METHODS === #

    @api.model
    def _cron_suggest(self):
        """Tell the archivist, once a document, that a standing copy would pay (LE-17)."""
        suggestions = self.search([
            ('document_id.standing_suggested_on', '=', False), ('request_id', '=', False),
        ], order='company_id, id')
        documents = self.env['customer.archive.document']
        return documents._sweep(
            "Suggested standing copies", suggestions.document_id.ids,
            lambda due: due._suggest_standing_copy(),
        )
