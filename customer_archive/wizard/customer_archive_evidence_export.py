# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.evidence.evidence_file import EvidenceFile


class CustomerArchiveEvidenceExport(models.TransientModel):
    """Exports sealed evidence for a verification without Odoo; the register tells of it (ND-19)."""

    _name = 'customer.archive.evidence.export'
    _description = "Archive: Export Evidence"

    chain = fields.Selection(
        '_selection_chain', string="Evidence", required=True,
        default='customer.archive.register',
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    with_notes = fields.Boolean(
        string="With Reasons", help="Reasons are the words of people and may name somebody.",
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    withheld_count = fields.Integer(
        string="By Hash Only", readonly=True,
        help="Rows of companies that you do not see: the file holds their hashes only.",
    )

    @api.model
    def _selection_chain(self):
        return [
            (name, self.env['ir.model']._get(name).name)
            for name in self.env['customer.archive.evidence']._get_evidence_models()
        ]

    # === ACTION METHODS === #

    def action_export(self):
        """Make the file and offer it.

        :rtype: dict
        :raise UserError: when nothing was sealed in that time
        """
        self.ensure_one()
        model = self.env[self.chain]
        model.check_access('read')
        seals = self._get_seals()
        if not seals:
            raise UserError(self.env._("Nothing was sealed in that time."))
        evidence = EvidenceFile(model, seals, self.with_notes)
        content = evidence.to_zip()
        numbers = [seals[0].number, seals[-1].number]
        self.env['customer.archive.register']._enter([{
            'event': 'export_log', 'model': self.chain, 'subject': self.chain,
            'company': self.env.company.id,
            'facts': {
                'seals': numbers, 'rows': evidence.counts['rows'],
                'with_notes': self.with_notes,
            },
        }])
        self.write({
            'file': base64.b64encode(content),
            'file_name': f"{self.chain.replace('.', '_')}_{numbers[0]}-{numbers[1]}.zip",
            'row_count': evidence.counts['rows'],
            'withheld_count': evidence.counts['withheld'],
        })
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Export Evidence"),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'target': 'new',
        }

    # === HELPERS === #

    def _get_seals(self):
        """Return the seals from the first to the last that cover a row of the time.

        :rtype: recordset
        """
        model = self.env[self.chain]
        conditions = [
            *([SQL("evidence.at >= %s", self._to_utc(self.date_from))] if self.date_from else []),
            *([SQL("evidence.at < %s", self._to_utc(self.date_to + timedelta(days=1)))]
              if self.date_to else []),
        ]
        [[first, last]] = self.env.execute_query(SQL(
            """
            SELECT min(seal.number), max(seal.number) FROM customer_archive_seal AS seal
             WHERE seal.chain = %s AND (%s)
            """, self.chain,
            SQL(
                """
                EXISTS (SELECT FROM %s AS evidence
                         WHERE evidence.cluster = seal.cluster
                           AND evidence.txid >= seal.from_txid AND evidence.txid < seal.until_txid
                           AND %s)
                """, SQL.identifier(model._table), SQL(" AND ").join(conditions),
            ) if conditions else SQL("TRUE"),
        ))
        # Seals hold hashes and numbers of rows; who may read the evidence may read them.
        return self.env['customer.archive.seal'].sudo().search([
            ('chain', '=', self.chain), ('number', '>=', first or 0), ('number', '<=', last or 0),
        ], order='number')

    def _to_utc(self, day):
        """Return when a day begins for the user."""
        zone = pytz.timezone(self.env.user.tz or 'UTC')
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(
            tzinfo=None,
        )
