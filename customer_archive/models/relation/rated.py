# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..mechanism.inner_pass import with_pass


class CustomerArchiveRated(models.AbstractModel):
    """Something in an archive that its customer is asked about: how satisfied is he (CA-51)?

    He answers on Odoo's own page, by the link of a mail that goes through Odoo's queue. What he
    said last counts; each of his answers stands in the chatter. Nobody else answers for him.
    """

    _name = 'customer.archive.rated'
    _inherit = ['customer.archive.thread', 'rating.mixin']
    _description = "Archive: Rated by the Customer"

    # The XML id of the mail that asks.
    _rating_template = ''

    _gated_fields = frozenset({'asked_at'})
    _index_fields = frozenset({'asked_at'})

    asked_at = fields.Datetime(
        string="Asked On", readonly=True, copy=False,
        help="When the customer was asked how satisfied he is.",
    )

    # === BUSINESS METHODS - ASKING === #

    def _ask_satisfaction(self):
        """Ask the customers by mail how satisfied they are.

        The mail says the number, and what the customer himself brought, whatever the archive is.
        """
        if not self:
            return
        self._mail_rating()
        with_pass(self).write({'asked_at': fields.Datetime.now()})
        self._enter_register('ask_satisfaction')

    def _mail_rating(self):
        """Mail to the customers the link by which they answer."""
        texts = self.env.ref(self._rating_template)._generate_template(
            self.ids, ('subject', 'body_html', 'email_from', 'reply_to'),
        )
        # Written by the system, to the customer himself: our own mail, not a user's message.
        self.env['mail.mail'].sudo().with_context(**with_pass(self).env.context).create([
            {
                **{name: texts[record.id].get(name) for name in (
                    'subject', 'body_html', 'email_from', 'reply_to',
                )},
                # In the chatter, where others read, the link that answers is not.
                'body': self.env._("The customer is asked how satisfied he is."),
                'model': record._name, 'res_id': record.id, 'auto_delete': True,
                'recipient_ids': [Command.link(record._rating_get_partner().id)],
            }
            for record in self
        ])

    def _get_rating_contact(self):
        """Return who of the customer is asked: himself, or the first contact who has an address.

        :rtype: recordset
        """
        self.ensure_one()
        customer_sudo = self.archive_id.sudo().partner_id  # Whom to write to, whoever closes it.
        return (customer_sudo | customer_sudo.child_ids).filtered('email_normalized')[:1]

    def _rating_get_partner(self):
        """Override to ask a contact of the customer."""
        return self._get_rating_contact()

    # === BUSINESS METHODS - ANSWERING === #

    def _get_rating_refusal(self):
        """Return why the customer's answer is not taken any more.

        For a model to end it otherwise, it must override this method.

        :return: a sentence for the customer, empty while he may answer
        :rtype: str
        """
        self.ensure_one()
        days = self.company_id.archive_rating_days
        end = fields.Datetime.add(self.asked_at, days=days) if self.asked_at else None
        if end and end < fields.Datetime.now():
            return self.env._(
                "Answers were taken until %(date)s. Thank you all the same.",
                date=format_date(self.env, end),
            )
        return ''

    def rating_apply(  # noqa: PLR0913, PLR0917 as Odoo has it
        self, rate, token=None, rating=None, feedback=None, subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Override to let the customer alone answer, by the link that he was sent, in time."""
        if not self.env.su:
            raise AccessError(self.env._("Only the customer himself says how satisfied he is."))
        if refusal := self._get_rating_refusal():
            raise UserError(refusal)
        rating = rating or self.env['rating.rating'].search([('access_token', '=', token)])
        if rating.res_model != self._name or rating.res_id != self.id:
            raise UserError(self.env._("This link is not about %(record)s.", record=self.name))
        rating.message_id = False  # Each answer is a message of its own: those stay as written.
        ours = with_pass(self)
        rating = super(CustomerArchiveRated, ours).rating_apply(
            rate, rating=rating, feedback=feedback, subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        self._enter_register('rate')  # Not how: what a person thinks can be erased.
        return rating

    def message_post(self, **kwargs):
        """Override to take no rating from who writes a message."""
        if kwargs.get('rating_value'):
            raise AccessError(self.env._("Only the customer himself says how satisfied he is."))
        return super().message_post(**kwargs)

    # === BUSINESS METHODS === #

    def _get_event_labels(self):
        """Override to name what the customer was asked, and answered."""
        return {
            **super()._get_event_labels(), 'ask_satisfaction': self.env._("Asked for satisfaction"),
            'rate': self.env._("Rated by the customer"),
        }
