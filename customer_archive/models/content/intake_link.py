# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import COLLECTOR
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

SCOPE = 'customer_archive.intake_link'
ACTIVITY = 'customer_archive.mail_activity_type_intake_link'
TRANSITIONS = {
    # Sent again, the former link is worth nothing any more.
    'send': Transition(
        _lt("send a form"), _lt("Sent"), ('draft', 'sent'), 'sent', COLLECTOR,
    ),
    # No group: the customer answers, by the link alone.
    'answer': Transition(_lt("answer a form"), _lt("Answered"), ('sent',), 'answered'),
    'withdraw': Transition(
        _lt("withdraw a form"), _lt("Withdrawn"), ('draft', 'sent'), 'withdrawn', COLLECTOR, True,
    ),
}
# What is asked for; it stays once the link is out.
_ASKED = frozenset({'archive_id', 'recipient_id', 'message', 'asks_data', 'document_type_ids'})


class CustomerArchiveIntakeLink(models.Model):
    """A form that a customer fills himself, through a link that is signed, expires and counts once
    (CA-20, CA-22).

    What he states becomes intake and unverified documents, which count for nothing until somebody
    verifies them. The link is signed by the database and names a secret of which the database
    keeps the hash only: nobody makes a link from a backup.
    """

    _name = 'customer.archive.intake.link'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
        'customer.archive.thread',
    ]
    _description = "Archive Form for a Customer"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    # A link that came out of a package would open nothing.
    _is_packed = False
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'sent_by_id', 'sent_at', 'expires_at', 'answered_at',
        'withdraw_reason',
    })
    _index_fields = frozenset({
        'recipient_id', 'asks_data', 'document_type_ids', 'sent_by_id', 'sent_at', 'expires_at',
        'answered_at', 'is_expired', 'intake_ids', 'document_ids',
    })

    recipient_id = fields.Many2one(
        'res.partner', required=True, ondelete='restrict', index=True,
        domain="['|', ('id', '=', partner_id), ('commercial_partner_id', '=', partner_id)]",
        help="Who fills the form.",
    )
    message = fields.Text(help="What the form is for; the recipient reads it above the form.")
    asks_data = fields.Boolean(
        string="Ask for His Data", default=True,
        help="Name, position, telephone, e-mail, address and tax number.",
    )
    document_type_ids = fields.Many2many(
        'customer.archive.document.type', string="Ask for Documents",
        relation='customer_archive_intake_link_type_rel',
    )
    state = fields.Selection(
        [('draft', "Draft"), ('sent', "Sent"), ('answered', "Answered"),
         ('withdrawn', "Withdrawn")],
        string="Status", default='draft', required=True, readonly=True, copy=False,
    )
    secret_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    sent_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    sent_at = fields.Datetime(string="Sent On", readonly=True, copy=False)
    expires_at = fields.Datetime(string="Valid Until", readonly=True, copy=False)
    answered_at = fields.Datetime(string="Answered On", readonly=True, copy=False)
    withdraw_reason = fields.Text(readonly=True, copy=False)
    is_expired = fields.Boolean(
        string="Expired", compute='_compute_is_expired', search='_search_is_expired',
    )
    intake_ids = fields.One2many('customer.archive.intake', 'link_id', readonly=True)
    document_ids = fields.One2many('customer.archive.document', 'intake_link_id', readonly=True)

    _number_unique = models.UniqueIndex('(name)', "There is a form with this number already.")
    _asks_something = models.Constraint(
        "CHECK (state != 'sent' OR secret_hash IS NOT NULL AND expires_at IS NOT NULL)",
        "A form that is out has a link that expires.",
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'expires_at')
    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for link in self:
            link.is_expired = bool(
                link.state == 'sent' and link.expires_at and link.expires_at < now,
            )

    def _search_is_expired(self, operator, value):
        if operator != 'in':
            return NotImplemented
        expired = Domain('state', '=', 'sent') & Domain('expires_at', '<', fields.Datetime.now())
        return expired if True in value else ~expired

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to ask about archives that are still kept."""
        vals_list = self._fill_defaults(vals_list, ['archive_id'])
        self._get_given_archives(vals_list)
        return super()._prepare_create_vals_list(vals_list)

    def write(self, vals):
        """Override to let what is asked stay once the link is out."""
        self._ensure_not_gated(vals)
        if vals.keys() & _ASKED and not has_pass(self):
            for link in self:
                if link.state != 'draft':
                    raise UserError(self.env._(
                        "%(form)s was sent and stays as it is: withdraw it and make a new one.",
                        form=link.name,
                    ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_send(self):
        """Send the link by e-mail."""
        for link in self:
            if not link.recipient_id.email:
                raise UserError(self.env._(
                    "%(person)s has no e-mail address: enter it, or copy the link.",
                    person=link.recipient_id.display_name,
                ))
            link._send_mail(link._make_link())

    def action_show_link(self):
        """Make a link to be sent in another way, and show it once."""
        self.ensure_one()
        url = self._make_link()
        shown = self.env['customer.archive.intake.link.show'].create({
            'link_id': self.id, 'url': url,
        })
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Link"), 'target': 'new',
            'res_model': shown._name, 'res_id': shown.id, 'views': [(False, 'form')],
        }

    def action_withdraw(self):
        """Ask why, then withdraw the form: its link is worth nothing any more."""
        return self._ask_reason('withdraw')

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a form."""
        return {**super()._get_transitions(), **TRANSITIONS}

    @api.model
    def _get_own_project_domain(self):
        """Override to find what is asked about the archives of the user's projects."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    def _check_transition(self, verb):
        """Override to ask for something, and to answer in time."""
        super()._check_transition(verb)
        for link in self:
            if verb in ('send', 'answer'):
                link.archive_id._ensure_open()
            if verb == 'send' and not (link.asks_data or link.document_type_ids):
                raise UserError(self.env._("Say what %(form)s asks for.", form=link.name))
            if verb == 'answer' and link.is_expired:
                raise UserError(self.env._("%(form)s has expired.", form=link.name))

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the reason on the form as well."""
        withdrawn = {'withdraw_reason': reason} if verb == 'withdraw' else {}
        return super()._transition(verb, {**(vals or {}), **withdrawn}, reason)

    def _prepare_transition_vals(self, verb):
        """Override to note who sent it, and when it was answered."""
        now = fields.Datetime.now()
        return {**super()._prepare_transition_vals(verb), **{
            'send': {'sent_by_id': self.env.uid, 'sent_at': now},
            'answer': {'answered_at': now},
        }.get(verb, {})}

    def _after_transition(self, verb):
        """Override to let who sent it verify what came."""
        super()._after_transition(verb)
        self.activity_unlink([ACTIVITY])
        if verb == 'answer':
            for link in self:
                keeper = link.sent_by_id.filtered('active') or link.archive_id._get_keeper()
                if keeper:
                    link.with_context(lang=keeper.lang).activity_schedule(
                        ACTIVITY, user_id=keeper.id, automated=True,
                        date_deadline=link.company_id._get_archive_today(),
                    )

    def _make_link(self):
        """Take the form on its way with a new secret; a former link is void.

        :return: the address
        :rtype: str
        """
        self.ensure_one()
        secret = secrets.token_urlsafe(24)
        expires_at = fields.Datetime.add(
            fields.Datetime.now(), days=self.company_id.sudo().archive_form_days,
        )
        self._transition('send', {
            'secret_hash': _hash(secret), 'expires_at': expires_at,
        })
        # The key of the signature is the database's.
        token = hash_sign(self.sudo().env, SCOPE, [self.id, secret])
        return f'{self.get_base_url()}/archive/form/{token}'

    def _send_mail(self, url):
        """Send the link to the recipient, on his own contact: he reads nothing of the archive.

        :param str url: the link; it stays in the mail until that has left
        """
        self.ensure_one()
        # Whoever may send the form has no rights on mails and their templates.
        template_sudo = self.env.ref('customer_archive.mail_template_intake_link').sudo()
        rendered = {
            name: template_sudo.with_context(intake_url=url)._render_field(
                name, self.ids, compute_lang=True,
            )[self.id]
            for name in ('subject', 'body_html', 'email_from', 'reply_to')
        }
        template_sudo.env['mail.mail'].create({
            **rendered, 'model': 'res.partner', 'res_id': self.recipient_id.id,
            'recipient_ids': [Command.set(self.recipient_id.ids)], 'auto_delete': True,
        })

    @api.model
    def _find(self, token):
        """Return the form that a link opens, with the rights of the superuser.

        :param str token: the end of the link
        :return: a form in whatever state, empty where the link is none of ours
        :rtype: recordset
        """
        none = self.sudo().browse()
        try:
            values = verify_hash_signed(self.sudo().env, SCOPE, token)
        except Exception:  # noqa: BLE001 whatever somebody made up is no link
            return none
        if not values:
            return none
        link_sudo = none.browse(values[0]).exists()
        # A former link is known by its signature, but names a secret that counts no more.
        return link_sudo if link_sudo and consteq(
            link_sudo.secret_hash or '', _hash(values[1]),
        ) else none

    def _get_refusal(self):
        """Return why the form takes no answer, empty where it does.

        :rtype: str
        """
        self.ensure_one()
        if self.state == 'answered':
            return self.env._("This form was answered already. Thank you.")
        if self.is_expired:
            return self.env._("This link has expired: ask for a new one.")
        if self.state != 'sent' or self.archive_id.state not in ('temporary', 'formal'):
            return self.env._("This form is not needed any more.")
        return ''

    def _answer(self, data, need, files):
        """Enter what the customer states, unverified; once.

        :param dict data: values of an intake
        :param str need: what he needs, in his words
        :param list[tuple[recordset, str, bytes]] files: types, names and contents of documents
        """
        self.ensure_one()
        self._transition('answer')
        today = self.company_id._get_archive_today()
        given = {
            'archive_id': self.archive_id.id, 'channel': 'web', 'received_on': today,
            'source': self.recipient_id.name,
        }
        with_pass(self.env['customer.archive.intake'].create([
            *([{**given, 'topic': 'data', **data}] if data else []),
            *([{**given, 'topic': 'need', 'content': need}] if need else []),
        ])).write({'link_id': self.id})
        with_pass(self.env['customer.archive.document'].create([
            {
                'archive_id': self.archive_id.id, 'type_id': kind.id, 'title': kind.name,
                'source': self.recipient_id.name, 'date': today, 'on_paper': False,
                'scan': base64.b64encode(content), 'scan_name': name,
            }
            for kind, name, content in files
        ])).write({'intake_link_id': self.id})


def _hash(secret):
    """Return what the database keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CustomerArchiveIntake(models.Model):
    """Intake that a customer entered himself says by which form."""

    _inherit = 'customer.archive.intake'

    _gated_fields = frozenset({'link_id'})

    link_id = fields.Many2one(
        'customer.archive.intake.link', string="Form", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )


class CustomerArchiveDocument(models.Model):
    """A document that a customer sent himself says by which form."""

    _inherit = 'customer.archive.document'

    _gated_fields = frozenset({'intake_link_id'})

    intake_link_id = fields.Many2one(
        'customer.archive.intake.link', string="Form", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )


class CustomerArchive(models.Model):
    """From the archive, the customer is asked."""

    _inherit = 'customer.archive'

    # === ACTION METHODS === #

    def action_ask_customer(self):
        """Make a form that asks the customer for what is missing (CA-22)."""
        self.ensure_one()
        links = self.env['customer.archive.intake.link']
        links.check_access('create')
        self.check_access('read')
        missing = self.missing_line_ids.filtered(
            lambda line: line.kind == 'document',
        ).document_type_id
        recipient = self.partner_id.child_ids.filtered('email')[:1] or self.partner_id
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Ask the Customer"),
            'res_model': links._name, 'views': [(False, 'form')],
            'context': {
                'default_archive_id': self.id, 'default_recipient_id': recipient.id,
                'default_document_type_ids': missing.ids,
            },
        }
