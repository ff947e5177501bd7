# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'approve': Transition(
        _lt("approve a disclosure"), _lt("Approved"), ('draft',), 'approved', ARCHIVIST,
    ),
    'disclose': Transition(
        _lt("disclose"), _lt("Disclosed"), ('draft', 'approved'), 'disclosed', ARCHIVIST,
    ),
    'cancel': Transition(
        _lt("cancel a disclosure"), _lt("Cancelled"), ('draft', 'approved'), 'cancelled',
        ARCHIVIST, True,
    ),
}
# From this confidentiality on, a second person approves.
_CONFIDENTIAL = '2'


class CustomerArchiveDisclosure(models.Model):
    """Something of an archive is given to somebody outside the company (CA-68).

    It says to whom, what for, and why that is allowed: by the customer's consent, which lies
    verified in the archive, or by another basis, which is cited. Once disclosed, it stays.
    """

    _name = 'customer.archive.disclosure'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.member',
        'mail.thread',
    ]
    _description = "Archive Disclosure"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _stays_with_archive = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'requester_id', 'approved_by_id', 'approved_at', 'disclosed_by_id',
        'disclosed_at', 'cancellation_reason',
    })
    _reason_field = 'cancellation_reason'
    _index_fields = frozenset({
        'requester_id', 'needs_approval', 'approved_by_id', 'approved_at', 'disclosed_by_id',
        'disclosed_at', 'legal_basis', 'carrier',
    })

    state = fields.Selection(
        [('draft', "Draft"), ('approved', "Approved"), ('disclosed', "Disclosed"),
         ('cancelled', "Cancelled")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )

    # To whom, and what for.
    recipient_name = fields.Char(string="Recipient", required=True)
    recipient_organisation = fields.Char(string="Organisation")
    recipient_email = fields.Char(string="Recipient's E-mail")
    purpose = fields.Text(required=True)

    # Why it is allowed.
    legal_basis = fields.Selection(
        [('consent', "Consent of the customer"), ('contract', "Contract with the customer"),
         ('obligation', "Legal obligation"), ('order', "Order of an authority"),
         ('interest', "Legitimate interest")],
        required=True,
    )
    legal_reference = fields.Char(
        string="Citation",
        help="The article, contract clause or file number that the legal basis rests on.",
    )
    consent_document_id = fields.Many2one(
        'customer.archive.document', string="Consent", index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id), ('state', '=', 'verified')]",
        help="The customer's consent: a verified document of this archive that has not expired.",
    )

    # What, and how.
    document_ids = fields.Many2many(
        'customer.archive.document', string="Documents",
        relation='customer_archive_disclosure_document_rel', ondelete='restrict',
        domain="[('archive_id', '=', archive_id), ('state', '!=', 'superseded')]",
    )
    content = fields.Text(
        string="Other Information", help="What was disclosed besides documents.",
    )
    carrier = fields.Selection(
        [('paper', "Paper copies"), ('mail', "E-mail"), ('medium', "Data medium"),
         ('inspection', "Inspection on the premises"), ('oral', "By word of mouth")],
        string="Way", required=True, default='paper',
    )

    # Who.
    requester_id = fields.Many2one(
        'res.users', string="Prepared By", required=True, readonly=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    needs_approval = fields.Boolean(
        compute='_compute_needs_approval',
        help="Of a confidential archive, a second person approves before anything is disclosed.",
    )
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    approved_at = fields.Datetime(string="Approved On", readonly=True, copy=False)
    disclosed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    disclosed_at = fields.Datetime(string="Disclosed On", readonly=True, copy=False)
    cancellation_reason = fields.Text(readonly=True, copy=False)

    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a disclosure with this number already.",
    )
    _has_basis = models.Constraint(
        "CHECK (CASE legal_basis WHEN 'consent' THEN consent_document_id IS NOT NULL"
        " ELSE legal_reference ~ '[^[:space:]]' END IS TRUE)",
        "Nothing is disclosed without the customer's consent, as a document of the archive, or the"
        " citation of another legal basis.",
    )
    _four_eyes = models.Constraint(
        'CHECK (approved_by_id != requester_id)', "Another person approves a disclosure.",
    )
    _approved_when_confidential = models.Constraint(
        "CHECK (state != 'approved' OR approved_by_id IS NOT NULL)",
        "An approval says who approved.",
    )

    # === COMPUTE METHODS === #

    @api.depends('confidentiality')
    def _compute_needs_approval(self):
        for disclosure in self:
            disclosure.needs_approval = (disclosure.confidentiality or '1') >= _CONFIDENTIAL

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'consent_document_id', 'document_ids')
    def _check_documents(self):
        for disclosure in self:
            documents = disclosure.consent_document_id | disclosure.document_ids
            if other := documents.filtered(
                lambda document, archive=disclosure.archive_id: document.archive_id != archive,
            ):
                raise ValidationError(self.env._(
                    "%(document)s is a document of another archive than %(archive)s.",
                    document=other[0].name, archive=disclosure.archive_id.name,
                ))

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to check that the archive is one of the user's, and to register the draft."""
        super()._after_create()
        self.archive_id.check_access('read')
        self._enter_register('open')

    def write(self, vals):
        """Override to let drafts be written only, and no archive be changed for another one."""
        self._ensure_not_gated(vals)
        self._ensure_writable(vals)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_approve(self):
        """Approve the disclosure of what is confidential."""
        self._transition('approve')

    def action_disclose(self):
        """Enter that it was disclosed."""
        self._transition('disclose')

    def action_cancel(self):
        """Ask why, then cancel the disclosure."""
        return self._ask_reason('cancel')

    # === BUSINESS METHODS === #

    def _ensure_writable(self, vals):
        """Refuse to change what is no draft any more, or to change the archive.

        :param dict vals: the values to write
        :raise UserError: naming the disclosure
        """
        if not vals or has_pass(self):
            return
        for disclosure in self:
            if disclosure.state != 'draft':
                raise UserError(self.env._(
                    "%(disclosure)s is no draft any more: it stays as it is.",
                    disclosure=disclosure.name,
                ))
            if vals.get('archive_id', disclosure.archive_id.id) != disclosure.archive_id.id:
                raise UserError(self.env._(
                    "%(disclosure)s belongs to %(archive)s: cancel it and make a new one.",
                    disclosure=disclosure.name, archive=disclosure.archive_id.name,
                ))

    def _check_may_take(self, verb):
        """Override to let nobody disclose or approve what he may not see."""
        super()._check_may_take(verb)
        self.archive_id.check_access('read')

    def _check_transition(self, verb):
        """Override to ask for a second person, and for a basis that still holds."""
        super()._check_transition(verb)
        for disclosure in self:
            if verb == 'approve':
                disclosure._ensure_second_person()
            if verb == 'disclose' and disclosure.needs_approval and disclosure.state == 'draft':
                raise UserError(self.env._(
                    "%(archive)s is confidential: a second person approves %(disclosure)s first.",
                    archive=disclosure.archive_id.name, disclosure=disclosure.name,
                ))
            if verb in ('approve', 'disclose'):
                disclosure._ensure_consent_holds()
                disclosure._ensure_content()

    def _ensure_second_person(self):
        """Check that another person approves than the one who prepared it.

        :raise UserError: naming the disclosure
        """
        self.ensure_one()
        if self.requester_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "%(disclosure)s was prepared by %(requester)s: another person approves.",
                disclosure=self.name, requester=self.requester_id.name,
            ))

    def _ensure_consent_holds(self):
        """Check that the consent, where it is the basis, is verified and has not expired.

        :raise UserError: naming the document
        """
        self.ensure_one()
        if self.legal_basis != 'consent':
            return
        consent = self.consent_document_id
        if consent.state != 'verified':
            raise UserError(self.env._(
                "The consent %(document)s is not verified.", document=consent.name,
            ))
        if consent.valid_until and consent.valid_until < self.company_id._get_archive_today():
            raise UserError(self.env._(
                "The consent %(document)s has expired.", document=consent.name,
            ))

    def _ensure_content(self):
        """Check that it says what is disclosed.

        :raise UserError: when it names neither documents nor other information
        """
        self.ensure_one()
        if not self.document_ids and not (self.content or '').strip():
            raise UserError(self.env._(
                "Say what %(disclosure)s discloses: documents or other information.",
                disclosure=self.name,
            ))

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a disclosure."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Prepared")}

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, and when."""
        now, uid = fields.Datetime.now(), self.env.uid
        return {**super()._prepare_transition_vals(verb), **{
            'approve': {'approved_by_id': uid, 'approved_at': now},
            'disclose': {'disclosed_by_id': uid, 'disclosed_at': now},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell what was disclosed on which basis; the recipient is not told."""
        return {
            **super()._prepare_transition_facts(verb),
            'legal_basis': self.legal_basis,
            'consent_document_id': self.consent_document_id.name or None,
            'document_ids': ", ".join(self.document_ids.mapped('name')),
            'carrier': self.carrier,
        }
