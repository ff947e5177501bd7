# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ...archive.states import ACTIVE_STATES


class CustomerArchiveCommunication(models.Model):
    """What enters the log by itself: one statement for any number of mails, meetings or calls.

    The same statement serves what happens now and the back-fill. A source stands once in the log of
    an archive: what is there already is left out, and the unique index decides between two at once.
    """

    _inherit = 'customer.archive.communication'

    # === BUSINESS METHODS === #

    @api.model
    def _get_sources(self):
        """Return the names of the models whose records enter by themselves.

        :rtype: list[str]
        """
        scope = 'customer.archive.source'
        return sorted(set(self.env.registry.descendants([scope], '_inherit')) - {scope})

    @api.model
    def _among(self, table, ids):
        """Return the condition that a row of a table is one of some.

        :param str table: `source` or `archive`
        :param Iterable[int] ids: which
        :rtype: SQL
        """
        return SQL("%s.id = ANY(%s)", SQL.identifier(table), list(ids))

    @api.model
    def _enter_from(self, model, talks):
        """Enter talks that are not in the log yet.

        :param str model: the model of their sources
        :param list[SQL] talks: see `customer.archive.source`
        :return: how many entered
        :rtype: int
        """
        self.env[model]._flush_talks()
        self.env['customer.archive'].flush_model([
            'partner_id', 'state', *self._get_following_columns().values(),
        ])
        count = 0
        for talk in talks:
            [[entered]] = self.env.execute_query(self._get_entering_statement(model, talk))
            count += entered
        if count:
            self.invalidate_model()
            self.env['customer.archive'].invalidate_model([
                'communication_count', 'last_contact_at', 'days_without_contact',
            ])
        return count

    @api.model
    def _get_following_columns(self):
        """Return the columns that follow the archive, with the archive's own of each.

        Modules add some: these rows have them too.

        :rtype: dict[str, str]
        """
        return {
            name: field.related.split('.')[1]
            for name, field in sorted(self._fields.items())
            if field.store and field.related and field.related.count('.') == 1
            and field.related.startswith('archive_id.')
        }

    @api.model
    def _get_entering_statement(self, model, talk):
        """Return the statement that enters what a SELECT finds, and counts it.

        :param str model: the model of the sources
        :param SQL talk: see `customer.archive.source`
        :rtype: SQL
        """
        following = self._get_following_columns()
        serial, number = self.env['ir.sequence']._get_code_sql(self._name, SQL("fresh.serial"))
        now = fields.Datetime.now()
        return SQL(
            """
            WITH found AS (%(talk)s),
            fresh AS (
                SELECT found.*, %(serial)s AS serial
                  FROM found JOIN customer_archive kept ON kept.id = found.archive_id
                 WHERE kept.state IN %(kept)s AND NOT EXISTS (
                     SELECT FROM customer_archive_communication known
                      WHERE known.archive_id = found.archive_id AND known.source_model = %(model)s
                        AND known.source_id = found.source_id
                 )
            ),
            entered AS (
                INSERT INTO customer_archive_communication (
                    name, archive_id, %(columns)s, state, at, way, direction, source_model,
                    source_id, editable_until, create_uid, write_uid, create_date, write_date
                )
                SELECT %(number)s, archive.id, %(values)s, 'valid',
                       LEAST(date_trunc('second', fresh.at), %(now)s), fresh.way, fresh.direction,
                       %(model)s, fresh.source_id, %(now)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM fresh JOIN customer_archive archive ON archive.id = fresh.archive_id
                    ON CONFLICT DO NOTHING
                RETURNING id, archive_id, source_id
            ),
            contacts AS (
                INSERT INTO customer_archive_communication_partner_rel
                    (communication_id, partner_id)
                SELECT entered.id, unnest(fresh.partner_ids)
                  FROM entered JOIN fresh USING (archive_id, source_id)
            ),
            colleagues AS (
                INSERT INTO customer_archive_communication_user_rel (communication_id, user_id)
                SELECT entered.id, unnest(fresh.user_ids)
                  FROM entered JOIN fresh USING (archive_id, source_id)
            )
            SELECT count(*) FROM entered
            """,
            talk=talk, serial=serial, number=number, model=model, now=now,
            uid=self.env.ref('base.user_root').id, kept=ACTIVE_STATES,
            columns=SQL(", ").join(map(SQL.identifier, following)),
            values=SQL(", ").join(
                SQL("archive.%s", SQL.identifier(name)) for name in following.values()
            ),
        )
