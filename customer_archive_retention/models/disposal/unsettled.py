# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveUnsettled(models.AbstractModel):
    """Business that is not settled keeps what tells of it (ND-14, accounting archives).

    What stands open is a field without a column: it is asked for once for all records that are
    looked at together.
    """

    _name = 'customer.archive.unsettled'
    _description = "Archive: Waits for Business to Be Settled"

    _index_fields = frozenset({'unsettled'})

    unsettled = fields.Json(compute='_compute_unsettled', compute_sudo=True)

    # === COMPUTE METHODS === #

    def _compute_unsettled(self):
        found = self._get_unsettled()
        for record in self:
            record.unsettled = found.get(record.id, [])

    # === BUSINESS METHODS === #

    def _get_unsettled(self):
        """Return what business of the records is not settled.

        For a module to wait for more, it must override this method and add to what `super()` found.

        :return: the names of orders, invoices and so on, by the ids of the records
        :rtype: dict[int, list[str]]
        """
        return {}

    @api.model
    def _get_open_cases(self, archives):
        """Return the open complaints and services of archives.

        :param recordset archives: the archives
        :return: pairs of the archive and the volume that they are about, where they are about one,
                 with their numbers
        :rtype: dict[tuple[recordset, recordset], list[str]]
        """
        found = {}
        for model in ('customer.archive.complaint', 'customer.archive.service'):
            for archive, volume, cases in self.env[model]._read_group([
                ('archive_id', 'in', archives.ids), ('state', '=', 'open'),
            ], ['archive_id', 'volume_id'], ['id:recordset']):
                found.setdefault((archive, volume), []).extend(cases.mapped('name'))
        return found

    def _ensure_not_blocked(self, verb):
        """Override to look again: an invoice may have been posted since."""
        if verb == 'destroy':
            self.invalidate_recordset(['unsettled'], flush=False)
        return super()._ensure_not_blocked(verb)

    def _find_blockable(self, verb):
        """Override to name what business still needs."""
        found = super()._find_blockable(verb)
        if verb == 'destroy':
            unsettled = self.sudo()._get_unsettled()  # Of everybody's business.
            found |= self.browse(key for key, names in unsettled.items() if names)
        return found

    def _get_blockers(self, verb):
        """Override to destroy nothing that business still needs."""
        blockers = super()._get_blockers(verb)
        if verb == 'destroy' and self.unsettled:
            blockers.append(self.env._(
                "Business is not settled yet: %(documents)s.",
                documents=", ".join(self.unsettled),
            ))
        return blockers
