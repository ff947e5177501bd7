# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from ..holds.hold import READERS

REGISTER = 'customer.archive.register'
REPORT = 'customer_archive_retention.action_report_certificate'


class CustomerArchiveDisposal(models.Model):
    """The certificate of destruction (销毁证明): printed once, kept, and handed out again as it is.

    The PDF lies in the row itself, which nobody changes any more, and its SHA-256 in the register.
    """

    _inherit = 'customer.archive.disposal'

    _gated_fields = frozenset({
        'certificate', 'certificate_sha256', 'certificate_name', 'anchor',
    })

    # It names titles of whatever confidentiality: for who is cleared for all of them.
    certificate = fields.Binary(
        attachment=False, readonly=True, copy=False, groups=READERS,
    )
    certificate_name = fields.Char(readonly=True, copy=False)
    certificate_sha256 = fields.Char(string="SHA-256 of the Certificate", readonly=True, copy=False)
    anchor = fields.Char(
        string="Head of the Register", readonly=True, copy=False,
        help="The last seal over the register when the certificate was issued: what it tells of"
             " this list lies before it.",
    )
    _certificate_kept = models.Constraint(
        "CHECK ((state = 'certified') = (certificate_sha256 IS NOT NULL))",
        "A certified list has its certificate, and no other list has one.",
    )

    # === ACTION METHODS === #

    def action_print_certificate(self):
        """Hand out the certificate as it was issued."""
        self.ensure_one()
        self.check_access('read')
        self._check_field_access(self._fields['certificate'], 'read')
        if self.state != 'certified':
            raise UserError(self.env._(
                "%(list)s has no certificate yet: it is issued when the destruction is verified and"
                " the witness certifies it.", list=self.name,
            ))
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/web/content/{self._name}/{self.id}/certificate'
                   f'?download=true&filename={self.certificate_name}',
        }

    # === BUSINESS METHODS === #

    def _ensure_certifiable(self):
        """Check that the witness certifies, and that what is called destroyed is gone.

        :raise UserError: naming what is missing
        """
        if not self.witness_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "%(list)s is certified by its witness, %(witness)s.",
                list=self.name, witness=self.witness_id.name,
            ))
        pending = self._get_pending().filtered(lambda line: line._is_waiting())
        if pending:
            raise UserError(self.env._(
                "The destruction of %(numbers)s is not verified yet: stored files are still there.",
                numbers=", ".join(pending[:10].mapped('number')),
            ))

    def _prepare_transition_facts(self, verb):
        """Override to tell the register the SHA-256 of the certificate."""
        facts = super()._prepare_transition_facts(verb)
        if verb == 'certify':
            facts |= {
                'certificate_sha256': self.certificate_sha256, 'anchor': self.anchor,
                'destroyed_at': fields.Datetime.to_string(self.destroyed_at),
            }
        return facts

    def _certify(self, vals):
        """Issue the certificate.

        :param dict vals: when it was destroyed, by which contractor
        :raise UserError: when the day is not one on which it can have been
        """
        self.ensure_one()
        self._check_may_take('certify')
        self._ensure_source('certify')
        self._ensure_certifiable()
        moment = vals['destroyed_at']
        if not moment or moment > fields.Datetime.now() or moment < self.started_at:
            raise UserError(self.env._(
                "It was destroyed between the beginning of the execution, %(begin)s, and now.",
                begin=format_datetime(self.env, self.started_at),
            ))
        # Sealed first: the certificate names the head behind what the register tells of the list.
        seals_sudo = self.env['customer.archive.seal'].sudo()  # Nobody else has a right to.
        seals_sudo._seal(REGISTER)
        last = seals_sudo._get_last(REGISTER)
        with_pass(self.sudo()).write({  # What is printed; the step below decides whether it stays.
            **vals, 'certified_at': fields.Datetime.now(),
            'anchor': last and f'{last.number} {last.digest}',
        })
        self._transition('certify', self.sudo()._print_certificate())  # All of it, for all readers.

    def _print_certificate(self):
        """Return the certificate, as it will be handed out for ever.

        A printer that fails lets the whole step fail: nothing is called certified that was not.

        :rtype: dict
        """
        self.ensure_one()
        self.env.flush_all()
        # In the language of the company, whoever certifies.
        printing = self.env['ir.actions.report'].with_context(
            lang=self.company_id.partner_id.lang or self.env.lang,
        )
        content, kind = printing._render_qweb_pdf(REPORT, res_ids=self.ids)
        return {
            'certificate': base64.b64encode(content),
            'certificate_name': f'{self.name}.{kind}'.replace('/', '-'),
            'certificate_sha256': hashlib.sha256(content).hexdigest(),
        }


class CustomerArchiveDisposalLine(models.Model):
    """What a certificate waits for."""

    _inherit = 'customer.archive.disposal.line'

    # === BUSINESS METHODS === #

    def _is_waiting(self):
        """Tell whether files of the line can still go: not those that something else keeps.

        :rtype: bool
        """
        self.ensure_one()
        return any(file.state in ('pending', 'stuck') for file in self.file_ids)
