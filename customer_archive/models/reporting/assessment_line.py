# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mechanism.inner_pass import has_pass
from ..mechanism.triggers import freeze, refuse

# More than that is found again by the domain it was counted by.
KEPT_IDS = 10_000
_COUNTED = (
    'assessment_id', 'company_id', 'user_id', 'date_from', 'date_to', 'criterion_id', 'explanation',
    'model', 'domain', 'counted', 'count', 'points', 'points_each', 'points_max', 'is_final',
)


class CustomerArchiveAssessmentLine(models.Model):
    """What counted against an archivist by one criterion, and how much (CA-74).

    Our own code alone writes it, when the figures are counted: nobody else has a right to. It says
    by itself what it means, whatever becomes of the criterion.
    """

    _name = 'customer.archive.assessment.line'
    _description = "Line of an Archivist's Assessment"
    _order = 'assessment_id desc, criterion_id, id'
    _rec_name = 'explanation'
    _allow_sudo_commands = False

    assessment_id = fields.Many2one(
        'customer.archive.assessment', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one(
        related='assessment_id.company_id', store=True, precompute=True, index=True,
    )
    user_id = fields.Many2one(
        related='assessment_id.user_id', string="Archivist", store=True, precompute=True,
        index=True,
    )
    date_from = fields.Date(related='assessment_id.date_from', store=True, precompute=True)
    date_to = fields.Date(
        related='assessment_id.date_to', string="Period Until", store=True, precompute=True,
    )
    state = fields.Selection(related='assessment_id.state', store=True, precompute=True)
    is_final = fields.Boolean(compute='_compute_is_final', store=True, precompute=True)
    criterion_id = fields.Many2one(
        'customer.archive.assessment.criterion', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    explanation = fields.Char(string="What Was Counted", required=True, readonly=True)
    model = fields.Char(string="Technical Name", required=True, readonly=True)
    domain = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    counted = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    count = fields.Integer(readonly=True)
    points_each = fields.Float(readonly=True, digits=(6, 2), aggregator='avg')
    points_max = fields.Float(
        string="Points at Most", readonly=True, digits=(6, 2), aggregator='avg',
    )
    points = fields.Float(
        string="Points Off", readonly=True, digits=(6, 2), help="What it takes off the score.",
    )

    _once = models.UniqueIndex(
        '(assessment_id, criterion_id)', "A criterion counts once in an assessment.",
    )

    # === SETUP === #

    def init(self):
        """Override to let the figures of a final assessment stay, below the ORM too."""
        super().init()
        freeze(self, 'counted', _COUNTED, once=SQL("old.is_final"))
        refuse(self, 'no_delete', 'DELETE', when=SQL("old.is_final"))
        refuse(self, 'no_truncate', 'TRUNCATE')

    # === COMPUTE METHODS === #

    @api.depends('assessment_id.finalised_at')
    def _compute_is_final(self):
        for line in self:
            line.is_final = bool(line.assessment_id.finalised_at)

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=True)
    def _unlink_except_draft(self):
        """Refuse: what was counted stays, unless our own code counts a draft anew."""
        if not has_pass(self) or any(line.is_final for line in self):
            raise UserError(self.env._("What an assessment counted stays with it."))

    # === ACTION METHODS === #

    def action_view_counted(self):
        """Show what was counted, as far as the user may read it."""
        self.ensure_one()
        self.check_access('read')
        if self.model not in self.env:
            raise UserError(self.env._("The addon that counted it is not there any more."))
        self.env[self.model].check_access('read')
        line_sudo = self.sudo()  # Numbers only: the list applies the reader's own rights.
        return {
            'type': 'ir.actions.act_window', 'name': self.explanation, 'res_model': self.model,
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', line_sudo.counted)] if (
                line_sudo.count <= KEPT_IDS
            ) else line_sudo.domain,
            'context': {'active_test': False, 'create': False},
        }
