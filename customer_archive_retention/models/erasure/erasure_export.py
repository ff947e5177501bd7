# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import json

from odoo import fields, models
from odoo.tools import html2plaintext

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from ..holds.hold import HOLDERS


class CustomerArchiveErasureExport(models.AbstractModel):
    """The person's copy of his data, for machines (JSON) and for himself (PDF) (GDPR 15, 20)."""

    _name = 'customer.archive.erasure.export'
    _description = "Archive Erasure: Copy for the Person"

    export = fields.Binary(
        string="Copy for the Person", attachment=True, readonly=True, copy=False, groups=HOLDERS,
        help="Kept until the request is closed.",
    )
    export_name = fields.Char(readonly=True, copy=False)

    # === ACTION METHODS === #

    def action_export(self):
        """Make the copy of the person's data as JSON."""
        self._check_may_take('search')
        for request in self.sudo():  # The gate has asked for the right.
            data = json.dumps(
                request._get_personal_data(), ensure_ascii=False, indent=2, default=str,
            )
            with_pass(request).write({
                'export': base64.b64encode(data.encode()), 'export_name': f'{request.name}.json',
            })
            request._enter_register('export_person', {'kind': request.kind})

    def action_print(self):
        """Print the copy of the person's data."""
        self._check_may_take('search')
        report = self.env.ref('customer_archive_retention.action_report_erasure')
        return report.report_action(self)

    # === BUSINESS METHODS === #

    def _get_personal_data(self):
        """Return what is known of the person: what he may know, nothing of others.

        For a module to hand out more, it must override this method and add sections.

        :return: sections of rows; each row's values by their labels
        :rtype: dict[str, list[dict]]
        """
        self.ensure_one()
        person = self._get_person()
        archives = person.archives
        env = self.env
        messages = env['mail.message'].search([
            ('model', '=', 'res.partner'), ('res_id', 'in', person.partners.ids),
            ('message_type', 'in', ('email', 'email_outgoing', 'comment')),
            ('is_internal', '=', False),
        ], order='date')
        orders = env['sale.order'].search([('partner_id', 'in', person.partners.ids)])
        moves = env['account.move'].search([
            ('partner_id', 'in', person.partners.ids), ('state', '=', 'posted'),
        ])
        disclosures = env['customer.archive.disclosure'].search([
            ('archive_id', 'in', archives.ids), ('state', '=', 'disclosed'),
        ])
        sections = {
            env._("Contact"): (person.partners, [
                'name', 'email', 'phone', 'vat', 'ref', 'street', 'street2', 'zip', 'city',
                'state_id', 'country_id', 'function',
            ]),
            env._("Bank accounts"): (person.partners.bank_ids, ['acc_number', 'acc_holder_name']),
            env._("Archives"): (archives, ['name', 'opened_on', 'state', 'class_ids']),
            env._("Volumes"): (archives.volume_ids, ['name', 'title', 'signed_on', 'date_end']),
            env._("Archive documents"): (archives.document_ids, [
                'name', 'title', 'type_id', 'date', 'source', 'pages',
            ]),
            env._("Orders"): (orders, ['name', 'date_order', 'amount_total', 'state']),
            env._("Invoices"): (moves, ['name', 'invoice_date', 'amount_total', 'payment_state']),
            env._("Messages with him"): (messages, ['date', 'subject', 'body']),
            env._("Disclosed to others"): (disclosures, [
                'name', 'disclosed_at', 'recipient_organisation', 'legal_basis',
            ]),
        }
        return {
            title: [self._show_row(record, names) for record in records]
            for title, (records, names) in sections.items() if records
        }

    def _show_row(self, record, names):
        """Return the values of a record as a reader wants them, without the empty ones.

        :param recordset record: the record
        :param list[str] names: its fields
        :rtype: dict[str, str|float|int]
        """
        row = {}
        for name in names:
            field, value = record._fields[name], record[name]
            if not value:
                continue
            if field.type == 'selection':
                value = dict(field._description_selection(self.env)).get(value, value)
            elif field.relational:
                value = ", ".join(value.mapped('display_name'))
            elif field.type == 'html':
                value = html2plaintext(value)
            elif field.type in ('date', 'datetime'):
                value = str(value)
            row[field._description_string(self.env)] = value
        return row
