# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, models
from odoo.fields import Domain


class CustomerArchiveWatched(models.AbstractModel):
    """Records about which somebody may ask without reading them: by groups, and by their order.

    A model of it notes in :meth:`_note_asked` what was asked for.
    """

    _name = 'customer.archive.watched'
    _description = "Archive: Asked About"

    # === CRUD METHODS === #

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        """Override to note what is shown as groups, collected into arrays, or decides which groups
        there are, and in which order.
        """
        self._note_aggregated(domain, [
            *groupby, *aggregates, *_get_deciding(*args, **kwargs),
        ])
        return super()._read_group(domain, groupby, aggregates, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Override to note what is shown as groups or collected into arrays."""
        self._note_aggregated(domain, [
            *(name for names in grouping_sets for name in names), *aggregates,
            *get_ordering(order),
        ])
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Override to note what another model is grouped by, along a path to here."""
        if alias != self._table:
            self._note_aggregated(Domain.TRUE, [groupby_spec])
        return super()._read_group_groupby(alias, groupby_spec, query)

    # === BUSINESS METHODS === #

    @api.model
    def _note_asked(self, domain, names):
        """Note that a user asked for fields of the records of a domain.

        For a model to be watched, it must override this method.

        :param Domain domain: the records
        :param set[str] names: the fields
        """

    # === HELPERS === #

    def _note_aggregated(self, domain, specifications):
        """Note what a user asked for by groups or aggregates.

        :param Domain domain: which records are aggregated
        :param list[str] specifications: as `_read_group` takes them, such as `date:month`
        """
        if not self.env.su:
            self._note_asked(Domain(domain), {
                specification.split(':')[0].split('.')[0] for specification in specifications
            })


def get_ordering(order):
    """Return what an order, such as `partner_id desc, id`, looks at.

    :param str|None order: the order
    :rtype: list[str]
    """
    return [re.split(r'[\s:.]', term.strip())[0] for term in (order or '').split(',')]


def _get_deciding(having=(), offset=0, limit=None, order=None):
    """Return what decides which groups there are, and in which order, as `_read_group` takes it."""
    return [*(term[0] for term in having if len(term) == 3), *get_ordering(order)]
