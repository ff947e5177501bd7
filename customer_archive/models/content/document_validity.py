# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from ..archive.states import ACTIVE_STATES
from ..mechanism.inner_pass import with_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

RENEW_ACTIVITY = 'customer_archive.mail_activity_type_renew_document'
CURRENT_STATES = ('unverified', 'verified')
TRANSITIONS = {
    'reinstate': Transition(
        _lt("mark a document as current"), _lt("Marked as current again"), ('superseded',),
        'unverified', ARCHIVIST, True,
    ),
}


class CustomerArchiveDocument(models.Model):
    """A document expires and is renewed by another one, which supersedes it once it is verified.
    The archivist is reminded once; retention has nothing to do with it (ND-30).
    """

    _inherit = 'customer.archive.document'

    _gated_fields = frozenset({'renewal_told_for', 'superseded_by_id'})
    _index_fields = frozenset({'supersedes_id', 'is_expired', 'renewal_told_for'})

    supersedes_id = fields.Many2one(
        'customer.archive.document', string="Renews", index='btree_not_null', copy=False,
        ondelete='restrict',
        domain="[('archive_id', '=', archive_id), ('type_id', '=', type_id), ('id', '!=', id),"
               " ('state', 'in', ('unverified', 'verified'))]",
        help="The document that this one takes the place of, once it is verified.",
    )
    is_expired = fields.Boolean(
        string="Expired", compute='_compute_is_expired', search='_search_is_expired',
    )
    renewal_told_for = fields.Date(
        readonly=True, copy=False, help="The day of expiry that the archivist was reminded of.",
    )

    _valid_until_idx = models.Index(
        "(company_id, valid_until)"
        " WHERE valid_until IS NOT NULL AND state IN ('unverified', 'verified')",
    )

    # === COMPUTE METHODS === #

    @api.depends('valid_until', 'state')
    def _compute_is_expired(self):
        for document in self:
            today = (document.company_id or self.env.company)._get_archive_today()
            document.is_expired = bool(
                document.valid_until and document.valid_until < today
                and document.state in CURRENT_STATES,
            )

    def _search_is_expired(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # The day of each company begins in its own time zone.
        return Domain('state', 'in', CURRENT_STATES) & Domain.OR(
            Domain('company_id', '=', company.id)
            & Domain('valid_until', '<', company._get_archive_today())
            for company in self.env.companies
        )

    # === CONSTRAINT METHODS === #

    @api.constrains('supersedes_id', 'archive_id', 'type_id')
    def _check_supersedes_id(self):
        for document in self:
            old = document.supersedes_id
            if old and (old == document or old.archive_id != document.archive_id
                        or old.type_id != document.type_id):
                raise ValidationError(self.env._(
                    "A document renews another one of the same type in the same archive.",
                ))

    # === ACTION METHODS === #

    def action_renew(self):
        """Enter the document that takes the place of this one."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Renew"),
            'res_model': self._name, 'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_archive_id': self.archive_id.id, 'default_volume_id': self.volume_id.id,
                'default_type_id': self.type_id.id, 'default_title': self.title,
                'default_supersedes_id': self.id,
            },
        }

    def action_reinstate(self):
        """Ask why, then mark a superseded document as current again."""
        return self._ask_reason('reinstate')

    # === CRON METHODS === #

    @api.model
    def _cron_renewals(self):
        """Remind of documents that expire soon, of each day of expiry once."""
        return self._sweep(
            "Renewals", self._get_renewal_due_ids(), lambda documents: documents._tell_renewal(),
        )

    @api.model
    def _get_renewal_due_ids(self):
        """Return the documents whose archivist is to be reminded.

        :rtype: list[int]
        """
        self.env.flush_all()
        due_ids = []
        for company in self.env['res.company'].search(Domain.TRUE):
            until = fields.Date.add(
                company._get_archive_today(), days=company.archive_renewal_days,
            )
            due_ids += [document_id for [document_id] in self.env.execute_query(SQL(
                """
                SELECT document.id
                FROM customer_archive_document document
                JOIN customer_archive archive ON archive.id = document.archive_id
                JOIN res_company company ON company.id = document.company_id
                WHERE document.company_id = %(company)s AND document.valid_until <= %(until)s
                  AND document.state IN ('unverified', 'verified')
                  AND document.renewal_told_for IS DISTINCT FROM document.valid_until
                  AND archive.state IN %(states)s
                  -- Where nobody answers for the archive, nobody can be told yet.
                  AND EXISTS %(keepers)s
                ORDER BY document.id
                """, company=company.id, until=until, states=ACTIVE_STATES,
                keepers=self.env['customer.archive']._get_keepers(),
            ))]
        return due_ids

    def _tell_renewal(self):
        """Put the renewal of each document on the list of its archivist, and note for which day."""
        model_id = self.env['ir.model']._get_id('customer.archive')
        activity_type = self.env.ref(RENEW_ACTIVITY)
        self._close_renewals()  # One reminder, the newest.
        self.env['mail.activity'].create([
            {
                'res_model_id': model_id, 'res_id': document.archive_id.id,
                'user_id': document.archive_id._get_keeper().id,
                'activity_type_id': activity_type.id, 'archive_document_id': document.id,
                'date_deadline': document.valid_until, 'automated': True,
                'summary': self.env._(
                    "Renew %(document)s (%(type)s), valid until %(date)s", document=document.name,
                    type=document.type_id.name, date=format_date(self.env, document.valid_until),
                ),
            }
            for document in self
        ])
        for day, documents in self.grouped('valid_until').items():
            with_pass(documents).write({'renewal_told_for': day})

    def _close_renewals(self):
        """Take back the reminders of documents."""
        self.env['mail.activity'].sudo().search([  # They were made by the system.
            ('archive_document_id', 'in', self.ids),
        ]).unlink()

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to let a superseded document be current again."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _check_transition(self, verb):
        """Override to let nothing count that has expired, or that another one stands for."""
        super()._check_transition(verb)
        if verb not in ('verify', 'reinstate'):
            return
        for document in self:
            if document.valid_until and (
                document.valid_until < document.company_id._get_archive_today()
            ):
                raise UserError(self.env._(
                    "%(document)s expired on %(date)s and cannot be current: enter the one that"
                    " renews it.", document=document.name,
                    date=format_date(self.env, document.valid_until),
                ))
            if verb == 'reinstate' and document.superseded_by_id.state in CURRENT_STATES:
                raise UserError(self.env._(
                    "%(document)s was superseded by %(other)s, which is current.",
                    document=document.name, other=document.superseded_by_id.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to forget what superseded a document that is current again."""
        return {**super()._prepare_transition_vals(verb), **(
            {'superseded_by_id': False, 'verified_on': False, 'verified_by_id': False}
            if verb == 'reinstate' else {}
        )}

    def _after_transition(self, verb):
        """Override to let a verified document supersede what it renews."""
        super()._after_transition(verb)
        if verb == 'verify':
            for document in self:
                old = document.supersedes_id
                if old.state in CURRENT_STATES:
                    old._transition('supersede', {'superseded_by_id': document.id})
        elif verb == 'supersede':
            self._close_renewals()
