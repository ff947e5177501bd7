# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL, float_compare

from .common import BooksCommon

MODEL = 'customer.archive.transaction'


@freeze_time('2026-03-04 02:00:00')
class TestTransaction(BooksCommon):
    """What a customer ordered, was invoiced, returned and paid, as booked (CA-43 to CA-45)."""

    # === WHAT IT SHOWS === #

    def test_a_purchase_has_its_date_product_specification_quantity_and_amount(self):
        """CA-43"""
        move = self._invoice('2026-02-01', price=120, quantity=2)
        row = self._rows()
        self.assertEqual(
            (str(row.date), row.kind, row.document, row.product_id, row.specification),
            ('2026-02-01', 'invoice', move.name, self.product, "Sprinkler DN 15"),
        )
        self.assertEqual((row.quantity, row.amount, row.amount_currency, row.total_currency),
                         (2, 240, 240, 271.2))
        self.assertEqual(row.partner_id, self.customer)

    def test_only_what_is_binding_is_there(self):
        """CA-43: no drafts, no cancelled ones, no notes, nothing of suppliers."""
        self._invoice('2026-02-01', post=False)
        self._invoice('2026-02-01').button_draft()
        self._invoice('2026-02-01', move_type='in_invoice')
        self._order(confirm=False)
        self._order()._action_cancel()
        self.assertFalse(self._rows())
        order = self._order()
        order.order_line = [Command.create({'display_type': 'line_note', 'name': "With care"})]
        self.assertEqual(self._rows().mapped('document'), [order.name])

    def test_contacts_and_their_company_are_one_customer(self):
        contact = self._create_customer(
            name="Buyer", is_company=False, parent_id=self.customer.id,
        )
        self._order(contact)
        move = self._invoice('2026-02-01', partner=contact)
        self._pay(move, '2026-02-02')
        self.assertEqual(set(self._rows().mapped('kind')), {'order', 'invoice', 'payment'})

    def test_the_payment_of_an_invoice_is_shown(self):
        """CA-44"""
        late = self._invoice('2026-02-01')
        open_ = self._invoice('2026-02-02', invoice_date_due='2026-12-31')
        part = self._invoice('2026-02-03', invoice_date_due='2026-12-31')
        self._pay(part, '2026-02-10', 50)
        paid = self._invoice('2026-02-04')
        self._pay(paid, '2026-02-10')
        returned = self._invoice('2026-02-05')
        returned._reverse_moves([{'date': '2026-02-06'}], cancel=True)
        rows = {row.source_id: row for row in self._rows([('kind', '=', 'invoice')])}
        for move, state, is_overdue in (
            (late, 'not_paid', True), (open_, 'not_paid', False), (part, 'partial', False),
            (paid, 'paid', False), (returned, 'returned', False),
        ):
            with self.subTest(state=state, is_overdue=is_overdue):
                row = rows[move.id]
                self.assertEqual((row.payment_state, row.is_overdue), (state, is_overdue))
        self.assertTrue(rows[returned.id].is_return)

    def test_an_order_is_paid_as_its_invoices_are(self):
        """CA-44"""
        order = self._order()
        row = self._rows([('kind', '=', 'order')])
        self.assertEqual((row.quantity, row.amount, row.payment_state), (3, 300, 'not_paid'))
        order.order_line.qty_delivered = 3
        move = order._create_invoices()
        move.invoice_date = '2026-02-01'
        move.action_post()
        for amount, state in ((100, 'partial'), (None, 'paid')):
            self._pay(move, '2026-02-10', amount)
            self.env.invalidate_all()
            self.assertEqual(row.payment_state, state)

    def test_returns_are_negative_also_beyond_what_was_invoiced(self):
        """CA-45: a refund larger than its invoice."""
        self._invoice('2026-02-01', price=100)
        self._invoice('2026-02-02', price=150, quantity=2, move_type='out_refund')
        row = self._rows([('kind', '=', 'return')])
        self.assertEqual((row.quantity, row.amount, row.is_return), (-2, -300, True))
        self.assertEqual(sum(self._rows().mapped('amount')), -200)

    def test_another_currency_counts_as_it_is_booked(self):
        """CA-43: the rate of the day, whatever it is later."""
        move = self._invoice('2026-02-01', price=99.99, currency_id=self.currency.id)
        self._pay(move, '2026-02-10')
        self.env['res.currency.rate'].create({
            'name': '2026-03-01', 'rate': 4, 'currency_id': self.currency.id,
            'company_id': self.company.id,
        })
        invoice, payment = (self._rows([('kind', '=', kind)]) for kind in ('invoice', 'payment'))
        self.assertEqual((invoice.amount_currency, invoice.currency_id), (99.99, self.currency))
        self.assertEqual(invoice.amount, move.amount_untaxed_signed)
        self.assertEqual(payment.amount, move.amount_total_signed)
        self.assertEqual(invoice.company_currency_id, self.company.currency_id)

    def test_it_agrees_with_the_books_to_the_cent(self):
        """CA-43, CA-44: for all customers that the database knows, of all companies.

        Run it in a database with the demo data of Odoo as well.
        """
        self._make_business()
        for company in self.env['res.company'].search([]):
            self._check_agreement(company)

    def _make_business(self):
        rounding = self.env['account.cash.rounding'].create({
            'name': "To 5", 'rounding': 0.05, 'strategy': 'add_invoice_line',
            'profit_account_id': self.company.income_currency_exchange_account_id.id,
            'loss_account_id': self.company.expense_currency_exchange_account_id.id,
        })
        self._invoice('2026-02-01', price=33.33, quantity=3)
        self._invoice('2026-02-01', price=10.01, invoice_cash_rounding_id=rounding.id)
        move = self._invoice('2026-02-02', price=7.77, quantity=7, currency_id=self.currency.id)
        self._pay(move, '2026-02-03', 11.11)
        self._invoice('2026-02-03', price=500, move_type='out_refund')
        self._order(currency_id=self.currency.id)

    def _check_agreement(self, company):
        env = self.env(user=self.env.ref('base.user_root'), context={
            'allowed_company_ids': company.ids,
        })
        binding = [('company_id', '=', company.id)]
        invoices = env['account.move'].search([
            *binding, ('move_type', 'in', ('out_invoice', 'out_receipt', 'out_refund')),
            ('state', '=', 'posted'),
        ])
        payments = env['account.payment'].search([
            *binding, ('partner_type', '=', 'customer'), ('state', 'in', ('in_process', 'paid')),
        ])
        orders = env['sale.order'].search([*binding, ('state', '=', 'sale')])
        customers = (invoices | env['account.move']).partner_id | payments.partner_id | (
            orders.partner_id
        )
        archives = env['customer.archive']._open_for(customers, company)
        transactions = env[MODEL]
        for archive in archives:
            customer = archive.partner_id

            def total(kinds, name='amount', archive=archive):
                [[amount]] = transactions._read_group([
                    ('archive_id', '=', archive.id), ('kind', 'in', kinds),
                ], [], [f'{name}:sum'])
                return amount

            theirs = invoices.filtered(lambda m, c=customer: m.commercial_partner_id == c)
            paid = payments.filtered(lambda p, c=customer: p.partner_id.commercial_partner_id == c)
            ordered = orders.filtered(lambda o, c=customer: o.partner_id.commercial_partner_id == c)
            rows = transactions.search([('archive_id', '=', archive.id)])
            with self.subTest(archive=archive.name, company=company.name):
                for kinds, booked in (
                    (('invoice', 'return'), sum(theirs.mapped('amount_untaxed_signed'))),
                    (('payment',), sum(paid.mapped('amount_company_currency_signed'))),
                ):
                    self.assertFalse(float_compare(total(kinds), booked, 2), (kinds, booked))
                for currency in theirs.currency_id | ordered.currency_id:
                    in_currency = rows.filtered(lambda r, c=currency: r.currency_id == c)
                    self.assertFalse(float_compare(
                        sum(in_currency.filtered(
                            lambda r: r.kind in ('invoice', 'return'),
                        ).mapped('amount_currency')),
                        sum(theirs.filtered(lambda m, c=currency: m.currency_id == c).mapped(
                            'amount_untaxed_in_currency_signed',
                        )), 2,
                    ))
                    self.assertFalse(float_compare(
                        sum(in_currency.filtered(lambda r: r.kind == 'order').mapped(
                            'amount_currency',
                        )),
                        sum(ordered.filtered(lambda o, c=currency: o.currency_id == c).mapped(
                            'amount_untaxed',
                        )), 2,
                    ))
        self.assertEqual(
            set(transactions.search([
                *binding, ('kind', 'in', ('invoice', 'return')),
            ]).mapped('source_id')),
            set(invoices.filtered(lambda move: move.invoice_line_ids).ids),
        )

    def test_a_closed_archive_keeps_its_transactions_until_there_is_a_new_one(self):
        self._invoice('2026-02-01')
        self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="Moved away")
        self.assertTrue(self._rows())
        again = self._open_archive(self.customer)
        self.assertFalse(self._rows())
        self.assertTrue(self._rows(archive=again))

    # === WHO SEES IT === #

    def test_who_may_open_the_archive_sees_them_without_rights_on_the_books(self):
        """The archive's rights count, and not those of accounting."""
        self._invoice('2026-02-01')
        with self.assertRaises(AccessError):
            self.env['account.move'].with_user(self.user).search([])
        for user, sees in (
            (self.user, True), (self.sub_user, False), (self.other_user, False),
            (self.archivist, True), (self.general_manager, True), (self.auditor, True),
            (self.other_archivist, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(bool(self._rows(user=user)), sees)
                count = self._as(user).search_count([
                    ('amount', '>', 0), ('archive_id', '=', self.archive.id),
                ])
                self.assertEqual(bool(count), sees)
        with self.assertRaises(AccessError):
            self._rows(user=self.outsider)

    def test_a_share_opens_them(self):
        self._invoice('2026-02-01')
        self.env['customer.archive.share'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'user_id': self.other_user.id, 'reason': "Asked",
        })
        self.assertTrue(self._rows(user=self.other_user))

    def test_those_of_a_confidential_archive_need_a_purpose_and_leave_one_line(self):
        """CA-63, CA-64: a line for the archive, not one for each row."""
        for month in range(1, 4):
            self._invoice(f'2026-0{month}-01')
        self.archive.confidentiality = '2'
        self.env['customer.archive.purpose'].sudo().search([]).until = '2026-01-01'
        self.assertFalse(self._rows(user=self.archivist))
        self._state_purpose(self.archivist, self.archive)
        rows = self._rows(user=self.archivist)
        self.assertEqual(len(rows), 3)
        rows.invalidate_recordset()
        rows.mapped('amount')
        rows.search([('amount', '>', 1)])
        rows._read_group([], ['product_id'], ['amount:sum'])
        lines = self._log()
        self.assertEqual(lines.mapped('subject'), [self.archive.name])
        self.assertLessEqual({'amount', 'product_id'}, set(lines.contents))

    def _log(self):
        self.env.cr.precommit.run()
        return self.env['customer.archive.access.log'].sudo().search([
            ('model', '=', MODEL), ('actor', '=', self.archivist.login), ('kind', '!=', 'mass'),
        ])

    def test_the_document_opens_to_who_may_see_it(self):
        move = self._invoice('2026-02-01')
        row = self._rows()
        with self.assertRefused(move.name, "rights in sales or accounting"):
            row.action_open_document()
        accountant = self._create_user('accountant', 'user', self.department)
        accountant.group_ids += self.env.ref('account.group_account_invoice')
        action = row.with_user(accountant).action_open_document()
        self.assertEqual((action['res_model'], action['res_id']), ('account.move', move.id))
        with self.assertRaises(AccessError):
            row.with_user(self.other_user).action_open_document()

    def test_an_export_stands_in_the_register(self):
        """CA-70: under the number of the archive, once."""
        self._invoice('2026-02-01')
        self._invoice('2026-02-02')
        self.archivist.group_ids += self.env.ref('base.group_allow_export')
        self._rows(user=self.archivist).export_data(['document', 'amount'])
        entries = self.env['customer.archive.register'].sudo().search([
            ('event', '=', 'export'), ('model', '=', MODEL), ('company', '=', self.company.id),
        ])
        self.assertEqual(entries.mapped('subject'), [self.archive.name])

    def test_nobody_changes_them(self):
        self._invoice('2026-02-01')
        row = self._rows(user=self.office_manager)
        for change in (
            lambda: row.write({'amount': 1}), row.unlink,
            lambda: row.create({'archive_id': self.archive.id}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_the_archive_and_the_contact_lead_to_them(self):
        self._invoice('2026-02-01')
        archive = self.archive.with_user(self.user)
        self.assertEqual(archive.transaction_count, 1)
        for action in (archive.action_view_transactions(),
                       self.customer.with_user(self.user).with_company(
                           self.company).action_view_archive_transactions()):
            rows = self._as(self.user).search(action['domain'])
            self.assertEqual(rows, self._rows())

    # === HOW IT IS FOUND === #

    def test_rows_are_found_by_their_ids(self):
        self._order()
        self._pay(self._invoice('2026-02-01'), '2026-02-02')
        rows = self._rows()
        self.assertEqual(len(rows), 3)
        self.env.invalidate_all()
        for row in rows:
            self.assertEqual(row.search([('id', '=', row.id)]), row)
            self.assertEqual(row.exists(), row)
            self.assertEqual(row.search([('id', 'not in', row.ids), ('id', 'in', rows.ids)]),
                             rows - row)
        ghost = rows.browse(max(rows.ids) + 1000)
        self.assertFalse(ghost.exists())

    def test_the_database_goes_from_the_archive_to_its_documents(self):
        """Whatever the number of rows: no table is read as a whole, where an index serves."""
        query = self.env[MODEL].with_user(self.user)._search([
            ('archive_id', '=', self.archive.id),
        ])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row for [row] in self.env.cr.fetchall())
        for table in ('account_move', 'account_move_line', 'account_payment', 'sale_order',
                      'sale_order_line', 'res_partner'):
            with self.subTest(table=table):
                self.assertNotRegex(plan, rf'Seq Scan on {table}\b')
        self.assertRegex(plan, r'Index Cond: .*commercial_partner_id')
