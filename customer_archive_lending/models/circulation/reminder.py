# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

OFFICE_MANAGER = 'customer_archive.customer_archive_group_office_manager'

# From low to high; a line remembers the last one it was reminded of.
BEFORE, DUE, OVERDUE, SUPERIOR, MANAGER = range(1, 6)


class CustomerArchiveLoanLine(models.Model):
    """The notices of what is out, a level at a time (LE-10).

    The level is a column of the line, and part of the query for what is due: a run that was killed
    goes on where it stopped, and no level is told twice. What is back is out of the query.
    """

    _inherit = 'customer.archive.loan.line'

    _gated_fields = frozenset({'notice_level', 'noticed_at'})

    notice_level = fields.Integer(
        string="Notices", readonly=True, copy=False, default=0,
        help="1 before it was due, 2 when it was, 3 to 5 since it is overdue: to the borrower, to"
             " his superior as well, to the office manager as well.",
    )
    noticed_at = fields.Datetime(string="Last Notice", readonly=True, copy=False)

    # How many lines are told of in one transaction.
    _notice_chunk = 500

    # === CRON METHODS === #

    @api.model
    def _cron_remind(self):
        """Remind of what is due, and of what is overdue (LE-10)."""
        levels = self._get_notice_levels()
        return self._sweep(
            "Loan reminders", levels, lambda lines: lines._remind(levels), size=self._notice_chunk,
        )

    @api.model
    def _get_notice_levels(self, now=None):
        """Return the lines that a notice is due for, with the level they have reached.

        Whoever was not reminded in time, because the server was down, gets the highest notice
        only.

        :param datetime now: in UTC, naive; by default this moment
        :rtype: dict[int, int]
        """
        now = now or fields.Datetime.now()
        self.flush_model()
        self.env['res.company'].flush_model()
        return dict(self.env.execute_query(self._get_notice_query(now)))

    @api.model
    def _get_notice_query(self, now):
        """Return the statement that finds what a notice is due for, through the index on due times.

        :param datetime now: in UTC, naive
        :rtype: SQL
        """
        return SQL(
            """
            WITH policy AS (
                SELECT id,
                       make_interval(hours => archive_reminder_hours) AS house,
                       make_interval(days => archive_reminder_days) AS outside,
                       make_interval(hours => archive_overdue_hours) AS overdue,
                       make_interval(days => archive_superior_days) AS superior,
                       make_interval(days => archive_manager_days) AS manager
                FROM res_company
            ), reached AS (
                SELECT line.id, line.notice_level, CASE
                    WHEN line.due_at + policy.manager <= %(now)s THEN %(manager)s
                    WHEN line.due_at + policy.superior <= %(now)s THEN %(superior)s
                    WHEN line.due_at + policy.overdue <= %(now)s THEN %(overdue)s
                    WHEN line.due_at <= %(now)s THEN %(due)s
                    WHEN line.due_at - line_before.time <= %(now)s
                        -- Nobody is reminded of what he has just been handed.
                        AND line.out_at < line.due_at - line_before.time THEN %(before)s
                    ELSE 0 END AS level
                FROM policy
                JOIN customer_archive_loan_line line ON line.company_id = policy.id
                CROSS JOIN LATERAL (SELECT CASE
                    WHEN line.place = 'outside' THEN policy.outside ELSE policy.house
                END AS time) line_before
                WHERE line.state IN ('out', 'claimed')
                  AND line.due_at <= %(now)s + greatest(policy.house, policy.outside)
                  AND COALESCE(line.notice_level, 0) < %(manager)s
            )
            SELECT id, level FROM reached WHERE level > COALESCE(notice_level, 0) ORDER BY id
            """,
            now=now, before=BEFORE, due=DUE, overdue=OVERDUE, superior=SUPERIOR, manager=MANAGER,
        )

    def _remind(self, levels):
        """Note the levels, in a statement each, and tell who is to be told, a message a loan.

        :param dict[int, int] levels: the level that each line has reached
        """
        now = fields.Datetime.now()
        # Locked by now: what came back meanwhile, or was told by another run, is left out.
        self.invalidate_recordset(['state', 'notice_level'], flush=False)
        due = self.filtered(lambda line: line.state in ('out', 'claimed')
                            and line.notice_level < levels[line.id])
        for level, lines in due.grouped(lambda line: levels[line.id]).items():
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_loan_line SET notice_level = %s, noticed_at = %s"
                " WHERE id IN %s", level, now, tuple(lines.ids),
            ))
            for loan, own in lines.grouped('loan_id').items():
                loan._send_notice(level, own)
        self.invalidate_recordset(['notice_level', 'noticed_at'], flush=False)


class CustomerArchiveLoan(models.Model):
    """Whom the notices of a loan go to, and what they say."""

    _inherit = 'customer.archive.loan'

    # === BUSINESS METHODS === #

    def _send_notice(self, level, lines):
        """Send the notice of a level about lines of the loan.

        :param int level: from `BEFORE` to `MANAGER`
        :param recordset lines: the lines
        """
        self.ensure_one()
        self._tell(
            self._get_notice_partners(level),
            lambda loan: loan._describe_notice(level, lines.with_env(loan.env)),
        )

    def _get_notice_partners(self, level):
        """Return whom a notice goes to: the borrower, his superior, the office managers.

        For a module to tell somebody else, it must override this method.

        :param int level: from `BEFORE` to `MANAGER`
        :rtype: recordset
        """
        employees = self.borrower_id
        if level >= SUPERIOR:
            employees |= self.borrower_id.parent_id
        partners = employees._get_archive_notice_partners()
        if level >= MANAGER:
            partners |= self._get_office_managers().partner_id
        return partners

    def _get_office_managers(self):
        """Return the office managers of the loan's company.

        :rtype: recordset
        """
        managers = self.env.ref(OFFICE_MANAGER).sudo().all_user_ids  # Whom to write to.
        return managers.filtered(
            lambda user: user.active and self.company_id in user.company_ids,
        )

    def _describe_notice(self, level, lines):
        """Return what a notice says: numbers and times, nothing of what is in the archive.

        :param int level: from `BEFORE` to `MANAGER`
        :param recordset lines: the lines
        :rtype: str
        """
        facts = {
            'loan': self.name, 'holdings': ", ".join(lines.mapped('barcode')),
            'due': lines[0]._format_moment(min(lines.mapped('due_at'))),
        }
        if level == BEFORE:
            return self.env._("%(loan)s: %(holdings)s is due on %(due)s.", **facts)
        if level == DUE:
            return self.env._("%(loan)s: %(holdings)s is due now.", **facts)
        if level == OVERDUE:
            return self.env._(
                "%(loan)s: %(holdings)s is overdue since %(due)s. Please return it.", **facts,
            )
        return self.env._(
            "%(loan)s: %(holdings)s, borrowed by %(borrower)s, is overdue since %(due)s. It is to"
            " be returned at once.", borrower=self.borrower_id.name, **facts,
        )
