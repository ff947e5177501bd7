# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .states import ACTIVE_STATES


class CustomerArchive(models.Model):
    """Who looks after an archive now: its archivist, its deputy, or that of the company, the first
    of them who still works here (CA-30).
    """

    _inherit = 'customer.archive'

    has_no_owner = fields.Boolean(
        string="Without Archivist", compute='_compute_has_no_owner', search='_search_has_no_owner',
        help="Nobody answers for the archive, or who did does not work here any more.",
    )

    # === COMPUTE METHODS === #

    @api.depends('custodian_id.active', 'state')
    def _compute_has_no_owner(self):
        for archive in self:
            archive.has_no_owner = (
                archive.state in ACTIVE_STATES and not archive.custodian_id.active
            )

    def _search_has_no_owner(self, operator, value):
        if operator != 'in':
            return NotImplemented
        ownerless = Domain('state', 'in', ACTIVE_STATES) & (
            Domain('custodian_id', '=', False) | Domain('custodian_id.active', '=', False)
        )
        return ownerless if True in value else ~ownerless

    # === BUSINESS METHODS === #

    def _hand_over(self, successor, reason):
        """Let somebody else answer for the archives, and for what waits to be done about them.

        :param recordset successor: the user
        :param str reason: why, in the words of the user
        :raise AccessError: when the user may not change one of them
        :raise UserError: when no reason is given
        :raise ValidationError: when the successor may not read one of them
        """
        self.check_access('write')
        if not (reason or '').strip():
            raise UserError(self.env._("Say why they are handed over."))
        for archive in self:
            if successor.share or not successor.active or not archive._is_for(successor):
                raise ValidationError(self.env._(
                    "%(person)s may not read %(archive)s and cannot answer for it.",
                    person=successor.name, archive=archive.name,
                ))
        before = {archive: archive.custodian_id for archive in self}
        self.write({'custodian_id': successor.id})
        self._enter_register('hand_over', lambda archive: {
            'custodian_id': [before[archive].login or None, successor.login],
        }, note=reason.strip())
        for former, archives in self.grouped(before.get).items():
            # What was on somebody's list, whoever that was.
            archives.sudo().activity_ids.filtered(
                lambda activity, former=former: activity.user_id == former,
            ).write({'user_id': successor.id})

    def _get_event_labels(self):
        """Override to name what happens to its keepers."""
        return {**super()._get_event_labels(), 'hand_over': self.env._("Handed over")}

    def _get_keeper(self):
        """Return the user who looks after the archive, empty where nobody does.

        :rtype: recordset
        """
        self.ensure_one()
        named = [self.custodian_id, self.deputy_id, self.company_id.archive_custodian_id]
        absent = self._get_absent_keepers()
        keepers = sorted(
            (keeper for keeper in named if keeper.active),
            key=lambda keeper: (self.company_id.id, keeper.id) in absent,
        )
        return keepers[0] if keepers else self.custodian_id.browse()

    @api.model
    def _get_absent_keepers(self):
        """Return who is absent today: somebody else is asked before him, where there is one.

        For a module to know of absences, it must override this method.

        :return: pairs of the ids of a company and a user
        :rtype: set[tuple[int, int]]
        """
        return set()

    @api.model
    def _get_keepers(self):
        """Return the same for many archives, as a subquery about `archive` and `company`.

        :return: the columns `user_id`, `lang` and `tz`; no row where nobody looks after it
        :rtype: SQL
        """
        absent = self._get_absent_keepers()
        away = SQL(
            "(archive.company_id, keeper.id) IN %s,", tuple(sorted(absent)),
        ) if absent else SQL()
        return SQL("""(
            SELECT keeper.id AS user_id, contact.lang, contact.tz
              FROM res_users keeper
              JOIN res_partner contact ON contact.id = keeper.partner_id
             WHERE keeper.active AND keeper.id IN (
                   archive.custodian_id, archive.deputy_id, company.archive_custodian_id)
             ORDER BY %s array_position(ARRAY[archive.custodian_id, archive.deputy_id,
                                              company.archive_custodian_id], keeper.id) LIMIT 1
        )""", away)
