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
    def _get_archive_columns(self):
        """Return what a talk takes from its archive, as SQL about the table `archive`.

        :rtype: SQL
        """
        home = SQL("COALESCE(archive.merged_into_id, archive.id) AS archive_id")
        return SQL(", ").join([home, *(
            SQL("archive.%s AS %s", SQL.identifier(name), SQL.identifier(own))
            for own, name in self._get_following_columns().items()
        )])

    @api.model
    def _get_kept_condition(self):
        """Return which archives take in talks, as SQL about the table `archive`.

        :rtype: SQL
        """
        # Talks with the contact of a merged one belong to the archive that stays.
        return SQL(
            "(archive.state IN %s OR archive.merged_into_id IS NOT NULL)", ACTIVE_STATES,
        )

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
            self.env['customer.archive'].invalidate_model([
                'communication_count', 'last_contact_at', 'days_without_contact',
            ], flush=False)
        return count

    @api.model
    def _get_entering_statement(self, model, talk):
        """Return the statement that enters what a SELECT finds, and counts it.

        :param str model: the model of the sources
        :param SQL talk: see `customer.archive.source`
        :rtype: SQL
        """
        # Who entered it is nobody: so it has no author who could change it. What is there already
        # is left out by the unique index, not by looking for it: the planner, who knows little of
        # a table that is being filled, would look through all of it for each row.
        return SQL(
            """
            WITH found AS MATERIALIZED (
                SELECT nextval('customer_archive_communication_id_seq') AS id, talk.*
                  FROM (%(talk)s) AS talk
            ),
            entered AS (
                INSERT INTO customer_archive_communication (
                    id, archive_id, %(columns)s, state, at, way, direction, source_model,
                    source_id, editable_until, create_date, write_date
                )
                SELECT id, archive_id, %(columns)s, 'valid',
                       LEAST(date_trunc('second', at), %(now)s), way, direction, %(model)s,
                       source_id, %(now)s, %(now)s, %(now)s
                  FROM found
                    ON CONFLICT DO NOTHING
                RETURNING id
            ),
            contacts AS (
                INSERT INTO customer_archive_communication_partner_rel
                    (communication_id, partner_id)
                SELECT id, unnest(partner_ids) FROM found JOIN entered USING (id)
            ),
            colleagues AS (
                INSERT INTO customer_archive_communication_user_rel (communication_id, user_id)
                SELECT id, unnest(user_ids) FROM found JOIN entered USING (id)
            )
            SELECT count(*) FROM entered
            """,
            talk=talk, model=model, now=fields.Datetime.now(),
            columns=SQL(", ").join(map(SQL.identifier, self._get_following_columns())),
        )
