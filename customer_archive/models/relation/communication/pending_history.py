# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerArchiveHistory(models.Model):
    """The archives whose history has not entered in their logs yet: a row for each that waits.

    A mark in the archive itself would write its whole row, and all its indexes, a second time: for
    a million archives that takes longer than entering what their customers wrote.
    """

    _name = 'customer.archive.history'
    _inherit = ['customer.archive.sweep']
    _description = "Archive: Waits for Its History"
    _log_access = False

    # No more than a mark: it goes where its archive goes.
    archive_id = fields.Many2one('customer.archive', required=True, ondelete='cascade')

    _archive_unique = models.UniqueIndex("(archive_id)")

    # === BUSINESS METHODS === #

    @api.model
    def _find(self, archive_ids):
        """Return those of the archives that wait.

        :param list[int] archive_ids: the archives
        :rtype: set[int]
        """
        return {archive_id for [archive_id] in self.env.execute_query(SQL(
            "SELECT archive_id FROM customer_archive_history WHERE archive_id = ANY(%s)",
            archive_ids,
        ))}

    @api.model
    def _mark(self, archives):
        """Let archives wait.

        :param recordset archives: the archives
        """
        self.env.cr.execute(SQL(
            "INSERT INTO customer_archive_history (archive_id) SELECT unnest(%s::int[])"
            " ON CONFLICT DO NOTHING", archives.ids,
        ))
        archives.invalidate_recordset(['history_pending'], flush=False)

    @api.model
    def _unmark(self, archives):
        """Note that archives wait no more.

        :param recordset archives: the archives
        """
        self.env.cr.execute(SQL(
            "DELETE FROM customer_archive_history WHERE archive_id = ANY(%s)", archives.ids,
        ))
        archives.invalidate_recordset(['history_pending'], flush=False)

    @api.model
    def _unmark_silent(self):
        """Note that archives wait no more of whose customers no source knows anything.

        In a database that comes to archives late they are the most, and asking for them in chunks
        takes longer than asking once.
        """
        log = self.env['customer.archive.communication']
        waiting = SQL("archive.id IN (SELECT archive_id FROM customer_archive_history)")
        talks = []
        for model in log._get_sources():
            self.env[model]._flush_talks()
            talks += self.env[model]._get_talks(waiting)
        self.env.cr.execute(SQL(
            """
            WITH speaking AS MATERIALIZED (%s)
            DELETE FROM customer_archive_history waiting
             WHERE NOT EXISTS (SELECT FROM speaking
                                WHERE speaking.archive_id = waiting.archive_id)
            """,
            SQL(" UNION ").join(SQL("SELECT archive_id FROM (%s) AS talk", talk)
                                for talk in talks),
        ))
        self.env['customer.archive'].invalidate_model(['history_pending'], flush=False)
        self.env['ir.cron']._commit_progress()
