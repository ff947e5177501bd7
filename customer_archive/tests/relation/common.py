# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.fields import Command

from ..common import ArchiveCommon

COMPLAINT, SERVICE = 'customer.archive.complaint', 'customer.archive.service'
MODELS = (COMPLAINT, SERVICE)


class BooksCommon(ArchiveCommon):
    """A company with books, and a customer with an archive to whom it sells.

    Fixtures:

    - `product`, `other_product`; `tax` of 13 percent
    - `currency`: another one than the company's, two of it for one of the company's
    - `archive`: of `customer`, in `department`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_fiscal_country_id = cls.env.ref('base.us')
        cls.env['account.chart.template'].try_loading(
            'generic_coa', company=cls.company, install_demo=False,
        )
        cls.env = cls.env(context={
            **cls.env.context, 'allowed_company_ids': cls.company.ids,
        })
        cls.product, cls.other_product = cls.env['product.product'].create([
            {'name': "Sprinkler", 'type': 'service', 'list_price': 100},
            {'name': "Valve", 'type': 'service', 'list_price': 40},
        ])
        cls.tax = cls.env['account.tax'].create({
            'name': "13%", 'amount': 13, 'type_tax_use': 'sale', 'company_id': cls.company.id,
        })
        cls.currency = cls.env.ref('base.CHF')
        cls.currency.active = True
        cls.env['res.currency.rate'].create({
            'name': '2020-01-01', 'rate': 2, 'currency_id': cls.currency.id,
            'company_id': cls.company.id,
        })
        cls.archive = cls._open_archive(cls.customer)

    # === FACTORIES === #

    @classmethod
    def _invoice(cls, on, price=100, quantity=1, partner=None, post=True, **vals):
        """Enter an invoice of one product, posted unless said otherwise."""
        move = cls.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': (partner or cls.customer).id,
            'invoice_date': on, 'date': on, 'invoice_date_due': on, 'invoice_line_ids': [
                Command.create({
                    'product_id': cls.product.id, 'name': "Sprinkler DN 15", 'price_unit': price,
                    'quantity': quantity, 'tax_ids': cls.tax.ids,
                }),
            ], **vals,
        })
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, move, on, amount=None):
        """Pay an invoice, or a part of it."""
        return cls.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=move.ids,
        ).create({
            'payment_date': on, **({'amount': amount} if amount else {}),
        })._create_payments()

    @classmethod
    def _order(cls, partner=None, confirm=True, **vals):
        order = cls.env['sale.order'].create({
            'partner_id': (partner or cls.customer).id, 'order_line': [Command.create({
                'product_id': cls.product.id, 'name': "Sprinkler DN 15", 'product_uom_qty': 3,
                'price_unit': 100, 'tax_ids': cls.tax.ids,
            })], **vals,
        })
        if confirm:
            order.action_confirm()
        return order

    # === QUESTIONS === #

    def _rows(self, domain=(), user=None, archive=None):
        """Return the transactions of an archive, as somebody sees them."""
        return self._as(user or self.user).search([
            ('archive_id', '=', (archive or self.archive).id), *domain,
        ])

    def _as(self, user, model='customer.archive.transaction'):
        """Return a model as somebody sees it who works in all of his companies."""
        return self.env[model].with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids,
        )


class RelationCommon(ArchiveCommon):
    """A customer with an archive, and a contact of his who has an e-mail address.

    Fixtures:

    - `archive` of `customer`, in `department`; `contact` works for him
    - `company` works from Monday to Friday, 8 to 12 and 13 to 17 o'clock in Shanghai
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.contact = cls.env['res.partner'].create({
            'name': "Li Lei", 'parent_id': cls.customer.id, 'email': 'li.lei@northern.example.com',
        })
        cls.archive = cls._open_archive(cls.customer)

    @classmethod
    def _receive(cls, user=None, model=COMPLAINT, **vals):
        """Enter what a customer brings, by a user of the archive's department."""
        return cls.env[model].with_user(user or cls.user).create({
            'archive_id': cls.archive.id, 'title': "The hall leaks", **vals,
        })

    def _get_mails(self, record):
        """Return the mails about a record that wait in Odoo's queue."""
        return self.env['mail.mail'].sudo().search([
            ('model', '=', record._name), ('res_id', '=', record.id),
        ], order='id')

    def _answer(self, record, rate, feedback=""):
        """Answer for the customer, as the public page does."""
        record_sudo = record.with_user(self.env.ref('base.public_user')).sudo()
        return record_sudo.rating_apply(
            rate, rating=record_sudo.rating_ids[:1], feedback=feedback,
        )
