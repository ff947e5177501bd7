# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism import text_search
from ..mechanism.inner_pass import with_pass
from ..mechanism.transition import Transition
from ..mechanism.triggers import freeze
from .states import ACTIVE_STATES

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    # No group: whoever approves a merge takes it.
    'merge_into': Transition(
        _lt("merge an archive into another one"), _lt("Merged"),
        ('temporary', 'formal', 'closed'), 'closed', '', True,
    ),
}


class CustomerArchive(models.Model):
    """One of two archives of a customer goes into the other one; both numbers lead there (CA-25).

    What lies in it moves: volumes, documents, holdings with the loans on them, communication,
    complaints, services, authorisations, intake. What was decided, and what the evidence tells,
    stays under the number that it was written with.
    """

    _inherit = 'customer.archive'

    _gated_fields = frozenset({'merged_into_id'})
    _index_fields = frozenset({'merged_into_id', 'merged_from_ids', 'merged_numbers'})

    merged_into_id = fields.Many2one(
        'customer.archive', readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )
    merged_from_ids = fields.One2many(
        'customer.archive', 'merged_into_id', readonly=True,
    )
    merged_numbers = fields.Char(
        string="Other Numbers", compute='_compute_merged_numbers', compute_sudo=True,
        help="The numbers of the archives that were merged into this one: they lead here as well.",
    )

    _not_into_itself = models.Constraint(
        'CHECK (merged_into_id != id)', "An archive is not merged into itself.",
    )
    _merged_is_closed = models.Constraint(
        "CHECK (merged_into_id IS NULL OR state NOT IN ('temporary', 'formal'))",
        "An archive that was merged into another one is closed.",
    )

    # === SETUP === #

    def init(self):
        """Override to let a merge stay, below the ORM too."""
        super().init()
        # Where that one goes on into another, the way leads to its end at once.
        freeze(self, 'merged', ('merged_into_id',), once=SQL(
            "old.merged_into_id IS NOT NULL AND customer_archive_home(old.merged_into_id)"
            " IS DISTINCT FROM customer_archive_home(new.merged_into_id)",
        ))

    # === COMPUTE METHODS === #

    @api.depends('merged_from_ids.name')
    def _compute_merged_numbers(self):
        for archive in self:
            archive.merged_numbers = ", ".join(sorted(archive.merged_from_ids.mapped('name')))

    # === CRON METHODS === #

    @api.model
    def _cron_follow_merges(self):
        """Take along what was entered in an archive at the moment in which it was merged.

        Whoever entered it did not see yet that the archive was gone.
        """
        left = {
            archive.id for name in self._get_moving_models()
            for [archive] in self.env[name].with_context(active_test=False)._read_group(
                [('archive_id.merged_into_id', '!=', False)], ['archive_id'],
            )
        }
        return self._sweep("Entries of merged archives", sorted(left), lambda archives: [
            archives._move_contents(),
        ])

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to let an archive end in another one."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _check_transition(self, verb):
        """Override to reopen nothing that was merged."""
        super()._check_transition(verb)
        if verb == 'reopen' and (merged := self.filtered('merged_into_id')):
            raise UserError(self.env._(
                "%(archive)s was merged into %(other)s.", archive=merged[0].name,
                other=merged[0].merged_into_id.name,
            ))

    @api.model
    def _get_lookup_queries(self, value):
        """Override to find the archive that stays by the number of the one that went."""
        return [*super()._get_lookup_queries(value), SQL(
            "SELECT customer_archive_home(id) FROM customer_archive"
            " WHERE merged_into_id IS NOT NULL AND %s",
            text_search.contains(SQL.identifier('customer_archive', 'name'), value),
        )]

    @api.model
    def _get_moving_models(self):
        """Return the models whose records move with an archive, those first that others lie in.

        :rtype: list[str]
        """
        names = [
            name for name in self.env.registry.descendants(['customer.archive.member'], '_inherit')
            if not self.env[name]._abstract and not self.env[name]._stays_with_archive
            and not self.env[name]._fields['archive_id'].related
        ]
        return sorted(names, key=lambda name: (name != 'customer.archive.volume', name))

    def _merge_into(self, target, reason):
        """Move all that lies in the archive into another one, and close it.

        :param recordset target: the archive that stays
        :param str reason: why they are one
        """
        self.ensure_one()
        # In the order of their ids: two merges at once do not wait for each other.
        (self | target).sorted('id')._touch()
        self._transition('merge_into', {
            'merged_into_id': target.id,
            'closed_on': self.closed_on or self.company_id._get_archive_today(),
        }, reason)
        self.env.flush_all()
        # What led here leads there.
        with_pass(self.merged_from_ids).write({'merged_into_id': target.id})
        self._unite_rights(target)
        target._enter_register('absorb', {
            'merged_from_ids': self.name, 'count': self._move_contents(),
        }, note=reason)
        target._after_absorbing(self)

    def _unite_rights(self, target):
        """Let the same people read both: those of the one that stays, by the stricter level.

        :param recordset target: the archive that stays
        """
        level = max(target.confidentiality, self.confidentiality)
        for archive in (self, target):
            if archive.confidentiality != level:
                with_pass(archive).write({'confidentiality': level})
        if self.department_id != target.department_id:
            with_pass(self).write({'department_id': target.department_id.id})

    def _move_contents(self):
        """Let what lies in archives that were merged lie where they ended.

        :return: how many records moved
        :rtype: int
        """
        count = 0
        for name in self._get_moving_models():
            records = self.env[name].with_context(active_test=False).search([
                ('archive_id', 'in', self.ids),
            ], order='id')
            count += len(records)
            for archive, moved in records.grouped('archive_id').items():
                moved._follow_archive(archive.merged_into_id)
        return count

    def _after_absorbing(self, merged):
        """Do what follows from having taken another archive in.

        For a module to take over what does not lie in archives, or to count anew what follows from
        what does, it must override this method.

        :param recordset merged: the archive that went
        """
        # What is to be done about that one is to be done here.
        self.env['mail.activity'].search([
            ('res_model', '=', self._name), ('res_id', '=', merged.id),
        ]).write({'res_id': self.id})

    def _ensure_mergeable(self, target):
        """Check that the archive can go into another one.

        :param recordset target: the archive that stays
        :raise UserError: saying what stands against it
        """
        self.ensure_one()
        if self == target:
            raise UserError(self.env._("An archive is not merged into itself."))
        if self.company_id != target.company_id:
            raise UserError(self.env._(
                "%(archive)s and %(other)s belong to different companies.", archive=self.name,
                other=target.name,
            ))
        if self.merged_into_id:
            raise UserError(self.env._(
                "%(archive)s was merged into %(other)s.", archive=self.name,
                other=self.merged_into_id.name,
            ))
        if target.state not in ACTIVE_STATES:
            raise UserError(self.env._(
                "%(archive)s is not kept any more and takes nothing in.", archive=target.name,
            ))
        # What is on loan moves with its loan; what is held stays.
        self._ensure_not_blocked('merge_into')
        for name in ('volume', 'document', 'holding'):
            self.env[f'customer.archive.{name}'].search([
                ('archive_id', '=', self.id),
            ])._ensure_not_blocked('merge_into')

    def _get_event_labels(self):
        """Override to name what the archive that stays did."""
        return {
            **super()._get_event_labels(), 'absorb': self.env._("Took another archive in"),
            # As the step was called at first.
            'merge': self._label(TRANSITIONS['merge_into']),
        }

    # === BUSINESS METHODS - AFTERWARDS === #

    def _get_customers_sudo(self):
        """Return whose business the archives are about: two customers, until the contacts of a
        merged one are merged as well.

        :rtype: recordset
        """
        archives_sudo = self.sudo()  # Whose they are, to compare.
        return archives_sudo.partner_id | archives_sudo.merged_from_ids.partner_id

    @api.model
    def _find_kept(self, customers, companies):
        """Return the archives that are kept of customers: their own, or the one that it was
        merged into.

        :param recordset customers: the customers
        :param recordset companies: the companies
        :return: the archives by customer and company
        :rtype: dict[tuple[recordset, recordset], recordset]
        """
        archives = self.search([
            ('partner_id', 'in', customers.ids), ('company_id', 'in', companies.ids),
            '|', ('state', 'in', ACTIVE_STATES), ('merged_into_id.state', 'in', ACTIVE_STATES),
        ]).sorted(lambda archive: archive.state in ACTIVE_STATES)
        return {
            (archive.partner_id, archive.company_id): archive.merged_into_id or archive
            for archive in archives
        }


class CustomerArchiveVolume(models.Model):
    """A volume that moves keeps its number, and gets a place among those that are there."""

    _inherit = 'customer.archive.volume'

    # === BUSINESS METHODS === #

    def _follow_archive(self, target):
        """Override to draw serials of the archive that stays."""
        _follow_with_serials(self, target, 'next_volume')


class CustomerArchiveDocument(models.Model):
    """A document that moves keeps its number, and gets a place among those that are there."""

    _inherit = 'customer.archive.document'

    # === BUSINESS METHODS === #

    def _follow_archive(self, target):
        """Override to draw serials of the archive that stays."""
        _follow_with_serials(self, target, 'next_document')


def _follow_with_serials(records, target, counter):
    """Move records that are counted within their archive.

    :param recordset records: the records
    :param recordset target: the archive that stays
    :param str counter: the field of the archive that counts them
    """
    serials = target.browse([target.id] * len(records))._draw_serials(counter)[target.id]
    for record in records:
        with_pass(record).write({'archive_id': target.id, 'serial': next(serials)})
