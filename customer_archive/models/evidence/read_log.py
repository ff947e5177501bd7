# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import functools
import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..mechanism.scope import CONFIDENTIALITY

# From this level on, whoever reads contents leaves a line in the access log.
CONFIDENTIAL = CONFIDENTIALITY[1][0]
# What the mixins of mails and activities add; the messages themselves are noted when they are read.
_MIXIN_PREFIXES = ('activity_', 'my_activity_', 'message_', 'has_message')


class CustomerArchiveScope(models.AbstractModel):
    """Whoever reads the contents of a confidential archive leaves a line in the access log.

    All ways to contents pass one of the methods below, whatever the call is named: rows are fetched
    by `_fetch_query`, or were before and are taken from memory by `fetch`, aggregated by
    `_read_group` and `_read_grouping_sets`, or from another model by `_read_group_groupby`, asked
    about by `_search`. Numbers in a list are no disclosure: only fields that are not in
    :attr:`_index_fields` count as contents, so that a field added later counts until it is named.
    Each class names its own; they add up.
    """

    _inherit = 'customer.archive.scope'

    # Fields that say nothing about a customer.
    _index_fields = frozenset({
        'id', 'display_name', 'create_uid', 'create_date', 'write_uid', 'write_date', 'name',
        'state', 'archive_id', 'company_id', 'department_id', 'confidentiality', 'is_confidential',
        'is_own_department', 'is_own_project',
    })

    is_confidential = fields.Boolean(
        compute='_compute_is_confidential', search='_search_is_confidential',
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda model: () if model._abstract else ('confidentiality',))
    def _compute_is_confidential(self):
        for record in self:
            record.is_confidential = (record.confidentiality or '') >= CONFIDENTIAL

    @api.model
    def _search_is_confidential(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('confidentiality', '>=', CONFIDENTIAL)

    # === CRUD METHODS === #

    def _fetch_query(self, query, fields):
        """Override to note whose contents are read."""
        contents = self._get_contents(field.name for field in fields)
        if self.env.su or not contents:
            return super()._fetch_query(query, fields)
        place = [self._fields[name] for name in self._get_place_fields()]
        records = super()._fetch_query(query, list(dict.fromkeys([*fields, *place])))
        self.env['customer.archive.access.log']._note_contents(records, contents)
        return records

    @api.private
    def fetch(self, field_names=None):
        """Override to note whose contents are in memory already, where our own code, or a rule,
        looked at the record before.
        """
        records = self._origin
        contents = set() if self.env.su else self._get_contents(field_names or ())
        if contents:
            contents -= {field.name for field in records._determine_fields_to_fetch(
                contents, ignore_when_in_cache=True,
            )}
        super().fetch(field_names)
        if contents:
            self.env['customer.archive.access.log']._note_contents(records.exists(), contents)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Override to note which records somebody asks about: a count, or an order, answers too."""
        domain = Domain(domain)
        if not (self.env.su or bypass_access) and self.env.user._is_internal():
            asked = self._get_contents([
                *(condition.field_expr.split('.')[0] for condition in domain.iter_conditions()),
                *get_ordering(order),
            ]) or self._get_asked_names(domain)
            if asked and not (noted := self._get_noted_domain()).is_false():
                selected = self.browse(super()._search(domain & noted))
                self.env['customer.archive.access.log']._note('', selected, asked)
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs,
        )

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        """Override to note whose contents are shown as groups, collected into arrays, or decide
        which groups there are, and in which order.
        """
        self._note_aggregated(domain, [
            *groupby, *aggregates, *get_deciding(*args, **kwargs),
        ])
        return super()._read_group(domain, groupby, aggregates, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Override to note whose contents are shown as groups or collected into arrays."""
        self._note_aggregated(domain, [
            *(name for names in grouping_sets for name in names), *aggregates,
            *get_ordering(order),
        ])
        return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Override to note whose contents another model is grouped by, along a path to here."""
        if alias != self._table:
            self._note_aggregated(Domain.TRUE, [groupby_spec])
        return super()._read_group_groupby(alias, groupby_spec, query)

    def export_data(self, fields_to_export):
        """Override to note every export, confidential or not (CA-64)."""
        self.check_access('read')
        self.env['customer.archive.access.log']._note('export', self, {
            name.split('/')[0] for name in fields_to_export
        })
        return super().export_data(fields_to_export)

    # === HELPERS === #

    @api.model
    def _get_contents(self, names):
        """Return those of the fields that tell something about a customer.

        :param Iterable[str] names: fields of this model
        :rtype: set[str]
        """
        index = _get_index_fields(type(self))
        return {
            name for name in names
            if name in self._fields and name not in index and not name.startswith(_MIXIN_PREFIXES)
        }

    @api.model
    def _get_asked_names(self, domain):
        """Return `display_name` where a domain searches names, which are searched by contents."""
        return {
            condition.field_expr for condition in domain.iter_conditions()
            if condition.field_expr == 'display_name'
        }

    @api.model
    def _get_place_fields(self):
        """Return the columns that say which record it is, fetched along with contents.

        :rtype: list[str]
        """
        return [name for name in ('confidentiality', 'archive_id', 'company_id',
                                  getattr(self, '_register_key', 'name')) if name in self._fields]

    def _get_access_place(self):
        """Return what the access log says of the record: business keys, and its archive.

        :rtype: dict
        """
        self.ensure_one()
        archive = self.env['customer.archive'].browse(self._get_archive_key())
        return {
            'archive_id': archive.id, 'archive': archive.name, 'company': self.company_id.id,
            'subject': self[getattr(self, '_register_key', 'name')],
        }

    @api.model
    def _get_noted_domain(self):
        """Return the domain of the records whose contents the user could be asking about.

        For a module to close confidential archives, it must override this method.

        :rtype: Domain
        """
        if self.env.user.archive_clearance < CONFIDENTIAL:
            return Domain.FALSE
        return Domain('confidentiality', '>=', CONFIDENTIAL)

    def _note_aggregated(self, domain, specifications):
        """Note the records whose contents are among the groups or aggregates.

        :param Domain domain: which records are aggregated
        :param list[str] specifications: as `_read_group` takes them, such as `date:month`
        """
        contents = not self.env.su and self._get_contents(
            specification.split(':')[0].split('.')[0] for specification in specifications
        )
        if contents and not (noted := self._get_noted_domain()).is_false():
            selected = self.browse(self._search(Domain(domain) & noted))
            self.env['customer.archive.access.log']._note('', selected, contents)


def get_ordering(order):
    """Return what an order, such as `partner_id desc, id`, looks at.

    :param str|None order: the order
    :rtype: list[str]
    """
    return [re.split(r'[\s:.]', term.strip())[0] for term in (order or '').split(',')]


def get_deciding(having=(), offset=0, limit=None, order=None):
    """Return what decides which groups there are, and in which order; arguments of `_read_group`.

    :rtype: list[str]
    """
    return [*(term[0] for term in having if len(term) == 3), *get_ordering(order)]


@functools.cache
def _get_index_fields(model_class):
    """Return what all classes that make up a model name as index fields.

    :param type model_class: a model's class in a registry
    :rtype: frozenset[str]
    """
    return frozenset().union(*(vars(each).get('_index_fields', ()) for each in model_class.__mro__))
