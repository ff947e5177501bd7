# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .lent_contents import BLOCKED_VERBS


class CustomerArchiveHolding(models.Model):
    """A holding that is with somebody: its home stays, its current place is empty (ND-25)."""

    _inherit = 'customer.archive.holding'

    _gated_fields = frozenset({'loan_line_id'})
    _index_fields = frozenset({
        'loan_line_id', 'loan_line_ids', 'with_id', 'due_at', 'is_overdue', 'lent_with',
    })

    loan_line_id = fields.Many2one(
        'customer.archive.loan.line', string="On Loan As", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
        help="The line of the loan that it is away with, itself or in its folder.",
    )
    loan_line_ids = fields.One2many('customer.archive.loan.line', 'holding_id', string="Loans")
    with_id = fields.Many2one(
        'hr.employee', related='loan_line_id.borrower_id', string="With",
        help="Who has it now.",
    )
    due_at = fields.Datetime(related='loan_line_id.due_at', string="Due Back")
    is_overdue = fields.Boolean(related='loan_line_id.is_overdue', string="Overdue")
    lent_with = fields.Char(compute='_compute_lent_with', compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends('loan_line_id')
    def _compute_lent_with(self):
        for holding in self:
            line = holding.loan_line_id
            holding.lent_with = line and line._describe_loan()

    # === ACTION METHODS === #

    def action_request_loan(self):
        """Begin a loan of the holdings."""
        return self.env['customer.archive.loan']._action_request(self)

    def action_view_loans(self):
        """Show the loans of the holdings."""
        return self.env['customer.archive.loan.line']._action_view([('holding_id', 'in', self.ids)])

    # === BUSINESS METHODS - LENDING === #

    def _ensure_may_ask(self):
        """Check that the user may ask for the holdings: he sees them, or would with a purpose.

        A confidential holding is asked for by its number, without opening its archive.

        :raise AccessError: naming none that he does not know
        """
        if self.env.su:
            return
        unseen = self - self._filtered_access('read')
        archive_ids = unseen.sudo().archive_id.ids  # To ask the rules about them.
        # With the rules of the list of confidential archives, which asks for no purpose.
        known = self.env['customer.archive.confidential'].search([('id', 'in', archive_ids)])
        if len(known) != len(archive_ids):
            raise AccessError(self.env._(
                "There is no such holding that you may borrow: ask an archivist.",
            ))

    @api.model
    def _find_by_barcode(self, barcode):
        """Return the holding with a barcode that the user may ask for, or none.

        :param str barcode: as it was scanned or typed
        :rtype: recordset
        """
        # The database knows all barcodes; who may ask for which is asked next.
        holding = self.sudo().search([('barcode', '=', barcode.strip())]).sudo(False)
        try:
            holding._ensure_may_ask()
        except AccessError:
            return self.browse()
        return holding

    def _get_lending_blockers(self):
        """Return what stands against lending the holding, and against it in all it lies in.

        Called with the rights of the superuser.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        return [
            reason for record in (self, self.document_id, self.volume_id, self.archive_id)
            if record for reason in record._get_blockers('lend')
        ]

    def _find_blockable(self, verb):
        """Override to name what is lent; what is to be lent is looked at one by one."""
        if verb == 'lend':
            return self
        return super()._find_blockable(verb) | self.filtered('loan_line_id')

    def _get_blockers(self, verb):
        """Override to let a holding be lent when it is here and whole, and nothing else meanwhile.
        """
        blockers = super()._get_blockers(verb)
        line_sudo = self.loan_line_id.sudo()  # A loan stands in the way of everybody.
        if line_sudo and (
            verb == 'lend' or verb in BLOCKED_VERBS
            or verb == 'miss' and line_sudo.state != 'lost'
            or verb == 'find' and line_sudo.state == 'lost'
        ):
            blockers.append(line_sudo._describe_loan())
        if verb == 'lend':
            blockers += self._get_unfit_reasons()
        return blockers

    def _get_unfit_reasons(self):
        """Return why the holding, as it is, cannot be lent.

        :rtype: list[str]
        """
        reasons = []
        if self.state != 'available':
            labels = dict(self._fields['state']._description_selection(self.env))
            reasons.append(self.env._(
                "%(holding)s is “%(state)s”.", holding=self.barcode, state=labels[self.state],
            ))
        if self.condition == 'damaged':
            reasons.append(self.env._(
                "%(holding)s is damaged: it is repaired before it is lent.", holding=self.barcode,
            ))
        if self.sudo().archive_id.state == 'void':  # Whether it is void is no secret.
            reasons.append(self.env._(
                "%(holding)s belongs to an archive that was voided.", holding=self.barcode,
            ))
        return reasons

    def _get_loan_substitutes(self):
        """Return copies that are better lent instead of the holding, the first one first (LE-17).

        For a module to keep standing copies, it must override this method.

        :rtype: recordset
        """
        self.ensure_one()
        return self.browse()

    def _get_lent_contents(self):
        """Return what goes along when the holding is lent: what lies in a folder, and is in it.

        :rtype: recordset
        """
        self.ensure_one()
        return self.content_ids.filtered(
            lambda content: content.state == 'available' and not content.loan_line_id
            and content.location_id == self.location_id,
        )

    def _get_lent_pages(self):
        """Return how many pages go out, as far as they were counted.

        :rtype: int
        """
        self.ensure_one()
        return self.pages or sum(self._get_lent_contents().mapped('pages'))

    # The following are called by a line, with the rights of the superuser.

    def _lend(self, line):
        """Note that the holding, and what lies in it, is with somebody."""
        with_pass(self | self._get_lent_contents()).write({
            'loan_line_id': line.id, 'location_id': False,
        })

    def _keep_away(self):
        """Note that the holdings are still not where they belong."""
        with_pass(self).write({'location_id': False})

    def _give_back(self):
        """Put the holdings back where they belong, except what was not found (ND-25)."""
        for holding in self:
            there = holding.state == 'available' and holding.home_location_id.id
            with_pass(holding).write({'loan_line_id': False, 'location_id': there})

    def _note_condition(self, line):
        """Keep the condition that was seen on return; damage goes to repair (LE-22).

        :param recordset line: the line that was given back
        """
        if line.condition != self.condition:
            self.condition = line.condition
        if line.condition == 'damaged':
            self.env['customer.archive.repair'].create(self._prepare_repair_vals(line))

    def _prepare_repair_vals(self, line):
        """Return the values of the repair of what came back damaged.

        :param recordset line: the line that was given back
        :rtype: dict
        """
        return {
            'holding_id': self.id,
            'cause': line.return_note or self.env._("Came back damaged from a loan."),
            'origin': line.loan_id.name,
            'responsible_id': line.borrower_id.id,
            'loan_line_id': line.id,
        }

    def _get_event_labels(self):
        """Override to name what happens to a holding on loan."""
        return {
            **self.env['customer.archive.loan.line']._get_event_labels(),
            **super()._get_event_labels(),
        }
