# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import format_date, formatLang

# Rows of a sheet: what is older is read on the screen.
_LIMIT = 200
_BASICS = (
    'merged_numbers', 'merged_into_id', 'state', 'customer_type', 'customer_number',
    'vat', 'region_id', 'industry_id', 'business_scope', 'key_business', 'class_ids',
    'department_id', 'custodian_id', 'deputy_id', 'opened_on', 'formal_on', 'closed_on',
    'next_review', 'latest_need', 'latest_preference',
)
_CASES = ('customer.archive.service', 'customer.archive.complaint')


class ReportSheets(models.AbstractModel):
    """The three sheets that lie in each folder (CA-19), printed from live data: who the customer is
    (客户基本信息表), what he bought (交易记录表), and what was done for him (服务记录表).

    Whoever prints them sees on paper what he may read on the screen.
    """

    _name = 'report.customer_archive.report_sheets'
    _inherit = ['customer.archive.paper']
    _description = "Archive Sheets"

    _paper_model = 'customer.archive'

    @api.model
    def _prepare_paper(self, record):
        """Override to show the three sheets of an archive."""
        clock = self._get_clock(record.company_id)
        return {
            'basics': self._prepare_basics(record), 'contacts': self._get_contacts(record),
            'authorizations': self._prepare_authorizations(record),
            **self._prepare_transactions(record), **self._prepare_cases(record, clock),
            'stamp': " · ".join(self.env.user._get_archive_stamp()),
        }

    # === HELPERS - BASIC INFORMATION === #

    @api.model
    def _prepare_basics(self, archive):
        """Return what is said of the customer and his archive; what is empty is left out.

        :param recordset archive: the archive
        :return: pairs of label and text
        :rtype: list[tuple[str, str]]
        """
        partner = archive.partner_id
        rows = [
            (partner._fields[name]._description_string(self.env), partner[name])
            for name in ('name', 'phone', 'email', 'website') if partner[name]
        ]
        rows.insert(1, (self.env._("Address"), " ".join(
            partner._display_address(without_company=True).split(),
        )))
        return rows + [
            (archive._fields[name]._description_string(self.env),
             self._show(archive, name, archive[name]))
            for name in _BASICS if archive[name]
        ]

    @api.model
    def _show(self, record, name, value):
        """Return a value as it stands on paper.

        :rtype: str
        """
        field = record._fields[name]
        if field.type == 'selection':
            return self._get_label(record, name)
        if field.type == 'date':
            return format_date(self.env, value)
        return ", ".join(value.mapped('display_name')) if field.relational else value

    @api.model
    def _get_contacts(self, archive):
        """Return the contact persons of the customer.

        :rtype: recordset
        """
        return archive.partner_id.child_ids.filtered(
            lambda contact: contact.type == 'contact' and not contact.is_company,
        )

    @api.model
    def _prepare_authorizations(self, archive):
        """Return what the customer allows today.

        :return: number, day, and what is allowed
        :rtype: list[tuple[str, str, str]]
        """
        current = self.env['customer.archive.authorization'].search([
            ('archive_id', '=', archive.id), ('is_current', '=', True),
        ])
        return [
            (each.name, format_date(self.env, each.granted_on), ", ".join(
                each._fields[name]._description_string(self.env)
                for name in ('for_service', 'for_marketing', 'for_sharing') if each[name]
            ))
            for each in current
        ]

    # === HELPERS - TRANSACTIONS AND SERVICES === #

    @api.model
    def _prepare_transactions(self, archive):
        """Return the newest transactions, how many there are more, and the sums of all.

        :rtype: dict
        """
        transactions = self.env['customer.archive.transaction']
        mine = [('archive_id', '=', archive.id)]
        sums = transactions._read_group(mine, ['kind'], ['amount:sum', '__count'])
        rows = transactions.search(mine, order='date desc, id desc', limit=_LIMIT)
        kinds = dict(transactions._fields['kind']._description_selection(self.env))
        return {
            'transactions': [self._prepare_transaction(row) for row in rows],
            'transactions_left': sum(count for _kind, _sum, count in sums) - len(rows),
            'sums': [(kinds[kind], self._format(amount, archive.company_id.currency_id))
                     for kind, amount, _count in sums],
        }

    @api.model
    def _prepare_transaction(self, row):
        """Return one line of the transaction sheet.

        :rtype: dict
        """
        product = row.product_id.display_name or ''
        text = (row.specification or '').removeprefix(product).strip()
        return {
            'date': format_date(self.env, row.date), 'kind': self._get_label(row, 'kind'),
            'document': row.document or '', 'product': product, 'specification': text,
            'quantity': formatLang(self.env, row.quantity, dp='Product Unit')
            if row.quantity else '',
            'amount': self._format(row.amount_currency, row.currency_id),
            'is_return': row.is_return, 'payment': self._get_label(row, 'payment_state'),
        }

    @api.model
    def _format(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _prepare_cases(self, archive, clock):
        """Return the newest services and complaints, and how many there are more.

        :param Callable clock: tells a moment
        :rtype: dict
        """
        cases = [
            case for model in _CASES for case in self.env[model].search(
                [('archive_id', '=', archive.id)], order='received_on desc, id desc', limit=_LIMIT,
            )
        ]
        total = sum(self.env[model].search_count([('archive_id', '=', archive.id)])
                    for model in _CASES)
        cases = sorted(cases, key=lambda case: case.received_on, reverse=True)[:_LIMIT]
        return {'cases_left': total - len(cases), 'cases': [
            {
                'number': case.name, 'kind': self.env['ir.model']._get(case._name).name,
                'received': clock(case.received_on), 'title': case.title,
                'responsible': case.responsible_id.name or '',
                'state': self._get_label(case, 'state'), 'result': case.result or '',
                'closed': clock(case.closed_at),
                'satisfaction': self._get_label(case, 'rating_last_text')
                if case.rating_last_value else '',
            }
            for case in cases
        ]}
