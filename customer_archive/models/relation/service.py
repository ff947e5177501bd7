# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerArchiveService(models.Model):
    """A customer needs after-sales service: maintenance, a repair, advice, an exchange.

    It may be about an order or a credit note, which only those see who see sales or invoices.
    """

    _name = 'customer.archive.service'
    _inherit = ['customer.archive.case']
    _description = "Archive Service"

    _rating_template = 'customer_archive.mail_template_service_rating'

    measure_ids = fields.One2many('customer.archive.measure', 'service_id')
    sale_order_id = fields.Many2one(
        'sale.order', string="Order", index='btree_not_null', ondelete='restrict', copy=False,
        check_company=True, groups='sales_team.group_sale_salesman',
        domain="[('partner_id.commercial_partner_id', '=', partner_id), ('state', '=', 'sale')]",
        help="The order that it is about.",
    )
    refund_id = fields.Many2one(
        'account.move', string="Credit Note", index='btree_not_null', ondelete='restrict',
        copy=False, check_company=True,
        groups='account.group_account_invoice,account.group_account_readonly',
        domain="[('commercial_partner_id', '=', partner_id), ('move_type', '=', 'out_refund')]",
        help="The credit note by which something was returned or exchanged (CA-45).",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('sale_order_id', 'refund_id', 'archive_id')
    def _check_business(self):
        for service_sudo in self.sudo():  # Whose they are, no more.
            customers = service_sudo.archive_id._get_customers_sudo()
            for document in (service_sudo.sale_order_id, service_sudo.refund_id):
                if document and document.partner_id.commercial_partner_id not in customers:
                    raise ValidationError(self.env._(
                        "%(document)s is the business of another customer.", document=document.name,
                    ))
            if service_sudo.refund_id and service_sudo.refund_id.move_type != 'out_refund':
                raise ValidationError(self.env._(
                    "%(document)s is no credit note.", document=service_sudo.refund_id.name,
                ))
