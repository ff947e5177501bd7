# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Command


class CustomerArchiveLoan(models.Model):
    """A loan that asks for an original is proposed the standing copy first (LE-17)."""

    _inherit = 'customer.archive.loan'

    proposed_copy_ids = fields.Many2many(
        'customer.archive.holding', string="Proposed Copies", compute='_compute_proposed_copy_ids',
        help="Standing copies that are here, instead of the originals that are asked for.",
    )

    # === COMPUTE METHODS === #

    @api.depends('state', 'line_ids.holding_id')
    @api.depends_context('uid')
    def _compute_proposed_copy_ids(self):
        for loan in self:
            loan.proposed_copy_ids = loan.env['customer.archive.holding'].union(
                *loan._get_substitutes().values(),
            ) if loan.state == 'draft' else False

    # === ACTION METHODS === #

    def action_take_copies(self):
        """Ask for the proposed copies instead of their originals."""
        self.ensure_one()
        self.check_access('write')
        self.write({'line_ids': [
            command
            for line, copy in self._get_substitutes().items()
            for command in (
                Command.delete(line.id),
                Command.create({'holding_id': copy.id, 'place': line.place}),
            )
        ]})

    # === BUSINESS METHODS === #

    def _get_substitutes(self):
        """Return the copy that is proposed for each line, where there is one.

        :rtype: dict[recordset, recordset]
        """
        self.ensure_one()
        asked = self.line_ids.holding_id._origin
        substitutes = {}
        for line in self.line_ids:
            holding = line.holding_id._origin
            if not holding:
                continue
            # Whoever asks by number is told of copies that he may see.
            if copies := holding._get_loan_substitutes() - asked:
                substitutes[line] = copies[0]
                asked |= copies[0]
        return substitutes
