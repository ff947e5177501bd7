# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime, ormcache
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.transition import Transition

from ..loan.loan import USER

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'renew': Transition(_lt("renew a loan"), _lt("Renewed"), ('out',), None, USER),
    'extend': Transition(
        _lt("extend a loan beyond the day"), _lt("Extended as an exception"), ('out',), None,
        ARCHIVIST, True,
    ),
    'recall': Transition(
        _lt("ask a lent holding back"), _lt("Recalled"), ('out',), None, ARCHIVIST, True,
    ),
}

_RENEWALS = ('renew', 'extend')


class CustomerArchiveLoanLine(models.Model):
    """Lent holdings are renewed within limits (ND-22), and asked back before their time."""

    _inherit = 'customer.archive.loan.line'

    _gated_fields = frozenset({'renewal_count', 'due_before', 'recalled_at', 'noticed_at'})

    renewal_count = fields.Integer(string="Renewals", readonly=True, copy=False)
    due_before = fields.Datetime(
        string="Due Before That", readonly=True, copy=False,
        help="When it was due before it was renewed or recalled the last time.",
    )
    recalled_at = fields.Datetime(string="Recalled On", readonly=True, copy=False)
    waiting_count = fields.Integer(string="Waiting", related='holding_id.reservation_count')

    _renewals_positive = models.Constraint(
        'CHECK (renewal_count >= 0)', "A loan was renewed a number of times, or never.",
    )

    # === ACTION METHODS === #

    def action_renew(self):
        """Renew: the borrower himself, or an archivist for him."""
        self._transition('renew')

    def action_extend(self):
        """Ask why, then let somebody keep until the next opening day what is due today."""
        return self._ask_reason('extend')

    def action_recall(self):
        """Let the archivist say when he wants it back, and why."""
        self._check_may_take('recall')
        self._ensure_source('recall')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Recall"),
            'res_model': 'customer.archive.loan.recall', 'view_mode': 'form', 'target': 'new',
            'context': {'default_line_ids': self.ids},
        }

    # === BUSINESS METHODS - RENEWALS AND RECALLS === #

    @api.model
    def _get_transitions(self):
        """Override to add the steps of what is out."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _recall(self, day, reason):
        """Ask holdings back earlier than they are due, and tell the borrowers.

        :param date day: until closing time of which day
        :param str reason: why, for the register and the borrower
        :raise UserError: when that is past, or not earlier
        """
        for line in self:
            due = line.company_id._get_archive_day_closing(day)
            line._transition('recall', vals={'due_at': due}, reason=reason)

    def _check_transition(self, verb):
        """Override to renew and recall within the limits."""
        super()._check_transition(verb)
        if verb in _RENEWALS:
            for line in self:
                line._ensure_renewable(verb)

    def _prepare_transition_vals(self, verb):
        """Override to note the new due time beside the old one, and to remind anew."""
        vals = super()._prepare_transition_vals(verb)
        if verb in _RENEWALS:
            vals |= {
                'due_at': self._get_renewed_due(verb), 'renewal_count': self.renewal_count + 1,
            }
        if verb == 'recall':
            vals['recalled_at'] = fields.Datetime.now()
        if verb in TRANSITIONS:
            vals |= {'due_before': self.due_at, 'notice_level': 0, 'noticed_at': False}
        return vals

    def _write_transition(self, verb, vals, moves):
        """Override to recall to an earlier moment only."""
        if verb == 'recall':
            for line in moves:
                line._ensure_earlier(vals.get('due_at'))
        return super()._write_transition(verb, vals, moves)

    def _prepare_transition_facts(self, verb):
        """Override to tell the due times before and after."""
        facts = super()._prepare_transition_facts(verb)
        if verb in TRANSITIONS:
            facts['due_at'] = [
                fields.Datetime.to_string(self.due_before), fields.Datetime.to_string(self.due_at),
            ]
        return facts

    def _after_transition(self, verb):
        """Override to tell who is asked for it, and to end the wait of who has it now."""
        super()._after_transition(verb)
        if verb == 'recall':
            for line in self:
                line._tell_recall()
        elif verb == 'hand_out':
            for line in self:
                line._fulfil_reservation()

    def _fulfil_reservation(self):
        """End the wait of the borrower, who has the holding now."""
        own = self.holding_id._get_queue().filtered(
            lambda reservation: reservation.borrower_id == self.borrower_id,
        )
        if own:
            own._transition('fulfil', vals={
                'loan_id': self.loan_id.id, 'holding_id': self.holding_id.id,
            })

    def _get_renewed_due(self, verb):
        """Return when the line is due after a renewal.

        A copy outside gets its usual time again, from now. What is used in the house gets until
        closing time of the next opening day, as an exception.

        :param str verb: renew or extend
        :rtype: datetime
        """
        if verb == 'extend':
            return self.company_id._get_archive_closing(self.due_at)
        return self.loan_id._get_usual_due(self, fields.Datetime.now())

    def _ensure_renewable(self, verb):
        """Check that the line may be renewed (ND-22).

        :param str verb: renew or extend
        :raise AccessError: when it is somebody else's
        :raise UserError: when it is overdue, somebody waits, it was renewed often enough, or
                          nothing would be gained
        """
        self.ensure_one()
        user = self.env.user
        if not (user.has_group(ARCHIVIST) or self.borrower_id._is_archive_person(user)):
            raise AccessError(self.env._(
                "%(holding)s is renewed by its borrower, or by an archivist.",
                holding=self.barcode,
            ))
        if verb == 'extend':
            self._ensure_other_than_borrower(verb)
        for problem in self._get_renewal_problems(verb):
            raise UserError(problem)

    def _get_renewal_problems(self, verb):
        """Return what stands against renewing the line.

        For a module to stand in the way of renewals, it must override this method.

        :param str verb: renew or extend
        :return: translated sentences
        :rtype: list[str]
        """
        problems = []
        if self.is_overdue:
            problems.append(self.env._(
                "%(holding)s is overdue: it comes back first.", holding=self.barcode,
            ))
        waiting = (self.holding_id | self.carried_ids)._get_queue()
        if waiting:
            problems.append(self.env._(
                "%(holding)s is not renewed: %(count)s wait for it.", holding=self.barcode,
                count=len(waiting),
            ))
        limit = self.company_id.archive_renewals
        if self.renewal_count >= limit:
            problems.append(self.env._(
                "%(holding)s was renewed %(count)s times; at most %(limit)s are allowed.",
                holding=self.barcode, count=self.renewal_count, limit=limit,
            ))
        if self._get_renewed_due(verb) <= self.due_at:
            problems.append(self._explain_no_gain())
        return problems

    def _explain_no_gain(self):
        """Return why a renewal would gain nothing.

        :rtype: str
        """
        if self.place != 'outside':
            return self.env._(
                "%(holding)s is used in the house and due at closing time: an archivist may extend"
                " that as an exception.", holding=self.barcode,
            )
        return self.env._(
            "%(holding)s is due later than a renewal now would give.", holding=self.barcode,
        )

    def _ensure_earlier(self, due):
        """Check that a recall asks for the holding earlier, and not in the past.

        :param datetime due: when it is to be back
        :raise UserError: when it does not
        """
        if not due or due >= self.due_at or due <= fields.Datetime.now():
            raise UserError(self.env._(
                "%(holding)s is recalled to a time between now and %(due)s, when it is due anyway.",
                holding=self.barcode, due=self._format_moment(self.due_at),
            ))

    def _tell_recall(self):
        """Tell the borrower that, and when, it is wanted back: numbers only."""
        self.loan_id._tell(
            self.borrower_id._get_archive_notice_partners(),
            lambda loan: self.with_env(loan.env)._describe_recall(),
        )

    def _describe_recall(self):
        """Return what the borrower is told of a recall.

        :rtype: str
        """
        return self.env._(
            "Please return %(holding)s (%(loan)s) by %(due)s: it is recalled.",
            holding=self.barcode, loan=self.loan_id.name, due=self._format_moment(self.due_at),
        )

    def _format_moment(self, moment):
        """Return a moment as it is written at the company.

        :param datetime moment: in UTC, naive
        :rtype: str
        """
        tz = self.sudo().company_id._get_archive_tz()  # The clock on the wall is no secret.
        return self._write_moment(moment, str(tz))

    @api.model
    @ormcache('moment', 'tz', 'self.env.lang')
    def _write_moment(self, moment, tz):
        """Return a moment as it is written in a time zone and the user's language.

        Remembered: most of what is due falls due at the same closing time.

        :param datetime moment: in UTC, naive
        :param str tz: the time zone
        :rtype: str
        """
        return format_datetime(self.env, moment, tz=tz, dt_format='short')

    # === BUSINESS METHODS - RESERVATIONS === #

    def _get_line_problems(self):
        """Override to keep what is ready for somebody for him (ND-21)."""
        problems = super()._get_line_problems()
        line_sudo = self.sudo()  # That it is kept is told to whoever asks for it.
        for reservation in line_sudo.holding_id._get_ready_reservations():
            if reservation.borrower_id != line_sudo.borrower_id:
                problems.append(self.env._(
                    "%(holding)s is kept for somebody else until %(until)s (%(reservation)s).",
                    holding=reservation.barcode, reservation=reservation.name,
                    until=line_sudo._format_moment(reservation.expires_at),
                ))
        return problems
