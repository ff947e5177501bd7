# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.fields import Domain

from .watched import get_ordering


class CustomerArchiveNoted(models.AbstractModel):
    """What people write about records of any model: on confidential archives, who reads it leaves
    a line in the access log, whichever way it is reached.

    A model of it names in :attr:`_noted_fields` what counts, says in `_get_archive_records` what
    stands behind its records, and in :attr:`_noted_as` by which field of those it was reached.
    """

    _name = 'customer.archive.noted'
    _inherit = ['customer.archive.watched']
    _description = "Archive: Words on Archives, Read by Name"

    _noted_fields = frozenset()
    _noted_as = ''

    # === CRUD METHODS === #

    def _fetch_query(self, query, fields):
        """Override to note whose words are read."""
        records = super()._fetch_query(query, fields)
        if self._counts_as_read(field.name for field in fields):
            records._note_read()
        return records

    @api.private
    def fetch(self, field_names=None):
        """Override to note words that are in memory already, where a rule looked at them before."""
        known = self._counts_as_read(field_names or ()) and not self._counts_as_read(
            field.name for field in self._origin._determine_fields_to_fetch(
                field_names, ignore_when_in_cache=True,
            )
        )
        super().fetch(field_names)
        if known:
            self._origin._note_read()

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Override to note whose words somebody asks about."""
        domain = Domain(domain)
        query = super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs,
        )
        if not bypass_access and self._counts_as_read([
            *(condition.field_expr.split('.')[0] for condition in domain.iter_conditions()),
            *get_ordering(order),
        ]):
            self.browse(query)._note_read()
        return query

    # === BUSINESS METHODS === #

    def _note_read(self):
        """Note the records that the words are about, where they are confidential."""
        for records_sudo in self._get_archive_records():
            self.env['customer.archive.access.log']._note(
                'messages', records_sudo.filtered('is_confidential'), [self._noted_as],
            )

    # === HELPERS === #

    def _counts_as_read(self, names):
        """Tell whether some of the fields hold words, and a user asks for them.

        :param Iterable[str] names: fields
        :rtype: bool
        """
        return not self.env.su and not self._noted_fields.isdisjoint(names)

    @api.model
    def _note_asked(self, domain, names):
        """Override to note what the words are about."""
        if self._counts_as_read(names):
            archived = Domain('model' if 'model' in self._fields else 'res_model', 'in', list(
                self.env['ir.attachment']._get_archive_models(),
            ))
            self.browse(self._search(domain & archived))._note_read()
