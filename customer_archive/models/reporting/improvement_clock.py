# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..mechanism.inner_pass import with_pass
from ..mechanism.roles import OFFICE_MANAGER

ACTIVITY = 'customer_archive.mail_activity_type_improvement'
OVERDUE_ACTIVITY = 'customer_archive.mail_activity_type_improvement_overdue'
OPEN_STATES = ('open', 'in_progress')


class CustomerArchiveImprovementClock(models.AbstractModel):
    """Whose an improvement action is, until when, and who is told so: its owner, once when it
    becomes his, and once when its due date has passed (CA-75).
    """

    _name = 'customer.archive.improvement.clock'
    _inherit = ['customer.archive.sweep', 'mail.activity.mixin']
    _description = "Archive: Clock of Improvement Actions"

    _gated_fields = frozenset({'overdue_told_for'})

    owner_id = fields.Many2one(
        'res.users', required=True, index=True, ondelete='restrict', tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who does it, and says when it is done.",
    )
    deadline = fields.Date(
        string="Due Date", required=True, tracking=True, help="The last day for it to be done.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue',
    )
    overdue_told_for = fields.Date(
        readonly=True, copy=False, help="The due date that the owner was reminded of.",
    )

    _overdue_idx = models.Index(
        "(company_id, deadline) WHERE state IN ('open', 'in_progress')"
        " AND overdue_told_for IS DISTINCT FROM deadline",
    )

    # === COMPUTE METHODS === #

    @api.depends('deadline', 'state')
    def _compute_is_overdue(self):
        for improvement in self:
            today = (improvement.company_id or self.env.company)._get_archive_today()
            improvement.is_overdue = bool(
                improvement.state in OPEN_STATES and improvement.deadline
                and improvement.deadline < today,
            )

    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Each company's day begins in its own time zone.
        overdue = Domain('state', 'in', OPEN_STATES) & Domain.OR(
            Domain('company_id', '=', company.id)
            & Domain('deadline', '<', company._get_archive_today())
            for company in self.env['res.company'].sudo().search([])  # Their time zones only.
        )
        return overdue if True in value else ~overdue

    # === CRON METHODS === #

    @api.model
    def _cron_overdue(self):
        """Remind owners of what is overdue, of each due date once."""
        return self._sweep(
            "Improvement actions", self._get_overdue_ids(),
            lambda improvements: improvements._tell_overdue(), size=200,
        )

    @api.model
    def _get_overdue_ids(self):
        """Return the actions whose owners are to be told that they are overdue.

        :rtype: list[int]
        """
        self.flush_model()
        due_ids = []
        for [company] in self._read_group([('state', 'in', OPEN_STATES)], ['company_id']):
            due_ids += [improvement_id for [improvement_id] in self.env.execute_query(SQL(
                """
                SELECT id FROM customer_archive_improvement
                 WHERE company_id = %(company)s AND deadline < %(today)s
                   AND state IN ('open', 'in_progress')
                   AND overdue_told_for IS DISTINCT FROM deadline
                 ORDER BY id
                """, company=company.id, today=company._get_archive_today(),
            ))]
        return due_ids

    def _tell_overdue(self):
        """Tell the owner of each action that it is overdue, and note for which due date."""
        self.activity_unlink([OVERDUE_ACTIVITY])  # One reminder, the newest.
        for improvement in self:
            # Whose login is gone cannot be told: then those who may name another owner.
            for user in improvement.owner_id.filtered('active') or (
                improvement.company_id._get_archive_users(OFFICE_MANAGER)
            ):
                improvement._put_on_list(OVERDUE_ACTIVITY, user, improvement.deadline)
        for day, improvements in self.grouped('deadline').items():
            with_pass(improvements).write({'overdue_told_for': day})

    # === BUSINESS METHODS === #

    def _schedule(self):
        """Put each open action on the list of its owner, with its due date."""
        open_sudo = self.sudo().filtered(lambda each: each.state in OPEN_STATES)  # Whose list.
        open_sudo.activity_unlink([ACTIVITY, OVERDUE_ACTIVITY])
        for improvement in open_sudo.filtered('owner_id.active'):
            improvement._put_on_list(ACTIVITY, improvement.owner_id, improvement.deadline)

    def _put_on_list(self, kind, user, day=None):
        """Put the action on somebody's list.

        :param str kind: the XML id of a type of activity
        :param recordset user: whose list
        :param date day: until when, by default today
        """
        self.ensure_one()
        self.with_context(lang=user.lang).activity_schedule(
            kind, user_id=user.id, summary=self.title,
            date_deadline=day or self.company_id._get_archive_today(),
        )
