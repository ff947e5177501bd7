# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .warning import ARCHIVIST_SQL

_ACTIVITY = 'customer_archive_retention.mail_activity_type_closing'
_NAMED = 20


class CustomerArchive(models.Model):
    """Archives that nobody uses any more are proposed for closing, and closed in order (RE-04,
    RE-05).
    """

    _inherit = 'customer.archive'

    _gated_fields = frozenset({'closing_proposed_on', 'closing_told_on'})
    _index_fields = frozenset({'closing_proposed_on', 'closing_told_on'})

    closing_proposed_on = fields.Date(
        string="Proposed for Closing On", readonly=True, copy=False, index='btree_not_null',
        help="There was no transaction and no communication for so long that the archive may be"
             " closed.",
    )
    # When the archivist was told.
    closing_told_on = fields.Date(string="Told On", readonly=True, copy=False)

    # === BUSINESS METHODS === #

    @api.model
    def _get_activity_conditions(self, since):
        """Return what shows that the customer of the row `archive` was in touch since a day.

        For a module to know of other dealings with customers, it must override this method and add
        conditions, each answered by an index.

        :param SQL since: the day
        :rtype: list[SQL]
        """
        # Those of archives that were merged into it are its customers as well.
        customer = SQL(
            "commercial_partner_id = ANY(ARRAY(SELECT archive.partner_id"
            " UNION ALL SELECT gone.partner_id FROM customer_archive gone"
            " WHERE gone.merged_into_id = archive.id))",
        )
        return [
            SQL("archive.opened_on >= %s", since),
            SQL("archive.formal_on >= %s", since),
            SQL(
                "EXISTS (SELECT FROM account_move WHERE %s AND company_id = archive.company_id"
                " AND state = 'posted' AND move_type IN ('out_invoice', 'out_refund')"
                " AND date >= %s)", customer, since,
            ),
            SQL(
                "EXISTS (SELECT FROM res_partner contact JOIN account_payment payment"
                " ON payment.partner_id = contact.id WHERE contact.%s"
                " AND payment.company_id = archive.company_id"
                " AND payment.partner_type = 'customer'"
                " AND payment.state IN ('in_process', 'paid') AND payment.date >= %s)",
                customer, since,
            ),
            SQL(
                "EXISTS (SELECT FROM res_partner contact JOIN sale_order"
                " ON sale_order.partner_id = contact.id WHERE contact.%s"
                " AND sale_order.company_id = archive.company_id"
                " AND sale_order.state != 'cancel' AND sale_order.date_order >= %s)",
                customer, since,
            ),
            # Mails and what was written down of talks, on the customer or on the archive.
            SQL(
                "EXISTS (SELECT FROM res_partner contact JOIN mail_message message"
                " ON message.model = 'res.partner' AND message.res_id = contact.id"
                " WHERE contact.%s AND message.message_type IN ('email', 'comment')"
                " AND message.date >= %s)", customer, since,
            ),
            SQL(
                "EXISTS (SELECT FROM mail_message message WHERE message.model = 'customer.archive'"
                " AND message.res_id = archive.id"
                " AND message.message_type IN ('email', 'comment') AND message.date >= %s)",
                since,
            ),
            SQL(
                "EXISTS (SELECT FROM customer_archive_communication talk"
                " WHERE talk.archive_id = archive.id AND talk.state = 'valid'"
                " AND talk.at >= %s)", since,
            ),
            *(SQL(
                "EXISTS (SELECT FROM %s brought WHERE brought.archive_id = archive.id"
                " AND (brought.state = 'open' OR brought.received_on >= %s))",
                SQL.identifier(table), since,
            ) for table in ('customer_archive_complaint', 'customer_archive_service')),
            # Somebody works for him.
            SQL(
                "EXISTS (SELECT FROM customer_archive_volume volume"
                " WHERE volume.archive_id = archive.id AND (volume.state IN"
                " ('temporary', 'handed_in') OR volume.filed_on >= %(since)s"
                " OR volume.date_end >= %(since)s))", since=since,
            ),
        ]

    @api.model
    def _get_inactive_statement(self, condition):
        """Return the statement that proposes, or takes back.

        :param SQL condition: for which archives, about the table `archive`
        :rtype: SQL
        """
        since = SQL("(today.day - make_interval(months => company.archive_inactive_months))::date")
        return SQL(
            """
            WITH today(company_id, day) AS (%(today)s),
            wanted AS (
                SELECT archive.id, CASE
                    WHEN company.archive_inactive_months > 0 AND NOT (%(active)s)
                    THEN COALESCE(archive.closing_proposed_on, today.day) END AS proposed_on
                  FROM customer_archive archive
                  JOIN res_company company ON company.id = archive.company_id
                  JOIN today ON today.company_id = archive.company_id
                 WHERE (%(condition)s) AND archive.state = 'formal'
            ), free AS (
                SELECT archive.id FROM customer_archive archive JOIN wanted
                    ON wanted.id = archive.id
                   AND wanted.proposed_on IS DISTINCT FROM archive.closing_proposed_on
                   FOR NO KEY UPDATE OF archive SKIP LOCKED
            )
            UPDATE customer_archive archive
               SET closing_proposed_on = wanted.proposed_on, closing_told_on = NULL
              FROM wanted JOIN free ON free.id = wanted.id
             WHERE archive.id = wanted.id
            """,
            today=self._get_today_values(),
            active=SQL(" OR ").join(
                SQL("COALESCE(%s, false)", condition)
                for condition in self._get_activity_conditions(since)
            ),
            condition=condition,
        )

    def _check_transition(self, verb):
        """Override to close only what can be found again: with a class, and with places (RE-05)."""
        super()._check_transition(verb)
        if verb != 'close':
            return
        for archive in self:
            if not archive.class_ids:
                raise UserError(self.env._(
                    "%(archive)s has no class: classify it before you close it.",
                    archive=archive.name,
                ))
            if lost := archive.volume_ids.filtered(
                lambda volume: volume.state in ('filed', 'closed') and not volume.location_id,
            ):
                raise UserError(self.env._(
                    "Before %(archive)s is closed, say where these are shelved: %(volumes)s.",
                    archive=archive.name, volumes=", ".join(lost.mapped('name')),
                ))

    def _prepare_transition_vals(self, verb):
        """Override to take back the proposal once it is decided."""
        vals = super()._prepare_transition_vals(verb)
        if verb not in ('close', 'reopen'):
            return vals
        return {**vals, 'closing_proposed_on': False, 'closing_told_on': False}

    def _after_transition(self, verb):
        """Override to take the proposal off the archivist's list."""
        super()._after_transition(verb)
        if verb == 'close':
            self.activity_unlink([_ACTIVITY])

    # === BUSINESS METHODS - PROPOSAL === #

    @api.model
    def _write_inactive(self, condition):
        """Propose what nobody uses, and take back what is used again.

        :param SQL condition: for which archives, about the table `archive`
        :return: how many were written
        :rtype: int
        """
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(self._get_inactive_statement(condition))
        return self.env.cr.rowcount

    @api.model
    def _tell_inactive(self):
        """Tell each archivist once, by one activity, what was proposed since he was told."""
        untold = SQL(
            "FROM customer_archive archive JOIN res_company company"
            " ON company.id = archive.company_id WHERE archive.closing_proposed_on IS NOT NULL"
            " AND archive.closing_told_on IS NULL",
        )
        for company_id, user_id in self.env.execute_query(SQL(
            "SELECT DISTINCT archive.company_id, %s %s ORDER BY 1, 2", ARCHIVIST_SQL, untold,
        )):
            company = self.env['res.company'].browse(company_id)
            [[count, ids]] = self.env.execute_query(SQL(
                """
                WITH untold AS (
                    SELECT archive.id %(untold)s AND archive.company_id = %(company)s
                       AND %(archivist)s IS NOT DISTINCT FROM %(user)s
                ), told AS (
                    UPDATE customer_archive archive SET closing_told_on = %(today)s
                      FROM untold WHERE untold.id = archive.id RETURNING archive.id, archive.name
                )
                SELECT count(*), (array_agg(id ORDER BY name))[1:%(named)s] FROM told
                """,
                untold=untold, company=company_id, archivist=ARCHIVIST_SQL, user=user_id,
                today=company._get_archive_today(), named=_NAMED,
            ))
            self.browse(ids)._propose_closing(
                self.env['res.users'].browse(user_id or []) or company._get_archivists()[:1],
                count,
            )
            # Activity and mark together: a run that is killed tells nobody twice.
            self.env['ir.cron']._commit_progress()

    def _propose_closing(self, user, count):
        """Put a proposal on the list of an archivist: on the first archive, for all.

        :param recordset user: the archivist
        :param int count: how many archives
        """
        if not user:
            return
        told = self[0].with_context(lang=user.lang)
        told.activity_schedule(
            _ACTIVITY, user_id=user.id, date_deadline=self[0].company_id._get_archive_today(),
            automated=True, summary=told.env._(
                "Close archives that nobody uses: %(count)s", count=count,
            ),
            note=", ".join(self.mapped('name')) + ("…" if count > len(self) else ""),
        )
