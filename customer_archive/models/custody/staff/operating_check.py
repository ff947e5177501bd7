# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...mechanism.triggers import freeze


class CustomerArchiveOperatingCheck(models.Model):
    """Somebody looked: when, who, and how it was found (X-01, X-04, X-05)."""

    _name = 'customer.archive.operating.check'
    _inherit = ['customer.archive.kept']
    _description = "Archive Operating Check"
    _order = 'checked_on desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    item_id = fields.Many2one(
        'customer.archive.operating.item', required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(
        related='item_id.company_id', store=True, precompute=True, index=True,
    )
    checked_on = fields.Date(
        string="Date", required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    checked_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, ondelete='restrict',
    )
    result = fields.Selection(
        [('passed', "Good"), ('failed', "Not Good")], required=True, default='passed',
    )
    remark = fields.Text(help="What was seen, and what is done where it is not good.")

    _failed_explained = models.Constraint(
        "CHECK (result = 'passed' OR btrim(remark) > '')", "Say what is not good.",
    )

    # === SETUP === #

    def init(self):
        """Override to let a check stay as it was entered, below the ORM too."""
        super().init()
        freeze(self, 'checked', None)

    # === COMPUTE METHODS === #

    @api.depends('checked_on')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for check in self:
            check.display_name = format_date(self.env, check.checked_on)

    # === CONSTRAINT METHODS === #

    @api.constrains('checked_on')
    def _check_checked_on(self):
        for check in self:
            if check.checked_on > check.company_id._get_archive_today():
                raise ValidationError(self.env._("Nothing is checked in the future."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to note who looked, and to let it count for the item."""
        checks = super().create([
            {**vals, 'checked_by_id': self.env.uid} for vals in vals_list
        ])
        self.env.flush_all()  # A row is frozen once it is there.
        for check in checks.sorted('checked_on'):
            check.item_id.check_access('read')
            check.item_id.sudo()._take_check(check)  # Who may check need not edit the list.
        return checks

    def write(self, vals):
        """Override to refuse: what was found stays."""
        if self and vals:
            raise UserError(self.env._("A check stays as it was entered: enter a new one."))
        return super().write(vals)
