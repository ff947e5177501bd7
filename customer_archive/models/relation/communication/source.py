# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveSource(models.AbstractModel):
    """What the ERP knows of talks with customers: mails, meetings, calls.

    A model of it states its talks as SQL in :meth:`_get_talks`. They enter the communication log
    when they happen, a whole batch by one statement; the back-fill asks by the same SQL for those
    from before. Their words stay where they are, under the rights that hold there, see
    :meth:`_show_talks`.
    """

    _name = 'customer.archive.source'
    _description = "Archive: Source of Communications"

    # === BUSINESS METHODS === #

    @api.model
    def _get_talks(self, condition):
        """Return the talks that records of this model tell of, each kind as a SELECT.

        Its columns are those of `_get_archive_columns()` of the log, `source_id`, `at`, `way`,
        `direction`, and the arrays `partner_ids` (contacts on their side) and `user_ids` (users on
        ours); one row for each source and archive. It names the records `source` and the archives
        `archive`, of which it takes those of `_get_kept_condition()`.

        For a model to be a source, it must override this method.

        :param SQL condition: which of them, about the tables `source` and `archive`
        :rtype: list[SQL]
        """
        return []

    @api.model
    def _flush_talks(self):
        """Write what :meth:`_get_talks` reads into the database.

        For a model to read more, it must override this method.
        """
        self.env[self._name].flush_model()
        self.env['res.partner'].flush_model(['commercial_partner_id', 'partner_share'])

    def _enter_talks(self, talks=None):
        """Enter what the records tell of into the log of the customers concerned.

        :param Callable talks: only this kind, as :meth:`_get_talks`
        """
        if self:
            log = self.env['customer.archive.communication']
            condition = log._among('source', self.ids)
            log._enter_from(self._name, (talks or self._get_talks)(condition))

    def _show_talks(self):
        """Return what the user may see of the words, by record; others are left out.

        :rtype: dict[int, str]
        """
        readable = self.exists()._filtered_access('read')
        return {record.id: record._show_talk() for record in readable}

    def _show_talk(self):
        """Return the words in short.

        For a model to be a source, it must override this method.

        :rtype: str
        """
        self.ensure_one()
        return ''

    def _get_talk_home(self):
        """Return the record on which the source is shown: its own, or what it stands on.

        :rtype: recordset
        """
        self.ensure_one()
        return self
