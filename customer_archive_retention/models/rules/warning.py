# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .kinds import KINDS

# How many numbers a notice names; the list shows the others.
_NAMED = 20
# Who answers for an archive, as the filing clock asks it.
ARCHIVIST_SQL = SQL(
    "COALESCE((SELECT id FROM res_users WHERE id = archive.custodian_id AND active),"
    " (SELECT id FROM res_users WHERE id = archive.deputy_id AND active),"
    " company.archive_custodian_id)",
)


class CustomerArchiveRetained(models.AbstractModel):
    """What will be due soon is told once (ND-29)."""

    _inherit = 'customer.archive.retained'

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_warning_condition(self):
        """Return for which units a warning makes sense, as SQL about the row `unit`.

        For a module to hold the warning back, such as for what it stops from being destroyed, it
        must override this method and add its condition.

        :rtype: SQL
        """
        return SQL("unit.state NOT IN ('void', 'destroyed')")

    @api.model
    def _get_expiring_query(self, company):
        """Return the query for what will be due within the days of a company, untold so far.

        :param recordset company: the company
        :rtype: SQL
        """
        today = company._get_archive_today()
        key = SQL.identifier('unit', self._archive_column)
        return SQL(
            """
            FROM %(table)s unit JOIN customer_archive archive ON archive.id = %(key)s
            JOIN res_company company ON company.id = unit.company_id
            WHERE unit.company_id = %(company)s AND unit.retention_basis = 'dated'
              AND unit.retention_due_on > %(today)s
              AND unit.retention_due_on <= %(until)s
              AND unit.retention_warned_on IS NULL AND (%(condition)s)
            """,
            table=SQL.identifier(self._table), key=key, company=company.id, today=today,
            until=fields.Date.add(today, days=company.archive_retention_warning_days),
            condition=self._get_retention_warning_condition(),
        )

    @api.model
    def _get_expiring_archivists(self, company):
        """Return the ids of who is to be told; `None` among them where nobody is named."""
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT %s %s", ARCHIVIST_SQL, self._get_expiring_query(company),
        ))
        return {user_id for [user_id] in rows}

    @api.model
    def _mark_warned(self, company, archivist_id):
        """Note that an archivist was told, by one statement.

        :param recordset company: the company
        :param int|None archivist_id: who answers for the archives
        :return: how many, the first and the last day, and the numbers of the first of them
        :rtype: tuple
        """
        [row] = self.env.execute_query(SQL(
            """
            WITH expiring AS (
                SELECT unit.id %(query)s AND %(archivist)s IS NOT DISTINCT FROM %(user)s
            ), warned AS (
                UPDATE %(table)s target SET retention_warned_on = %(today)s
                  FROM expiring WHERE target.id = expiring.id
                RETURNING target.name, target.retention_due_on AS due_on
            )
            SELECT count(*), min(due_on), max(due_on),
                   (array_agg(name ORDER BY due_on, name))[1:%(named)s] FROM warned
            """,
            query=self._get_expiring_query(company), archivist=ARCHIVIST_SQL, user=archivist_id,
            table=SQL.identifier(self._table), today=company._get_archive_today(), named=_NAMED,
        ))
        self.invalidate_model(['retention_warned_on'], flush=False)
        return row


class CustomerArchiveDocument(models.Model):
    """A document is told of when it goes by itself: the others go with what they lie in."""

    _inherit = 'customer.archive.document'

    # === BUSINESS METHODS === #

    @api.model
    def _get_retention_warning_condition(self):
        """Override to tell of superseded documents only."""
        return SQL(
            "%s AND unit.state = 'superseded'", super()._get_retention_warning_condition(),
        )


class CustomerArchiveRetentionRule(models.Model):
    """One notice an archivist and run, never one a day."""

    _inherit = 'customer.archive.retention.rule'

    # === BUSINESS METHODS === #

    @api.model
    def _warn_of_expiry(self):
        """Tell the archivists what will be due soon; each unit is told of once."""
        companies_sudo = self.env['res.company'].sudo().search([
            ('archive_retention_warning_days', '>', 0),
        ])
        for company in companies_sudo:
            archivist_ids = set().union(*(
                self.env[name]._get_expiring_archivists(company) for name in KINDS.values()
            ))
            for archivist_id in sorted(archivist_ids, key=lambda user_id: user_id or 0):
                self._warn_archivist(company, archivist_id)
                # Notice and mark together: a run that is killed tells nobody twice.
                self.env['ir.cron']._commit_progress()

    @api.model
    def _warn_archivist(self, company, archivist_id):
        """Tell one archivist, or all of the company where nobody is named, of what expires.

        :param recordset company: the company
        :param int|None archivist_id: who answers for the archives
        """
        found = {
            kind: row for kind, name in KINDS.items()
            if (row := self.env[name]._mark_warned(company, archivist_id))[0]
        }
        if not found:
            return
        # Whom to write to; the system writes.
        users_sudo = self.env['res.users'].sudo().browse(archivist_id or []) or (
            company._get_archivists()
        )
        root = self.env.ref('base.partner_root')
        for lang, readers in users_sudo.partner_id.grouped('lang').items():
            told = self.with_context(lang=lang or self.env.lang)
            told.env['mail.thread'].sudo().message_notify(
                partner_ids=readers.ids, author_id=root.id, email_from=root.email_formatted,
                **told._prepare_expiry_notice(company, found),
            )

    @api.model
    def _prepare_expiry_notice(self, company, found):
        """Return subject and body of a notice: numbers and dates, no customers.

        :param recordset company: the company
        :param dict[str, tuple] found: what `_mark_warned` returned, by kind
        :rtype: dict
        """
        names = [name for row in found.values() for name in row[3]]
        count = sum(row[0] for row in found.values())
        facts = {
            'count': count,
            'first': format_date(self.env, min(row[1] for row in found.values())),
            'last': format_date(self.env, max(row[2] for row in found.values())),
            'company': company.name, 'numbers': ", ".join(names[:_NAMED]),
            'others': count - len(names[:_NAMED]),
        }
        body = self.env._(
            "May be destroyed from %(first)s to %(last)s: %(numbers)s, and %(others)s others."
            " Review them in time.", **facts,
        ) if facts['others'] else self.env._(
            "May be destroyed from %(first)s to %(last)s: %(numbers)s. Review them in time.",
            **facts,
        )
        return {
            'subject': self.env._(
                "%(company)s: the period of %(count)s records ends soon", **facts,
            ),
            'body': body,
        }
