# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools.date_utils import relativedelta


class CustomerArchiveAssessmentPeriod(models.TransientModel):
    """Drafts an assessment of every archivist of a company for a period (CA-74)."""

    _name = 'customer.archive.assessment.period'
    _description = "Archive: Assess a Period"

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, default=lambda self: self.env.company,
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_quarter()[0],
    )
    date_to = fields.Date(
        string="Until", required=True, default=lambda self: self._default_quarter()[1],
    )
    user_ids = fields.Many2many(
        'res.users', string="To Be Assessed", compute='_compute_user_ids',
        help="Who was appointed in the period, and answers for archives.",
    )
    left_out_ids = fields.Many2many(
        'res.users', compute='_compute_user_ids',
        help="Who is assessed for the period already, and you yourself.",
    )

    # === DEFAULT METHODS === #

    def _default_quarter(self):
        """Return the first and the last day of the quarter that has ended last."""
        begin = fields.Date.start_of(self.env.company._get_archive_today(), 'quarter')
        return begin - relativedelta(months=3), begin - relativedelta(days=1)

    # === COMPUTE METHODS === #

    @api.depends('company_id', 'date_from', 'date_to')
    def _compute_user_ids(self):
        assessments = self.env['customer.archive.assessment']
        for wizard in self:
            period = (wizard.company_id, wizard.date_from, wizard.date_to)
            appointed = self.env['res.users']
            if all(period):
                appointed = appointed.union(*assessments._get_appointed(*period))
            users = assessments._get_unassessed(*period, appointed) if appointed else appointed
            wizard.user_ids, wizard.left_out_ids = users, appointed - users

    # === ACTION METHODS === #

    def action_assess(self):
        """Draft the assessments, and show them."""
        self.ensure_one()
        drafts = self.env['customer.archive.assessment']._assess_period(
            self.company_id, self.date_from, self.date_to,
        )
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_assessment_action',
        )
        return {**action, 'domain': [('id', 'in', drafts.ids)], 'context': {}}
