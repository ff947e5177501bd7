# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime

from odoo.addons.customer_archive.models.custody.scan_desk import OK, WARNING


class CustomerArchiveLoanDesk(models.TransientModel):
    """The lending desk of an archivist: one borrower before him, and what goes over the counter.

    A scan chooses a borrower, adds or ticks a holding, or takes it back. What was scanned lies here
    and in the draft of a loan.
    """

    _name = 'customer.archive.loan.desk'
    _inherit = ['customer.archive.scan.desk']
    _description = "Lending Desk"
    _allow_sudo_commands = False

    borrower_id = fields.Many2one('hr.employee', ondelete='cascade')
    # As his badge told them: an employee takes several queries, and is shown after each scan.
    borrower_name = fields.Char()
    borrower_department = fields.Char(string="Borrower's Department")
    loan_id = fields.Many2one('customer.archive.loan', string="Draft", ondelete='cascade')
    picked_ids = fields.Many2many('customer.archive.loan.line', string="Scanned")
    returning_id = fields.Many2one('customer.archive.loan.line', ondelete='cascade')
    waiting_ids = fields.Many2many(
        'customer.archive.loan', string="Waiting Loans", compute='_compute_waiting_ids',
    )

    # === COMPUTE METHODS === #

    @api.depends('borrower_id', 'picked_ids.loan_id.state', 'loan_id.state')
    def _compute_waiting_ids(self):
        loans = self.env['customer.archive.loan']
        for desk in self:
            desk.waiting_ids = loans.search([
                ('borrower_id', '=', desk.borrower_id.id), ('state', '=', 'approved'),
            ]) if desk.borrower_id else loans

    # === RPC METHODS === #

    @api.model
    def describe(self, vals):
        """Say what the draft is for.

        :param dict vals: `purpose`, `purpose_note` and `place`, each optional
        :rtype: dict
        """
        known = {'purpose', 'purpose_note', 'place', 'reference'}
        return self._get_desk()._attempt('_describe', {
            name: value for name, value in vals.items() if name in known
        })

    @api.model
    def remove(self, line_id):
        """Take a line out of the draft.

        :param int line_id: the line
        :rtype: dict
        """
        return self._get_desk()._attempt('_remove', line_id)

    @api.model
    def drop(self, line_id):
        """Take what is not to be found on its shelf out of an approved loan.

        :param int line_id: the line
        :rtype: dict
        """
        return self._get_desk()._attempt('_drop', line_id)

    @api.model
    def hand_over(self, signature=None):
        """Hand over what was scanned.

        :param str signature: the drawn signature as base64; without one, what the borrower
                              confirmed with his own login is handed over
        :rtype: dict
        """
        return self._get_desk()._attempt('_hand_over', signature)

    @api.model
    def take_back(self, pages, condition, items=0, note=None):
        """Take back what was scanned last, as counted.

        :param int pages: the pages counted
        :param str condition: one of good, worn, damaged
        :param int items: the sheets counted in a folder
        :param str note: what was found
        :rtype: dict
        """
        return self._get_desk()._attempt('_take_back', pages, condition, items, note)

    @api.model
    def clear(self):
        """Make room for the next borrower; a draft with something in it stays a draft.

        :rtype: dict
        """
        desk = self._get_desk()
        desk.write({
            'borrower_id': False, 'borrower_name': False, 'borrower_department': False,
            'loan_id': False, 'picked_ids': [Command.clear()], 'returning_id': False,
        })
        return desk._answer()

    # === BUSINESS METHODS === #

    def _scan_nothing(self):
        """Override to ask for what is scanned here."""
        raise UserError(self.env._("Nothing was scanned: scan a badge or a holding."))

    def _scan_holding(self, code):
        """Override to add or tick a holding, or to take it back."""
        holding_sudo = self.env['customer.archive.holding'].sudo().search_fetch([
            ('barcode', '=', code), ('company_id', 'in', self.env.companies.ids),
        ], order='id')  # Whoever keeps the archives holds it in his hand.
        if not holding_sudo:
            return None
        # Of what has many columns, only what a scan asks for.
        holding_sudo.company_id.fetch(['archive_loan_second_level'])
        holding_sudo.archive_id.fetch(['state'])
        return self._serve(holding_sudo)

    def _scan_location(self, location):
        """Override to refuse shelves: nothing is put on one here."""
        raise UserError(self.env._(
            "%(code)s is a shelf: scan a badge or a holding.", code=location.barcode,
        ))

    def _scan_unknown(self, code):
        """Override to choose the borrower whose badge it is."""
        employee_sudo = self.env['hr.employee'].sudo().with_context(active_test=False).search([
            ('barcode', '=', code), ('company_id', 'in', self.env.companies.ids),
        ], limit=1)  # Badges are read by who sits at the desk.
        if employee_sudo:
            return self._choose(employee_sudo.sudo(False))
        raise UserError(self.env._(
            "%(code)s is neither a badge nor a holding: scan it again.", code=code,
        ))

    def _choose(self, employee):
        """Take a borrower to the desk, with the draft that was begun for him."""
        if not employee.sudo().active:
            raise UserError(self.env._(
                "%(borrower)s is no longer employed.", borrower=employee.name,
            ))
        draft = self.env['customer.archive.loan'].search([
            ('state', '=', 'draft'), ('borrower_id', '=', employee.id),
            ('requester_id', '=', self.env.uid),
        ], limit=1)
        employee_sudo = employee.sudo()  # His badge told as much.
        self.write({
            'borrower_id': employee.id, 'borrower_name': employee_sudo.name,
            'borrower_department': employee_sudo.department_id.name, 'loan_id': draft.id,
            'picked_ids': [Command.clear()], 'returning_id': False,
        })
        return OK, self.env._("%(borrower)s is at the desk.", borrower=employee_sudo.name)

    def _serve(self, holding):
        """Take back, tick or add a holding.

        :param recordset holding: with the rights of the superuser
        """
        if line := holding.loan_line_id:
            return self._scan_lent(holding, line)
        if not self.borrower_id:
            raise UserError(self.env._(
                "%(holding)s is not on loan: scan the borrower's badge first.",
                holding=holding.barcode,
            ))
        if line := self.waiting_ids.line_ids.filtered(
            lambda line: line.holding_id.id == holding.id and line.state == 'requested',
        )[:1]:
            self.picked_ids = [Command.link(line.id)]
            return OK, self.env._("%(holding)s is ready.", holding=holding.barcode)
        return self._add(holding)

    def _scan_lent(self, holding, line):
        """Begin to take back what comes over the counter."""
        if line.holding_id != holding:
            raise UserError(self.env._(
                "%(holding)s is out in its folder: scan %(folder)s.",
                holding=holding.barcode, folder=line.barcode,
            ))
        if self.borrower_id and line.borrower_id != self.borrower_id:
            raise UserError(line._describe_loan())
        if line.state == 'discrepancy':
            raise UserError(self.env._(
                "%(holding)s came back with a discrepancy: settle it on %(loan)s.",
                holding=holding.barcode, loan=line.loan_id.name,
            ))
        self.returning_id = line.id
        return OK, self.env._("Count %(holding)s.", holding=holding.barcode)

    def _add(self, holding):
        """Add a holding to the draft.

        :param recordset holding: with the rights of the superuser
        """
        if holding in self.loan_id.sudo().line_ids.holding_id:
            return WARNING, self.env._(
                "%(holding)s is on the list already.", holding=holding.barcode,
            )
        if not self.loan_id:
            self.loan_id = self.env['customer.archive.loan'].create(
                self._prepare_loan_vals(holding),
            )
        line = self.env['customer.archive.loan.line'].create({
            'loan_id': self.loan_id.id, 'holding_id': holding.id,
            'place': self._choose_place(holding),
        })
        if problems := line._get_line_problems():
            raise UserError(' '.join(problems))
        if substitutes := holding.with_env(self.env).sudo()._get_loan_substitutes():
            return WARNING, self.env._(
                "%(holding)s is on the list. There is a standing copy: %(copies)s.",
                holding=holding.barcode, copies=", ".join(substitutes.mapped('barcode')),
            )
        return OK, self.env._("%(holding)s is on the list.", holding=holding.barcode)

    def _prepare_loan_vals(self, holding):
        """Return the values of the draft of what somebody asks for at the desk.

        :rtype: dict
        """
        return {
            'borrower_id': self.borrower_id.id, 'company_id': holding.company_id.id,
            'purpose_note': self.env._("Asked for at the desk"),
        }

    def _choose_place(self, holding):
        """Return where a holding is used: as the draft says, or as its confidentiality asks.

        :rtype: str
        """
        level = holding.company_id.archive_loan_second_level
        return 'reading_room' if holding.confidentiality >= level else self.loan_id.place

    def _describe(self, vals):
        """Write what the draft is for."""
        if not self.loan_id:
            raise UserError(self.env._("Scan what is to be borrowed first."))
        self.loan_id.write(vals)
        return OK, ''

    def _remove(self, line_id):
        """Take a line out of the draft."""
        line = self.loan_id.line_ids.filtered(lambda line: line.id == line_id)
        barcode = line.barcode
        line.unlink()
        return OK, self.env._("%(holding)s is off the list.", holding=barcode or '')

    def _drop(self, line_id):
        """Take a line out of a loan that waits."""
        line = self.waiting_ids.line_ids.filtered(
            lambda line: line.id == line_id and line.state == 'requested',
        )
        line._transition('drop', reason=self.env._("Not found for the hand-over"))
        self.picked_ids = [Command.unlink(each.id) for each in line]
        return OK, self.env._("%(holding)s is off the list.", holding=line.barcode or '')

    def _hand_over(self, signature):
        """Hand over what was scanned: of approved loans, and of the draft."""
        loans = self.picked_ids.loan_id
        for loan in loans:
            missing = loan.line_ids.filtered(
                lambda line: line.state == 'requested' and line not in self.picked_ids,
            )
            if missing:
                raise UserError(self.env._(
                    "%(loan)s is not complete: scan %(holdings)s, or drop it from the loan.",
                    loan=loan.name, holdings=", ".join(missing.mapped('barcode')),
                ))
        draft = self.loan_id
        if not (loans or draft.line_ids):
            raise UserError(self.env._("Scan what is to be handed over first."))
        if draft.line_ids:
            self._decide(draft)
        ready = (loans | draft).filtered(lambda loan: loan.state == 'approved')
        for loan in ready:
            loan._hand_over(signature)
        self.write({'picked_ids': [Command.clear()], 'loan_id': False})
        if draft.line_ids and draft not in ready:
            return WARNING, self.env._(
                "%(loan)s is written down: somebody else has to decide about it.",
                loan=draft.name,
            )
        return OK, self.env._("Handed over to %(borrower)s.", borrower=self.borrower_id.name)

    def _decide(self, loan):
        """Take the draft as far as the archivist at the desk may."""
        loan.action_request()
        company = loan.company_id.sudo()  # Its policy is no secret.
        alone = loan.is_oral and company.archive_loan_oral_alone
        if alone and not loan.needs_exception:
            loan.action_verify()
            if company.archive_loan_approver == 'archivist' or self.env.user.has_group(
                'customer_archive.customer_archive_group_office_manager',
            ):
                loan.action_approve()

    def _take_back(self, pages, condition, items, note):
        """Take back what was scanned last."""
        line = self.returning_id
        if not line:
            raise UserError(self.env._("Scan what comes back first."))
        conditions = dict(line._fields['condition']._description_selection(self.env))
        if condition not in conditions:
            raise UserError(self.env._("Say in which condition it came back."))
        line._take_back(_to_int(pages), condition, items=_to_int(items), note=note)
        self.returning_id = False
        if line.state == 'discrepancy':
            return WARNING, self.env._(
                "%(holding)s went out with %(out)s pages and came back with %(back)s: settle it on"
                " %(loan)s.", holding=line.barcode, out=line.pages_out, back=line.pages_counted,
                loan=line.loan_id.name,
            )
        return OK, self.env._(
            "%(holding)s is back. It goes to %(home)s.", holding=line.barcode,
            home=line.sudo().home_location_id.complete_name or self.env._("no home yet"),
        )

    # === BUSINESS METHODS - ANSWERS === #

    def _show(self):
        """Override to show the borrower, and what goes out and comes back."""
        lines = self.env['customer.archive.loan.line']
        out = lines.search([
            ('borrower_id', '=', self.borrower_id.id), ('is_open', '=', True),
        ], order='due_at, id') if self.borrower_id else lines
        return {
            **super()._show(), 'borrower': self._show_borrower(),
            'waiting': [self._show_loan(loan) for loan in self.waiting_ids],
            'draft': self._show_loan(self.loan_id) if self.loan_id else False,
            'out': [self._show_line(line) for line in out],
            'returning': self._show_line(self.returning_id) if self.returning_id else False,
            'options': self._get_options(),
        }

    def _show_borrower(self):
        """Return the borrower as the screen shows him.

        :rtype: dict|bool
        """
        return bool(self.borrower_id) and {
            'id': self.borrower_id.id, 'name': self.borrower_name or '',
            'department': self.borrower_department or '',
        }

    def _show_loan(self, loan):
        """Return a loan as the screen shows it.

        :rtype: dict
        """
        return {
            'id': loan.id, 'name': loan.name, 'place': loan.place, 'purpose': loan.purpose,
            'purpose_note': loan.purpose_note, 'confirmed': bool(loan.confirmed_by_id),
            'lines': [
                self._show_line(line) for line in loan.line_ids if line.state == 'requested'
            ],
        }

    def _show_line(self, line):
        """Return a line as the screen shows it: numbers, and nothing of an archive's contents.

        :rtype: dict
        """
        line_sudo = line.sudo()  # Its shelf and pages, which are no contents.
        kinds = dict(line._fields['kind']._description_selection(self.env))
        return {
            'id': line.id, 'barcode': line_sudo.barcode, 'kind': kinds[line_sudo.kind],
            'is_folder': line_sudo.kind == 'folder', 'loan': line_sudo.loan_id.name,
            'home': line_sudo.home_location_id.complete_name or '',
            # Only what waits is ticked.
            'picked': bool(self.waiting_ids) and line in self.picked_ids,
            'state': line_sudo.state, 'pages': line_sudo.pages_out, 'items': line_sudo.items_out,
            'borrower': self._name_borrower(line_sudo), 'overdue': line_sudo.is_overdue,
            'condition': line_sudo.holding_id.condition,
            'due': line_sudo.due_at and format_datetime(
                self.env, line_sudo.due_at, tz=str(line_sudo.company_id._get_archive_tz()),
                dt_format='short',
            ) or '',
        }

    def _name_borrower(self, line):
        """Return the name of who has a line.

        :param recordset line: with the rights of the superuser
        :rtype: str
        """
        if line.borrower_id == self.borrower_id and self.borrower_name:
            return self.borrower_name
        return line.borrower_id.name

    @api.model
    def _get_options(self):
        """Return what can be chosen on the screen.

        :rtype: dict
        """
        loans, lines = self.env['customer.archive.loan'], self.env['customer.archive.loan.line']
        return {
            name: model._fields[name]._description_selection(self.env)
            for model, name in ((loans, 'purpose'), (loans, 'place'), (lines, 'condition'))
        }


def _to_int(value):
    """Return a number that was typed, 0 for none.

    :rtype: int
    """
    return int(value) if str(value or '').strip().isdecimal() else 0
