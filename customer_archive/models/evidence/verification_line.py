# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from .verification import REASONS, RESULTS


class CustomerArchiveVerificationLine(models.Model):
    """What a verification says about one chain of seals."""

    _name = 'customer.archive.verification.line'
    _inherit = ['customer.archive.append.only']
    _description = "Archive: Verified Chain"
    _log_access = False  # Each class says it for itself; see the abstract model.
    _order = 'chain'
    _rec_name = 'chain'

    verification_id = fields.Many2one(
        'customer.archive.verification', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    chain = fields.Char(string="Technical Name", required=True, readonly=True)
    chain_label = fields.Char(string="Evidence", compute='_compute_chain_label')
    result = fields.Selection(RESULTS, required=True, readonly=True)

    # Range
    row_count = fields.Integer(string="Sealed Rows", readonly=True)
    seal_count = fields.Integer(string="Number of Seals", readonly=True)
    first_row = fields.Integer(readonly=True)
    first_at = fields.Datetime(string="From", readonly=True)
    last_row = fields.Integer(readonly=True)
    last_at = fields.Datetime(string="Until", readonly=True)
    head_digest = fields.Char(string="Last Digest", readonly=True)
    key_id = fields.Char(readonly=True)
    erased_notes = fields.Integer(
        readonly=True, help="Reasons that were erased on demand, as the register tells.",
    )

    # Not sealed yet
    unsealed_count = fields.Integer(string="Rows without Seal", readonly=True)
    unsealed_since = fields.Datetime(string="Without Seal since", readonly=True)

    # What is wrong
    reason = fields.Selection(REASONS, readonly=True)
    bad_seal = fields.Integer(string="First Bad Seal", readonly=True)
    bad_row = fields.Integer(string="First Bad Row", readonly=True)
    explanation = fields.Text(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('chain')
    @api.depends_context('lang')
    def _compute_chain_label(self):
        for line in self:
            line.chain_label = self.env['ir.model'].sudo()._get(line.chain).name or line.chain

    # === BUSINESS METHODS === #

    @api.model
    def _prepare(self, check, findings):
        """Return the line of a chain.

        :param ChainCheck check: what was looked at
        :param list[Finding] findings: what was found, what is broken first
        :rtype: dict
        """
        seals = check.seals
        worst = findings[0] if findings else None
        return {
            'chain': check.chain,
            'result': 'intact' if not worst else 'broken' if worst.broken else 'warning',
            'row_count': sum(seal['row_count'] for seal in seals),
            'seal_count': seals[-1]['number'] if seals else 0,
            **self._prepare_range(check),
            'head_digest': seals[-1]['digest'] if seals else False,
            'key_id': seals[-1]['key_id'] if seals else False,
            'erased_notes': check.erased_notes,
            'unsealed_count': check.unsealed_count,
            'unsealed_since': check.unsealed_since or False,
            'reason': worst and worst.reason,
            'bad_seal': worst and worst.seal,
            'bad_row': worst and worst.row,
            'explanation': '\n'.join(finding.text for finding in findings),
        }

    @api.model
    def _prepare_range(self, check):
        """Return the first and the last row that the seals cover."""
        if not check.seals:
            return {}
        first = min(seal['first_row'] for seal in check.seals)
        last = max(seal['last_row'] for seal in check.seals)
        at = {row.id: row.at for row in check.model.browse([first, last]).exists()}
        return {
            'first_row': first, 'first_at': at.get(first),
            'last_row': last, 'last_at': at.get(last),
        }
