# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import binascii

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.roles import ARCHIVIST

from .loan import OFFICE_MANAGER

# How the pictures begin that a signature may be: PNG, JPEG.
_PICTURES = (b'\x89PNG\r\n\x1a\n', b'\xff\xd8\xff')
_MAX_SIGNATURE = 1024 * 1024


class CustomerArchiveLoan(models.Model):
    """What stands against a loan, or against who decides about it."""

    _inherit = 'customer.archive.loan'

    # === BUSINESS METHODS === #

    @api.model
    def _ensure_says_who_and_why(self, vals):
        """Check that a new loan says who borrows, and what for (LE-04).

        :param dict vals: its values
        :raise UserError: when it does not
        """
        if not vals.get('borrower_id'):
            raise UserError(self.env._(
                "Say who borrows: there is no employee who belongs to the login %(login)s.",
                login=self.env.user.login,
            ))
        if not (vals.get('purpose_note') or '').strip():
            raise UserError(self.env._("Say what it is needed for."))

    def _ensure_may_ask(self):
        """Check that somebody asks for himself, or is an archivist whom others ask.

        :raise UserError: when there is no borrower
        :raise AccessError: when he asks for somebody else
        """
        for loan in self.sudo():  # Who the user is, as an employee, is told without further rights.
            if self.env.su or self.env.user.has_group(ARCHIVIST):
                continue
            if not loan.borrower_id._is_archive_person(self.env.user):
                raise AccessError(self.env._(
                    "You borrow for yourself: an archivist asks for %(borrower)s.",
                    borrower=loan.borrower_id.name,
                ))

    def _ensure_own_or_archivist(self, verb):
        """Check that the step is taken by who asked, who borrows, or an archivist.

        :param str verb: the step
        :raise AccessError: when it is not
        """
        user = self.env.user
        if not (user.has_group(ARCHIVIST) or user == self.requester_id
                or self.borrower_id._is_archive_person(user)):
            raise AccessError(self.env._(
                "%(loan)s is a loan of %(borrower)s: to %(step)s is for him, or for an archivist.",
                loan=self.name, borrower=self.borrower_id.name,
                step=self._label(self._get_transition(verb)),
            ))

    def _ensure_other_person(self, verb):
        """Check that nobody decides about what he borrows, or what he asked for.

        :param str verb: the step
        :raise UserError: naming the loan
        """
        user = self.env.user
        for loan in self:
            if loan.borrower_id._is_archive_person(user):
                raise UserError(self.env._(
                    "You borrow %(loan)s yourself: to %(step)s is for another person.",
                    loan=loan.name, step=self._label(self._get_transition(verb)),
                ))
            if verb == 'hand_over' or loan.is_oral and loan.company_id.archive_loan_oral_alone:
                continue
            if loan.requester_id._is_same_archive_person(user):
                raise UserError(self.env._(
                    "You wrote down %(loan)s yourself: another archivist has to %(step)s, or"
                    " %(borrower)s confirms it with his own login first.",
                    loan=loan.name, borrower=loan.borrower_id.name,
                    step=self._label(self._get_transition(verb)),
                ))

    def _ensure_lendable(self):
        """Check that the loan asks for something, and that all of it may be lent so.

        :raise UserError: with every problem, a line each
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state == 'requested')
        if not lines:
            raise UserError(self.env._(
                "%(loan)s asks for nothing: add what is to be borrowed.", loan=self.name,
            ))
        problems = self._get_problems() + [
            problem for line in lines for problem in line._get_line_problems()
        ]
        if problems:
            raise UserError('\n'.join(dict.fromkeys(problems)))

    def _get_problems(self):
        """Return what stands against the loan as a whole, whatever its lines are.

        For a module to stop a borrower, it must override this method and add its sentences.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        problems = self._get_serving_problems(
            self.line_ids.filtered(lambda line: line.state == 'requested').archive_id,
        )
        if not self.borrower_id.active:
            problems.append(self.env._(
                "%(borrower)s is no longer employed.", borrower=self.borrower_id.name,
            ))
        if self.until and self.until < self.company_id._get_archive_today():
            problems.append(self.env._(
                "%(loan)s is needed until %(until)s, which is past.",
                loan=self.name, until=self.until,
            ))
        if not (self.exception_reason or '').strip():
            problems += [
                self.env._("%(exception)s Say why.", exception=exception)
                for exception in self._get_exceptions()
            ]
        return problems

    def _ensure_approvable(self, verb):
        """Check that who approves may, and that what is out of the ordinary was allowed.

        :param str verb: the approval
        :raise AccessError: when the company lets the office manager approve
        :raise UserError: when something is not allowed yet, or one person approves twice
        """
        if self.company_id.archive_loan_approver == 'office_manager' and (
            not self.env.user.has_group(OFFICE_MANAGER)
        ):
            raise AccessError(self.env._(
                "%(loan)s is approved by the office manager.", loan=self.name,
            ))
        self._ensure_exceptions_allowed()
        if verb == 'approve' and self._asks_second():
            raise UserError(self.env._(
                "%(loan)s is approved by two people.", loan=self.name,
            ))
        if verb == 'approve_second' and self.approved_by_id._is_same_archive_person(self.env.user):
            raise UserError(self.env._(
                "You gave %(loan)s the first approval: the second one is another person's.",
                loan=self.name,
            ))

    def _ensure_exceptions_allowed(self):
        """Check that all exceptions were allowed.

        :raise UserError: with the exceptions that were not
        """
        if not self.exception_by_id and (exceptions := self._get_exceptions()):
            raise UserError('\n'.join([
                self.env._("%(loan)s asks for an exception: allow it first.", loan=self.name),
                *exceptions,
            ]))

    def _ensure_approved_enough(self):
        """Check that the approvals still suffice: an archive may have been marked confidential.

        :raise UserError: when the loan is now one that two people approve
        """
        self._ensure_exceptions_allowed()
        if self._asks_second() and not self.second_approved_by_id:
            raise UserError(self.env._(
                "What %(loan)s asks for was marked as more confidential after its approval: reject"
                " it and let it be requested again.", loan=self.name,
            ))

    def _ensure_signed(self, signature):
        """Check that the borrower signs.

        :param str signature: the drawn signature as base64, or nothing
        :raise UserError: when he neither signs nor confirmed with his own login
        """
        if not (signature or self.signature or self.confirmed_by_id):
            raise UserError(self.env._(
                "%(borrower)s signs %(loan)s before it is handed over, or confirms it with his own"
                " login.", borrower=self.borrower_id.name, loan=self.name,
            ))
        if signature and not _is_picture(signature):
            raise UserError(self.env._(
                "The signature did not arrive whole: let %(borrower)s sign again.",
                borrower=self.borrower_id.name,
            ))

    def _ensure_drafts(self, vals):
        """Check that what was asked for stays, once it was.

        :param dict vals: the values to write
        :raise UserError: naming a loan that is no draft any more
        """
        fixed = vals.keys() & self._get_fixed_fields()
        if fixed and not has_pass(self) and (
            asked := self.filtered(lambda loan: loan.state != 'draft')
        ):
            raise UserError(self.env._(
                "%(loan)s stays as it was requested: cancel it and make a new one.",
                loan=asked[0].name,
            ))

    @api.model
    def _get_fixed_fields(self):
        """Return the fields that are the user's in a draft only.

        :rtype: frozenset[str]
        """
        return frozenset({
            'company_id', 'borrower_id', 'purpose', 'purpose_note', 'reference', 'complaint_id',
            'service_id', 'place', 'until', 'exception_reason', 'line_ids',
        })

    def _asks_second(self):
        """Tell whether what is borrowed is so confidential that two people approve (ND-28).

        :rtype: bool
        """
        self.ensure_one()
        loan_sudo = self.sudo()  # The company's policy is no secret.
        return (loan_sudo.confidentiality or '') >= loan_sudo.company_id.archive_loan_second_level


def _is_picture(signature):
    """Tell whether a signature is base64 of a picture that a screen draws, and not too large.

    :param str|bytes signature: as it came
    :rtype: bool
    """
    try:
        content = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return content.startswith(_PICTURES) and len(content) <= _MAX_SIGNATURE
