# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError

from . import formats


class CustomerArchiveDocument(models.Model):
    """Who vouches for a document is another person than who entered it; its number is checked when
    it is verified, not when it is saved (CA-23, CA-24).
    """

    _inherit = 'customer.archive.document'

    number = fields.Char(
        string="Number on the Document", copy=False,
        help="The number of the licence, the certificate or the identity document itself.",
    )
    number_format = fields.Selection(related='type_id.number_format')

    # === BUSINESS METHODS === #

    def _check_transition(self, verb):
        """Override to verify only what can be true, by somebody else than who entered it."""
        super()._check_transition(verb)
        if verb == 'verify':
            self._ensure_number_valid()
            self._ensure_entered_by_other()

    def _after_transition(self, verb):
        """Override to close what was asked for and is there by now."""
        super()._after_transition(verb)
        if verb == 'verify':
            self.archive_id._close_requests()
            self.volume_id._close_requests()

    def _ensure_number_valid(self):
        """Check that the numbers can be such as their types have them.

        :raise UserError: naming a document, and what is wrong
        """
        for document in self:
            country = document.partner_id.country_id or document.company_id.country_id
            code = country.code or ''
            if not document.number:
                continue
            if document.number_format == 'company' and not (
                formats.is_company_number(document.number, code)
            ):
                raise UserError(self.env._(
                    "%(document)s cannot be verified: %(number)s is no registration number of a"
                    " company in %(country)s. Compare it with the paper.",
                    document=document.name, number=document.number, country=country.name,
                ))
            if document.number_format == 'identity' and not (
                formats.is_identity_number(document.number, code)
            ):
                raise UserError(self.env._(
                    "%(document)s cannot be verified: %(number)s is no identity number of"
                    " %(country)s. Compare it with the paper.",
                    document=document.name, number=document.number, country=country.name,
                ))

    def _ensure_entered_by_other(self):
        """Check that who verifies is not who entered, where the company wants it.

        What the system entered, such as an import, anybody may verify.

        :raise UserError: naming a document
        """
        user, system = self.env.user, self.env.ref('base.user_root')
        for company, documents in self.grouped('company_id').items():
            if not company.archive_verify_by_other or user == system:
                continue
            for author, entered in documents.grouped('create_uid').items():
                if author != system and author._is_same_archive_person(user):
                    raise UserError(self.env._(
                        "You entered %(document)s yourself: another person verifies it.",
                        document=entered[0].name,
                    ))
