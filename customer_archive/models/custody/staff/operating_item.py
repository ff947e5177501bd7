# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ACTIVITY = 'customer_archive.mail_activity_type_operating'
# What checks and warnings leave behind: who keeps the list does not say it himself.
_TOLD_BY_CHECKS = frozenset({'due_on', 'last_check_id', 'warned_for'})


class CustomerArchiveOperatingItem(models.Model):
    """Something around the system that somebody looks after: TLS, encryption, backups (X-01, X-04).

    The addon cannot see a firewall; it knows when somebody last looked, and says so when nobody
    did. An item that was never checked is due a period after it was entered.
    """

    _name = 'customer.archive.operating.item'
    _inherit = ['customer.archive.sweep', 'mail.thread', 'mail.activity.mixin']
    _description = "Archive Operating Item"
    _order = 'sequence, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(
        string="What to Check", translate=True, help="What is good, and where to see it.",
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        'res.users', string="Responsible", ondelete='restrict', check_company=True,
        domain="[('share', '=', False)]", help="Empty: who keeps the archives of the company.",
    )
    period_days = fields.Integer(string="Check Every (Days)", default=90, required=True)
    check_ids = fields.One2many('customer.archive.operating.check', 'item_id', readonly=True)
    last_check_id = fields.Many2one(
        'customer.archive.operating.check', readonly=True, copy=False,
        ondelete='restrict',
    )
    last_result = fields.Selection(related='last_check_id.result')
    due_on = fields.Date(
        compute='_compute_due_on', store=True, index=True, help="The last day for the next check.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue',
    )
    needs_care = fields.Boolean(
        compute='_compute_is_overdue', search='_search_needs_care',
        help="Overdue, or not good at its last check.",
    )
    warned_for = fields.Date(readonly=True, copy=False)

    _period_positive = models.Constraint(
        'CHECK (period_days > 0)', "An item is checked at least at some time.",
    )

    # === COMPUTE METHODS === #

    @api.depends('last_check_id.checked_on', 'period_days')
    def _compute_due_on(self):
        for item in self:
            begin = item.last_check_id.checked_on or (item.company_id or self.env.company) \
                ._get_archive_today()
            item.due_on = begin + relativedelta(days=item.period_days or 0)

    @api.depends('due_on', 'last_check_id.result')
    def _compute_is_overdue(self):
        for item in self:
            today = (item.company_id or self.env.company)._get_archive_today()
            item.is_overdue = bool(item.due_on and item.due_on < today)
            item.needs_care = item.is_overdue or item.last_check_id.result == 'failed'

    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        overdue = Domain.OR(
            Domain('company_id', '=', company.id)
            & Domain('due_on', '<', company._get_archive_today())
            for company in self.env['res.company'].sudo().search([])  # Their time zones only.
        )
        return overdue if True in value else ~overdue

    def _search_needs_care(self, operator, value):
        if operator != 'in':
            return NotImplemented
        care = Domain('is_overdue', '=', True) | Domain('last_check_id.result', '=', 'failed')
        return care if True in value else ~care

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to leave out what checks tell."""
        return super().create([self._leave_out_told(vals) for vals in vals_list])

    def write(self, vals):
        """Override to leave out what checks tell."""
        return super().write(self._leave_out_told(vals))

    def _leave_out_told(self, vals):
        """Return the values without those that only our own code says.

        :param dict vals: the values
        :rtype: dict
        """
        return vals if self.env.su else {
            name: value for name, value in vals.items() if name not in _TOLD_BY_CHECKS
        }

    # === ACTION METHODS === #

    def action_check(self):
        """Ask how the item was found."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.name, 'target': 'new',
            'res_model': 'customer.archive.operating.check', 'views': [(False, 'form')],
            'context': {'default_item_id': self.id},
        }

    # === CRON METHODS === #

    @api.model
    def _cron_warn(self):
        """Warn, once, of each item that is overdue."""
        overdue = self.search([('is_overdue', '=', True)]).filtered(
            lambda item: item.warned_for != item.due_on,
        )
        return self._sweep("Operating items", overdue.ids, lambda items: items._warn(), size=200)

    # === BUSINESS METHODS === #

    def _warn(self):
        """Put the items on the list of who looks after them."""
        for item in self:
            item.warned_for = item.due_on
            for user in item.user_id.filtered('active') or item.company_id._get_archive_keepers():
                item.with_context(lang=user.lang).activity_schedule(
                    ACTIVITY, user_id=user.id, summary=item.name, date_deadline=item.due_on,
                )

    def _take_check(self, check):
        """Let a check count for its item, when it is the newest.

        :param recordset check: a new check
        """
        self.ensure_one()
        last = self.last_check_id
        if not last or last.checked_on <= check.checked_on:
            self.last_check_id = check
            self.activity_unlink([ACTIVITY])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        """Refuse to delete what was checked once."""
        for item in self:
            if item.check_ids:
                raise UserError(self.env._(
                    "%(item)s was checked before: archive it instead.", item=item.name,
                ))
