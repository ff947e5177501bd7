# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

_APPROVALS = ('approve', 'approve_first', 'approve_second')
# The steps that somebody else takes than who borrows, or who asked for it.
_OTHERS_STEPS = ('verify', 'allow', *_APPROVALS, 'hand_over')


class CustomerArchiveLoan(models.Model):
    """The steps of a loan: who takes them, what they note, and what follows."""

    _inherit = 'customer.archive.loan'

    # === ACTION METHODS === #

    def action_request(self):
        """Ask for what is in the draft."""
        self._transition('request')

    def action_verify(self):
        """Verify the requests (LE-06)."""
        self._transition('verify')

    def action_allow(self):
        """Ask why, then allow what is out of the ordinary."""
        return self._ask_reason('allow')

    def action_approve(self):
        """Approve the loans: the only approval, or the first or second of two."""
        for loan in self:
            loan._approve()

    def action_reject(self):
        """Ask why, then reject the requests."""
        return self._ask_reason('reject')

    def action_cancel(self):
        """Cancel what is not needed any more."""
        self._transition('cancel')

    def action_confirm(self):
        """Confirm with one's own login what one borrows.

        A request that somebody else wrote down becomes one's own; of what is ready it is the
        signature (LE-07).
        """
        for loan in self:
            loan.check_access('read')
            loan._transition('confirm' if loan.state == 'approved' else 'adopt')

    def action_hand_over(self):
        """Let the borrower sign, then hand over."""
        self.ensure_one()
        self._check_may_take('hand_over')
        self._ensure_source('hand_over')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Hand Over"),
            'res_model': 'customer.archive.loan.hand.over', 'view_mode': 'form', 'target': 'new',
            'context': {'default_loan_id': self.id},
        }

    def action_ask_by_number(self):
        """Let the user add holdings by their numbers."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Add by Number"),
            'res_model': 'customer.archive.loan.ask', 'view_mode': 'form', 'target': 'new',
            'context': {'default_loan_id': self.id},
        }

    def action_view_register(self):
        """Show what happened to the loan."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_register_action',
        )
        return {**action, 'domain': [('subject', '=', self.name), ('model', '=', self._name)]}

    @api.model
    def _action_request(self, holdings):
        """Return the form of a new loan that asks for holdings.

        :param recordset holdings: what is asked for, of one company
        :rtype: dict
        """
        holdings.check_access('read')
        company = holdings.company_id[:1] or self.env.company
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Request a Loan"),
            'res_model': self._name, 'view_mode': 'form',
            'context': {
                'default_company_id': company.id,
                'default_line_ids': [
                    Command.create({'holding_id': holding.id})
                    for holding in holdings if not holding.folder_id & holdings
                ],
            },
        }

    # === BUSINESS METHODS - LIFE === #

    def _approve(self):
        """Give the approval that the loan waits for."""
        self.ensure_one()
        self.check_access('read')
        if self.state == 'second':
            self._transition('approve_second')
        else:
            self._transition('approve_first' if self._asks_second() else 'approve')

    def _hand_over(self, signature=None):
        """Hand over all lines that were not dropped, against a signature (LE-07, LE-09).

        :param str|bytes signature: the drawn signature as base64, `None` where the borrower
                                    confirmed with his own login
        :raise UserError: when something stands against a holding, or the signature is missing
        """
        self._transition('hand_over', vals={'signature': signature} if signature else None)

    def _check_transition(self, verb):
        """Override to let the right person take a step, of a loan that is still right."""
        super()._check_transition(verb)
        if verb in _OTHERS_STEPS:
            self._ensure_other_person(verb)
        for loan in self:
            loan._check_step(verb)

    def _check_step(self, verb):
        """Check one loan before a step.

        :param str verb: a step of the table
        :raise UserError: when something of it is missing or wrong
        :raise AccessError: when the step is somebody else's
        """
        self.ensure_one()
        if verb in ('request', 'verify', *_APPROVALS, 'hand_over'):
            self._ensure_lendable()
        if verb in ('request', 'cancel'):
            self._ensure_own_or_archivist(verb)
        if verb in ('adopt', 'confirm') and not self.borrower_id._is_archive_person(self.env.user):
            raise AccessError(self.env._(
                "%(loan)s is confirmed by its borrower, %(borrower)s, with his own login.",
                loan=self.name, borrower=self.borrower_id.name,
            ))
        if verb in _APPROVALS:
            self._ensure_approvable(verb)
        if verb == 'hand_over':
            self._ensure_approved_enough()

    def _prepare_transition_vals(self, verb):
        """Override to note who took a step, and when."""
        now, user = fields.Datetime.now(), self.env.uid
        borrower = {
            'department_id': self.borrower_id.department_id.id,
            'borrower_user_id': self.borrower_id.user_id.id,
        }
        return {**super()._prepare_transition_vals(verb), **{
            'request': {'requested_at': now, **borrower},
            'verify': {'verified_by_id': user, 'verified_at': now},
            'allow': {'exception_by_id': user},
            'approve': {'approved_by_id': user, 'approved_at': now, 'needs_second': False},
            'approve_first': {'approved_by_id': user, 'approved_at': now, 'needs_second': True},
            'approve_second': {'second_approved_by_id': user, 'second_approved_at': now},
            'adopt': {'requester_id': user},
            'confirm': {'confirmed_by_id': user, 'confirmed_at': now},
            'hand_over': {'handed_over_by_id': user, 'handed_over_at': now, **borrower},
            'close': {'closed_at': now},
        }.get(verb, {})}

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep why an exception was allowed, and to close the lines of what ends."""
        if verb == 'allow':
            vals = {**(vals or {}), 'exception_note': reason}
        return super()._transition(verb, vals=vals, reason=reason)

    def _write_transition(self, verb, vals, moves):
        """Override to refuse a hand-over that nobody signed for, in a sentence."""
        if verb == 'hand_over':
            for loan in moves:
                loan._ensure_signed(vals.get('signature'))
        return super()._write_transition(verb, vals, moves)

    def _after_transition(self, verb):
        """Override to take the lines along."""
        super()._after_transition(verb)
        lines = self.line_ids.filtered(lambda line: line.state == 'requested')
        if verb == 'hand_over':
            lines._hand_out()
        elif verb in ('reject', 'cancel') and lines:
            lines._transition('drop', reason=self.env._("The request ended."))

    def _after_return(self, lines):
        """Do what follows when lines were discharged or written off, in the same transaction.

        For a module to react to what comes back, it must override this method.

        :param recordset lines: the lines, with the rights of the superuser
        """
        done = self.filtered(lambda loan: loan.state == 'handed_over' and not any(
            line.state == 'requested' or line.is_open for line in loan.line_ids
        ))
        if done:
            done.sudo()._transition('close')  # The step is nobody's: it follows from the lines.

    def _prepare_transition_facts(self, verb):
        """Override to tell the register who borrows what, for where."""
        facts = {**super()._prepare_transition_facts(verb), 'borrower_id': self.borrower_id.name}
        if verb in ('request', 'hand_over'):
            facts |= {
                'department_id': self.department_id.complete_name or None,
                'place': self.place,
                'purpose': self.purpose,
                **self._prepare_serving_facts(),
                'line_ids': self.line_ids.filtered(
                    lambda line: line.state != 'dropped',
                ).mapped('barcode'),
            }
        if verb == 'hand_over':
            # Whoever doubts a signature compares it with this.
            facts['signature'] = hashlib.sha256(
                base64.b64decode(self.signature),
            ).hexdigest() if self.signature else None
            facts['confirmed_by_id'] = self.confirmed_by_id.login or None
        return facts

    def _prepare_register_vals(self):
        """Override to say in which company, and where it is one, in which archive."""
        archives = self.line_ids.archive_id
        return {
            **super()._prepare_register_vals(), 'company': self.company_id.id,
            'archive': archives.name if len(archives) == 1 else False,
        }
