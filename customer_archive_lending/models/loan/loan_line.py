# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.archive.customer_archive import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition

from .loan import OFFICE_MANAGER, PLACES, USER

_lt = LazyTranslate(__name__)

# The holding is not where it belongs, and the borrower answers for it.
OPEN_STATES = ('out', 'claimed', 'lost', 'discrepancy')
DONE_STATES = ('discharged', 'written_off')

TRANSITIONS = {
    # No group: a loan hands out its lines.
    'hand_out': Transition(_lt("lend a holding"), _lt("Lent"), ('requested',), 'out', ''),
    'take_back': Transition(
        _lt("take a holding back"), _lt("Returned"), ('out', 'claimed', 'lost'), 'discharged',
        ARCHIVIST,
    ),
    'dispute': Transition(
        _lt("take a holding back with a discrepancy"), _lt("Returned with a discrepancy"),
        ('out', 'claimed', 'lost'), 'discrepancy', ARCHIVIST,
    ),
    'settle': Transition(
        _lt("settle a discrepancy"), _lt("Discrepancy settled"), ('discrepancy',), 'discharged',
        ARCHIVIST, True,
    ),
    'claim': Transition(
        _lt("claim that a holding was returned"), _lt("Claimed to be returned"), ('out',),
        'claimed', USER, True,
    ),
    'deny': Transition(
        _lt("find that a holding was not returned"), _lt("Still out"), ('claimed', 'lost'), 'out',
        ARCHIVIST, True,
    ),
    'lose': Transition(
        _lt("report a lent holding as lost"), _lt("Lost"), ('out', 'claimed'), 'lost', ARCHIVIST,
        True,
    ),
    'write_off': Transition(
        _lt("give up the search for a lost holding"), _lt("Written off"), ('lost',),
        'written_off', OFFICE_MANAGER, True,
    ),
    'drop': Transition(
        _lt("drop a holding from a request"), _lt("Dropped"), ('requested',), 'dropped', ARCHIVIST,
        True,
    ),
}


class CustomerArchiveLoanLine(models.Model):
    """One holding of a loan: lent, given back, counted and discharged alone (ND-24).

    At most one line of a holding is open: the database knows it, whatever two archivists do at
    once. An original is never for use outside, whoever asks (LE-01).
    """

    _name = 'customer.archive.loan.line'
    _inherit = ['customer.archive.transition', 'customer.archive.sweep']
    _description = "Lent Holding"
    _order = 'loan_id desc, id'
    _rec_name = 'barcode'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'kind', 'barcode', 'archive_id', 'company_id', 'borrower_id', 'is_open',
        'due_at', 'out_at', 'pages_out', 'items_out', 'returned_at', 'received_by_id',
        'pages_counted', 'items_counted', 'condition', 'return_note', 'discharged_at',
        'discharged_by_id', 'settlement',
    })
    _register_key = 'barcode'

    loan_id = fields.Many2one(
        'customer.archive.loan', required=True, index=True, ondelete='restrict',
    )
    holding_id = fields.Many2one(
        'customer.archive.holding', required=True, index=True, ondelete='restrict',
        check_company=True,
    )
    place = fields.Selection(
        PLACES, string="Place of Use", compute='_compute_place', store=True, readonly=False,
        precompute=True, required=True,
    )
    state = fields.Selection(
        [('requested', "Requested"), ('out', "On Loan"), ('claimed', "Claimed Returned"),
         ('lost', "Lost"), ('discrepancy', "Discrepancy"), ('discharged', "Discharged"),
         ('written_off', "Written Off"), ('dropped', "Dropped")],
        string="Status", default='requested', required=True, readonly=True, copy=False, index=True,
    )
    is_open = fields.Boolean(
        string="Out", compute='_compute_is_open', store=True, precompute=True,
        help="The borrower answers for it now.",
    )

    # What follows from the loan and the holding, in columns for the rules, indexes and papers.
    company_id = fields.Many2one(
        related='loan_id.company_id', store=True, precompute=True, index=True,
    )
    borrower_id = fields.Many2one(
        related='loan_id.borrower_id', store=True, precompute=True, index=True,
    )
    loan_state = fields.Selection(related='loan_id.state', string="Loan Status")
    kind = fields.Selection(related='holding_id.kind', store=True, precompute=True)
    barcode = fields.Char(related='holding_id.barcode', store=True, precompute=True)
    archive_id = fields.Many2one(
        related='holding_id.archive_id', store=True, precompute=True, index=True,
    )
    document_id = fields.Many2one(related='holding_id.document_id')
    home_location_id = fields.Many2one(related='holding_id.home_location_id')
    # Contents of the archive: whoever may not read them, does not read them here.
    title = fields.Char(compute='_compute_title')

    # Out.
    out_at = fields.Datetime(string="Time Out", readonly=True, copy=False)
    due_at = fields.Datetime(string="Due", readonly=True, copy=False)
    pages_out = fields.Integer(string="Pages Lent", readonly=True, copy=False)
    items_out = fields.Integer(
        string="Sheets in the Folder", readonly=True, copy=False,
        help="How many originals and copies went out in the folder.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue',
    )
    days_overdue = fields.Integer(compute='_compute_is_overdue')

    # Back.
    returned_at = fields.Datetime(string="Time Returned", readonly=True, copy=False)
    received_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    pages_counted = fields.Integer(readonly=True, copy=False)
    items_counted = fields.Integer(string="Sheets Counted", readonly=True, copy=False)
    condition = fields.Selection(
        [('good', "Good"), ('worn', "Worn"), ('damaged', "Damaged")],
        string="Condition on Return", readonly=True, copy=False,
    )
    return_note = fields.Text(string="Findings", readonly=True, copy=False)
    discharged_at = fields.Datetime(string="Discharged On", readonly=True, copy=False)
    discharged_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    settlement = fields.Text(string="How It Was Settled", readonly=True, copy=False)
    search_step_ids = fields.One2many(
        'customer.archive.loan.search.step', 'line_id', string="Search",
    )
    carried_ids = fields.One2many(
        'customer.archive.holding', 'loan_line_id', string="Carried Away",
        help="The holding, and with a folder what lies in it.",
    )
    repair_ids = fields.One2many('customer.archive.repair', 'loan_line_id', string="Repairs")

    _holding_once = models.UniqueIndex(
        '(loan_id, holding_id)', "A loan asks for a holding once.",
    )
    _holding_out_once = models.UniqueIndex(
        "(holding_id) WHERE state IN ('out', 'claimed', 'lost', 'discrepancy')",
        "This holding is on loan already.",
    )
    _originals_stay = models.Constraint(
        "CHECK (kind = 'copy' OR place != 'outside')",
        "Originals never leave the premises: only copies are used outside.",
    )
    _due_idx = models.Index("(company_id, due_at) WHERE state IN ('out', 'claimed')")
    _borrower_idx = models.Index("(borrower_id) WHERE is_open")
    _out_known = models.Constraint(
        "CHECK (state IN ('requested', 'dropped') OR (out_at IS NOT NULL AND due_at IS NOT NULL"
        " AND due_at > out_at))",
        "What is on loan went out at some time, and is due at a later one.",
    )
    _discharge_known = models.Constraint(
        "CHECK (state != 'discharged' OR (returned_at IS NOT NULL AND received_by_id IS NOT NULL"
        " AND condition IS NOT NULL AND discharged_by_id IS NOT NULL))",
        "Whoever discharges a holding has counted it and seen its condition.",
    )

    # === COMPUTE METHODS === #

    @api.depends('loan_id.place')
    def _compute_place(self):
        for line in self:
            line.place = line.loan_id.place

    @api.depends('state')
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.state in OPEN_STATES

    @api.depends('holding_id')
    @api.depends_context('uid')
    def _compute_title(self):
        readable = self.holding_id._filtered_access('read')
        for line in self:
            line.title = line.holding_id.title if line.holding_id in readable else False

    @api.depends('due_at', 'state')
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for line in self:
            late = line.state in ('out', 'claimed') and line.due_at and line.due_at < now
            line.is_overdue = bool(late)
            line.days_overdue = (now - line.due_at).days + 1 if late else 0

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('state', 'in', ('out', 'claimed')) & Domain(
            'due_at', '<', fields.Datetime.now(),
        )

    @api.depends('barcode', 'loan_id.name')
    def _compute_display_name(self):
        for line in self:
            line.display_name = f'{line.loan_id.name or ""} {line.barcode or ""}'.strip()

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to add holdings to drafts only, and those only that one may ask for so."""
        vals_list = super()._prepare_create_vals_list(vals_list)
        loans, holdings = self.loan_id, self.holding_id
        asked = set()
        for vals in vals_list:
            loan = loans.browse(vals.get('loan_id') or [])
            holding = holdings.browse(vals.get('holding_id') or [])
            self._ensure_asked_once(loan, holding, asked)
            self._ensure_stays(holding, vals.get('place') or loan.place)
            loans, holdings = loans | loan, holdings | holding
        loans._ensure_drafts({'line_ids': True})
        holdings._ensure_may_ask()
        return vals_list

    def write(self, vals):
        """Override to keep what was asked for."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            self.loan_id._ensure_drafts({'line_ids': True})
        if vals.keys() & {'loan_id', 'holding_id'}:
            self._refuse_other_holding()
        if 'place' in vals:
            self._ensure_stays(self.holding_id, vals['place'])
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.loan_id._ensure_drafts({'line_ids': True})

    def copy_data(self, default=None):
        """Override to refuse: a loan asks for a holding once."""
        if self:
            self._refuse_other_holding()
        return super().copy_data(default)

    # === ACTION METHODS === #

    def action_take_back(self):
        """Let the archivist count, and take back."""
        self._check_may_take('take_back')
        self._ensure_source('take_back')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Take Back"),
            'res_model': 'customer.archive.loan.take.back', 'view_mode': 'form', 'target': 'new',
            'context': {'default_line_id': self[:1].id},
        }

    def action_settle(self):
        """Ask how the discrepancy was settled, then discharge."""
        return self._ask_reason('settle')

    def action_claim(self):
        """Ask for the circumstances, then note that the borrower says he returned it."""
        return self._ask_reason('claim')

    def action_deny(self):
        """Ask what was found out, then note that it is still with the borrower."""
        return self._ask_reason('deny')

    def action_lose(self):
        """Ask for the circumstances, then report it as lost."""
        return self._ask_reason('lose')

    def action_write_off(self):
        """Ask why, then give up the search."""
        return self._ask_reason('write_off')

    def action_drop(self):
        """Ask why, then take it out of the request."""
        return self._ask_reason('drop')

    @api.model
    def _action_view(self, domain):
        """Return the list of the lines that match.

        :param list domain: which lines
        :rtype: dict
        """
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_lending.customer_archive_loan_line_action',
        )
        return {**action, 'domain': domain, 'context': {}}

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a lent holding."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _transition(self, verb, vals=None, reason=None):
        """Override to take the loan and the holding first, and to keep the words of a settlement.

        Both sides of "lent and moved" and of "the last line, and the loan closes" begin with the
        same row, so that one of two who do it at once is run again and sees the other.
        """
        if verb == 'settle':
            vals = {**(vals or {}), 'settlement': reason}
        self._check_may_take(verb)
        lines_sudo = self.sudo()  # The step was allowed; the rows are locked whoever takes it.
        lines_sudo.loan_id._touch()
        lines_sudo.holding_id._touch()
        return super()._transition(verb, vals=vals, reason=reason)

    def _hand_out(self):
        """Lend the holdings: the last checks, in the transaction that lends them.

        Called with the rights of the superuser by the loan, whose step was allowed.
        """
        now = fields.Datetime.now()
        for line in self.sorted(lambda line: line.holding_id.id):
            line._transition('hand_out', vals={
                'out_at': now, 'due_at': line.loan_id._get_due(line, now),
                'pages_out': line.holding_id._get_lent_pages(),
                'items_out': len(line.holding_id._get_lent_contents()),
            })

    def _take_back(self, pages, condition, items=0, note=None):
        """Count what comes back; discharge it, or note the discrepancy (LE-11).

        :param int pages: the pages counted
        :param str condition: one of good, worn, damaged
        :param int items: the sheets counted, where it is a folder
        :param str note: what was found, for the register
        :raise UserError: when the line is not out
        """
        self.ensure_one()
        self._check_may_take('take_back')
        line_sudo = self.sudo()  # What was lent; the step itself is checked again.
        now = fields.Datetime.now()
        agrees = items == line_sudo.items_out and (
            not line_sudo.pages_out or pages == line_sudo.pages_out
        )
        self._transition('take_back' if agrees else 'dispute', vals={
            'returned_at': now, 'received_by_id': self.env.uid, 'pages_counted': pages,
            'items_counted': items, 'condition': condition, 'return_note': note or False,
        }, reason=note)

    def _check_transition(self, verb):
        """Override to ask for what each step needs."""
        super()._check_transition(verb)
        for line in self:
            if verb == 'hand_out':
                if problems := line._get_line_problems():
                    raise UserError('\n'.join(problems))
            elif verb in ('take_back', 'dispute', 'settle', 'deny', 'write_off'):
                line._ensure_other_than_borrower(verb)
            elif verb == 'claim':
                line.loan_id._ensure_own_or_archivist('cancel')
            elif verb == 'drop':
                line._ensure_not_handed_over()

    def _prepare_transition_vals(self, verb):
        """Override to note who discharged a line, and when."""
        discharged = {'discharged_by_id': self.env.uid, 'discharged_at': fields.Datetime.now()}
        return {**super()._prepare_transition_vals(verb), **(
            discharged if verb in ('take_back', 'settle', 'write_off') else {}
        )}

    def _after_transition(self, verb):
        """Override to let holding and loan follow."""
        super()._after_transition(verb)
        # Called by the gate, with the rights of the superuser.
        for line in self:
            line._take_holding_along(verb)
        if verb in ('take_back', 'settle', 'write_off', 'drop'):
            self.loan_id._after_return(self)

    def _take_holding_along(self, verb):
        """Let what was carried away follow a step of its line."""
        if verb == 'hand_out':
            self.holding_id._lend(self)
        carried = self.carried_ids
        if verb in ('take_back', 'dispute', 'deny'):
            carried.filtered(lambda holding: holding.state == 'missing')._transition('find')
        if verb == 'lose':
            carried._transition('miss', reason=self.env._(
                "Lost on loan %(loan)s.", loan=self.loan_id.name,
            ))
        elif verb in ('dispute', 'deny'):
            carried._keep_away()
        elif verb in ('take_back', 'settle', 'write_off'):
            carried._give_back()
        if verb in ('take_back', 'dispute'):
            self.holding_id._note_condition(self)

    # === BUSINESS METHODS - CHECKS === #

    def _get_line_problems(self):
        """Return why the holding of the line cannot be lent as the line asks.

        For a module to stand in the way of lending, it must override this method, or what the
        holding answers to the verb `lend` in `_get_blockers`.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        line_sudo = self.sudo()  # Why it cannot be lent is told to whoever asks for it.
        holding = line_sudo.holding_id
        problems = []
        if holding.kind != 'copy' and line_sudo.place == 'outside':
            problems.append(self.env._(
                "%(holding)s is an original: originals never leave the premises.",
                holding=holding.barcode,
            ))
        if line_sudo.place != 'reading_room' and (
            holding.confidentiality >= line_sudo.company_id.archive_loan_second_level
        ):
            problems.append(self.env._(
                "%(holding)s is confidential: it is used in the reading room only.",
                holding=holding.barcode,
            ))
        return problems + holding._get_lending_blockers()

    @api.model
    def _ensure_asked_once(self, loan, holding, asked):
        """Check that a loan asks for a holding once.

        :param recordset loan: the loan
        :param recordset holding: what is added to it
        :param set asked: what was added to loans before, which is added to
        :raise UserError: naming both
        """
        if (loan, holding) in asked or holding in loan.sudo().line_ids.holding_id:
            raise UserError(self.env._(
                "%(loan)s asks for %(holding)s already.",
                loan=loan.name, holding=holding.sudo().barcode,
            ))
        asked.add((loan, holding))

    @api.model
    def _ensure_stays(self, holdings, place):
        """Check that originals stay on the premises (LE-01). The database checks it again.

        :param recordset holdings: what is lent
        :param str place: where it is used
        :raise UserError: naming an original that would leave
        """
        if place == 'outside' and (
            kept := holdings.sudo().filtered(lambda holding: holding.kind != 'copy')
        ):
            raise UserError(self.env._(
                "%(holding)s is an original: originals never leave the premises.",
                holding=kept[0].barcode,
            ))

    def _ensure_other_than_borrower(self, verb):
        """Check that nobody discharges himself.

        :param str verb: the step
        :raise UserError: naming the loan
        """
        if self.borrower_id._is_archive_person(self.env.user):
            raise UserError(self.env._(
                "You borrowed %(holding)s yourself: to %(step)s is for another person.",
                holding=self.barcode, step=self._label(self._get_transition(verb)),
            ))

    def _ensure_not_handed_over(self):
        """Check that the request is still one.

        :raise UserError: when it was handed over
        """
        if self.loan_id.state == 'handed_over':
            raise UserError(self.env._("%(loan)s was handed over.", loan=self.loan_id.name))

    def _refuse_other_holding(self):
        """Refuse to make a line one of another holding or loan.

        :raise UserError: unless our own code calls
        """
        if self and not has_pass(self):
            raise UserError(self.env._(
                "%(holding)s stays on its line: remove the line and add another one.",
                holding=self[0].barcode,
            ))

    # === BUSINESS METHODS - REGISTER === #

    def _enter_register(self, event, facts=None, note=None):
        """Override to enter it as what happened to the holding, under its barcode."""
        for line in self:
            told = dict(facts(line) if callable(facts) else facts or {})
            # The states are the line's, not the holding's.
            told = {name: value for name, value in told.items() if name not in ('from', 'to')}
            line.holding_id._enter_register(event, told, note=note)

    def _prepare_transition_facts(self, verb):
        """Override to tell who has it until when, and what was counted."""
        facts = {
            **super()._prepare_transition_facts(verb), 'loan': self.loan_id.name,
            'borrower': self.borrower_id.name,
        }
        if verb == 'hand_out':
            facts |= {'place': self.place, 'due_at': fields.Datetime.to_string(self.due_at)}
        elif verb in ('take_back', 'dispute'):
            facts |= {
                'pages': [self.pages_out, self.pages_counted], 'condition': self.condition,
            }
        return facts

    def _describe_loan(self):
        """Return in a sentence who has the holding.

        :rtype: str
        """
        self.ensure_one()
        line_sudo = self.sudo()  # Who has it, is told to whoever looks for it.
        company = line_sudo.company_id
        return self.env._(
            "%(holding)s is on loan to %(borrower)s (%(loan)s), due %(due)s.",
            holding=line_sudo.barcode, borrower=line_sudo.borrower_id.name,
            loan=line_sudo.loan_id.name,
            due=format_datetime(
                self.env, line_sudo.due_at, tz=str(company._get_archive_tz()), dt_format='short',
            ),
        )
