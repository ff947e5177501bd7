# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from .notice import Notice

OFFICE_MANAGER = 'customer_archive.customer_archive_group_office_manager'

# So many loans are named in one notice; more than that nobody reads.
_NAMED = 50
# From low to high; a line remembers the last one it was reminded of.
BEFORE, DUE, OVERDUE, SUPERIOR, MANAGER = range(1, 6)


class CustomerArchiveLoanLine(models.Model):
    """The notices of what is out, a level at a time (LE-10).

    Each run tells everybody once, whatever he has, and whoever has it.
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
    _notice_chunk = 5000

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
                SELECT line.id, line.borrower_id, line.notice_level, CASE
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
            SELECT id, level FROM reached WHERE level > COALESCE(notice_level, 0)
            -- What one borrower has comes together, and he is told once.
            ORDER BY borrower_id, id
            """,
            now=now, before=BEFORE, due=DUE, overdue=OVERDUE, superior=SUPERIOR, manager=MANAGER,
        )

    def _remind(self, levels):
        """Note the levels in one statement, and tell everybody in one message.

        :param dict[int, int] levels: the level that each line has reached
        """
        noted = self._note_levels(levels)
        self.env['customer.archive.loan']._tell_many(noted._prepare_notices(levels))

    def _note_levels(self, levels):
        """Note the levels that the lines have reached.

        Locked by now: what came back meanwhile, or was told by another run, is left out.

        :param dict[int, int] levels: the level that each line has reached
        :return: the lines that somebody is told of
        :rtype: recordset
        """
        self.flush_recordset(['state', 'notice_level'])
        rows = self.env.execute_query(SQL(
            """
            UPDATE customer_archive_loan_line AS line
               SET notice_level = due.level, noticed_at = %s
              FROM unnest(%s, %s) AS due(id, level)
             WHERE due.id = line.id AND line.state IN ('out', 'claimed')
               AND COALESCE(line.notice_level, 0) < due.level
            RETURNING line.id
            """,
            fields.Datetime.now(), self.ids, [levels[line_id] for line_id in self.ids],
        ))
        self.invalidate_recordset(['state', 'notice_level', 'noticed_at'], flush=False)
        return self.browse(row[0] for row in rows)

    def _prepare_notices(self, levels):
        """Return who is told what about the lines: everybody once.

        :param dict[int, int] levels: the level that each line has reached
        :rtype: list[Notice]
        """
        self.fetch(['loan_id', 'barcode', 'due_at', 'company_id', 'borrower_id'])
        self.loan_id.fetch(['name', 'borrower_id', 'company_id'])
        self.borrower_id.sudo().fetch(['user_id', 'work_contact_id'])  # Whom to write to.
        groups = self.grouped(lambda line: (levels[line.id], line.loan_id))
        partners = {}
        told = defaultdict(list)
        for (level, loan), lines in sorted(groups.items(), key=lambda item: -item[0][0]):
            whom = level, loan.borrower_id, loan.company_id
            if whom not in partners:
                partners[whom] = loan._get_notice_partners(level)
            for partner in partners[whom]:
                told[partner].append((level, loan, lines))
        everybody = self.env['res.partner'].union(*told)
        everybody.fetch(['lang'])
        return [self._prepare_notice(partner, told[partner]) for partner in everybody]

    @api.model
    def _prepare_notice(self, partner, parts):
        """Return what a contact is told: one thing in a sentence, several in a list.

        :param recordset partner: who is told
        :param list[tuple] parts: levels, loans and lines, the most urgent first
        :rtype: Notice
        """
        env = self.with_context(lang=partner.lang or self.env.lang).env
        sentences = [
            loan.with_env(env)._describe_notice(level, lines.with_env(env))
            for level, loan, lines in parts[:_NAMED]
        ]
        if len(parts) == 1:
            return Notice(partner, parts[0][1].with_env(env), sentences[0], sentences[0])
        count = sum(len(lines) for _level, _loan, lines in parts)
        if len(parts) > _NAMED:
            sentences.append(env._("… and %(count)s more loans.", count=len(parts) - _NAMED))
        # On several loans: where it says nothing to who reads the contact of somebody else.
        return Notice(
            partner, partner.with_env(env),
            env._("%(count)s holdings are due or overdue.", count=count),
            Markup('<ul>%s</ul>') % Markup().join(
                Markup('<li>%s</li>') % sentence for sentence in sentences
            ),
        )


class CustomerArchiveLoan(models.Model):
    """Whom the notices of a loan go to, and what they say."""

    _inherit = 'customer.archive.loan'

    # === BUSINESS METHODS === #

    def _get_notice_partners(self, level):
        """Return whom a notice goes to: the borrower, his superior, the office managers.

        For a module to tell somebody else, it must override this method. It is asked once for all
        loans of a borrower.

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
