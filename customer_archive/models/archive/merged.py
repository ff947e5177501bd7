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
    'merge': Transition(
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
    _index_fields = frozenset({'merged_into_id', 'merged_from_ids'})

    merged_into_id = fields.Many2one(
        'customer.archive', readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )
    merged_from_ids = fields.One2many(
        'customer.archive', 'merged_into_id', readonly=True,
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
        freeze(self, 'merged', ('merged_into_id',), once=SQL("old.merged_into_id IS NOT NULL"))

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
        target.confidentiality = max(target.confidentiality, self.confidentiality)
        self._transition('merge', {
            'merged_into_id': target.id,
            'closed_on': self.closed_on or self.company_id._get_archive_today(),
        }, reason)
        self.env.flush_all()
        count = 0
        for name in self._get_moving_models():
            records = self.env[name].with_context(active_test=False).search([
                ('archive_id', '=', self.id),
            ], order='id')
            if records:
                count += len(records)
                records._follow_archive(target)
        target._enter_register('absorb', {
            'merged_from_ids': self.name, 'count': count,
        }, note=reason)
        target._after_absorbing(self)

    def _after_absorbing(self, merged):
        """Do what follows from having taken another archive in.

        For a module to react, it must override this method.

        :param recordset merged: the archive that went
        """

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
        # What stays where it is may be on loan or held.
        self._ensure_not_blocked('merge')
        self.volume_ids._ensure_not_blocked('merge')

    def _get_event_labels(self):
        """Override to name what the archive that stays did."""
        return {**super()._get_event_labels(), 'absorb': self.env._("Took another archive in")}


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
