# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

from ..mechanism.adding_up import add_up
from ..mechanism.scope import CONFIDENTIALITY
from .watched import get_ordering

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

    _name = 'customer.archive.scope'
    _inherit = ['customer.archive.scope', 'customer.archive.watched']

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
                selected = self._pick_asked(super()._search(domain & noted))
                self.env['customer.archive.access.log']._note('', selected, asked)
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs,
        )

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
        index = add_up(self, '_index_fields')
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
        key = getattr(self, '_register_key', 'name')
        return {
            'archive_id': archive.id, 'archive': archive.name, 'company': self.company_id.id,
            # What has no number of its own is known by that of its archive.
            'subject': self[key] if key in self._fields else archive.name,
        }

    def _get_log_ids(self):
        """Return for each record under which id the log keeps it: one line for each id.

        For a model of many small records to be told of by archive, it must override this method.

        :rtype: Sequence[int]
        """
        return self._ids

    @api.model
    def _pick_asked(self, query):
        """Return the records that the log names where somebody asked about those of a query.

        For a model of many small records to be told of by archive, it must override this method.

        :param Query query: the records that were asked about
        :rtype: recordset
        """
        return self.browse(query)

    @api.model
    def _get_noted_domain(self):
        """Return the domain of the records whose contents the user could be asking about.

        For a module to close confidential archives, it must override this method.

        :rtype: Domain
        """
        if self.env.user.archive_clearance < CONFIDENTIAL:
            return Domain.FALSE
        return Domain('confidentiality', '>=', CONFIDENTIAL)

    @api.model
    def _note_asked(self, domain, names):
        """Override to note the confidential records of the domain, where contents are asked for."""
        contents = self._get_contents(names)
        if contents and not (noted := self._get_noted_domain()).is_false():
            selected = self._pick_asked(self._search(domain & noted))
            self.env['customer.archive.access.log']._note('', selected, contents)
