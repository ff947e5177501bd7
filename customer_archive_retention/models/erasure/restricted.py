# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import format_date

# What may be done to what is only stored any more: keeping it in its place, and ending it.
STORED_VERBS = frozenset({
    'anonymise', 'destroy', 'dispose', 'erase', 'find', 'miss', 'move',
})


class CustomerArchiveRestricted(models.AbstractModel):
    """Something that the law still keeps though the person asked to be forgotten (ND-16).

    Until a date it is stored only: rules hide it from everybody, and no step uses it.
    """

    _name = 'customer.archive.restricted'
    _description = "Archive: Stored Only"

    _gated_fields = frozenset({'restricted_until'})
    _index_fields = frozenset({'restricted_until'})

    restricted_until = fields.Date(
        readonly=True, copy=False,
        help="On request of the person it is stored only, hidden from search, export and use, until"
             " the law lets it go.",
    )

    # === BUSINESS METHODS === #

    def _find_blockable(self, verb):
        """Override to name what is restricted."""
        found = super()._find_blockable(verb)
        if verb not in STORED_VERBS:
            found |= self.sudo().filtered('restricted_until').sudo(self.env.su)  # As everybody.
        return found

    def _get_blockers(self, verb):
        """Override to keep what is restricted out of use."""
        blockers = super()._get_blockers(verb)
        record_sudo = self.sudo()  # The same answer for everybody.
        if verb not in STORED_VERBS and record_sudo.restricted_until:
            blockers.append(self.env._(
                "Restricted until %(date)s on request of the person: it is stored only.",
                date=format_date(self.env, record_sudo.restricted_until),
            ))
        return blockers
