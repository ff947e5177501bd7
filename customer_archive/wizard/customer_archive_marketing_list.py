# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import ast

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.archive.states import ACTIVE_STATES


class CustomerArchiveMarketingList(models.TransientModel):
    """Draws a marketing list from archives: who allowed it is on it, others are counted (CA-77).

    It finds what the user may read, and nobody else.
    """

    _name = 'customer.archive.marketing.list'
    _description = "Archive: Draw a Marketing List"

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, default=lambda self: self.env.company,
    )
    domain = fields.Char(string="Which Archives", required=True, default='[]')
    allowed_count = fields.Integer(string="On the List", compute='_compute_counts')
    excluded_count = fields.Integer(
        string="Not Allowed", compute='_compute_counts',
        help="Customers of these archives who have not authorised marketing: they are left out.",
    )

    # === COMPUTE METHODS === #

    @api.depends('domain')
    def _compute_counts(self):
        archives = self.env['customer.archive']
        for record in self:
            chosen = record._get_domain()
            record.allowed_count = archives.search_count(
                chosen & Domain('allows_marketing', '=', True),
            )
            record.excluded_count = archives.search_count(chosen) - record.allowed_count

    # === ACTION METHODS === #

    def action_draw(self):
        """Show the list, and enter into the register that it was drawn."""
        self.ensure_one()
        chosen = self._get_domain() & Domain('allows_marketing', '=', True)
        archives = self.env['customer.archive'].search(chosen)
        if not archives:
            raise UserError(self.env._(
                "None of these customers has authorised marketing: there is no list.",
            ))
        self.env['customer.archive.register']._enter([{
            'event': 'marketing', 'model': 'customer.archive', 'company': self.company_id.id,
            'subject': archives[0].name if len(archives) == 1 else (
                f'{archives[0].name} … {archives[-1].name}'
            ),
            'archive': archives.name if len(archives) == 1 else False,
            'facts': {'count': len(archives), 'excluded': self.excluded_count},
        }])
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_marketing_action',
        )
        # Drawn anew whenever it is shown: who withdraws meanwhile is not on it any more.
        return {**action, 'domain': list(chosen)}

    # === BUSINESS METHODS === #

    def _get_domain(self):
        """Return which archives are looked at: kept ones of the company.

        :rtype: Domain
        :raise UserError: when the filter makes no sense
        """
        self.ensure_one()
        kept = Domain('state', 'in', ACTIVE_STATES) & Domain('company_id', '=', self.company_id.id)
        try:
            chosen = Domain(ast.literal_eval(self.domain or '[]'))
            chosen.validate(self.env['customer.archive'])
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(self.env._("This filter cannot be used: choose it anew.")) from error
        return kept & chosen
